"""The pages of offices: two clerks make one appointment."""

from datetime import date

import pytest
from django.urls import reverse

from decisions.actions import end_appointment, enter_appointment, record_office
from decisions.models import (
    Absence,
    Appointment,
    AppointmentEnd,
    AppointmentEntry,
    Office,
)
from iegtracker import clock
from tests import makers

pytestmark = pytest.mark.django_db
OFFICES = "/offices/"


@pytest.fixture
def story():
    return makers.reported_statement()


@pytest.fixture
def vacant(story):
    """An office that nobody holds."""
    return record_office(
        slug="treasurer", name="Treasurer", holder_kind="officer", by=story.people.clerk
    )


def day(name, year, month, day_):
    return {f"{name}_day": day_, f"{name}_month": month, f"{name}_year": year}


def entered(office, story):
    return enter_appointment(
        office,
        story.people.second_officer,
        starts_on=date(2004, 12, 1),
        by=story.people.clerk,
    )


def test_the_page_names_holders_and_vacancies_and_who_can_mend_them(
    client, story, vacant
):
    client.force_login(story.people.auditor)
    with clock.told(makers.at("2004-12-10")):
        page = client.get(OFFICES).content.decode()
    assert "Held by <strong>Portfolio holder</strong> since 20 May 2004" in page
    assert "Nobody holds this office today" in page
    assert "Democratic services can mend that" in page
    assert "Enter an appointment" not in page


def test_members_do_not_read_the_record_of_offices(client, story):
    client.force_login(story.people.member)
    assert client.get(OFFICES).status_code == 403


def test_one_clerk_enters_and_another_confirms(client, story, vacant):
    client.force_login(story.people.clerk)
    answer = client.post(
        reverse("decisions:enter_appointment"),
        {
            "office": vacant.pk,
            "person": story.people.second_officer.pk,
            **day("starts_on", 2004, 12, 1),
        },
    )
    assert answer.status_code == 302
    entry = AppointmentEntry.objects.get(office=vacant)
    address = reverse("decisions:confirm", args=[entry.pk])
    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403
    assert not Appointment.objects.filter(office=vacant).exists()
    client.force_login(story.people.second_clerk)
    assert b"Second officer" in client.get(address).content
    assert client.post(address).status_code == 302
    assert Appointment.objects.get(office=vacant).confirmed_by.username == (
        "second-clerk"
    )


def test_an_entry_is_confirmed_once(client, story, vacant):
    address = reverse("decisions:confirm", args=[entered(vacant, story).pk])
    client.force_login(story.people.second_clerk)
    client.post(address)
    assert client.post(address).status_code == 409
    assert Appointment.objects.filter(office=vacant).count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"office": "99999"}, "Office must be one of the choices"),
        ({"office": "x" * 300_000}, "Office must be one of the choices"),
        ({"person": "\x00"}, "Null characters are not allowed"),
        ({"person": ""}, "Select the person"),
        ({"starts_on_day": "31", "starts_on_month": "2"}, "First day must be a real"),
        ({"starts_on_year": "04"}, "First day must have a year of 4 figures"),
        ({"starts_on_day": ""}, "First day must include a day"),
        ({"starts_on_day": "²"}, "First day must be a real date"),
    ],
)
def test_a_wrong_entry_is_said_beside_its_field(
    client, story, vacant, changed, sentence
):
    client.force_login(story.people.clerk)
    told = {
        "office": vacant.pk,
        "person": story.people.second_officer.pk,
        **day("starts_on", 2004, 12, 1),
        **changed,
    }
    answer = client.post(reverse("decisions:enter_appointment"), told)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not AppointmentEntry.objects.filter(office=vacant).exists()


def test_an_office_that_is_held_takes_no_second_holder(client, story):
    client.force_login(story.people.clerk)
    answer = client.post(
        reverse("decisions:enter_appointment"),
        {
            "office": story.portfolio_office.pk,
            "person": story.people.member.pk,
            **day("starts_on", 2004, 12, 1),
        },
    )
    form = answer.context["form"]
    assert "holds this office" in form.errors["starts_on"][0]


def test_nobody_enters_their_own_appointment(client, story, vacant):
    client.force_login(story.people.clerk)
    told = {
        "office": vacant.pk,
        "person": story.people.clerk.pk,
        **day("starts_on", 2004, 12, 1),
    }
    answer = client.post(reverse("decisions:enter_appointment"), told)
    assert answer.status_code == 403
    assert b"Nobody may enter their own appointment" in answer.content


def test_the_last_day_is_recorded_with_its_reason(client, story):
    held = Appointment.objects.get(office=story.director_office)
    address = reverse("decisions:end_appointment", args=[held.pk])
    client.force_login(story.people.clerk)
    answer = client.post(address, {**day("ends_on", 2004, 1, 1), "reason": "Retired"})
    assert "must not be before the first" in answer.context["form"].errors["ends_on"][0]
    answer = client.post(address, {**day("ends_on", 2004, 12, 12), "reason": ""})
    assert answer.context["form"].errors["reason"] == ["Enter the reason"]
    assert not AppointmentEnd.objects.exists()
    answer = client.post(address, {**day("ends_on", 2004, 12, 12), "reason": "Retired"})
    assert answer.status_code == 302
    assert AppointmentEnd.objects.get().ends_on == date(2004, 12, 12)
    assert client.get(address).status_code == 409


