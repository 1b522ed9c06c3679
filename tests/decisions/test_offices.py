"""It takes two clerks to fill an office, and nobody fills their own."""

from datetime import date

import pytest

from decisions import actions
from decisions.actions.offices import retire_delegates
from decisions.coverage import coverage
from decisions.models import Appointment
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, WrongState
from iegtracker.people.roles import Role, give_role
from tests import makers
from tests.decisions.pages import signed_in
from tests.decisions.test_signing import refused

pytestmark = pytest.mark.django_db
FIRST = date(2004, 12, 13)


@pytest.fixture
def story():
    with clock.told(makers.at("2004-12-10")):
        yield makers.delegated_statement()


@pytest.fixture
def office(story):
    return actions.record_office(
        slug="deputy", name="Deputy", holder_kind="officer", by=story.people.clerk
    )


def entered(story, office, person=None, on=FIRST):
    person = person or story.people.second_officer
    return actions.enter_appointment(
        office, person, starts_on=on, by=story.people.clerk
    )


def test_one_clerk_alone_fills_no_office(story, office):
    entry = entered(story, office)
    assert not Appointment.objects.filter(office=office).exists()
    refused(
        NotAllowed,
        lambda: actions.confirm_appointment(entry, by=story.people.clerk),
        "takes two people",
    )
    actions.confirm_appointment(entry, by=story.people.second_clerk)
    refused(
        WrongState,
        lambda: actions.confirm_appointment(entry, by=story.people.second_clerk),
    )


def test_nobody_enters_confirms_or_ends_their_own(story, office):
    who = story.people
    refused(NotAllowed, lambda: entered(story, office, who.clerk))
    entry = entered(story, office, who.second_clerk)
    refused(NotAllowed, lambda: actions.confirm_appointment(entry, by=who.second_clerk))


@pytest.mark.parametrize("name", ["officer", "director", "administrator", "member"])
def test_only_clerks_appoint(story, office, name):
    person = getattr(story.people, name)
    entry = entered(story, office)
    for call in (
        lambda: actions.enter_appointment(
            office, story.people.member, starts_on=FIRST, by=person
        ),
        lambda: actions.confirm_appointment(entry, by=person),
        lambda: actions.end_appointment(
            story.director_office.appointments.get(),
            ends_on=FIRST,
            reason="x",
            by=person,
        ),
        lambda: actions.record_office(
            slug="x", name="X", holder_kind="officer", by=person
        ),
    ):
        refused(NotAllowed, call)


def test_an_office_that_is_held_is_not_filled_again(story):
    who = story.people
    refused(
        BadInput, lambda: entered(story, story.director_office), "with no end recorded"
    )
    actions.end_appointment(
        story.director_office.appointments.get(),
        ends_on=date(2004, 12, 31),
        reason="Retires.",
        by=who.clerk,
    )
    refused(
        BadInput, lambda: entered(story, story.director_office), "until 31 December"
    )
    entered(story, story.director_office, on=date(2005, 1, 1))


def test_two_entries_for_one_office_are_not_both_confirmed(story, office):
    first = entered(story, office)
    second = entered(story, office, story.people.officer)
    actions.confirm_appointment(first, by=story.people.second_clerk)
    refused(
        BadInput,
        lambda: actions.confirm_appointment(second, by=story.people.second_clerk),
    )


def test_an_end_is_not_dated_before_a_signature(story):
    makers.half_signed_change(story)
    ending = {"reason": "Left.", "by": story.people.clerk}
    appointment = story.director_office.appointments.get()
    refused(
        BadInput,
        lambda: actions.end_appointment(
            appointment, ends_on=date(2004, 12, 9), **ending
        ),
        "Enter a later day",
    )
    actions.end_appointment(appointment, ends_on=date(2004, 12, 10), **ending)
    refused(
        WrongState,
        lambda: actions.end_appointment(
            appointment, ends_on=date(2004, 12, 11), **ending
        ),
    )


@pytest.mark.parametrize(
    "told",
    [
        {"slug": "director", "name": "Another"},
        {"slug": "another", "name": "Finance and Resources Director"},
        {"slug": "another", "name": " "},
        {"slug": "another", "name": "x" * 201},
        {"slug": "another", "name": "Another", "holder_kind": "robot"},
    ],
)
def test_an_office_that_cannot_be_is_refused(story, told):
    given = {"holder_kind": "officer", **told}
    refused(BadInput, lambda: actions.record_office(by=story.people.clerk, **given))


# --- For a time, and before it begins ----------------------------------------


def appointed(story, office, person, on, until=None):
    entry = actions.enter_appointment(
        office, person, starts_on=on, until=until, by=story.people.clerk
    )
    return actions.confirm_appointment(entry, by=story.people.second_clerk)


