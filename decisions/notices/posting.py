"""Handing one message to a mail server, and knowing what its answer means.

A permanent refusal is told from a passing one, and both from a connection that broke
before the server had the message, or after, when nobody can know. What a server does
about one address keeps nobody else waiting.
"""

import re
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import sanitize_address

from iegtracker.mail import FAILURES

# Seconds that a server may take for one answer: no page waits for this.
PATIENCE = 60
_DOT = re.compile(rb"(?m)^\.")


class Fate(StrEnum):
    """What became of a message at the server."""

    TAKEN = "taken"
    LATER = "later"
    REFUSED = "refused"
    LOST = "lost"
    # The server cannot be asked at all: nothing is said about this message.
    DOWN = "down"


@dataclass(frozen=True)
class Answer:
    fate: Fate
    reply: str = ""


class Post:
    """One connection to the mail server, opened by the first message."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def hand_over(self, mail: EmailMultiAlternatives) -> Answer:
        try:
            # Django's own messages take the ending of lines.
            message: Any = mail.message()
            written = message.as_bytes(linesep="\r\n")
            sender = sanitize_address(mail.from_email, "utf-8")
            to = sanitize_address(mail.to[0], "utf-8")
        except ValueError:
            # An address or a subject that cannot stand in a header.
            return Answer(Fate.REFUSED)
        answer = Answer(Fate.DOWN)
        for _ in range(2):
            is_first = self._connection is None
            try:
                smtp = self._opened()
            except FAILURES:
                return Answer(Fate.DOWN)
            if smtp is None:
                return self._without_smtp(mail)
            answer = _told(smtp, sender, to, written)
            if answer.fate is not Fate.TAKEN and not _is_ready(smtp, answer):
                self._close()
            # A connection that has carried a message may have been hung up since.
            if is_first or answer.fate is not Fate.DOWN:
                break
        return answer

    def _opened(self) -> smtplib.SMTP | None:
        """The protocol's own connection; None for what only prints mail."""
        if self._connection is None:
            connection = get_connection(timeout=PATIENCE)
            connection.open()
            self._connection = connection
        smtp = getattr(self._connection, "connection", None)
        return smtp if isinstance(smtp, smtplib.SMTP) else None

    def _without_smtp(self, mail: EmailMultiAlternatives) -> Answer:
        try:
            self._connection.send_messages([mail])
        except FAILURES:
            return Answer(Fate.DOWN)
        return Answer(Fate.TAKEN)

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(*FAILURES):
                self._connection.close()
            self._connection = None


def _told(smtp: smtplib.SMTP, sender: str, to: str, written: bytes) -> Answer:
    """Say one message to the server, step by step (RFC 5321, section 4.2).

    From the moment that the server has the address, what it says or leaves unsaid is
    about this message: another member's may go through.
    """
    try:
        smtp.ehlo_or_helo_if_needed()
        code, _ = smtp.mail(sender)
    except (OSError, ValueError):
        return Answer(Fate.DOWN)
    if code != 250:
        # It will not take mail from this site, whomever it is for.
        return Answer(Fate.DOWN, str(code))
    try:
        code, _ = smtp.rcpt(to)
        if code not in (250, 251):
            return _refused(code)
        code, _ = smtp.docmd("DATA")
        if code != 354:
            return _refused(code)
    except ValueError:
        # An address that cannot be said in a command.
        return Answer(Fate.REFUSED)
    except OSError:
        return Answer(Fate.LATER)
    try:
        smtp.send(_DOT.sub(b"..", written) + b"\r\n.\r\n")
        code, _ = smtp.getreply()
    except OSError:
        # The server may have it, or not.
        return Answer(Fate.LOST)
    return Answer(Fate.TAKEN, str(code)) if code == 250 else _refused(code)


def _refused(code: int) -> Answer:
    return Answer(Fate.REFUSED if code >= 500 else Fate.LATER, str(code))


def _is_ready(smtp: smtplib.SMTP, answer: Answer) -> bool:
    """Whether the same connection can carry another message. One on which the server
    answered 421 is at its end, and one may be hung up on with any answer."""
    if answer.fate is Fate.DOWN or answer.reply == "421":
        return False
    try:
        code, _ = smtp.rset()
    except OSError:
        return False
    return code == 250
