"""Call-in: what a second clerk must confirm, and mistakes that later rows supersede."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from decisions import actions
from decisions.call_in import CallInTold, State, about, in_words, waiting_words
from decisions.gate import BLOCKS, WAIVER, obstacles
from decisions.models import CallInRuling, DelegatedDecision
from decisions.states import CallIn, CallInEnd
from decisions.transitions import CLEAR
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, WrongState
from iegtracker.ledger.models import Event
from iegtracker.ledger.verification import verify
from tests import makers

pytestmark = pytest.mark.django_db
DOES_NOT = CallInTold(CallIn.DOES_NOT, reason="It is urgent.")
LAXER = [
    CallInTold(CallIn.NOT_KNOWN),
    DOES_NOT,
    makers.applies(4),
    makers.applies(from_publication_day=True),
    makers.applies(9, effective_on=date(2004, 12, 17)),
]
STRICTER = [
    makers.applies(),
    makers.applies(6),
    makers.applies(effective_on=date(2004, 12, 22)),
]


@pytest.fixture(autouse=True)
def _in_december():
    with clock.told(makers.at("2004-12-10")):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


@pytest.fixture
def row(story):
    """Published on Friday 10 December: it can be called in until Friday the 17th."""
    found = makers.decision_on(story)
    makers.published_record(story, found, call_in=makers.applies())
    return found


def rule(story, row, told, by=None):
    return actions.rule_on_call_in(row, told, by=by or story.people.clerk)


def state(row, day="2004-12-10"):
    return about(row).state(date.fromisoformat(day))


def severities(story):
    found = obstacles(story.fresh(), CLEAR)
    return [o.severity for o in found if o.kind == "call-in"]


def holds():
    assert {title: found for title, found in verify() if found} == {}


# --- What a second clerk confirms ---------------------------------------------


@pytest.mark.parametrize("told", LAXER)
def test_what_ends_an_open_window_sooner_waits_for_another_clerk(story, row, told):
    before = about(row)
    entry = rule(story, row, told)
    assert entry.waits_because == (
        "The decision can be called in until the end of 17 December 2004, so this does "
        "not count until another clerk confirms it."
    )
    case = about(row)
    assert case.ruling == before.ruling
    assert (case.waiting, state(row)) == (entry, State.OPEN)
    assert case.effective_on == date(2004, 12, 18)
    assert waiting_words(case).startswith("Entered since: ")
    assert severities(story) == [WAIVER]
    assert Event.objects.latest("position").verb == "decision.call_in_entered"


@pytest.mark.parametrize("told", STRICTER)
def test_what_ends_it_no_sooner_counts_at_once(story, row, told):
    ruling = rule(story, row, told)
    assert about(row).ruling == ruling
    assert about(row).waiting is None
    assert Event.objects.latest("position").verb == "decision.call_in_ruled"


@pytest.mark.parametrize("told", LAXER)
def test_it_counts_once_another_clerk_confirms_it(story, row, told):
    entry = rule(story, row, told)
    made = actions.confirm_ruling(entry, by=story.people.second_clerk)
    assert (made.confirms, made.entered_by) == (entry, story.people.clerk)
    case = about(row)
    assert (case.ruling, case.waiting) == (made, None)
    assert (made.ruling, made.effective_on) == (entry.ruling, entry.effective_on)
    assert state(row) is not State.NOT_KNOWN or severities(story) == ["warns"]
    event = Event.objects.latest("position")
    assert (event.verb, event.actor) == (
        "decision.call_in_confirmed",
        story.people.second_clerk,
    )
    holds()


def test_nobody_confirms_what_they_entered_themselves(story, row):
    entry = rule(story, row, DOES_NOT)
    before = makers.everything_stored()
    with pytest.raises(NotAllowed, match="Another clerk"):
        actions.confirm_ruling(entry, by=story.people.clerk)
    with pytest.raises(NotAllowed):
        actions.confirm_ruling(entry, by=story.people.officer)
    assert makers.everything_stored() == before


def test_what_was_replaced_or_confirmed_cannot_be_confirmed(story, row):
    second = story.people.second_clerk
    replaced, entry = rule(story, row, DOES_NOT), rule(story, row, makers.applies(2))
    with pytest.raises(WrongState, match="entered since"):
        actions.confirm_ruling(replaced, by=second)
    actions.confirm_ruling(entry, by=second)
    with pytest.raises(WrongState, match="waits to be confirmed"):
        actions.confirm_ruling(entry, by=second)


def test_what_counts_replaces_what_waits(story, row):
    entry = rule(story, row, DOES_NOT)
    rule(story, row, makers.applies(8))
    assert about(row).waiting is None
    with pytest.raises(WrongState):
        actions.confirm_ruling(entry, by=story.people.second_clerk)


def test_a_call_in_bars_what_still_waits(story, row):
    entry = rule(story, row, DOES_NOT)
    makers.called_in(story, row)
    with pytest.raises(WrongState, match="so call-in applies"):
        actions.confirm_ruling(entry, by=story.people.second_clerk)
    assert state(row) is State.CALLED_IN
    assert waiting_words(about(row)) == ""


def test_a_waiver_opens_no_way_round_the_second_clerk(story, row):
    makers.waived(story, row)
    assert rule(story, row, CallInTold(CallIn.NOT_KNOWN)).waits_because
    makers.waiver_withdrawn(story, row)
    assert state(row) is State.OPEN
    assert severities(story) == [WAIVER]


def test_before_publication_and_after_the_window_one_clerk_is_enough(story):
    unpublished = makers.decision_on(story)
    rule(story, unpublished, makers.applies())
    assert rule(story, unpublished, DOES_NOT).waits_because == ""
    makers.published_record(story, unpublished, call_in=makers.applies())
    with clock.told(makers.at("2004-12-18")):
        assert rule(story, unpublished, DOES_NOT).waits_because == ""


def test_a_correction_of_the_record_is_no_way_round_the_second_clerk(story, row):
    clerk = story.people.clerk
    told = makers.record_told(call_in=makers.applies(2))
    before = makers.everything_stored()
    with pytest.raises(BadInput, match="another clerk confirms it") as caught:
        actions.correct_record(row, told, why="Two days.", by=clerk)
    assert caught.value.field == "ruling"
    assert makers.everything_stored() == before
    makers.confirmed_ruling(story, row, makers.applies(2))
    second = actions.correct_record(row, told, why="Two days.", by=clerk)
    assert second.edition == 2
    assert row.rulings.count() == 3


@pytest.mark.parametrize(
    "changed",
    [
        {"entered_by_id": None},
        {"confirms_id": None},
        {"waits_because": "x"},
        {"withdrawal": "x"},
        lambda row: {"recorded_by_id": row.entered_by_id},
    ],
)
def test_the_database_holds_that_two_clerks_made_it(story, row, changed):
    made = makers.confirmed_ruling(story, row, DOES_NOT)
    columns = {
        f.attname: getattr(made, f.attname)
        for f in CallInRuling._meta.concrete_fields
        if f.attname != "id"
    }
    # One that nothing confirms yet.
    columns["confirms_id"] = row.rulings.get(number=1).pk
    columns["number"] = 9
    other = changed(made) if callable(changed) else changed
    with pytest.raises(IntegrityError), transaction.atomic():
        CallInRuling.objects.create(**{**columns, **other})


def test_a_confirmation_that_says_something_else_is_found(story, row):
    entry = rule(story, row, makers.applies(2))
    second = story.people.second_clerk
    CallInRuling.objects.create(
        decision=row,
        number=3,
        ruling=CallIn.NOT_KNOWN,
        published_on=entry.published_on,
        confirms=entry,
        entered_by=story.people.officer,
        recorded_by=second,
        recorded_at=clock.now(),
    )
    found = dict(verify())["Rulings on call-in"]
    assert [b.sentence for b in found] == [
        "another clerk entered what it confirms",
        "it is not what waited to be confirmed",
    ]


# --- A waiver by mistake --------------------------------------------------------


def test_a_mistaken_waiver_is_withdrawn_and_the_call_in_recorded(story, row):
    waiver = makers.waived(story, row)
    assert severities(story) == []
    ruling = makers.waiver_withdrawn(story, row)
    assert ruling.withdrawal == "It was agreed for another decision."
    assert (about(row).waiver, state(row)) == (None, State.OPEN)
    assert about(row).effective_on == date(2004, 12, 18)
    assert severities(story) == [WAIVER]
    event = Event.objects.latest("position")
    assert event.verb == "decision.call_in_waiver_withdrawn"
    assert (event.subject_id, ruling.address in event.data) == (str(waiver.pk), True)
    makers.called_in(story, row)
    assert state(row) is State.CALLED_IN
    holds()


def test_it_can_be_withdrawn_when_the_window_is_over_and_called_in_on_its_day(
    story, row
):
    makers.waived(story, row)
    with clock.told(makers.at("2004-12-20")):
        makers.waiver_withdrawn(story, row)
        makers.called_in(story, row, on=date(2004, 12, 17))
        assert state(row, "2004-12-20") is State.CALLED_IN


def test_call_in_can_be_waived_anew_once_a_waiver_was_withdrawn(story, row):
    makers.waived(story, row)
    makers.waiver_withdrawn(story, row)
    again = makers.waived(story, row)
    assert (about(row).waiver, state(row)) == (again, State.WAIVED)


def test_a_waiver_outlives_every_ruling_but_its_withdrawal(story, row):
    waiver = makers.waived(story, row)
    rule(story, row, makers.applies(8))
    assert about(row).waiver == waiver


def test_a_withdrawal_needs_a_waiver_a_reason_and_a_clerk(story, row):
    with pytest.raises(WrongState, match="has not been waived"):
        makers.waiver_withdrawn(story, row)
    makers.waived(story, row)
    before = makers.everything_stored()
    with pytest.raises(BadInput) as caught:
        makers.waiver_withdrawn(story, row, why=" ")
    assert caught.value.field == "why"
    with pytest.raises(NotAllowed):
        makers.waiver_withdrawn(story, row, by=story.people.officer)
    assert makers.everything_stored() == before


# --- An outcome by mistake --------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "then"),
    [
        (CallInEnd.REFERRED_BACK, State.REFERRED_BACK),
        (CallInEnd.TO_COUNCIL, State.CALLED_IN),
        (CallInEnd.NOTHING, State.CALLED_IN),
    ],
)
def test_a_mistaken_release_is_superseded_and_the_obstacle_returns(
    story, row, outcome, then
):
    makers.called_in(story, row)
    makers.call_in_ended(story, row, CallInEnd.RELEASED)
    assert severities(story) == []
    made = makers.corrected_outcome(story, row, outcome)
    assert (made.number, made.outcome) == (2, outcome)
    assert (state(row), about(row).effective_on) == (then, None)
    assert BLOCKS in severities(story)
    assert len(about(row).outcomes) == 2
    assert Event.objects.latest("position").verb == "decision.call_in_corrected"
    holds()


def test_where_nothing_has_been_decided_it_waits_as_if_nothing_had_been_said(
    story, row
):
    makers.called_in(story, row)
    makers.call_in_ended(story, row, CallInEnd.RELEASED)
    actions.correct_call_in_outcome(
        row,
        outcome=CallInEnd.NOTHING,
        correction="The committee meets on Tuesday.",
        by=story.people.clerk,
    )
    assert about(row).last_outcome is None
    assert in_words(about(row), clock.today()) == (
        "It has been called in, on 10 December 2004."
    )
    with pytest.raises(WrongState, match="Nothing has been recorded"):
        makers.corrected_outcome(story, row, CallInEnd.UPHELD)
    with clock.told(makers.at("2004-12-14")):
        makers.call_in_ended(story, row, CallInEnd.UPHELD)
        assert state(row, "2004-12-14") is State.EFFECTIVE


def test_the_day_may_come_before_that_of_the_mistake_but_not_of_what_stands(story, row):
    makers.called_in(story, row)
    with clock.told(makers.at("2004-12-14")):
        makers.call_in_ended(story, row, CallInEnd.TO_COUNCIL, on=date(2004, 12, 13))
        makers.call_in_ended(story, row, CallInEnd.RELEASED)
        with pytest.raises(BadInput, match="must not be before 13 December"):
            makers.corrected_outcome(
                story, row, CallInEnd.UPHELD, on=date(2004, 12, 12)
            )
        makers.corrected_outcome(story, row, CallInEnd.UPHELD, on=date(2004, 12, 13))
    assert about(row).effective_on == date(2004, 12, 13)
    kept = [o.outcome for o in about(row).standing_outcomes]
    assert kept == [CallInEnd.TO_COUNCIL, CallInEnd.UPHELD]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"correction": " "}, "correction"),
        ({"reasons": ""}, "reasons"),
        ({"on": None}, "on"),
        ({"on": date(2004, 12, 11)}, "on"),
        ({"on": date(2004, 12, 9)}, "on"),
        ({"outcome": "forgotten"}, "outcome"),
    ],
)
def test_a_corrected_outcome_says_what_why_and_when(story, row, changed, field):
    makers.called_in(story, row)
    makers.call_in_ended(story, row, CallInEnd.RELEASED)
    before = makers.everything_stored()
    told = {"outcome": CallInEnd.UPHELD, **changed}
    with pytest.raises(BadInput) as caught:
        makers.corrected_outcome(story, row, told.pop("outcome"), **told)
    assert caught.value.field == field
    assert makers.everything_stored() == before


def test_an_outcome_is_corrected_by_a_clerk_and_only_where_there_is_one(story, row):
    with pytest.raises(WrongState, match="Nothing has been recorded"):
        makers.corrected_outcome(story, row, CallInEnd.UPHELD)
    makers.called_in(story, row)
    with pytest.raises(BadInput, match="Select what was decided"):
        makers.call_in_ended(story, row, CallInEnd.NOTHING)
    makers.call_in_ended(story, row, CallInEnd.RELEASED)
    with pytest.raises(NotAllowed):
        makers.corrected_outcome(story, row, CallInEnd.UPHELD, by=story.people.officer)


def test_the_database_holds_what_a_correction_is(story, row):
    called_in = makers.called_in(story, row)
    told = {
        "called_in": called_in,
        "outcome": CallInEnd.UPHELD,
        "reasons": "x",
        "decided_on": clock.today(),
        "recorded_by": story.people.clerk,
        "recorded_at": clock.now(),
    }
    wrong = [
        {"number": 1, "correction": "x"},
        {"number": 2, "outcome": CallInEnd.NOTHING},
    ]
    for changed in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            called_in.outcomes.create(**{**told, **changed})


def test_a_delegated_decisions_mistakes_are_superseded_alike(story):
    makers.applied_change(story)
    row = DelegatedDecision.objects.get()
    makers.published_record(story, row, call_in=makers.applies())
    assert rule(story, row, DOES_NOT).waits_because
    makers.waived(story, row)
    makers.waiver_withdrawn(story, row)
    makers.called_in(story, row)
    makers.call_in_ended(story, row, CallInEnd.UPHELD)
    makers.corrected_outcome(story, row, CallInEnd.REFERRED_BACK)
    assert state(row) is State.REFERRED_BACK
    holds()
