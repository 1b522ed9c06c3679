"""Minutes are confirmed at a later meeting; decisions are corrected by other rows."""

from datetime import date

import pytest

from decisions import actions
from decisions.actions import CorrectionGiven
from decisions.evidence import chain_of
from decisions.gate import obstacles
from decisions.models import Decision, DecisionCorrection, WordingFinding
from decisions.models.corrections import particulars, standing
from decisions.records import Record
from decisions.states import EndorsementOutcome, Endorsing
from decisions.transitions import ASK, CLEAR
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, NotReady, Stale, WrongState
from statements.rendering.authority import authority
from tests import makers, minute_book
from tests.decisions.test_signing import refused

pytestmark = pytest.mark.django_db
NOW = makers.at("2004-12-14", "11:00")
CORRECTED = "Cabinet AGREED to delegate."


@pytest.fixture
def story():
    with clock.told(NOW):
        yield makers.delegated_statement()


def found(story, kind, step=CLEAR):
    return [o for o in obstacles(story.statement, step) if o.kind == kind]


def agreed():
    return Decision.objects.get(recommendation__letter="b")


def test_minutes_are_a_draft_until_a_later_meeting_confirms_them(story):
    minute_book.minuted(story)
    second = minute_book.minuted(story, text="Another draft.")
    assert second.edition == 2
    confirmation = minute_book.confirmed(story)
    assert confirmation.minutes == second
    refused(WrongState, lambda: minute_book.minuted(story), "have been confirmed")
    refused(WrongState, lambda: minute_book.confirmed(story), "were confirmed on 13")


def test_minutes_confirmed_with_other_words_are_another_edition(story):
    minute_book.minuted(story)
    confirmation = minute_book.confirmed(
        story, text="Corrected minutes.", corrections="The words."
    )
    assert confirmation.minutes.edition == 2
    assert confirmation.minutes.text == "Corrected minutes."


def test_minutes_are_confirmed_at_a_later_meeting_of_the_body_that_was_held(story):
    refused(
        WrongState,
        lambda: actions.confirm_minutes(
            story.meeting,
            at=story.meeting,
            text="x",
            corrections="None",
            signed_by="x",
            by=story.people.clerk,
        ),
        "No minutes",
    )
    minute_book.minuted(story)
    clerk = story.people.clerk
    early = actions.record_meeting(story.body, held_on=date(2004, 12, 2), by=clerk)
    late = actions.record_meeting(story.body, held_on=date(2004, 12, 23), by=clerk)
    for at in (story.meeting, early, late, minute_book.council(story)):
        refused(BadInput, lambda a=at: minute_book.confirmed(story, at=a))


@pytest.mark.parametrize(
    "changed", [{"text": ""}, {"corrections": " "}, {"signed_by": ""}]
)
def test_a_confirmation_says_what_was_corrected_and_who_signed(story, changed):
    minute_book.minuted(story)
    minute_book.council(story)
    minute_book.next_cabinet(story)
    refused(BadInput, lambda: minute_book.confirmed(story, **changed))


def test_whoever_read_an_older_draft_is_told(story):
    minute_book.minuted(story)
    minute_book.minuted(story, text="Another draft.")
    minute_book.next_cabinet(story)
    refused(Stale, lambda: minute_book.confirmed(story, seen=1))
    refused(
        Stale,
        lambda: actions.record_minutes(
            story.meeting, text="x", seen=1, by=story.people.clerk
        ),
    )


def test_a_wording_changed_at_confirmation_blocks_until_another_clerk_finds(story):
    minute_book.minuted(story)
    decision = agreed()
    assert found(story, "wording") == []
    minute_book.confirmed(
        story,
        corrections="Minute 3.",
        decisions=[CorrectionGiven(decision, CORRECTED, "3")],
    )
    for step in (CLEAR, ASK):
        (obstacle,) = found(story, "wording", step)
        assert obstacle.severity == "blocks"
        for words in ("(b)", decision.wording, CORRECTED, "another clerk"):
            assert words in obstacle.sentence
    words = standing(decision)
    assert (words.wording, words.minute_number) == (CORRECTED, "3")
    assert words.recorded == "Cabinet AGREED the delegation."
    refused(
        NotReady,
        lambda: actions.ask_final_approval(story.statement, by=story.people.officer),
    )
    correction = DecisionCorrection.objects.get()
    assert correction.reason == "As confirmed at Cabinet, 13 December 2004. Minute 3."
    minute_book.found_to_stand(story, correction)
    assert found(story, "wording") == []
    actions.ask_final_approval(story.statement, by=story.people.officer)


