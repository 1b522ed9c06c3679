"""Keeping messages with what they tell, and sending them once that is certain."""

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction

from decisions.models import Notice
from decisions.models.notices import NoticeQuerySet
from iegtracker import clock
from iegtracker.mail import FAILURES, REFUSED
from iegtracker.people.models import MailChoice, User

from .composing import Composed, Message, composed, composed_digest
from .people import each_once

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivery:
    """How many messages a server took, and the kind of each failure."""

    sent: int = 0
    failures: tuple[str, ...] = ()


def tell(messages: Iterable[tuple[User, Message]], *, urgent: bool = False) -> None:
    """Keep each message for its person, and send it after the transaction.

    What was told before is not told again. A mail server that is down undoes nothing,
    and `remind` sends what it did not take.
    """
    rows = [
        _row(person, message.occasion, composed(message), held=_waits(person, urgent))
        for person, message in messages
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    people = {row.person_id for row in rows if not row.held}
    if people:
        occasions = {row.occasion for row in rows}

        def send() -> None:
            deliver(Notice.objects.filter(person__in=people, occasion__in=occasions))

        transaction.on_commit(send, robust=True)


def tell_each(
    people: Mapping[str, Iterable[User]],
    message: Callable[[str], Message],
    *,
    but: User | None = None,
    urgent: bool = False,
) -> None:
    """Tell each person once, with the first reason that holds for them."""
    found: dict[int, tuple[User, Message]] = {}
    for why, some in people.items():
        for person in each_once(some, but=but):
            found.setdefault(person.pk, (person, message(why)))
    tell(found.values(), urgent=urgent)


def keep(
    person: User, message: Message, *, urgent: bool = False
) -> tuple[Notice, bool]:
    """The message to a person about an occasion, and whether it is a new one."""
    found = Notice.objects.filter(person=person, occasion=message.occasion).first()
    if found:
        return found, False
    held = _waits(person, urgent)
    return _kept(person, message.occasion, composed(message), held=held)


def _waits(person: User, urgent: bool) -> bool:
    """Whether a message waits for the person's digest."""
    return person.mail_choice == MailChoice.DIGEST and not urgent


def _row(person: User, occasion: str, told: Composed, *, held: bool) -> Notice:
    return Notice(
        person=person,
        occasion=occasion,
        subject=told.subject,
        text=told.text,
        html=told.html,
        made_at=clock.now(),
        held=held,
    )


def keep_digest(person: User, day: date) -> Notice | None:
    """Gather what is held for a person in the digest of a day; None if it was made."""
    occasion = f"digest:{day.isoformat()}"
    with transaction.atomic():
        if Notice.objects.filter(person=person, occasion=occasion).exists():
            return None
        held = list(person.notices.for_a_digest())
        told = composed_digest(day, held)
        digest, made = _kept(person, occasion, told, held=False)
        if not made:
            return None
        keys = [notice.pk for notice in held]
        Notice.objects.filter(pk__in=keys).update(told_in=digest)
    return digest


def _kept(
    person: User, occasion: str, told: Composed, *, held: bool
) -> tuple[Notice, bool]:
    row = _row(person, occasion, told, held=held)
    return Notice.objects.get_or_create(
        person=person,
        occasion=occasion,
        defaults={
            name: getattr(row, name)
            for name in ("subject", "text", "html", "made_at", "held")
        },
    )


def deliver(notices: NoticeQuerySet) -> Delivery:
    """Send those that are to go out, each claimed first, so that two senders do not.

    A process that is killed between the server's answer and its own note of it leaves
    the message to be sent a second time, under the same Message-ID: at most one for
    each kill. Stops at the first failure that is not about one message.
    """
    sent, failures, connection = 0, [], None
    rows = notices.to_send(clock.now()).select_related("person")
    try:
        for notice in rows:
            if not Notice.objects.claim(notice, clock.now()):
                continue
            own = Notice.objects.filter(pk=notice.pk)
            try:
                connection = connection or _opened()
                _mail(notice, connection).send()
            except FAILURES as error:
                kind = type(error).__name__[:80]
                own.update(claimed_at=None, last_error=kind)
                # Never its words: they may name an address or hold a text.
                logger.warning("Message %s was not sent: %s", notice.pk, kind)
                failures.append(kind)
                if not isinstance(error, REFUSED):
                    break
                # A server may hang up with a refusal: the next has a new connection.
                _close(connection)
                connection = None
            else:
                own.update(claimed_at=None, sent_at=clock.now(), last_error="")
                sent += 1
    finally:
        _close(connection)
    return Delivery(sent, tuple(failures))


def _opened() -> Any:
    connection = get_connection()
    connection.open()
    return connection


def _close(connection: Any) -> None:
    if connection:
        with suppress(*FAILURES):
            connection.close()


def _mail(notice: Notice, connection: Any) -> EmailMultiAlternatives:
    mail = as_mail(
        notice.subject,
        notice.text,
        notice.html,
        to=notice.person.email,
        message_id=message_id(notice),
    )
    mail.connection = connection
    return mail


def as_mail(
    subject: str, text: str, html: str, *, to: str, message_id: str
) -> EmailMultiAlternatives:
    """A message of this site to one person, in plain text and in HTML."""
    mail = EmailMultiAlternatives(
        subject,
        text,
        settings.DEFAULT_FROM_EMAIL,
        [to],
        headers={
            "Message-ID": message_id,
            # Nobody's absence is to answer a program (RFC 3834).
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(html, "text/html")
    return mail


def message_id(notice: Notice) -> str:
    """The same however often a message is sent, so that a second copy is known."""
    host = urlsplit(settings.IEG_SITE_URL).hostname or "localhost"
    return f"<notice-{notice.pk}-{notice.made_at:%Y%m%d%H%M%S%f}@{host}>"
