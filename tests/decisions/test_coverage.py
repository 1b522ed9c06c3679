"""Coverage: proved from stored bytes, whatever the order of what happened."""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from decisions import actions
from decisions.coverage import coverage
from decisions.models import Change, Decision
from decisions.states import Outcome
from iegtracker import clock
from iegtracker.errors import BadInput, Stale, WrongState
from iegtracker.ledger.verification import verify
from statements import actions as statement_actions
from tests import makers
from tests.decisions.interleavings import Interleaving
from tests.decisions.test_signing import refused

pytestmark = pytest.mark.django_db
MEETING = makers.at("2004-12-09", "11:00")


def test_random_interleavings_let_no_unsigned_word_in():
    # A failure is made smaller in the soak run only: that takes minutes.
    small = settings(
        max_examples=4, stateful_step_count=25, deadline=None, phases=[Phase.generate]
    )
    run_state_machine_as_test(Interleaving, settings=small)


@pytest.mark.soak
def test_many_interleavings_let_no_unsigned_word_in():
    large = settings(max_examples=10, stateful_step_count=50, deadline=None)
    run_state_machine_as_test(Interleaving, settings=large)


def test_nothing_is_covered_before_a_decision():
    story = makers.reported_statement()
    proof = coverage(story.statement)
    assert not proof.holds
    assert "No body has decided" in proof.sentence


def test_the_text_as_it_was_decided_on_is_covered():
    proof = coverage(makers.delegated_statement().statement)
    assert (proof.holds, proof.decisions, proof.changes) == (True, 0, 0)
    assert "the version put to Cabinet, unchanged" in proof.sentence


def decided(story, **changed):
    taken = makers.taken(story, **{"delegation": makers.joint(story), **changed})
    return actions.decide(story.statement, taken, by=story.people.clerk)


def amended(story, change, **changed):
    return decided(story, outcome=Outcome.AMENDED, amended_by=change, **changed)


def test_an_amendment_by_the_body_is_covered_by_its_decision():
    story = makers.reported_statement()
    with clock.told(MEETING):
        amended(story, makers.written_change(story))
    proof = coverage(story.fresh())
    assert (proof.holds, proof.decisions) == (True, 1)
    assert Change.objects.get().status == "applied"
    text = story.statement.current.document.get("b-2", "text")
    assert text == "A contact centre will open soon."
    assert [found for _, found in verify() if found] == []


def test_an_amendment_is_what_was_saved_last_and_not_what_was_read_before():
    story = makers.reported_statement()
    with clock.told(MEETING):
        change = makers.written_change(story)
        assert change.draft.digest  # read now, and written on after
        draft = type(change.draft).objects.get(pk=change.draft_id)
        statement_actions.save_draft(
            draft,
            draft.document.with_values({("b-2", "text"): "As Cabinet said."}),
            seen=draft.digest,
            place="section 1",
            by=story.people.officer,
        )
        amended(story, change)
    text = story.fresh().current.document.get("b-2", "text")
    assert text == "As Cabinet said."


def test_an_amendment_that_is_withdrawn_or_changes_nothing_is_refused():
    story = makers.reported_statement()
    with clock.told(MEETING):
        empty = actions.start_change(
            story.statement, title="Empty", by=story.people.officer
        )
        refused(BadInput, lambda: amended(story, empty), "changes nothing")
        gone = makers.written_change(story)
        actions.withdraw_change(gone, by=story.people.officer)
        refused(WrongState, lambda: amended(story, gone), "not being written")
        written = makers.written_change(story)
        refused(
            BadInput,
            lambda: decided(story, amended_by=written),
            "Only what was agreed as amended",
        )


@pytest.mark.parametrize(
    "outcome", [Outcome.DEFERRED, Outcome.REFERRED_BACK, Outcome.REJECTED]
)
def test_what_a_body_turns_back_is_not_covered_and_delegates_nothing(outcome):
    story = makers.reported_statement()
    with clock.told(MEETING):
        refused(BadInput, lambda: decided(story, outcome=outcome))
        taken = makers.taken(story, delegation=makers.joint(story))
        mixed = [
            type(taken[0])(**{**vars(taken[0]), "outcome": outcome}),
            taken[1],
        ]
        refused(
            BadInput,
            lambda: actions.decide(story.statement, mixed, by=story.people.clerk),
            "drafted again",
        )
        decided(story, outcome=outcome, delegation=None)
    assert story.fresh().status == "drafting"
    assert not coverage(story.statement).holds
    assert [found for _, found in verify() if found] == []


def test_coverage_starts_at_the_papers_that_were_decided_on():
    story = makers.reported_statement()
    who = story.people
    with clock.told(makers.at("2004-12-08")):
        draft = actions.start_revision(story.statement, story.statement, by=who.officer)
        statement_actions.save_draft(
            draft,
            draft.document.with_values({("b-1", "text"): "Tabled late."}),
            seen=draft.digest,
            place="section 1",
            by=who.officer,
        )
        actions.revise_report(story.statement, report=story.report, by=who.clerk)
    with clock.told(MEETING):
        decided(story)
    proof = coverage(story.fresh())
    assert (proof.holds, proof.decided.number) == (True, 2)


def test_nothing_is_tabled_after_the_day_of_the_meeting():
    story = makers.reported_statement()
    who = story.people
    with clock.told(makers.at("2004-12-10")):
        draft = actions.start_revision(story.statement, story.statement, by=who.officer)
        statement_actions.save_draft(
            draft,
            draft.document.with_values({("b-1", "text"): "Slipped in."}),
            seen=draft.digest,
            place="section 1",
            by=who.officer,
        )
        refused(
            BadInput,
            lambda: actions.revise_report(
                story.statement, report=story.report, by=who.clerk
            ),
            "has been held",
        )
        decided(story)
    assert "Slipped in." not in str(story.fresh().current.document.canonical)


def test_a_change_begun_before_an_amendment_at_the_same_words_is_stale():
    story = makers.reported_statement()
    with clock.told(MEETING):
        older = makers.written_change(story, text="Other words.")
        amended(story, makers.written_change(story))
        refused(
            Stale,
            lambda: actions.propose_change(older, reason="x", by=story.people.officer),
        )
    assert Decision.objects.count() == 2
