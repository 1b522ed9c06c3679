"""Urgent powers: two clerks, one office, a source; and how every delegation ends."""

from datetime import date

import pytest

from decisions import actions
from decisions.authority import delegation_refusal, live_delegations
from decisions.casefile import open_file
from decisions.coverage import coverage
from decisions.models import Change, Delegation, DelegationEnd, Urgency
from decisions.states import Mode, Scope
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, NotReady, WrongState
from iegtracker.ledger.verification import verify
from iegtracker.people.roles import Role
from tests import makers
from tests.decisions.test_signing import refused
from tests.decisions.test_tampering import after_update

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-10")


@pytest.fixture(autouse=True)
def _in_december():
    with clock.told(ON):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


def holds(story):
    assert {title: found for title, found in verify() if found} == {}
    proof = coverage(story.fresh())
    assert proof.holds, proof.sentence


def status(change):
    return Change.objects.get(pk=change.pk).status


def test_two_clerks_let_one_office_act_alone(story):
    power = makers.urgent_power(story, story.director_office)
    assert power.mode == Mode.SOLE
    assert power.starts_on == ON.date()
    change = makers.proposed_change(story)
    assert change.latest_round.delegation == power
    makers.sign_as_director(story, change)
    assert status(change) == "applied"
    holds(story)


def test_one_clerk_alone_gives_no_power(story):
    entered = makers.urgency(story, story.director_office)
    assert not Delegation.objects.filter(urgency=entered).exists()
    who = story.people
    refused(
        NotAllowed,
        lambda: actions.confirm_urgency(entered, by=who.second_clerk),
        "Somebody else must confirm",
    )
    actions.confirm_urgency(entered, by=who.clerk)
    refused(
        WrongState,
        lambda: actions.confirm_urgency(entered, by=who.clerk),
        "confirmed already",
    )


@pytest.mark.parametrize(
    ("told", "match"),
    [
        ({"kind": "whim"}, "what gives the power"),
        ({"scope": "every"}, "for which changes"),
        ({"citation": ""}, "where it stands"),
        ({"citation": "x" * 201}, "200 characters"),
        ({"wording": " "}, "its words"),
        ({"why": ""}, "why it cannot wait"),
        ({"agreed_by": ""}, "“None” where nobody had to"),
        ({"until": date(2004, 12, 9)}, "must not be in the past"),
    ],
)
def test_an_urgent_power_that_cannot_be_is_refused(story, told, match):
    refused(
        BadInput, lambda: makers.urgency(story, story.director_office, **told), match
    )


@pytest.mark.parametrize("name", ["officer", "director", "member", "administrator"])
def test_only_clerks_record_urgency_and_ends(story, name):
    person = getattr(story.people, name)
    entered = makers.urgency(story, story.director_office)
    for call in (
        lambda: makers.urgency(story, story.director_office, by=person),
        lambda: actions.confirm_urgency(entered, by=person),
        lambda: actions.end_delegation(Delegation.objects.get(), reason="x", by=person),
    ):
        refused(NotAllowed, call)


def test_no_clerk_gives_power_to_an_office_of_their_own(story):
    deputy = actions.record_office(
        slug="deputy", name="Deputy", holder_kind="officer", by=story.people.clerk
    )
    third = makers.user("third-clerk", Role.CLERK)
    entry = actions.enter_appointment(
        deputy, third, starts_on=ON.date(), by=story.people.clerk
    )
    actions.confirm_appointment(entry, by=story.people.second_clerk)
    refused(NotAllowed, lambda: makers.urgency(story, deputy, by=third), "their own")
    entered = makers.urgency(story, deputy)
    refused(NotAllowed, lambda: actions.confirm_urgency(entered, by=third), "their own")


def test_a_power_whose_last_day_has_passed_is_not_confirmed(story):
    entered = makers.urgency(story, story.director_office, until=ON.date())
    with clock.told(makers.at("2004-12-11")):
        refused(
            WrongState,
            lambda: actions.confirm_urgency(entered, by=story.people.clerk),
            "The last day of this urgent power was 10 December 2004",
        )


