"""It takes two clerks to fill an office, and nobody fills their own."""

from datetime import date

import pytest

from decisions import actions
from decisions.models import Appointment
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, WrongState
from tests import makers
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
