"""One's own account: how mail comes, and the address of one's calendar."""

import re

import pytest

from iegtracker.errors import BadInput, NotAllowed, WrongState
from iegtracker.ledger.models import Event
from iegtracker.people import actions
from iegtracker.people.models import CalendarAddress, MailChoice, User
from tests import makers

pytestmark = pytest.mark.django_db
MAIL, CALENDAR = "/account/mail/", "/account/calendar/"


@pytest.fixture
def people():
    return makers.people()


@pytest.fixture
def officer(client, people):
    client.force_login(people.officer)
    return people.officer


def choice_of(user):
    return User.objects.get(pk=user.pk).mail_choice


def verbs(user):
    about = Event.objects.about(user).order_by("position")
    return [e.verb for e in about if e.verb != "account.role_given"]


def address_in(answer):
    return re.search(r"http://127.0.0.1:8000(/calendar/[\w-]+\.ics)", answer)[1]


def test_mail_comes_at_once_until_its_owner_chooses_otherwise(client, officer):
    assert choice_of(officer) == MailChoice.AT_ONCE
    page = client.get(MAIL).content.decode()
    assert re.search(r'value="at_once"[^>]* checked', page)
    assert client.post(MAIL, {"choice": "digest"}).url == MAIL
    assert choice_of(officer) == MailChoice.DIGEST
    assert verbs(officer) == ["account.mail_chosen"]


@pytest.mark.parametrize("choice", ["", "never", "x" * 300_000, "\x00"])
def test_another_choice_is_said_beside_the_field(client, officer, choice):
    answer = client.post(MAIL, {"choice": choice})
    assert answer.status_code == 200
    assert b"govuk-error-message" in answer.content
    assert choice_of(officer) == MailChoice.AT_ONCE
    assert verbs(officer) == []


def test_an_address_is_shown_once_and_opens_the_calendar(client, officer):
    assert "has no address yet" in client.get(CALENDAR).content.decode()
    answer = client.post(CALENDAR)
    path = address_in(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    assert type(client)().get(path).status_code == 200
    again = client.get(CALENDAR).content.decode()
    assert path not in again
    assert "It is not shown again." in again
    assert verbs(officer) == ["calendar.made"]


def test_another_address_takes_the_place_of_the_first(client, officer):
    first = address_in(client.post(CALENDAR).content.decode())
    second = address_in(client.post(CALENDAR).content.decode())
    assert type(client)().get(first).status_code == 404
    assert type(client)().get(second).status_code == 200
    assert verbs(officer) == ["calendar.made", "calendar.replaced"]
    assert CalendarAddress.objects.count() == 1


def test_an_address_is_revoked_once(client, officer):
    path = address_in(client.post(CALENDAR).content.decode())
    assert client.post(CALENDAR, {"revoke": ""}).url == CALENDAR
    assert type(client)().get(path).status_code == 404
    assert client.post(CALENDAR, {"revoke": ""}).status_code == 409
    assert verbs(officer) == ["calendar.made", "calendar.revoked"]


def test_no_event_holds_the_token(client, officer):
    path = address_in(client.post(CALENDAR).content.decode())
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    for event in Event.objects.all():
        assert token not in event.data
        assert CalendarAddress.digest_of(token) not in event.data


@pytest.mark.parametrize("by", ["administrator", "clerk", "second_officer"])
def test_nobody_chooses_for_another(people, by):
    other = getattr(people, by)
    tries = (
        lambda: actions.choose_mail(people.officer, choice="digest", by=other),
        lambda: actions.make_calendar_address(people.officer, by=other),
        lambda: actions.revoke_calendar_address(people.officer, by=other),
    )
    actions.make_calendar_address(people.officer, by=people.officer)
    before = makers.everything_stored()
    for act in tries:
        with pytest.raises(NotAllowed):
            act()
    assert makers.everything_stored() == before


def test_a_closed_account_makes_no_address(people):
    actions.close_account(people.officer, by=people.administrator)
    closed = User.objects.get(pk=people.officer.pk)
    with pytest.raises(NotAllowed):
        actions.make_calendar_address(closed, by=closed)


def test_what_cannot_be_chosen_or_revoked_is_refused(people):
    officer = people.officer
    with pytest.raises(BadInput):
        actions.choose_mail(officer, choice="never", by=officer)
    with pytest.raises(WrongState):
        actions.revoke_calendar_address(officer, by=officer)


def test_the_account_record_says_what_was_chosen_and_no_token(client, people):
    actions.choose_mail(people.officer, choice="digest", by=people.officer)
    token = actions.make_calendar_address(people.officer, by=people.officer)
    client.force_login(people.administrator)
    page = client.get(f"/admin/people/user/{people.officer.pk}/change/").content
    assert b"In one message a working day" in page
    assert b"Made on " in page
    assert token.encode() not in page
    assert CalendarAddress.digest_of(token).encode() not in page


def test_the_pages_are_linked_from_every_page_and_from_home(client, officer):
    page = client.get("/").content.decode()
    assert f'href="{MAIL}"' in page
    assert f'href="{CALENDAR}"' in page