def test_a_power_for_minor_changes_takes_no_figure(story):
    actions.end_delegation(
        Delegation.objects.get(), reason="Revoked.", by=story.people.clerk
    )
    makers.urgent_power(story, story.director_office, scope=Scope.MINOR)
    change = makers.written_change(story, text="Two contact centres will open.")
    refused(
        NotReady,
        lambda: actions.propose_change(change, reason="x", by=story.people.officer),
        "for minor changes only",
    )


def test_an_end_stops_what_waits_and_leaves_what_was_signed(story):
    power = makers.urgent_power(story, story.director_office)
    signed = makers.proposed_change(story)
    makers.sign_as_director(story, signed)
    waiting = makers.proposed_change(story, block="b-1", text="Towns.")
    by = story.people.clerk
    with clock.told(makers.at("2004-12-10", "12:00")):
        refused(
            BadInput, lambda: actions.end_delegation(power, reason="", by=by), "reason"
        )
        actions.end_delegation(power, reason="It is no longer urgent.", by=by)
        refused(
            NotReady,
            lambda: makers.sign_as_director(story, waiting),
            "The delegation has ended: It is no longer urgent",
        )
        refused(
            WrongState,
            lambda: actions.end_delegation(power, reason="Again.", by=by),
            "recorded already",
        )
    assert status(signed) == "applied"
    holds(story)


# A body that decides anew


def decided_again(story, body=None):
    """Put to a meeting again and decided, with the same words."""
    who = story.people
    meeting = actions.record_meeting(
        body or story.body, held_on=date(2004, 12, 14), by=who.clerk
    )
    again = actions.open_report(
        story.statement, meeting, makers.report_document(), by=who.officer
    )
    actions.report(story.fresh(), report=again, by=who.clerk)
    story.report = again
    with clock.told(makers.at("2004-12-14")):
        actions.decide(
            story.fresh(),
            makers.taken(story, delegation=makers.joint(story)),
            by=who.clerk,
        )
    story.fresh()


def test_a_later_decision_of_the_same_body_ends_what_it_delegated(story):
    first = Delegation.objects.get()
    decided_again(story)
    end = DelegationEnd.objects.get()
    assert (end.delegation, end.decision.meeting.held_on.day) == (first, 14)
    with clock.told(makers.at("2004-12-14")):
        refused_now = delegation_refusal(first, date(2004, 12, 14))
        assert "Cabinet decided anew on 14 December 2004" in str(refused_now)
    rows = open_file(story.statement).live_delegations(date(2004, 12, 14))
    assert first not in rows
    assert len(rows) == 1
    holds(story)


def test_another_bodys_decision_ends_nothing_and_urgency_stands(story):
    makers.urgent_power(story, story.director_office)
    council = actions.record_body(slug="council", name="Council", by=story.people.clerk)
    decided_again(story, council)
    assert not DelegationEnd.objects.exists()
    every = open_file(story.statement).delegations
    assert len(live_delegations(every, date(2004, 12, 14))) == 3
    holds(story)


# What was altered behind the program's back


@pytest.mark.parametrize(
    ("altered", "match"),
    [
        ({"office": "portfolio"}, "its urgency is for another office"),
        ({"scope": "minor"}, "its urgency is for other changes or days"),
        ({"until": date(2004, 12, 11)}, "its urgency is for other changes or days"),
        ({"entered_by": "clerk"}, "one clerk both entered and confirmed it"),
        ({"why": "Another reason."}, "the row was altered"),
    ],
)
def test_an_urgency_altered_afterwards_breaks_the_proof(story, altered, match):
    makers.urgent_power(story, story.director_office)
    change = makers.proposed_change(story)
    makers.sign_as_director(story, change)
    rows = {"office": story.portfolio_office.pk, "entered_by": story.people.clerk.pk}
    altered = {name: rows.get(name, value) for name, value in altered.items()}
    urgency = Urgency.objects.get()
    told, code = after_update(Urgency, urgency.pk, **altered)
    assert code == 1
    assert f"{urgency.address}: the row was altered" in told
    assert match in told
    if "why" not in altered:
        assert "Version 2 is not proved" in told
