"""A mail server puts off, refuses, hangs up: no member is forgotten."""

from datetime import timedelta

import pytest
from django.core import mail

from decisions import actions
from decisions.actions.delivering import WAITS
from decisions.actions.distributing import counted
from decisions.states import CopyStatus
from iegtracker import clock
from iegtracker.people.models import User
from iegtracker.people.roles import Role
from tests import makers
from tests.decisions.copies import MEMBERS, ON, status_of
from tests.mail_server import mail_server

pytestmark = pytest.mark.django_db


def test_what_the_server_answers_is_what_is_recorded(story, server):
    who = story.people
    for start in ("unknown", "full", "grey", "cut"):
        makers.user(f"{start}-member", Role.MEMBER)
    made = actions.distribute(story.statement, by=who.clerk)
    done = actions.deliver(made)
    status = dict(made.entries.as_it_stands().values_list("name", "status"))
    assert status == {
        "Portfolio holder": "sent",
        "Member": "sent",
        "Unknown member": "bounced",
        "Full member": "bounced",
        "Grey member": "to_send",
        "Cut member": "not_known",
    }
    replies = dict(made.entries.as_it_stands().values_list("name", "status_reply"))
    assert replies["Unknown member"] == "550"
    assert replies["Full member"] == "552"
    assert replies["Grey member"] == "451"
    assert done.next_at == ON + WAITS[0]
    assert actions.deliver(made).sent == 0
    with clock.told(done.next_at):
        assert actions.deliver(made).sent == 1
    grey = made.entries.get(name="Grey member")
    assert [s.status for s in grey.states.all()] == [
        "to_send", "sending", "to_send", "sending", "sent",
    ]  # fmt: skip
    assert sum(counted(made).values()) == made.roll_size
    assert makers.broken() == {}


# What each is left as when the run is over, and what the server said.
OF_ONE_ADDRESS = {
    "barred": ("bounced", "550"),
    "busy": ("to_send", "421"),
    "late": ("to_send", "421"),
    "mute": ("to_send", ""),
}


@pytest.mark.parametrize("start", OF_ONE_ADDRESS)
def test_a_server_that_hangs_up_on_one_member_keeps_nobody_else_waiting(
    story, server, start
):
    makers.members(1, start=start)
    makers.members(MEMBERS - 3)
    made = actions.distribute(story.statement, by=story.people.clerk)
    done = actions.deliver(made)
    assert (done.sent, done.is_down) == (MEMBERS - 1, False)
    (other,) = made.entries.as_it_stands().exclude(status=CopyStatus.SENT)
    assert other.email.startswith(f"{start}-")
    assert (other.status, other.status_reply) == OF_ONE_ADDRESS[start]
    assert [len(taken) for taken in server.taken.values()] == [1] * (MEMBERS - 1)
    assert makers.broken() == {}


def test_members_who_are_hung_up_on_one_after_another_stop_nobody(story, server):
    for start in OF_ONE_ADDRESS:
        makers.members(3, start=start)
    makers.members(10)
    made = actions.distribute(story.statement, by=story.people.clerk)
    assert actions.deliver(made).sent == 12
    assert counted(made) == {
        CopyStatus.SENT: 12,
        CopyStatus.BOUNCED: 3,
        CopyStatus.TO_SEND: 9,
    }


@pytest.mark.parametrize("start", ["busy", "late", "mute"])
def test_who_is_always_hung_up_on_is_given_up_at_last(story, server, start):
    makers.members(1, start=start)
    made = actions.distribute(story.statement, by=story.people.clerk)
    moment = ON
    for _ in range(len(WAITS) + 1):
        with clock.told(moment):
            moment = actions.deliver(made).next_at
    assert moment is None
    other = made.entries.as_it_stands().get(email__startswith=f"{start}-")
    assert other.status == CopyStatus.BOUNCED
    assert other.status_note == "The server put it off 6 times."


@pytest.mark.parametrize("most", [1, 5])
def test_a_server_that_ends_a_connection_between_two_messages_gets_another(
    story, settings, most
):
    makers.members(10)
    made = actions.distribute(story.statement, by=story.people.clerk)
    with mail_server(most=most) as (port, box):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert actions.deliver(made).sent == 12
    assert {len(taken) for taken in box.taken.values()} == {1}


def test_what_was_put_off_comes_behind_the_rest(story, settings):
    """Of three whom no server was there for, the one that was tried comes last."""
    makers.members(1)
    settings.EMAIL_BACKEND = "tests.decisions.test_sending.Down"
    made = actions.distribute(story.statement, by=story.people.clerk)
    with clock.told(ON + timedelta(minutes=1)):
        actions.deliver(made)
    first = made.entries.first().email
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox.clear()
    with clock.told(ON + timedelta(minutes=2)):
        actions.deliver(made)
    assert [message.to[0] == first for message in mail.outbox] == [False, False, True]


def test_a_dot_at_the_start_of_a_line_arrives(story, server, settings):
    settings.IEG_COUNCIL = "X\n.hidden"
    made = actions.distribute(story.statement, by=story.people.clerk)
    actions.deliver(made)
    (message,) = server.taken["member@example.invalid"]
    text = message.get_payload()[0].get_payload(decode=True).decode()
    assert "\n.hidden" in text.replace("\r", "")


def test_a_server_that_always_puts_off_is_given_up_at_last(story, server, monkeypatch):
    makers.user("grey-member", Role.MEMBER)
    made = actions.distribute(story.statement, by=story.people.clerk)
    moment = ON
    for _ in range(len(WAITS) + 1):
        server.asked.clear()
        with clock.told(moment):
            moment = actions.deliver(made).next_at
    assert moment is None
    grey = made.entries.as_it_stands().get(name="Grey member")
    assert grey.status == CopyStatus.BOUNCED
    assert grey.status_note == "The server put it off 6 times."


def test_a_server_that_is_away_costs_no_member_an_attempt(story, settings):
    settings.EMAIL_BACKEND = "tests.decisions.test_sending.Down"
    made = actions.distribute(story.statement, by=story.people.clerk)
    done = actions.deliver(made)
    assert done.is_down
    assert counted(made) == {CopyStatus.TO_SEND: 2}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert actions.deliver(made).sent == 2


def test_an_address_that_cannot_be_written_keeps_nobody_waiting(story, server):
    address = "x@example.invalid\nBcc: y@example.invalid"
    User.objects.filter(username="member").update(email=address)
    made = actions.distribute(story.statement, by=story.people.clerk)
    assert actions.deliver(made).sent == 1
    assert status_of(story.people.member) == CopyStatus.BOUNCED


def test_a_worker_that_dies_leaves_its_message_to_another(story, settings):
    made = actions.distribute(story.statement, by=story.people.clerk)
    settings.EMAIL_BACKEND = "tests.decisions.test_sending.Killed"
    mail.outbox.clear()
    with pytest.raises(KeyboardInterrupt):
        actions.deliver(made)
    assert counted(made) == {CopyStatus.SENDING: 1, CopyStatus.TO_SEND: 1}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    done = actions.deliver(made)
    assert done.sent == 1
    with clock.told(done.next_at + timedelta(seconds=1)):
        assert actions.deliver(made).sent == 1
    ids = [(m.to[0], m.extra_headers["Message-ID"], m.body) for m in mail.outbox]
    assert len(ids) == 3
    assert len(set(ids)) == 2
    assert counted(made) == {CopyStatus.SENT: 2}
    assert makers.broken() == {}
