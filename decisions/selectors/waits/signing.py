"""What an office-holder is asked to sign."""

from collections.abc import Iterator

from django.urls import reverse

from decisions.authority import Held, council_day, scope_refusal
from decisions.casefile import CaseFile, last_round
from decisions.gate import last_safe_day
from decisions.models import Change
from decisions.selectors.changes import shown_redline, stale_at, standings
from iegtracker.people.models import User

from .wait import Wait


def to_sign(file: CaseFile, user: User, held: Held) -> Iterator[Wait]:
    """Newest first, each with the words that its redline computes."""
    for change, read in sorted(
        file.waiting, key=lambda pair: pair[1].proposed_at, reverse=True
    ):
        mine, _ = standings(change, user, held)
        if stale_at(file, change) or scope_refusal(read) or not mine:
            continue
        url = reverse("decisions:sign", args=[file.statement.round, change.number])
        signed = [str(row.office) for row in read.signoffs.all()]
        note = f"The {' and the '.join(signed)} has signed. " if signed else ""
        by = last_safe_day(file.statement)
        title = "" if change.is_final else f"{change.title}. "
        words = f"{title}{note}Please answer by {council_day(by)}."
        brief = "Give final approval" if change.is_final else f"Sign {change}"
        yield Wait(
            _sign_words(file, change),
            url,
            words,
            key=f"sign-{read.pk}",
            brief=f"{brief} ({file.statement.short_title})",
            by=by,
            since=read.proposed_at,
            about=file.statement,
            asked=read,
            standing=mine[0],
            number=0 if change.is_final else change.number,
        )


def _sign_words(file: CaseFile, change: Change) -> str:
    if change.is_final:
        read = last_round(change)
        number = read.version.number if read else ""
        return f"Give final approval to version {number} of {file.statement}"
    return f"Sign change {change.number}: {_in_short(file, change)}"


def _in_short(file: CaseFile, change: Change) -> str:
    """The first of the redline's own sentences, and how many more there are."""
    sentences = shown_redline(file, change).sentences
    if not sentences:
        return change.title
    first = sentences[0].removesuffix(".")
    more = len(sentences) - 1
    return f"{first}, and {more} more" if more else first
