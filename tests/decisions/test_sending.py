"""Sending: after commit, once, and again when a server was down."""

import logging
import smtplib
from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from decisions import actions
from decisions.models import Change, Notice
from decisions.notices.sending import deliver, keep, message_id
from iegtracker import clock
from iegtracker.people.models import MailChoice, User
from tests import makers
from tests.databases import run_in_threads
from tests.decisions.test_notices import a_message
from tests.mail_server import mail_server

ON = makers.at("2004-12-10")
HERE = "tests.decisions.test_sending"


class Down(BaseEmailBackend):
    """A server that takes no connection; it counts who tries."""

    tries = 0

    def open(self):
        type(self).tries += 1
        raise ConnectionRefusedError("mail.example.invalid says Cottenham")

    def send_messages(self, messages):
        self.open()


class Refusing(BaseEmailBackend):
    """A server that does not know one address."""

    unknown = "director@example.invalid"

    def send_messages(self, messages):
        for message in messages:
            if self.unknown in message.to:
                refused = {self.unknown: (550, b"Cottenham")}
                raise smtplib.SMTPRecipientsRefused(refused)
            mail.outbox.append(message)
        return len(messages)


class Dropping(BaseEmailBackend):
    """A server that takes one message and hangs up."""

    def send_messages(self, messages):
        if mail.outbox:
            raise smtplib.SMTPServerDisconnected("gone")
        mail.outbox.extend(messages)
        return len(messages)


class Killed(BaseEmailBackend):
    """The process ends just after the server has taken the message."""

    def send_messages(self, messages):
        mail.outbox.extend(messages)
        raise KeyboardInterrupt


@pytest.fixture
def story(db):
    with clock.told(ON):
        made = makers.delegated_statement()
        makers.empty_post()
        yield made


@pytest.fixture
def kept(story):
    """One message that is still to go out."""
    notice, made = keep(story.people.officer, a_message())
    assert made
    return notice


def send_all():
    return deliver(Notice.objects.all())


@pytest.mark.parametrize(
    "backend", [f"{HERE}.Down", f"{HERE}.Refusing", "tests.no.such.backend"]
)
def test_a_server_that_takes_nothing_undoes_nothing_and_loses_nothing(
    story, settings, backend, django_capture_on_commit_callbacks, caplog
):
    ordinary = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = backend
    with django_capture_on_commit_callbacks(execute=True):
        change = makers.applied_change(story)
    assert Change.objects.get(pk=change.pk).status == "applied"
    waiting = Notice.objects.filter(sent_at__isnull=True)
    assert waiting.filter(person=story.people.director).exists()
    assert "Cottenham" not in caplog.text
    assert "director@" not in caplog.text
    settings.EMAIL_BACKEND = ordinary
    call_command("remind")
    assert not waiting.exists()
    subjects = [m.subject for m in mail.outbox if m.to == ["director@example.invalid"]]
    assert "IEG 2004: your receipt for change 1" in subjects
    assert len(subjects) == len(set(subjects))


def test_a_page_is_shown_though_the_mail_server_is_down(
    story, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = f"{HERE}.Down"
    change = makers.proposed_change(story)
    client = Client()
    client.force_login(story.people.officer)
    address = f"/statements/2004/changes/{change.number}/recall/"
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address).status_code == 302
    assert Change.objects.get(pk=change.pk).status == "writing"


def test_an_address_that_is_refused_keeps_nobody_else_waiting(story, settings):
    settings.EMAIL_BACKEND = f"{HERE}.Refusing"
    makers.proposed_change(story)
    done = send_all()
    assert done.sent == 1
    assert done.failures == ("SMTPRecipientsRefused",)
    (refused,) = Notice.objects.filter(sent_at__isnull=True)
    assert refused.person == story.people.director
    assert (refused.attempts, refused.last_error) == (1, "SMTPRecipientsRefused")
    assert refused.claimed_at is None


def test_a_server_that_hangs_up_with_a_refusal_keeps_nobody_else_waiting(
    story, settings
):
    makers.proposed_change(story)
    first = Notice.objects.order_by("pk").first().person
    User.objects.filter(pk=first.pk).update(email="barred-x@example.invalid")
    with mail_server() as (port, box):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert send_all().sent == 1
    assert list(box.taken) == ["director@example.invalid"]


def test_what_has_failed_comes_behind_the_rest(story, settings):
    makers.proposed_change(story)
    settings.EMAIL_BACKEND = f"{HERE}.Down"
    send_all()
    tried = Notice.objects.get(attempts=1)
    assert Notice.objects.to_send(ON).last() == tried


def test_a_server_that_is_down_is_asked_once_a_run(story, settings):
    settings.EMAIL_BACKEND = f"{HERE}.Down"
    makers.applied_change(story)
    Down.tries = 0
    done = send_all()
    assert Down.tries == 1
    assert (done.sent, done.failures) == (0, ("ConnectionRefusedError",))
    assert Notice.objects.filter(attempts=0).count() == Notice.objects.count() - 1


def test_a_connection_that_breaks_leaves_the_rest_for_the_next_run(story, settings):
    settings.EMAIL_BACKEND = f"{HERE}.Dropping"
    makers.proposed_change(story)
    assert send_all().sent == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_all().sent == 1
    assert len({message.to[0] for message in mail.outbox}) == 2


@pytest.mark.django_db
def test_a_killed_process_leaves_its_message_to_be_sent_again(kept, settings):
    ordinary = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{HERE}.Killed"
    with pytest.raises(KeyboardInterrupt):
        send_all()
    settings.EMAIL_BACKEND = ordinary
    assert send_all().sent == 0
    with clock.told(ON + timedelta(minutes=11)):
        assert send_all().sent == 1
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.body == second.body