def test_whoever_is_appointed_for_a_time_leaves_on_the_last_day(story, office):
    made = appointed(
        story, office, story.people.second_officer, FIRST, until=date(2005, 1, 2)
    )
    assert made.end.ends_on == date(2005, 1, 2)
    held = Appointment.objects.filter(office=office)
    assert held.on(date(2005, 1, 2)).exists()
    assert not held.on(date(2005, 1, 3)).exists()


def test_somebody_fills_an_office_until_the_next_holder_comes(story, office):
    appointed(story, office, story.people.officer, date(2005, 1, 3))
    interim = story.people.second_officer
    refused(
        BadInput,
        lambda: appointed(story, office, interim, FIRST, until=date(2005, 1, 3)),
        "holds this office from 3 January 2005",
    )
    refused(BadInput, lambda: appointed(story, office, interim, FIRST), "a last day")
    appointed(story, office, interim, FIRST, until=date(2005, 1, 2))


def test_whoever_stays_longer_is_appointed_anew_from_the_day_after(story):
    """Before the last day comes, so that no day is without a holder: what was signed
    counts, and the role of a delegate stays."""
    who, office = story.people, story.director_office
    first = Appointment.objects.get(office=office)
    actions.end_appointment(first, ends_on=FIRST, reason="The term ends.", by=who.clerk)
    change = makers.half_signed_change(story)
    appointed(story, office, who.director, date(2004, 12, 14))
    assert list(Appointment.objects.on(FIRST).filter(office=office)) == [first]
    with clock.told(makers.at("2004-12-14")):
        assert retire_delegates() == 0
        makers.sign_as_portfolio_holder(story, change)
        makers.applied_change(story, text="A contact centre stays open.")
    assert coverage(story.fresh()).holds
    assert makers.broken() == {}


def test_a_last_day_before_the_first_is_refused(story, office):
    told = {"until": date(2004, 12, 12)}
    who = story.people.second_officer
    refused(BadInput, lambda: appointed(story, office, who, FIRST, **told), "before")


def test_an_appointment_is_cancelled_before_it_begins(story, office):
    made = appointed(story, office, story.people.second_officer, date(2005, 1, 3))
    actions.end_appointment(
        made, ends_on=date(2005, 1, 2), reason="A slip.", by=story.people.clerk
    )
    assert not Appointment.objects.filter(office=office).on(date(2005, 1, 3)).exists()
    appointed(story, office, story.people.officer, date(2005, 1, 3))


def test_a_last_day_years_ahead_is_taken_for_a_slip(story, office):
    made = appointed(story, office, story.people.second_officer, date(2004, 12, 1))
    told = {"ends_on": date(2041, 12, 9), "reason": "Leaves."}
    refused(
        BadInput,
        lambda: actions.end_appointment(made, by=story.people.clerk, **told),
        "within a year",
    )


# --- Councillors and officers ------------------------------------------------


def test_only_a_councillor_holds_a_members_office(story):
    office = actions.record_office(
        slug="leader", name="Leader", holder_kind="member", by=story.people.clerk
    )
    refused(BadInput, lambda: entered(story, office), "only a councillor can")
    entered(story, office, story.people.member)


def test_no_councillor_holds_an_officers_office(story, office):
    who = story.people.member
    refused(BadInput, lambda: entered(story, office, who), "no councillor can")


def test_who_was_elected_meanwhile_is_not_confirmed_in_an_officers_office(
    story, office
):
    entry = entered(story, office)
    give_role(story.people.second_officer, Role.MEMBER, by=None)
    refused(
        BadInput,
        lambda: actions.confirm_appointment(entry, by=story.people.second_clerk),
        "no councillor can",
    )


# --- What goes with an office ------------------------------------------------


def holds_role(person):
    return person.groups.filter(name=Role.DELEGATE.value).exists()


def end(story, appointment, on):
    actions.end_appointment(
        appointment, ends_on=on, reason="Leaves.", by=story.people.clerk
    )


def test_whoever_left_an_office_reads_no_drafts_any_more(story):
    holder = story.director_office.appointments.get()
    end(story, holder, date(2004, 12, 9))
    assert not holds_role(story.people.director)
    assert signed_in(story.people.director).get("/statements/2004/").status_code == 403


def test_whoever_still_holds_another_office_remains_a_delegate(story, office):
    appointed(story, office, story.people.director, FIRST)
    end(story, story.director_office.appointments.get(), date(2004, 12, 9))
    assert holds_role(story.people.director)


def test_a_delegate_leaves_on_the_day_after_the_last(story):
    end(story, story.director_office.appointments.get(), date(2004, 12, 12))
    assert holds_role(story.people.director)
    for day, holds in (("2004-12-12", True), ("2004-12-13", False)):
        with clock.told(makers.at(day)):
            actions.remind()
            assert holds_role(story.people.director) is holds


def test_whoever_waits_for_a_first_office_remains_a_delegate(story):
    waiting = makers.user("new-director", Role.DELEGATE)
    actions.remind()
    assert holds_role(waiting)
