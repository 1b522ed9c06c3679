"""How dates, states and lists are said to a reader, on every surface alike."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from iegtracker.times import time_of_day

from ..document import Document, schedule12a
from ..document.exempt import Reader, day_of, marked, may_read, paragraphs_at

LONDON = ZoneInfo("Europe/London")
MARKS = {
    "done": "●",
    "on_the_way": "◐",
    "planned": "○",
    "not_stated": "–",
    "not_applicable": "–",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def day(iso: str) -> str:
    """2004-12-09 is 9 December 2004."""
    when = date.fromisoformat(iso)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def ordinal_day(iso: str) -> str:
    """2004-12-09 is 9th December 2004, as the council's reports print it."""
    when = date.fromisoformat(iso)
    ending = "th"
    if when.day not in (11, 12, 13):
        ending = {1: "st", 2: "nd", 3: "rd"}.get(when.day % 10, "th")
    return f"{when.day}{ending} {_MONTHS[when.month - 1]} {when.year}"


def moment(iso: str) -> str:
    """A day, or a day and the time in London when there is one."""
    if len(iso) <= len("2004-12-09"):
        return day(iso)
    when = datetime.fromisoformat(iso)
    if when.tzinfo is not None:
        when = when.astimezone(LONDON)
    return f"{day(when.date().isoformat())}, {time_of_day(when)}"


def besides(office: str, person: str) -> str:
    """Who acted in an office; nothing where the account is named by the office."""
    return "" if person == office else person


def named_once(name: str, other: str, beside: str = " ({})") -> str:
    """An office with who acts in it, or the reverse; once where both have one name."""
    aside = besides(name, other)
    return f"{name}{beside.format(aside)}" if aside else name


def listed(words: Sequence[str]) -> str:
    """One, two and three."""
    *most, last = words or [""]
    return f"{', '.join(most)} and {last}" if most else last


def awaited(what: str, whom: str, by: str) -> str:
    """What is still missing, from whom and by when."""
    return f"Still awaited: {what}, from {whom}, by {day(by)}."


def exempted(paragraph: str, reason: str = "") -> str:
    """By which paragraph words are exempt, and why if its reader may know that."""
    by = f"Paragraph {schedule12a.number(paragraph)} of Schedule 12A"
    return f"{by}: {reason}" if reason else by


def exempt_mark(paragraph: str, reason: str, on: date) -> str:
    """What stands beside exempt words, for those who may read them."""
    number = schedule12a.number(paragraph)
    members = (
        "Members may read it, the public may not."
        if schedule12a.members_may_see(paragraph, on)
        else "Withheld from members and the public."
    )
    return f"Exempt (paragraph {number}): {reason.rstrip('.')}. {members}"


def exempt_notice(document: Document) -> str:
    """That a text has exempt parts, for those who read it whole; or nothing."""
    marks, on = marked(document), day_of(document) if document.values else None
    if not marks or on is None:
        return ""
    closed = [
        uid
        for uid in marks
        if not may_read(Reader.MEMBER, paragraphs_at(document, uid), on)
    ]
    parts = "1 part" if len(marks) == 1 else f"{len(marks)} parts"
    verb = "is" if len(marks) == 1 else "are"
    exempt = f"{parts} of this text {verb} exempt, and withheld from the public"
    if not closed:
        return f"{exempt}. Members may read the whole text."
    if len(closed) == len(marks):
        return f"{exempt} and from members."
    return f"{exempt}; {len(closed)} of them from members too."


def word(words: Mapping[str, str], value: str) -> str:
    """A value's word; one that is withheld from its reader is its own."""
    return words.get(value, value)


def capitalised(words: str) -> str:
    """The words with a capital first letter, the rest as it is."""
    return words[:1].upper() + words[1:]


def uncapitalised(words: str) -> str:
    """The words with a small first letter, unless the first word is all capitals."""
    if words[1:2].isupper():
        return words
    return words[:1].lower() + words[1:]


def shortened(words: str, longest: int = 60) -> str:
    """The words on one line, cut at a space with an ellipsis when they are long."""
    words = " ".join(words.split())
    if len(words) <= longest:
        return words
    head, space, _ = words[: longest + 1].rpartition(" ")
    return (head if space else words[:longest]).rstrip(",;:.") + "…"
