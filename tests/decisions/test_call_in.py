"""Call-in: rulings, windows, what members and scrutiny did, waivers; and refusals."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from decisions import actions
from decisions.call_in import CallInTold, State, about, in_words
from decisions.models import CallInRuling, DelegatedDecision
from decisions.states import CallIn, CallInEnd
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, WrongState
from iegtracker.ledger.models import Event
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_december():
    with clock.told(makers.at("2004-12-10")):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


@pytest.fixture
def row(story):
    return makers.decision_on(story)


@pytest.fixture
def published(story, row):
    """Published on Friday 10 December: it can be called in until Friday the 17th."""
    makers.published_record(story, row, call_in=makers.applies())
    return row


def rule(story, row, told):
    return actions.rule_on_call_in(row, told, by=story.people.clerk)


def on(day):
    return date.fromisoformat(day)


def state(row, day="2004-12-10"):
    return about(row).state(on(day))


def test_what_was_recorded_with_the_decision_holds_until_a_ruling(story, row):
    assert state(row) is State.NOT_KNOWN
    rule(story, row, CallInTold(CallIn.DOES_NOT, reason="It is urgent."))
    assert state(row) is State.DOES_NOT_APPLY
    assert about(row).effective_on == on("2004-12-09")
    assert in_words(about(row), clock.today()) == (
        "Call-in does not apply: It is urgent."
    )
    rule(story, row, makers.applies())
    assert state(row) is State.UNPUBLISHED
    assert about(row).effective_on is None
    assert [r.number for r in row.rulings.order_by("pk")] == [1, 2]


def test_a_window_begins_with_the_publication_of_the_record(published):
    case = about(published)
    assert case.ruling.published_on == on("2004-12-10")
    assert case.effective_on == on("2004-12-18")
    assert state(published, "2004-12-17") is State.OPEN
    assert state(published, "2004-12-18") is State.EFFECTIVE
    assert in_words(case, on("2004-12-10")) == (
        "It can be called in until the end of 17 December 2004."
    )


def test_the_day_of_publication_counts_where_the_council_counts_it(story, row):
    told = makers.applies(from_publication_day=True)
    makers.published_record(story, row, call_in=told)
    assert about(row).effective_on == on("2004-12-17")


def test_the_day_that_the_council_recorded_is_stored_and_not_recomputed(
    story, row, settings
):
    told = makers.applies(effective_on=on("2004-12-22"))
    makers.published_record(story, row, call_in=told)
    settings.IEG_CLOSURE_DAYS = ["2004-12-13"]
    assert about(row).effective_on == on("2004-12-22")
    assert state(row, "2004-12-21") is State.OPEN


def test_days_that_are_stored_outlive_a_later_closure_day(published, settings):
    settings.IEG_CLOSURE_DAYS = ["2004-12-14"]
    assert about(published).effective_on == on("2004-12-18")


def test_a_later_ruling_keeps_the_day_of_publication(story, published):
    with clock.told(makers.at("2004-12-13")):
        ruling = rule(story, published, makers.applies(6))
    assert ruling.published_on == on("2004-12-10")
    assert ruling.effective_on == on("2004-12-21")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (CallInTold("perhaps"), "ruling"),
        (CallInTold(CallIn.DOES_NOT, reason=" "), "reason"),
        (CallInTold(CallIn.APPLIES), "working_days"),
        (CallInTold(CallIn.APPLIES, working_days=0), "working_days"),
        (CallInTold(CallIn.APPLIES, working_days=61), "working_days"),
        (CallInTold(CallIn.NOT_KNOWN, effective_on=on("2004-12-20")), "effective_on"),
        (makers.applies(effective_on=on("2004-12-20")), "effective_on"),
    ],
)
def test_a_ruling_says_what_it_needs_to(story, row, told, field):
    before = makers.everything_stored()
    with pytest.raises(BadInput) as caught:
        rule(story, row, told)
    assert caught.value.field == field
    assert makers.everything_stored() == before


def test_a_decision_takes_no_effect_before_it_was_published_or_made(story, published):
    for told in (
        makers.applies(effective_on=on("2004-12-10")),
        CallInTold(
            CallIn.DOES_NOT, reason="It is urgent.", effective_on=on("2004-12-08")
        ),
    ):
        with pytest.raises(BadInput) as caught:
            rule(story, published, told)
        assert caught.value.field == "effective_on"


def test_members_call_in_within_the_window_and_it_may_be_recorded_later(
    story, published
):
    with clock.told(makers.at("2004-12-20")):
        for day in ("2004-12-09", "2004-12-18"):
            with pytest.raises(BadInput, match="could be called in from"):
                makers.called_in(story, published, on=on(day))
        made = makers.called_in(story, published, on=on("2004-12-17"))
    assert made.members == "Five members of the scrutiny committee"
    assert state(published, "2004-12-20") is State.CALLED_IN
    assert about(published).effective_on is None
    event = Event.objects.get(verb="decision.called_in")
    assert event.actor == story.people.clerk


def test_a_day_to_come_is_no_fact(story, published):
    with pytest.raises(BadInput, match="future") as caught:
        makers.called_in(story, published, on=on("2004-12-13"))
    assert caught.value.field == "on"


@pytest.mark.parametrize("missing", ["members", "grounds"])
def test_a_call_in_says_by_whom_and_why(story, published, missing):
    with pytest.raises(BadInput) as caught:
        makers.called_in(story, published, **{missing: " "})
    assert caught.value.field == missing


def test_what_cannot_be_called_in_is_refused_with_the_reason(story, row):
    refused = [("Record first whether", None)]
    refused.append(("has not been published", makers.applies()))
    does_not = CallInTold(CallIn.DOES_NOT, reason="It is urgent.")
    refused.append(("does not apply", does_not))
    for sentence, told in refused:
        if told:
            rule(story, row, told)
        before = makers.everything_stored()
        with pytest.raises(WrongState, match=sentence):
            makers.called_in(story, row)
        assert makers.everything_stored() == before


def test_a_decision_is_called_in_once(story, published):
    makers.called_in(story, published)
    with pytest.raises(WrongState, match="already"):
        makers.called_in(story, published)
    with pytest.raises(WrongState, match="so call-in applies"):
        rule(story, published, makers.applies(1))
    with pytest.raises(WrongState, match="nothing can be waived"):
        makers.waived(story, published)


@pytest.mark.parametrize("outcome", [CallInEnd.RELEASED, CallInEnd.UPHELD])
def test_released_or_upheld_it_takes_effect_that_day(story, published, outcome):
    makers.called_in(story, published)
    with clock.told(makers.at("2004-12-14")):
        makers.call_in_ended(story, published, outcome)
        assert state(published, "2004-12-14") is State.EFFECTIVE
        assert about(published).effective_on == on("2004-12-14")
        with pytest.raises(WrongState, match="has been recorded"):
            makers.call_in_ended(story, published, CallInEnd.UPHELD)


def test_referred_back_it_waits_until_it_is_upheld(story, published):
    makers.called_in(story, published)
    makers.call_in_ended(story, published, CallInEnd.TO_COUNCIL)
    assert state(published) is State.CALLED_IN
    with clock.told(makers.at("2004-12-14")):
        makers.call_in_ended(story, published, CallInEnd.REFERRED_BACK)
        assert state(published, "2004-12-30") is State.REFERRED_BACK
        with pytest.raises(BadInput, match="must not be before"):
            makers.call_in_ended(
                story, published, CallInEnd.UPHELD, on=on("2004-12-13")
            )
        makers.call_in_ended(story, published, CallInEnd.UPHELD)
    assert state(published, "2004-12-14") is State.EFFECTIVE


def test_an_outcome_needs_a_call_in_and_a_reason(story, published):
    with pytest.raises(WrongState, match="not been called in"):
        makers.call_in_ended(story, published, CallInEnd.RELEASED)
    makers.called_in(story, published)
    with pytest.raises(BadInput):
        makers.call_in_ended(story, published, CallInEnd.RELEASED, reasons=" ")
    with pytest.raises(BadInput):
        makers.call_in_ended(story, published, "forgotten")


def test_a_waiver_lets_the_decision_be_acted_on(story, published):
    made = makers.waived(story, published)
    assert made.agreed_by == "Chairman of the scrutiny committee"
    assert state(published) is State.WAIVED
    assert about(published).effective_on == on("2004-12-10")
    for attempt in (makers.waived, makers.called_in):
        with pytest.raises(WrongState):
            attempt(story, published)


def test_a_waiver_can_come_before_publication_and_outlives_it(story, row):
    rule(story, row, makers.applies())
    makers.waived(story, row)
    makers.published_record(story, row, call_in=makers.applies())
    assert state(row) is State.WAIVED


def test_nothing_is_waived_after_the_window_or_without_one(story, row):
    with pytest.raises(WrongState, match="Record first"):
        makers.waived(story, row)
    makers.published_record(story, row, call_in=makers.applies())
    with clock.told(makers.at("2004-12-18")), pytest.raises(WrongState, match="effect"):
        makers.waived(story, row)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"agreed_by": ""}, "agreed_by"),
        ({"why": " "}, "why"),
        ({"on": on("2004-12-08")}, "on"),
        ({"on": on("2004-12-11")}, "on"),
    ],
)
def test_a_waiver_says_who_why_and_when(story, published, changed, field):
    with pytest.raises(BadInput) as caught:
        makers.waived(story, published, **changed)
    assert caught.value.field == field


@pytest.mark.parametrize(
    "attempt",
    [
        lambda story, row, by: actions.rule_on_call_in(row, makers.applies(), by=by),
        lambda story, row, by: makers.called_in(story, row, by=by),
        lambda story, row, by: makers.call_in_ended(story, row, "released", by=by),
        lambda story, row, by: makers.waived(story, row, by=by),
    ],
    ids=["rule", "called in", "outcome", "waive"],
)
def test_only_clerks_record_call_in(story, published, attempt):
    who = story.people
    makers.called_in(story, published)
    before = makers.everything_stored()
    for person in (who.officer, who.director, who.auditor, who.administrator):
        with pytest.raises(NotAllowed):
            attempt(story, published, person)
    assert makers.everything_stored() == before


def test_a_delegated_decision_can_be_called_in_too(story):
    makers.applied_change(story)
    row = DelegatedDecision.objects.get()
    assert state(row) is State.NOT_KNOWN
    assert about(row).words == "the delegated decision of 10 December 2004 (change 1)"
    makers.published_record(story, row, call_in=makers.applies())
    makers.called_in(story, row)
    assert state(row) is State.CALLED_IN


@pytest.mark.parametrize(
    "changed",
    [
        {"working_days": None},
        {"ruling": CallIn.NOT_KNOWN},
        {"ruling": CallIn.DOES_NOT, "working_days": None},
        {"effective_on": None},
        {"effective_on": on("2004-12-10")},
        {"decision_id": None},
        {"number": 1},
    ],
)
def test_the_database_holds_what_a_ruling_is(published, changed):
    ruling = published.rulings.get()
    columns = {
        f.attname: getattr(ruling, f.attname)
        for f in CallInRuling._meta.concrete_fields
        if f.attname != "id"
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        CallInRuling.objects.create(**{**columns, "number": 2, **changed})