@pytest.mark.parametrize("who", ["officer", "member", "auditor", "administrator"])
def test_only_clerks_appoint(client, story, vacant, who):
    entry = entered(vacant, story)
    held = Appointment.objects.get(office=story.director_office)
    client.force_login(getattr(story.people, who))
    for address in (
        reverse("decisions:enter_appointment"),
        reverse("decisions:confirm", args=[entry.pk]),
        reverse("decisions:end_appointment", args=[held.pk]),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    assert not AppointmentEnd.objects.exists()


def test_a_clerk_records_an_office(client, story):
    client.force_login(story.people.clerk)
    address = reverse("decisions:record_office")
    told = {"name": "Chief Executive", "holder_kind": "officer"}
    assert client.post(address, told).url == OFFICES
    answer = client.post(address, told)
    assert answer.context["form"].errors["name"] == [
        "That office has been recorded already"
    ]
    assert Office.objects.filter(slug="chief-executive").count() == 1


def test_an_absence_is_recorded_shown_and_ended(client, story):
    office = story.portfolio_office
    address = reverse("decisions:record_absence", args=[office.slug])
    client.force_login(story.people.clerk)
    days = day("starts_on", 2004, 12, 10) | day("until", 2004, 12, 14)
    with clock.told(makers.at("2004-12-10")):
        assert address in client.get(OFFICES).content.decode()
        answer = client.post(address, {**days, "reason": ""})
        assert answer.context["form"].errors["reason"] == ["Enter the reason"]
        past = {**days, **day("starts_on", 2004, 12, 9), "reason": "Leave"}
        answer = client.post(address, past)
        assert "today or later" in answer.context["form"].errors["starts_on"][0]
        assert not Absence.objects.exists()
        assert client.post(address, {**days, "reason": "Leave"}).url == OFFICES
        answer = client.post(address, {**days, "reason": "Leave"})
        assert "already" in answer.context["form"].errors["starts_on"][0]
        page = client.get(OFFICES).content.decode()
        assert "Portfolio holder is away from 10 to 14 December 2004" in page
        ending = reverse("decisions:end_absence", args=[Absence.objects.get().pk])
        assert ending in page
        assert b"10 to 14 December 2004: Leave" in client.get(ending).content
        assert client.post(ending).url == OFFICES
        assert client.post(ending).status_code == 409
        page = client.get(OFFICES).content.decode()
    assert "Absences that are over" in page
    assert "Portfolio holder is away" not in page


@pytest.mark.parametrize("who", ["officer", "member", "auditor", "administrator"])
def test_only_clerks_record_offices_and_absences(client, story, who):
    absence = makers.away(story, story.director_office)
    client.force_login(getattr(story.people, who))
    for address in (
        reverse("decisions:record_office"),
        reverse("decisions:record_absence", args=["director"]),
        reverse("decisions:end_absence", args=[absence.pk]),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    assert Absence.objects.count() == 1


def test_a_vacancy_says_what_waits_for_it_and_until_when(client):
    story = makers.delegated_statement()
    who = story.people
    held = story.portfolio_office.appointments.get()
    with clock.told(makers.at("2004-12-10")):
        makers.half_signed_change(story)
        makers.half_signed_change(story, block="b-1", text="Towns.")
        ending = {"ends_on": date(2004, 12, 10), "reason": "Left.", "by": who.clerk}
        end_appointment(held, **ending)
    client.force_login(who.clerk)
    with clock.told(makers.at("2004-12-11")):
        page = client.get(OFFICES).content.decode()
        assert (
            "Change 1, change 2 and the final approval of IEG Statement 2004 wait for "
            "this office. The last safe working day is 20 December 2004." in page
        )
        assert f"?office={story.portfolio_office.pk}" in page
        enter_appointment(
            story.portfolio_office, who.member, starts_on=clock.today(), by=who.clerk
        )
        page = client.get(OFFICES).content.decode()
        assert "The appointment of Member has been entered, and waits" in page


def test_who_acts_for_a_holder_who_is_away_is_said(client):
    def given(story):
        leader = record_office(
            slug="leader", name="Leader", holder_kind="member", by=story.people.clerk
        )
        makers.appoint(story, leader, story.people.member)
        return makers.joint(story, substitutes={story.portfolio_office.pk: leader})

    story = makers.delegated_as(given)
    client.force_login(story.people.auditor)
    with clock.told(makers.at("2004-12-10")):
        makers.away(story, story.portfolio_office)
        page = client.get(OFFICES).content.decode()
    assert (
        "Portfolio holder is away from 10 December 2004 on; the Leader acts under "
        "Cabinet&#x27;s decision of 9 December 2004 (recommendation b)." in page
    )