def test_a_minute_number_alone_is_no_obstacle_and_is_not_taken_away(story):
    minute_book.corrected(story, wording=agreed().wording, minute_number="15")
    assert found(story, "wording") == []
    words = standing(agreed())
    assert words.minute_number == "15"
    assert not words.is_corrected
    refused(BadInput, lambda: minute_book.corrected(story, wording=agreed().wording))
    refused(
        BadInput,
        lambda: minute_book.corrected(
            story, wording=agreed().wording, minute_number="15"
        ),
        "says already",
    )


def test_what_does_not_stand_blocks_until_it_is_decided_anew(story):
    correction = minute_book.corrected(story)
    minute_book.found_to_stand(story, correction, stands=False, reason="Not joint.")
    (obstacle,) = found(story, "wording")
    assert "does not stand: decide anew" in obstacle.sentence
    refused(
        WrongState,
        lambda: minute_book.found_to_stand(story, correction),
        "recorded already",
    )


def test_another_correction_asks_again_and_the_first_words_need_no_finding(story):
    first = minute_book.corrected(story)
    minute_book.found_to_stand(story, first)
    second = minute_book.corrected(story, wording="Cabinet AGREED it all.")
    assert len(found(story, "wording")) == 1
    refused(
        Stale,
        lambda: minute_book.corrected(story, wording="Late.", seen=1),
    )
    minute_book.corrected(story, wording="Cabinet AGREED the delegation.")
    assert found(story, "wording") == []
    refused(
        WrongState,
        lambda: minute_book.found_to_stand(story, second),
        "not the wording that stands",
    )


def test_the_clerk_who_corrected_does_not_find(story):
    correction = minute_book.corrected(story)
    refused(
        NotAllowed,
        lambda: minute_book.found_to_stand(story, correction, by=story.people.clerk),
        "Another clerk",
    )
    refused(BadInput, lambda: minute_book.found_to_stand(story, correction, reason=" "))
    assert not WordingFinding.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [{"wording": ""}, {"reason": ""}, {"wording": "x" * 2001}],
)
def test_a_correction_says_the_words_and_why(story, changed):
    refused(BadInput, lambda: minute_book.corrected(story, **changed))


def decided_again(story):
    """A later meeting of Cabinet decided anew on the text as it is."""
    clerk = story.people.clerk
    later = actions.record_meeting(story.body, held_on=date(2004, 12, 14), by=clerk)
    report = actions.open_report(
        story.statement, later, makers.report_document(), by=story.people.officer
    )
    actions.report(story.statement, report=report, by=clerk)
    story.report = report
    taken = makers.taken(story, delegation=makers.joint(story))
    actions.decide(story.statement, taken, by=clerk)
    story.fresh()


def test_a_new_decision_leaves_the_old_wording_behind(story):
    minute_book.corrected(story)
    decided_again(story)
    assert found(story, "wording") == []


def test_the_chain_says_the_wording_as_recorded_and_as_corrected(story):
    correction = minute_book.corrected(story, minute_number="15")
    minute_book.found_to_stand(story, correction)
    makers.finally_approved(story)
    actions.clear(story.statement, by=story.people.clerk)
    chain = chain_of(story.statement)
    told = chain.get("decisions")[1]
    assert told["wording"] == "Cabinet AGREED the delegation."
    assert told["wording_as_corrected"] == CORRECTED
    assert chain.get("delegations")[0]["wording_as_corrected"] == CORRECTED
    (_, plain), (sentence, wordings) = authority(chain).decisions
    assert plain == ("Cabinet NOTED the progress.",)
    assert ", minute 15: agreed." in sentence
    assert wordings == (
        "As recorded: Cabinet AGREED the delegation.",
        f"As corrected: {CORRECTED}",
    )


