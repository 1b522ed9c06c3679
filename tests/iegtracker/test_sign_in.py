"""Signing in, out, and who may change a password or an address."""

import re

import pytest
from django.core import mail

from iegtracker.ledger.models import Event
from iegtracker.people import actions
from iegtracker.people.models import User
from iegtracker.people.roles import Role
from tests import makers

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"


@pytest.fixture
def people():
    return makers.people()


@pytest.fixture
def officer(people):
    return people.officer


def sign_in(client, login, password=makers.PASSWORD):
    return client.post(SIGN_IN, {"login": login, "password": password})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def link_in(message):
    return re.search(r"https?://[^/]+(/\S+)", message.body)[1]


@pytest.mark.parametrize("login", ["officer", "officer@example.invalid"])
def test_one_signs_in_by_username_or_address(client, officer, login):
    assert sign_in(client, login).url == "/"
    assert is_signed_in(client)


def test_a_wrong_password_is_said_and_not_kept(client, officer):
    answer = sign_in(client, "officer", "a wrong password")
    assert answer.status_code == 200
    assert not is_signed_in(client)
    page = answer.content.decode()
    assert 'value="officer"' in page
    assert "a wrong password" not in page


def test_a_name_longer_than_any_is_said_beside_the_field(client, officer):
    page = sign_in(client, "x" * 300_000)
    words = "Username or email address must be 254 characters or fewer"
    assert words in page.content.decode()


def test_many_wrong_passwords_lock_out_even_the_right_one(client, officer):
    for _ in range(6):
        sign_in(client, "officer", "wrong")
    sign_in(client, "officer")
    assert not is_signed_in(client)


