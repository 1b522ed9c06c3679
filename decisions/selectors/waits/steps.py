"""What a statement itself needs on its way, from its draft to its last copy."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse

from decisions.authority import council_day
from decisions.casefile import CaseFile
from decisions.gate import WAIVER, Obstacle, last_safe_day
from decisions.permissions import Perm
from decisions.selectors.distribution import copies_to_follow_up
from decisions.selectors.gate import next_link, step_ahead
from decisions.transitions import DECIDE
from iegtracker import clock
from iegtracker.people.models import User
from iegtracker.workflow import refusal
from statements.access import opening_refusal
from statements.checks import findings
from statements.document import Document
from statements.models import Statement
from statements.permissions import Perm as PaperPerm

from .wait import Wait


def to_record(file: CaseFile, found: list[Obstacle], user: User) -> Iterator[Wait]:
    """Drafts to write, awaited text to fill in, decisions to record."""
    statement = file.statement
    due = last_safe_day(statement)
    drafted = statement.__dict__["drafted"]
    if drafted is not None and _is_officer(user):
        left = len(findings(Document.from_bytes(bytes(drafted))))
        note = (
            "1 thing is incomplete or does not agree."
            if left == 1
            else f"{left} things are incomplete or do not agree."
        )
        yield Wait(
            f"Go on writing {statement}",
            statement.get_absolute_url(),
            note if left else "Nothing is incomplete, and its figures agree.",
            key=f"draft-{statement.pk}",
            brief=f"Go on writing the statement ({statement.short_title})",
            by=due,
            about=statement,
        )
    awaited = [o for o in found if o.severity == WAIVER]
    if awaited and _is_officer(user):
        yield Wait(
            "Fill in the part that is still awaited"
            if len(awaited) == 1
            else f"Fill in {len(awaited)} parts that are still awaited",
            reverse("decisions:gate", args=[statement.round]),
            awaited[0].sentence,
            key=f"awaited-{statement.pk}",
            brief=f"Fill in what is still awaited ({statement.short_title})",
            by=min((o.by for o in awaited if o.by), default=due),
            about=statement,
        )
    day = file.fact("meeting_day")
    if refusal(DECIDE, statement, user) is None and day and day <= clock.today():
        body = file.fact("meeting_name")
        yield Wait(
            f"Record what {body} decided on {council_day(day)}",
            reverse(
                "decisions:decide", args=[day.isoformat(), file.fact("meeting_body")]
            ),
            f"About {statement}.",
            key=f"decide-{statement.pk}-{day.isoformat()}",
            brief=f"Record what {body} decided ({statement.short_title})",
            by=due,
            about=statement,
        )


def _is_officer(user: User) -> bool:
    """Those who keep the text: they record receipts, and delegates do not."""
    return user.holds(PaperPerm.RECORD_RECEIPT)


def to_clear(file: CaseFile, found: list[Obstacle], user: User) -> Iterator[Wait]:
    """The step ahead when nothing blocks it, and what democratic services owe."""
    statement = file.statement
    link, _ = next_link(file, found, user)
    about: dict[str, Any] = {"by": last_safe_day(statement), "about": statement}
    tail = f"({statement.short_title})"
    if link and step_ahead(statement):
        yield Wait(
            f"{link.label}: {statement}",
            link.url,
            "Nothing stands in the way.",
            key=f"step-{statement.pk}-{statement.status}",
            brief=f"{link.label} {tail}",
            **about,
        )
    if user.holds(Perm.CLEAR):
        for o in found:
            if o.owner == "Democratic services" and o.place:
                yield Wait(
                    f"Look into this: {o.sentence}",
                    o.place,
                    key=f"look-{statement.pk}-{o.kind}",
                    brief=f"Look into what stands in the way: {o.kind} {tail}",
                    **about,
                )


def to_follow_up(statements: Sequence[Statement], user: User) -> Iterator[Wait]:
    """Final copies of which it is not certain that all members have them."""
    for waiting in copies_to_follow_up(statements, user):
        address = reverse("decisions:distribution", args=[waiting.statement.round])
        yield Wait(waiting.words, address, waiting.note, about=waiting.statement)


def to_open(user: User) -> Iterator[Wait]:
    """The first statement, as long as there is none to work on."""
    if opening_refusal(user) is None:
        address = reverse("statements:open_statement")
        yield Wait("Open the statement of a round", address, "No statement is open.")
