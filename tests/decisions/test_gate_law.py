"""The gate and the law: windows, call-in, interests, and offices nobody acts in."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from decisions import actions
from decisions.call_in import CallInTold
from decisions.gate import BLOCKS, WAIVER, WARNS, blocking, obstacles
from decisions.models import Change, DelegatedDecision
from decisions.selectors.gate import days_left
from decisions.states import CallIn, CallInEnd
from decisions.transitions import ASK, CLEAR, SUBMIT
from iegtracker import clock
from iegtracker.errors import NotReady
from iegtracker.people.actions import close_account
from statements import actions as statement_actions
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_december():
    with clock.told(makers.at("2004-12-10")):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


def of_kind(story, kind, step=CLEAR):
    return [o for o in obstacles(story.fresh(), step) if o.kind == kind]


def test_on_the_day_it_is_due_the_gate_says_today(story):
    told = {}
    for day in ("2004-12-17", "2004-12-20", "2004-12-21"):
        with clock.told(makers.at(day)):
            (found,) = of_kind(story, "deadline")
            told[day] = found.sentence, days_left(story.statement)
    left = "1 working day is left: the statement is due on 20 December 2004."
    today = "The statement is due today, 20 December 2004."
    assert told["2004-12-17"] == (left, left.replace("1", "One", 1))
    assert told["2004-12-20"] == (today, today)
    assert "late" in told["2004-12-21"][0]


def call_in(story, step=CLEAR):
    return of_kind(story, "call-in", step)


def test_not_known_warns_once_for_every_decision_on_which_the_text_rests(story):
    makers.applied_change(story)
    makers.finally_approved(story)
    (found,) = call_in(story)
    assert found.severity == WARNS
    assert found.sentence == (
        "It is not known whether call-in applies to the decision on (b) of Cabinet, "
        "9 December 2004, the delegated decision of 10 December 2004 (change 1) and "
        "the delegated decision of 10 December 2004 (final approval of IEG Statement "
        "2004)."
    )
    assert found.place == reverse("decisions:call_in", args=["2004"])


def test_of_many_that_are_not_known_the_first_are_named(story):
    for number in range(4):
        makers.applied_change(story, text=f"A contact centre with {number} desks.")
    (found,) = call_in(story)
    assert found.sentence.endswith("(change 2) and 2 more.")


def test_what_merely_noted_has_nothing_to_be_called_in(story):
    noted = makers.decision_on(story, "a")
    makers.published_record(story, noted, call_in=makers.applies())
    assert "(a)" not in call_in(story)[0].sentence


def test_an_open_window_needs_a_waiver_and_its_end_lifts_it(story):
    row = makers.decision_on(story)
    makers.published_record(story, row, call_in=makers.applies())
    (found,) = call_in(story)
    assert found.severity == WAIVER
    assert found.sentence == (
        "The decision on (b) of Cabinet, 9 December 2004: Published on 10 December "
        "2004, the decision can be called in until the end of 17 December 2004 and "
        "takes effect on 18 December 2004: that is in time for 20 December 2004."
    )
    assert found.by == date(2004, 12, 20)
    assert found.owner == "Democratic services"
    assert blocking(call_in(story, ASK), ASK) == []
    assert blocking(call_in(story)) == [found]
    with clock.told(makers.at("2004-12-18", "00:01")):
        assert call_in(story) == []


def test_a_recorded_waiver_lifts_it(story):
    row = makers.decision_on(story)
    makers.published_record(story, row, call_in=makers.applies())
    makers.finally_approved(story)
    with pytest.raises(NotReady):
        actions.clear(story.fresh(), by=story.people.clerk)
    makers.waived(story, row)
    final = DelegatedDecision.objects.get()
    assert [o.severity for o in call_in(story)] == [WARNS]
    does_not = CallInTold(CallIn.DOES_NOT, reason="It is urgent.")
    makers.published_record(story, final, call_in=does_not)
    assert call_in(story) == []
    actions.clear(story.fresh(), by=story.people.clerk)


def test_the_final_approval_is_a_decision_with_a_window_of_its_own(story):
    makers.finally_approved(story)
    final = DelegatedDecision.objects.get()
    makers.published_record(story, final, call_in=makers.applies())
    found = [o for o in call_in(story) if o.severity == WAIVER]
    assert "final approval" in found[0].sentence
    with pytest.raises(NotReady):
        actions.clear(story.fresh(), by=story.people.clerk)


def test_before_publication_the_last_safe_day_is_the_last_to_publish(story):
    row = makers.decision_on(story)
    actions.rule_on_call_in(row, makers.applies(), by=story.people.clerk)
    (found,) = call_in(story)
    assert found.severity == WAIVER
    assert "not published yet, today at the earliest. Published on 10" in found.sentence
    assert "in time for 20 December 2004" in found.sentence
    assert found.by == date(2004, 12, 10)
    with clock.told(makers.at("2004-12-13")):
        assert "cannot lawfully be in time for 20 December 2004" in str(
            call_in(story)[0]
        )


def test_barking_and_dagenham_cannot_be_in_time(story):
    """Decided on the 13th, due on the 19th, five days: said on the 13th (2005)."""
    guidelines = {
        **makers.GUIDELINES,
        "round": "2005",
        "deadline": "2005-12-19",
        "title": "Guidelines for 2005",
        "statement_title": "IEG Statement 2005",
    }
    said = _decided_in_2005(story, guidelines)
    assert said == (
        "The decision on (b) of Cabinet, 13 December 2005: not published yet, today at "
        "the earliest. Published on 13 December 2005, the decision can be called in "
        "until the end of 20 December 2005 and takes effect on 21 December 2005: it "
        "cannot lawfully be in time for 19 December 2005."
    )


def _decided_in_2005(story, guidelines):
    who = story.people
    with clock.told(makers.at("2005-11-01")):
        loaded = statement_actions.load_guidelines(guidelines)
        statement = statement_actions.open_statement(
            loaded, council="London Borough", by=who.officer
        )
        draft = statement.open_draft
        document = makers.statement_document(round="2005", deadline="2005-12-19")
        told = {"seen": draft.digest, "place": "everything", "by": who.officer}
        statement_actions.save_draft(draft, document, **told)
        meeting = actions.record_meeting(
            story.body, held_on=date(2005, 12, 13), by=who.clerk
        )
        report = makers.report_document().with_values({("root", "date"): "2005-12-13"})
        opened = actions.open_report(statement, meeting, report, by=who.officer)
        actions.report(statement, report=opened, by=who.clerk)
    later = replace(story, statement=statement, report=opened, meeting=meeting)
    with clock.told(makers.at("2005-12-13", "20:00")):
        resolved = makers.taken(
            later, delegation=makers.joint(later), call_in=CallIn.APPLIES
        )
        actions.decide(statement, resolved, by=who.clerk)
        (found,) = call_in(later)
        assert found.severity == WAIVER
        assert found.by == date(2005, 12, 9)
        return found.sentence


def test_called_in_it_blocks_until_it_is_released(story):
    row = makers.decision_on(story)
    makers.published_record(story, row, call_in=makers.applies())
    makers.called_in(story, row)
    for step in (ASK, CLEAR):
        (found,) = call_in(story, step)
        assert found.severity == BLOCKS
        assert "was called in on 10 December 2004" in found.sentence
    with pytest.raises(NotReady):
        actions.ask_final_approval(story.fresh(), by=story.people.officer)
    makers.call_in_ended(story, row, CallInEnd.TO_COUNCIL)
    assert "referred to Council" in call_in(story)[0].sentence
    makers.call_in_ended(story, row, CallInEnd.REFERRED_BACK)
    assert [o.severity for o in call_in(story)] == [BLOCKS]
    assert "has to be decided again" in call_in(story)[0].sentence
    makers.call_in_ended(story, row, CallInEnd.UPHELD)
    assert call_in(story) == []


def referred_back(story, row):
    makers.published_record(story, row, call_in=makers.applies())
    makers.called_in(story, row)
    makers.call_in_ended(story, row, CallInEnd.REFERRED_BACK)


def reversed_by(story, change, also=None):
    """A change that takes another back, signed by both; `also` changes a block."""
    made = actions.reverse_change(change, by=story.people.officer)
    if also:
        draft = Change.objects.get(pk=made.pk).draft
        statement_actions.save_draft(
            draft,
            draft.document.with_values({(also[0], "text"): also[1]}),
            seen=draft.digest,
            place="a section",
            by=story.people.officer,
        )
    made = Change.objects.get(pk=made.pk)
    actions.propose_change(made, reason="Reconsidered.", by=story.people.officer)
    for sign in (makers.sign_as_director, makers.sign_as_portfolio_holder):
        sign(story, Change.objects.get(pk=made.pk))
    return Change.objects.get(pk=made.pk)


def about_first(story):
    """What is said of the first delegated decision, for which each is named."""
    named = "The delegated decision of 10 December 2004 (change 1"
    (found,) = [o for o in call_in(story) if o.sentence.startswith(named)]
    return found


def test_a_delegated_decision_referred_back_is_settled_by_reversing_it(story):
    change = makers.applied_change(story)
    referred_back(story, DelegatedDecision.objects.get())
    found = about_first(story)
    assert found.severity == BLOCKS
    assert found.sentence.endswith(
        "was referred back on 10 December 2004: it has to be decided again, or each of "
        "its changes reversed."
    )
    reversed_by(story, change)
    found = about_first(story)
    assert found.severity == WARNS
    assert found.sentence.endswith(
        "was referred back on 10 December 2004. Change 2 took back all that it "
        "changed, so nothing waits for it."
    )
    assert BLOCKS not in [o.severity for o in call_in(story)]


def test_what_else_was_changed_since_does_not_keep_it_from_being_settled(story):
    change = makers.applied_change(story)
    referred_back(story, DelegatedDecision.objects.get())
    makers.applied_change(story, block="b-1", text="The council serves towns.")
    reversed_by(story, change, also=("b-1", "The council serves its towns."))
    assert about_first(story).severity == WARNS


def test_what_only_claims_to_reverse_it_settles_nothing(story):
    change = makers.applied_change(story)
    referred_back(story, DelegatedDecision.objects.get())
    reversed_by(story, change, also=("b-2", "A contact centre may open soon."))
    assert about_first(story).severity == BLOCKS


def test_a_reversal_that_was_itself_reversed_settles_nothing(story):
    change = makers.applied_change(story)
    referred_back(story, DelegatedDecision.objects.get())
    second = reversed_by(story, change)
    reversed_by(story, second)
    assert about_first(story).severity == BLOCKS
    reversed_by(story, change)
    assert about_first(story).severity == WARNS


def test_every_change_of_the_decision_has_to_be_reversed(story):
    first = makers.proposed_change(story)
    second = makers.proposed_change(story, block="b-1", text="The council serves all.")
    both = (first, second)
    for office, person in (
        (story.director_office, story.people.director),
        (story.portfolio_office, story.people.portfolio_holder),
    ):
        asked = [(c, Change.objects.get(pk=c.pk).latest_round.digest) for c in both]
        actions.sign_changes(asked, office=office, interests="None", by=person)
    story.fresh()
    referred_back(story, DelegatedDecision.objects.get())
    reversed_by(story, first)
    assert about_first(story).severity == BLOCKS
    reversed_by(story, second)
    found = about_first(story)
    assert (found.severity, "Change 3 and change 4 took" in found.sentence) == (
        WARNS,
        True,
    )


def test_a_decision_that_was_only_called_in_waits_though_it_was_reversed(story):
    change = makers.applied_change(story)
    row = DelegatedDecision.objects.get()
    makers.published_record(story, row, call_in=makers.applies())
    makers.called_in(story, row)
    reversed_by(story, change)
    assert about_first(story).severity == BLOCKS


def test_sending_is_a_fact_so_that_call_in_only_warns():
    story = makers.cleared_statement()
    final = DelegatedDecision.objects.latest("pk")
    makers.published_record(story, final, call_in=makers.applies())
    row = makers.decision_on(story)
    makers.published_record(story, row, call_in=makers.applies())
    makers.called_in(story, row)
    found = call_in(story, SUBMIT)
    assert {o.severity for o in found} == {WARNS}
    assert any("final approval" in o.sentence for o in found)
    assert any("was called in" in o.sentence for o in found)
    with clock.told(makers.at("2004-12-15", "15:00")):
        actions.submit(
            story.statement,
            reference="ESD-1",
            sent_at=makers.at("2004-12-15", "14:00"),
            by=story.people.clerk,
        )


def test_an_interest_declared_at_signing_is_named(story):
    change = makers.proposed_change(story)
    makers.sign_as_director(story, change, interests="none.")
    assert of_kind(story, "interest") == []
    makers.sign_as_portfolio_holder(story, change, interests="A flat nearby.")
    for step in (ASK, CLEAR, SUBMIT):
        (found,) = of_kind(story, "interest", step)
        assert found.severity == WARNS
        assert found.sentence == (
            "The Information and Customer Services Portfolio Holder declared an "
            "interest in change 1."
        )
        assert found.place == change.get_absolute_url()


def _vacant(story):
    actions.end_appointment(
        story.director_office.appointments.get(),
        ends_on=date(2004, 12, 10),
        reason="Retires.",
        by=story.people.clerk,
    )
    return "Nobody holds the office of Finance and Resources Director: one clerk"


def _away(story):
    actions.record_absence(
        story.director_office,
        starts_on=date(2004, 12, 10),
        reason="Leave.",
        by=story.people.clerk,
    )
    return "The holder of the office of Finance and Resources Director is recorded as"


def _closed(story):
    close_account(story.people.director, by=story.people.administrator)
    return "The account of whoever acts as Finance and Resources Director is closed"


@pytest.mark.parametrize("emptied", [_vacant, _away, _closed])
def test_an_office_in_which_nobody_can_act_is_in_the_way(story, emptied):
    assert of_kind(story, "vacancy") == []
    sentence = emptied(story)
    with clock.told(makers.at("2004-12-11")):
        (found,) = of_kind(story, "vacancy")
    assert found.sentence.startswith(sentence)
    assert found.severity == BLOCKS
    assert (found.owner, found.place) == ("Democratic services", "/offices/")
    assert found.by == date(2004, 12, 20)


def test_once_approved_a_vacancy_only_warns_and_once_sent_is_nothing():
    story = makers.cleared_statement()
    with clock.told(makers.at("2004-12-10", "12:00")):
        _vacant(story)
    with clock.told(makers.at("2004-12-11")):
        assert [o.severity for o in of_kind(story, "vacancy", SUBMIT)] == [WARNS]
    with clock.told(makers.at("2004-12-15", "15:00")):
        told = {"reference": "ESD-1", "sent_at": makers.at("2004-12-15", "14:00")}
        actions.submit(story.statement, **told, by=story.people.clerk)
        assert of_kind(story, "vacancy", SUBMIT) == []


def test_a_substitute_fills_an_absence():
    story = makers.reported_statement()
    deputy = actions.record_office(
        slug="deputy",
        name="Deputy Director",
        holder_kind="officer",
        by=story.people.clerk,
    )
    makers.appoint(story, deputy, story.people.second_officer)
    given = makers.joint(story, substitutes={story.director_office.pk: deputy})
    actions.decide(
        story.statement, makers.taken(story, delegation=given), by=story.people.clerk
    )
    _away(story)
    assert of_kind(story, "vacancy") == []
