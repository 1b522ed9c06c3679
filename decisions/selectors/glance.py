"""A round at a glance: its life, what stands in the way, its outcomes, its proof."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from decisions.access import may_see_gate
from decisions.casefile import CaseFile
from decisions.coverage import coverage
from decisions.gate import BLOCKS, WAIVER, WARNS, Obstacle
from iegtracker.people.models import User
from statements.document.elements import STATUSES
from statements.models import Statement
from statements.states import StatementStatus

_SENT = "Sent to members"


@dataclass(frozen=True)
class Step:
    """One step of the life of a statement, for `_step_line.html`."""

    label: str
    state: str
    date: date | None


@dataclass(frozen=True)
class Glance:
    """The round at a glance."""

    statement: Statement
    steps: tuple[Step, ...]
    obstacles: tuple[tuple[int, str], ...]
    outcomes: tuple[tuple[str, str, int], ...]
    coverage: str
    holds: bool
    gate: str


def glance(file: CaseFile, found: list[Obstacle], user: User) -> Glance:
    statement = file.statement
    proof = coverage(statement, file)
    kinds = (
        (BLOCKS, "in the way"),
        (WAIVER, "to be waived"),
        (WARNS, "to be aware of"),
    )
    counts = tuple(
        (sum(o.severity == severity for o in found), words) for severity, words in kinds
    )
    return Glance(
        statement=statement,
        steps=_steps(file),
        obstacles=counts if found else (),
        outcomes=tuple(
            (status, word, statement.__dict__[f"outcomes_{status}"])
            for status, word in STATUSES.items()
        ),
        coverage=proof.sentence,
        holds=proof.holds,
        gate=reverse("decisions:gate", args=[statement.round])
        if may_see_gate(user)
        else "",
    )


def _steps(file: CaseFile) -> tuple[Step, ...]:
    """The life of a statement as a line, with the day of each step."""
    statement = file.statement
    decision = file.decisions[-1] if file.decisions else None
    days = {
        StatementStatus.DRAFTING: timezone.localdate(statement.created_at),
        StatementStatus.REPORTED: _day(file.fact("tabled_on")),
        StatementStatus.DECIDED: decision.meeting.held_on if decision else None,
        StatementStatus.CLEARED: _day(file.fact("cleared_on")),
        StatementStatus.SUBMITTED: _day(file.fact("last_sent")),
        StatementStatus.PUBLISHED: _day(file.fact("copied_on")),
        _SENT: _day(file.fact("distributed_on")),
    }
    labels = ("Drafting", "Reported", "Decided", "Cleared", "Submitted", "Published")
    # No status says that members were sent it, so that publishing goes before.
    last = statement.status == StatementStatus.PUBLISHED and days[_SENT]
    reached = list(days).index(_SENT if last else StatementStatus(statement.status))
    return tuple(
        Step(
            label,
            "done" if n < reached else "current" if n == reached else "to_come",
            day if n <= reached else None,
        )
        for n, (label, day) in enumerate(
            zip((*labels, _SENT), days.values(), strict=True)
        )
    )


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