def test_the_limits_are_counted_where_every_process_sees_them(settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


def test_the_records_have_no_other_way_in(client, officer):
    answer = client.get("/admin/login/?next=/admin/people/user/")
    assert answer.status_code == 302
    assert answer.url == "/sign-in/?next=/admin/people/user/"
    answer = client.post("/admin/login/", {"username": "officer", "password": "x"})
    assert answer.url.startswith(SIGN_IN)
    client.force_login(officer)
    assert client.get("/admin/login/").url == "/admin/"
    assert client.get("/admin/password_change/").url == "/account/password/change/"


def test_nobody_signs_up(client, people):
    before = User.objects.count()
    told = {
        "username": "stranger",
        "email": "stranger@example.invalid",
        "password1": makers.PASSWORD,
        "password2": makers.PASSWORD,
    }
    answer = client.post("/account/signup/", told)
    assert b"democratic services" in answer.content.lower()
    assert User.objects.count() == before


def test_signing_out_takes_a_post(client, officer):
    client.force_login(officer)
    client.get("/sign-out/")
    assert is_signed_in(client)
    client.post("/sign-out/")
    assert not is_signed_in(client)


def test_a_closed_account_is_shut(client, officer):
    officer.is_active = False
    officer.save()
    sign_in(client, "officer")
    assert not is_signed_in(client)


def test_a_forgotten_password_is_replaced_by_link(client, officer):
    answer = client.post("/account/password/reset/", {"email": officer.email})
    assert answer.status_code == 302
    page = client.get(link_in(mail.outbox[0]), follow=True)
    address = page.redirect_chain[-1][0]
    new = "another long password for tests"
    client.post(address, {"password1": new, "password2": new})
    assert not is_signed_in(client)
    sign_in(client, "officer", new)
    assert is_signed_in(client)


def test_an_unknown_address_learns_nothing(client, officer):
    known = client.post("/account/password/reset/", {"email": officer.email})
    unknown = client.post("/account/password/reset/", {"email": "no@example.invalid"})
    assert known.status_code == unknown.status_code
    assert known.url == unknown.url


def changing(client, officer, email):
    sign_in(client, "officer")
    return client.post("/account/email/", {"email": email, "action_add": ""})


def test_an_address_is_not_changed_without_the_password_again(client, officer):
    answer = changing(client, officer, "new@example.invalid")
    assert answer.url.startswith("/account/reauthenticate/")
    client.post(answer.url, {"password": "wrong"})
    assert not mail.outbox


def test_an_address_is_changed_by_its_owner_by_link(client, officer):
    assert client.get("/account/email/").status_code == 302
    asked = changing(client, officer, "new@example.invalid")
    client.post(asked.url, {"password": makers.PASSWORD})
    officer.refresh_from_db()
    assert officer.email == "officer@example.invalid"
    message = next(m for m in mail.outbox if m.to == ["new@example.invalid"])
    address = link_in(message)
    assert client.get(address).status_code == 200
    officer.refresh_from_db()
    assert officer.email == "officer@example.invalid"
    client.post(address)
    officer.refresh_from_db()
    assert officer.email == "new@example.invalid"
    assert officer.email_changed_at is not None
    event = Event.objects.get(verb="account.email_changed")
    assert event.actor == officer


@pytest.mark.parametrize("theirs", ["new@example.invalid", "New@Example.invalid"])
def test_an_address_that_another_got_meanwhile_is_not_confirmed(
    client, officer, people, theirs
):
    asked = changing(client, officer, "new@example.invalid")
    client.post(asked.url, {"password": makers.PASSWORD})
    address = link_in(next(m for m in mail.outbox if m.to == ["new@example.invalid"]))
    actions.open_account(
        username="newcomer",
        name="Newcomer",
        email=theirs,
        roles=[],
        by=people.administrator,
    )
    answer = client.post(address, follow=True)
    assert answer.status_code == 200
    assert "Another account has that email address by now." in answer.content.decode()
    officer.refresh_from_db()
    assert officer.email == "officer@example.invalid"
    assert officer.email_changed_at is None
    assert not officer.emailaddress_set.get(email="new@example.invalid").verified


def test_a_pending_address_is_told_and_only_that(client, officer):
    client.force_login(officer)
    assert b"A link was sent" not in client.get("/account/email/").content
    asked = changing(client, officer, "new@example.invalid")
    client.post(asked.url, {"password": makers.PASSWORD})
    assert b"A link was sent to new@" in client.get("/account/email/").content


def test_another_accounts_address_is_refused(client, people):
    answer = changing(client, people.officer, "CLERK@example.invalid")
    assert "Another account has that email address" in answer.content.decode()
    assert not mail.outbox


def test_roles_are_given_by_the_code(people):
    assert people.officer.holds("statements.edit_paper")
    assert not people.member.holds("statements.edit_paper")
    assert {role.value for role in Role} == {
        group.name for group in type(people.officer.groups.first()).objects.all()
    }


@pytest.mark.parametrize("email", ["officer@example.invalid", "nobody@example.invalid"])
def test_a_mail_server_that_is_down_is_said_to_all_alike(
    client, officer, settings, email, caplog
):
    settings.EMAIL_BACKEND = "tests.decisions.test_sending.Down"
    answer = client.post("/account/password/reset/", {"email": email}, follow=True)
    assert answer.status_code == 200
    assert "Mail cannot be sent just now." in answer.content.decode()
    assert "A link was not sent: ConnectionRefusedError" in caplog.text
    assert email not in caplog.text


def test_an_address_stays_as_it_was_when_the_mail_server_is_down(
    client, officer, settings
):
    client.force_login(officer)
    client.post("/account/reauthenticate/", {"password": makers.PASSWORD})
    settings.EMAIL_BACKEND = "tests.decisions.test_sending.Down"
    told = {"email": "new@example.invalid", "action_add": ""}
    answer = client.post("/account/email/", told, follow=True)
    assert answer.status_code == 200
    assert "Mail cannot be sent just now." in answer.content.decode()
    officer.refresh_from_db()
    assert officer.email == "officer@example.invalid"
