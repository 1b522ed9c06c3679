"""Accounts in the admin: opened, given roles and closed, and never a password set."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from iegtracker.ledger.models import Event
from iegtracker.people.models import User
from tests import makers

pytestmark = pytest.mark.django_db
OPEN = "/admin/people/user/open/"


@pytest.fixture
def people():
    return makers.people()


@pytest.fixture
def keeper(client, people):
    """The administrator, signed in."""
    client.force_login(people.administrator)
    return people.administrator


def told(**changed):
    return {
        "username": "new-clerk",
        "name": "New clerk",
        "email": "new-clerk@example.invalid",
        "roles": ["Clerk"],
        **changed,
    }


def step(user, name):
    return reverse(f"admin:people_user_{name}", args=[user.pk])


def test_a_new_account_has_no_password_and_its_owner_a_link(
    client, keeper, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(OPEN, told()).status_code == 302
    user = User.objects.get(username="new-clerk")
    assert not user.has_usable_password()
    assert user.holds("decisions.record_meeting")
    assert user.is_staff
    assert not user.is_superuser
    message = mail.outbox[0]
    assert message.to == [user.email]
    address = re.search(r"http://[^/]+(/\S+)", message.body)[1]
    client.logout()
    page = client.get(address, follow=True)
    chosen = "chosen by the clerk alone"
    client.post(page.redirect_chain[-1][0], {"password1": chosen, "password2": chosen})
    user.refresh_from_db()
    assert user.check_password(chosen)


def test_an_account_and_its_roles_are_two_lines_of_the_ledger(client, keeper):
    client.post(OPEN, told())
    user = User.objects.get(username="new-clerk")
    events = Event.objects.about(user).order_by("position")
    assert [e.verb for e in events] == ["account.opened", "account.role_given"]
    assert all(event.actor == keeper for event in events)


def test_a_member_reads_the_site_and_not_the_records(client, keeper):
    client.post(OPEN, told(roles=["Member"]))
    assert not User.objects.get(username="new-clerk").is_staff


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"username": ""}, "username", "Enter the username"),
        ({"username": "CLERK"}, "username", "That username is taken"),
        ({"username": "a b"}, "username", "Enter a valid username"),
        ({"username": "x" * 151}, "username", "150 characters or fewer"),
        ({"name": "\x00"}, "name", "must not contain control characters"),
        ({"name": "x" * 300_000}, "name", "120 characters or fewer"),
        ({"email": "no address"}, "email", "in the correct format"),
        ({"email": "CLERK@example.invalid"}, "email", "Another account has that"),
        ({"roles": ["Superuser"]}, "roles", "must be one of the choices"),
    ],
)
def test_a_wrong_account_is_said_beside_its_field(
    client, keeper, changed, field, sentence
):
    before = User.objects.count()
    answer = client.post(OPEN, told(**changed))
    assert answer.status_code == 200
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert User.objects.count() == before


def test_roles_are_given_and_taken_with_a_line_each(client, keeper, people):
    address = step(people.officer, "roles")
    assert b"checked" in client.get(address).content
    assert client.post(address, {"roles": ["Clerk"]}).status_code == 302
    officer = User.objects.get(pk=people.officer.pk)
    assert officer.holds("decisions.record_meeting")
    assert not officer.holds("statements.edit_paper")
    verbs = Event.objects.about(officer).filter(actor=keeper).values_list("verb")
    assert {verb for (verb,) in verbs} == {"account.role_given", "account.role_taken"}


def test_nobody_changes_their_own_roles_or_closes_their_own_account(client, keeper):
    assert client.post(step(keeper, "roles"), {"roles": ["Clerk"]}).status_code == 403
    assert client.post(step(keeper, "close")).status_code == 403
    keeper.refresh_from_db()
    assert not keeper.groups.exists()
    assert keeper.is_active


def test_a_closed_account_is_signed_out_and_stays_on_the_record(client, keeper, people):
    theirs = type(client)()
    theirs.force_login(people.officer)
    assert theirs.get("/ledger/").status_code == 200
    assert client.post(step(people.officer, "close")).status_code == 302
    assert theirs.get("/ledger/").status_code == 302
    assert User.objects.filter(pk=people.officer.pk).exists()
    assert client.post(step(people.officer, "close")).status_code == 403


def test_a_link_can_be_sent_again(
    client, keeper, people, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(step(people.officer, "send-link"))
    assert mail.outbox[0].to == [people.officer.email]
    assert Event.objects.filter(verb="account.link_sent").count() == 1


@pytest.mark.parametrize("who", ["officer", "clerk", "auditor", "director", "member"])
def test_others_keep_no_accounts(client, people, who):
    client.force_login(getattr(people, who))
    before = User.objects.count()
    for address in (OPEN, step(people.second_officer, "roles")):
        assert client.post(address, told()).status_code in (302, 403)
    assert User.objects.count() == before
    assert not User.objects.get(pk=people.second_officer.pk).holds(
        "decisions.record_meeting"
    )


def test_no_page_asks_for_anothers_password_or_address(client, keeper, people):
    for address in (
        f"/admin/people/user/{people.officer.pk}/change/",
        f"/admin/people/user/{people.officer.pk}/roles/",
    ):
        page = client.get(address).content.decode()
        assert 'type="password"' not in page
        assert 'type="email"' not in page
    for gone in ("password/", "delete/"):
        answer = client.get(f"/admin/people/user/{people.officer.pk}/{gone}")
        assert answer.status_code in (302, 403, 404)


def test_a_superusers_flag_gives_no_permission_of_a_role(people):
    administrator = people.administrator
    assert administrator.is_superuser
    for permission in (
        "decisions.propose_change",
        "decisions.record_decision",
        "decisions.clear_statement",
        "decisions.appoint",
        "statements.edit_paper",
    ):
        assert administrator.has_perm(permission)
        assert not administrator.holds(permission)


def test_the_ledger_in_the_records_is_read_in_sentences(client, people):
    client.force_login(people.auditor)
    page = client.get("/admin/ledger/event/?verb=account.role_given").content.decode()
    assert "The program gave a role to Officer" in page
    event = Event.objects.first()
    page = client.get(f"/admin/ledger/event/{event.pk}/change/").content.decode()
    assert "role: " in page
    assert event.hash in page


@pytest.mark.parametrize(
    "backend", ["tests.decisions.test_sending.Down", "tests.no.such.backend"]
)
def test_an_account_is_opened_though_the_mail_server_is_down(
    client, keeper, settings, backend, caplog, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = backend
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(OPEN, told()).status_code == 302
    user = User.objects.get(username="new-clerk")
    assert f"The link for account {user.pk} was not sent" in caplog.text
    assert user.email not in caplog.text
    assert "/account/password/" not in caplog.text