def endorsing(how):
    with clock.told(makers.at("2004-12-01")):
        story = makers.reported_statement()
        council = minute_book.council(story).body
    with clock.told(makers.at("2004-12-09", "11:00")):
        taken = makers.taken(
            story,
            delegation=makers.joint(story),
            endorsement=how,
            endorsing_body=council,
        )
        actions.decide(story.statement, taken, by=story.people.clerk)
    story.fresh()
    return story


@pytest.mark.parametrize(
    ("how", "severity"),
    [(Endorsing.REQUIRED, "blocks"), (Endorsing.WANTED, "warns")],
)
def test_an_endorsement_that_is_called_for_stands_in_the_way_until_it_is_there(
    how, severity
):
    story = endorsing(how)
    with clock.told(NOW):
        (obstacle,) = found(story, "endorsement")
        assert obstacle.severity == severity
        assert obstacle.sentence == "Council has not endorsed the statement yet."
        for outcome in ("noted", "referred_back", "rejected"):
            minute_book.endorsed(story, outcome)
            (obstacle,) = found(story, "endorsement")
            assert obstacle.severity == severity
            assert "did not endorse version 1" in obstacle.sentence
        minute_book.endorsed(story, EndorsementOutcome.ENDORSED)
        assert found(story, "endorsement") == []
        makers.applied_change(story)
        (obstacle,) = found(story, "endorsement")
    assert obstacle.severity == "warns"
    assert obstacle.sentence == (
        "Council endorsed version 1 on 13 December 2004. The text is version 2 now."
    )


def test_a_resolution_on_an_older_text_is_refused(story):
    makers.applied_change(story)
    decided_again(story)
    meeting = minute_book.council(story, on=date(2004, 12, 14))
    first = story.statement.versions.get(number=1)
    refused(
        BadInput,
        lambda: minute_book.endorsed(story, version=first, meeting=meeting),
        "older than the one",
    )
    minute_book.endorsed(story, meeting=meeting)


def test_papers_published_late_are_a_warning_with_the_reason():
    with clock.told(makers.at("2004-12-03", "11:00")):
        story = makers.delegated_statement()
    with clock.told(NOW):
        assert found(story, "clear days") == []
        minute_book.published_papers(
            story, on=date(2004, 12, 3), urgency="A late figure."
        )
        (obstacle,) = found(story, "clear days")
        assert obstacle.severity == "warns"
        assert obstacle.sentence == (
            "Report 1 was published on 3 December 2004: three clear days before the "
            "meeting, where five are the rule. Reason given: A late figure."
        )
        # What was recorded wrongly is superseded.
        minute_book.published_papers(story)
        assert found(story, "clear days") == []


# --- What else the record says ------------------------------------------------


@pytest.mark.parametrize("name", ["reasons", "alternatives", "interests"])
def test_particulars_are_corrected_without_closing_the_gate(story, name):
    decision = makers.decision_on(story)
    told = {name: "As minuted.", "wording": decision.wording}
    row = minute_book.corrected(story, **told)
    assert (getattr(row, name), row.wording) == ("As minuted.", "")
    assert particulars(decision)[name] == "As minuted."
    assert standing(decision).is_proved
    with clock.told(makers.at("2004-12-14")):
        published = makers.published_record(story, decision)
    assert Record.from_bytes(bytes(published.content)).get(name) == "As minuted."


def test_what_is_not_given_stands_as_it_was(story):
    decision = makers.decision_on(story)
    before = particulars(decision)
    minute_book.corrected(story, reasons="Other.", wording=decision.wording)
    minute_book.corrected(story, interests="One.", wording=decision.wording)
    after = {"reasons": "Other.", "interests": "One."}
    assert particulars(decision) == {**before, **after}
