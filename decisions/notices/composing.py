"""A message in plain text and in HTML: what, why you, by when, one link."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string

from decisions.authority import council_day
from decisions.models import Notice

# What ends the text of a message: below it stands only where it came from.
SIGNATURE = "\n-- \n"
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Message:
    """What is said on one occasion. `link` is a path of this site."""

    occasion: str
    subject: str
    what: str
    why: str
    link: str
    link_words: str
    by: date | None = None
    facts: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()
    note: str = ""

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Label and words, in the order of a reader's questions."""
        due = [("By", council_day(self.by))] if self.by else []
        return [("Why you", self.why), *due, *self.facts]


@dataclass(frozen=True)
class Composed:
    """A message as it is kept and sent."""

    subject: str
    text: str
    html: str


def composed(message: Message) -> Composed:
    return _rendered("message", message.subject, {"message": message})


def composed_digest(day: date, told: Sequence[Notice]) -> Composed:
    """One message for several: each in full, under its own subject."""
    count = "1 message" if len(told) == 1 else f"{len(told)} messages"
    subject = f"IEG digest of {short_day(day)}: {count}"
    parts = [(notice.subject, notice.text.rsplit(SIGNATURE, 1)[0]) for notice in told]
    return _rendered("digest", subject, {"parts": parts, "day": council_day(day)})


def short_day(day: date) -> str:
    """15 December."""
    return f"{day.day} {day:%B}"


def one_line(words: str) -> str:
    """A subject line: no line break, and nothing else that a header must not hold."""
    return " ".join(_UNPRINTED.sub(" ", words).split())[:_LONGEST_SUBJECT]


def _rendered(name: str, subject: str, told: dict[str, object]) -> Composed:
    subject = one_line(subject)
    context = {
        **told,
        "subject": subject,
        "site": settings.IEG_SITE_URL,
        "council": settings.IEG_COUNCIL,
    }
    return Composed(
        subject=subject,
        text=render_to_string(f"decisions/mail/{name}.txt", context),
        html=render_to_string(f"decisions/mail/{name}.html", context),
    )