def test_a_message_identifies_itself_from_its_row(kept):
    send_all()
    (message,) = mail.outbox
    assert message.extra_headers["Message-ID"] == message_id(kept)
    assert message.message()["Auto-Submitted"] == "auto-generated"
    assert message.message().get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in message.message().get_payload()]
    assert kinds == ["text/plain", "text/html"]


def test_what_was_sent_is_not_sent_again(kept):
    assert send_all().sent == 1
    assert send_all().sent == 0
    kept.refresh_from_db()
    assert (kept.sent_at, kept.claimed_at) == (ON, None)


def test_a_message_goes_to_the_address_of_the_day_it_is_sent(kept):
    User.objects.filter(pk=kept.person_id).update(email="new@example.invalid")
    send_all()
    assert mail.outbox[0].to == ["new@example.invalid"]


def test_a_closed_account_is_sent_nothing(kept):
    User.objects.filter(pk=kept.person_id).update(is_active=False)
    assert send_all().sent == 0


def test_what_could_not_be_sent_in_two_weeks_is_not_sent_late(kept):
    with clock.told(ON + timedelta(days=14, minutes=1)):
        assert send_all().sent == 0
    with clock.told(ON + timedelta(days=13)):
        assert send_all().sent == 1


def test_a_title_with_a_line_break_reaches_no_other_header(story):
    sneaked = a_message(subject="IEG 2004: Director\r\nBcc: y@example.invalid")
    keep(story.people.officer, sneaked)
    send_all()
    written = mail.outbox[0].message()
    assert written["Subject"] == "IEG 2004: Director Bcc: y@example.invalid"
    assert "Bcc" not in written
    assert mail.outbox[0].recipients() == ["officer@example.invalid"]


def test_an_address_with_a_line_break_reaches_no_header(kept, settings):
    address = "x@example.invalid\nBcc: y@example.invalid"
    User.objects.filter(pk=kept.person_id).update(email=address)
    assert send_all().failures == ("BadHeaderError",)
    assert mail.outbox == []


def test_one_message_for_an_occasion_however_often_it_is_told(story):
    officer = story.people.officer
    first, made = keep(officer, a_message())
    again, made_again = keep(officer, a_message(what="Other words."))
    assert (made, made_again) == (True, False)
    assert first == again
    other, made_other = keep(story.people.clerk, a_message())
    assert made_other
    assert other != first


@pytest.mark.parametrize(
    "columns",
    [
        {"occasion": "test:1"},
        {"occasion": "test:2", "subject": ""},
        {"occasion": "test:3", "held": True, "sent_at": ON},
    ],
)
def test_the_database_holds_what_a_message_is(kept, columns):
    told = {"subject": "x", "text": "x", "html": "x", "made_at": ON, **columns}
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(person=kept.person, **told)


def test_a_rolled_back_action_leaves_no_message(story):
    change = makers.written_change(story)
    kept = Notice.objects.count()
    with transaction.atomic():
        actions.propose_change(change, reason="x", by=story.people.officer)
        assert Notice.objects.count() == kept + 2
        transaction.set_rollback(True)
    assert Notice.objects.count() == kept


def test_two_senders_at_once_send_once(copied_database):
    with clock.told(ON):
        story = makers.delegated_statement()
        makers.empty_post()
        makers.proposed_change(story)
        Notice.objects.update(sent_at=None, attempts=0)
        mail.outbox.clear()
        answers = run_in_threads([send_all] * 4)
    assert sum(answer.sent for answer in answers) == 2
    assert sorted(m.to[0] for m in mail.outbox) == [
        "director@example.invalid",
        "portfolio-holder@example.invalid",
    ]


def test_two_who_keep_the_same_message_at_once_keep_one(copied_database):
    with clock.told(ON):
        officer = makers.people().officer
        answers = run_in_threads([partial(keep, officer, a_message())] * 4)
    assert sorted(made for _, made in answers) == [False, False, False, True]
    assert Notice.objects.count() == 1


def test_whoever_chose_a_digest_waits_for_it(story, django_capture_on_commit_callbacks):
    User.objects.update(mail_choice=MailChoice.DIGEST)
    with django_capture_on_commit_callbacks(execute=True):
        makers.proposed_change(story)
    assert mail.outbox == []
    assert set(Notice.objects.values_list("held", "sent_at")) == {(True, None)}


@pytest.mark.parametrize(("day", "held"), [("2004-12-15", True), ("2004-12-16", False)])
def test_what_is_to_be_signed_in_the_last_two_working_days_waits_for_no_digest(
    story, day, held
):
    """From Thursday 16 December two working days are left to Monday the 20th."""
    User.objects.update(mail_choice=MailChoice.DIGEST)
    with clock.told(makers.at(day)):
        change = makers.proposed_change(story)
        makers.answer(story, change, "return_change")
    kept = dict(Notice.objects.values_list("occasion", "held"))
    by_kind = {occasion.split(":")[0]: is_held for occasion, is_held in kept.items()}
    assert by_kind == {"sign": held, "receipt": False, "answered": True}


def test_the_kind_of_a_failure_is_logged_and_nothing_else(kept, settings, caplog):
    settings.EMAIL_BACKEND = f"{HERE}.Down"
    with caplog.at_level(logging.WARNING):
        send_all()
    assert f"Message {kept.pk} was not sent: ConnectionRefusedError" in caplog.text
    assert "Traceback" not in caplog.text
