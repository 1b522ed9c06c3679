"""Who is away, who acts instead, and what a change of holder leaves in place."""

from datetime import date

import pytest

from decisions import actions
from decisions.coverage import coverage
from decisions.models import Absence, Change, DelegatedOffice, Office, SignOff
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


def with_leader(given):
    """The delegation, where the Leader acts for the portfolio holder who is away."""

    def told(story, **changed):
        leader = actions.record_office(
            slug="leader", name="Leader", holder_kind="member", by=story.people.clerk
        )
        makers.appoint(story, leader, story.people.member)
        substitutes = {story.portfolio_office.pk: leader}
        return given(story, substitutes=substitutes, **changed)

    return told


@pytest.fixture
def substituted():
    return makers.delegated_as(with_leader(makers.joint))


def leader():
    return Office.objects.get(slug="leader")


def sign_as_leader(story, change):
    return makers.sign(story, change, story.people.member, story.portfolio_office)


def holds(story):
    assert {title: found for title, found in verify() if found} == {}
    proof = coverage(story.fresh())
    assert proof.holds, proof.sentence


def status(change):
    return Change.objects.get(pk=change.pk).status


def test_while_the_holder_is_away_the_named_substitute_signs(substituted):
    story = substituted
    change = makers.half_signed_change(story)
    refused(NotAllowed, lambda: sign_as_leader(story, change), "Only the holder")
    absence = makers.away(story, story.portfolio_office)
    assert makers.waits_to_sign(story.people.member) == [change]
    assert makers.waits_to_sign(story.people.portfolio_holder) == []
    refused(
        NotAllowed,
        lambda: makers.sign_as_portfolio_holder(story, change),
        "You are recorded as away",
    )
    signed = sign_as_leader(story, change)
    assert signed.office == story.portfolio_office
    assert signed.appointment.office == leader()
    assert signed.absence_id == absence.pk
    assert status(change) == "applied"
    holds(story)


def test_a_signature_of_a_substitute_stands_when_the_holder_is_back(substituted):
    story = substituted
    change = makers.proposed_change(story)
    absence = makers.away(story, story.portfolio_office)
    sign_as_leader(story, change)
    with clock.told(makers.at("2004-12-10", "12:00")):
        actions.end_absence(absence, by=story.people.clerk)
        makers.sign_as_director(story, change)
        other = makers.proposed_change(story, block="b-1", text="Towns.")
        refused(NotAllowed, lambda: sign_as_leader(story, other), "Only the holder")
        makers.sign_as_portfolio_holder(story, other)
    assert status(change) == "applied"
    holds(story)


def test_where_no_substitute_is_named_nothing_is_signed_or_proposed(story):
    change = makers.half_signed_change(story)
    written = makers.written_change(story, block="b-1", text="Towns.")
    makers.away(story, story.portfolio_office)
    refused(NotAllowed, lambda: makers.sign_as_portfolio_holder(story, change))
    refused(
        NotReady,
        lambda: actions.propose_change(written, reason="x", by=story.people.officer),
        "recorded as away",
    )


def test_an_absence_has_a_first_and_a_last_day(story):
    change = makers.half_signed_change(story)
    makers.away(
        story,
        story.portfolio_office,
        starts_on=date(2004, 12, 13),
        until=date(2004, 12, 14),
    )
    for day, is_away in (("13", True), ("14", True), ("15", False)):
        with clock.told(makers.at(f"2004-12-{day}")):
            waits = makers.waits_to_sign(story.people.portfolio_holder)
            assert (waits == []) == is_away, day
    makers.sign_as_portfolio_holder(story, change)
    holds(story)


def test_the_next_holder_is_not_away_because_the_last_one_was(story):
    change = makers.half_signed_change(story)
    who = story.people
    makers.away(story, story.portfolio_office)
    held = story.portfolio_office.appointments.get()
    actions.end_appointment(held, ends_on=ON.date(), reason="Left.", by=who.clerk)
    makers.appoint(story, story.portfolio_office, who.member, on=date(2004, 12, 11))
    with clock.told(makers.at("2004-12-11")):
        makers.sign(story, change, who.member, story.portfolio_office)
    assert status(change) == "applied"
    holds(story)


@pytest.mark.parametrize(
    ("told", "kind", "match"),
    [
        ({"starts_on": date(2004, 12, 9)}, BadInput, "today or later"),
        ({"until": date(2004, 12, 9)}, BadInput, "not be before the first"),
        ({"reason": " "}, BadInput, "Enter a reason"),
        ({"reason": "x" * 301}, BadInput, "300 characters"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(story, told, kind, match):
    refused(kind, lambda: makers.away(story, story.portfolio_office, **told), match)


@pytest.mark.parametrize(
    ("first", "until"),
    [((2004, 12, 10), None), ((2004, 12, 10), (2004, 12, 13)), ((2004, 12, 14), None)],
)
def test_absences_do_not_lie_over_each_other(story, first, until):
    days = {"starts_on": date(2004, 12, 13), "until": date(2004, 12, 14)}
    makers.away(story, story.portfolio_office, **days)
    again = {"starts_on": date(*first), "until": until and date(*until)}
    refused(
        BadInput,
        lambda: makers.away(story, story.portfolio_office, **again),
        "away from 13 December 2004 to 14 December 2004 already",
    )
    makers.away(story, story.portfolio_office, starts_on=date(2004, 12, 15))


def test_nobody_is_away_from_an_office_that_nobody_holds(story):
    vacant = actions.record_office(
        slug="vacant", name="Vacant", holder_kind="officer", by=story.people.clerk
    )
    refused(WrongState, lambda: makers.away(story, vacant), "Nobody holds")


@pytest.mark.parametrize(
    "name", ["officer", "director", "member", "auditor", "administrator"]
)
def test_only_clerks_record_absences(story, name):
    person = getattr(story.people, name)
    absence = makers.away(story, story.director_office)
    refused(NotAllowed, lambda: makers.away(story, story.portfolio_office, by=person))
    refused(NotAllowed, lambda: actions.end_absence(absence, by=person))


def test_no_clerk_records_what_concerns_an_office_of_their_own():
    def to_a_clerk(story):
        deputy = actions.record_office(
            slug="deputy", name="Deputy", holder_kind="officer", by=story.people.clerk
        )
        entry = actions.enter_appointment(
            deputy,
            story.people.second_clerk,
            starts_on=date(2004, 5, 20),
            by=story.people.clerk,
        )
        third = makers.user("third-clerk", Role.CLERK)
        actions.confirm_appointment(entry, by=third)
        return makers.joint(story, substitutes={story.director_office.pk: deputy})

    story = makers.delegated_as(to_a_clerk)
    own = {"by": story.people.second_clerk}
    for office in (Office.objects.get(slug="deputy"), story.director_office):
        refused(
            NotAllowed, lambda o=office: makers.away(story, o, **own), "Somebody else"
        )
    absence = makers.away(story, story.director_office)
    refused(NotAllowed, lambda: actions.end_absence(absence, **own), "Somebody else")


def test_an_absence_ends_once_and_not_after_its_last_day(story):
    by = story.people.clerk
    absence = makers.away(story, story.director_office, until=ON.date())
    with clock.told(makers.at("2004-12-11")):
        refused(WrongState, lambda: actions.end_absence(absence, by=by), "over already")
    actions.end_absence(absence, by=by)
    refused(WrongState, lambda: actions.end_absence(absence, by=by), "over already")


def test_an_absence_to_come_can_be_taken_back(story):
    absence = makers.away(story, story.director_office, starts_on=date(2004, 12, 13))
    end = actions.end_absence(absence, by=story.people.clerk)
    assert end.ended_on == absence.starts_on
    with clock.told(makers.at("2004-12-13")):
        makers.half_signed_change(story)
    assert SignOff.objects.get().absence is None


def test_in_consultation_a_substitute_gives_the_view():
    story = makers.delegated_as(with_leader(makers.consulting))
    change = makers.proposed_change(story)
    makers.away(story, story.portfolio_office)
    sign_as_leader(story, change)
    assert status(change) == "proposed"
    makers.sign_as_director(story, change)
    assert status(change) == "applied"
    holds(story)


# A change of holder between two signatures


def test_the_signature_of_an_earlier_holder_stays_and_is_not_given_twice(story):
    change = makers.half_signed_change(story)
    who = story.people
    held = story.director_office.appointments.get()
    actions.end_appointment(held, ends_on=ON.date(), reason="Left.", by=who.clerk)
    refused(
        BadInput,
        lambda: makers.appoint(
            story, story.director_office, who.second_officer, on=ON.date()
        ),
        "until 10 December 2004",
    )
    makers.appoint(
        story, story.director_office, who.second_officer, on=date(2004, 12, 11)
    )
    with clock.told(makers.at("2004-12-11")):
        refused(
            WrongState,
            lambda: makers.sign(
                story, change, who.second_officer, story.director_office
            ),
            "has signed this round already",
        )
        refused(NotAllowed, lambda: makers.sign_as_director(story, change))
        makers.sign_as_portfolio_holder(story, change)
    assert status(change) == "applied"
    assert SignOff.objects.count() == 2
    holds(story)


def test_the_next_holder_signs_the_same_round_and_the_last_one_no_more(story):
    change = makers.half_signed_change(story)
    seen, who = change.latest_round.digest, story.people
    held = story.portfolio_office.appointments.get()
    actions.end_appointment(held, ends_on=ON.date(), reason="Left.", by=who.clerk)
    makers.appoint(story, story.portfolio_office, who.member, on=date(2004, 12, 11))
    refused(
        NotAllowed,
        lambda: makers.sign(story, change, who.member, story.portfolio_office),
    )
    with clock.told(makers.at("2004-12-11")):
        refused(NotAllowed, lambda: makers.sign_as_portfolio_holder(story, change))
        makers.sign(story, change, who.member, story.portfolio_office, seen=seen)
    assert status(change) == "applied"
    assert SignOff.objects.count() == 2
    holds(story)


# What was altered behind the program's back


@pytest.fixture
def signed_instead(substituted):
    """A change to which the Leader signed, while the portfolio holder was away."""
    absence = makers.away(substituted, substituted.portfolio_office)
    change = makers.half_signed_change(substituted)
    sign_as_leader(substituted, change)
    holds(substituted)
    return substituted, absence


@pytest.mark.parametrize(
    "altered",
    [
        {"starts_on": date(2004, 12, 11)},
        {"recorded_at": makers.at("2004-12-12")},
        {"office": "director"},
    ],
)
def test_an_absence_altered_afterwards_breaks_the_proof(signed_instead, altered):
    story, absence = signed_instead
    if "office" in altered:
        altered = {"office": story.director_office.pk}
    told, code = after_update(Absence, absence.pk, **altered)
    assert code == 1
    assert f"{absence.address}: the row was altered" in told
    assert "did not hold the office" in told


def test_a_substitute_altered_afterwards_breaks_the_proof(signed_instead):
    story, _ = signed_instead
    row = DelegatedOffice.objects.get(office=story.portfolio_office)
    told, code = after_update(DelegatedOffice, row.pk, substitute=None)
    assert code == 1
    assert f"{row.address}: the row was altered" in told
    assert "did not hold the office" in told
