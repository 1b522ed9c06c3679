"""What will happen when a statement is approved, cleared, sent, published, reopened."""

from dataclasses import dataclass

from django.urls import reverse

from decisions.access import require_gate
from decisions.authority import Held, delegation_for
from decisions.casefile import CaseFile
from decisions.gate import WARNS, Obstacle, blocking, obstacles
from decisions.models import Submission
from decisions.transitions import ASK
from iegtracker import clock
from iegtracker.errors import DomainError
from iegtracker.people.models import User
from iegtracker.workflow import Transition, refusal
from statements.checks import findings
from statements.models import Statement, Version

from .casefiles import Trail, file_for, trail
from .gate import days_left, final_approval
from .proposing import held_today, who_is_asked
from .rounds import RoundShown


@dataclass(frozen=True)
class StepPage:
    """A step of a statement's life: what it does, and what stands in its way."""

    statement: Statement
    step: Transition
    trail: Trail
    version: Version | None
    refused: DomainError | None
    in_the_way: tuple[Obstacle, ...]
    warnings: tuple[Obstacle, ...]
    asked: tuple[tuple[str, str], ...]
    waived: tuple[str, ...]
    approval: RoundShown | None
    submissions: tuple[Submission, ...]
    gate_url: str
    days: str


def step_page(
    round: str, *steps: Transition, user: User, title: str, gated: bool = True
) -> StepPage:
    """The page of that one of `steps` that the statement's status allows."""
    require_gate(user)
    file = file_for(round)
    statement = file.statement
    step = next((s for s in steps if statement.status in s.sources), steps[0])
    refused = refusal(step, statement, user)
    held = file.held = held_today(user)
    found = obstacles(statement, step, file) if gated and not refused else []
    gate_url = reverse("decisions:gate", args=[round])
    approval = final_approval(file)
    return StepPage(
        statement=statement,
        step=step,
        trail=trail(statement, ("What stands in the way", gate_url), (title, None)),
        version=file.current,
        refused=refused,
        in_the_way=tuple(blocking(found, step)),
        warnings=tuple(o for o in found if o.severity == WARNS),
        asked=_asked(file, held) if step is ASK else (),
        waived=_waived(file),
        approval=approval[1] if approval else None,
        submissions=_submissions(statement) if file.was_submitted else (),
        gate_url=gate_url,
        days=days_left(statement) if not file.was_submitted else "",
    )


def _asked(file: CaseFile, held: Held) -> tuple[tuple[str, str], ...]:
    """Who would be asked for final approval today."""
    found = delegation_for(file.delegations, "final", clock.today())
    return () if isinstance(found, DomainError) else who_is_asked(found, held)


def _waived(file: CaseFile) -> tuple[str, ...]:
    """What the text still awaits."""
    if file.current is None:
        return ()
    found = findings(file.current.document)
    return tuple(f.sentence for f in found if f.kind == "incomplete")


def _submissions(statement: Statement) -> tuple[Submission, ...]:
    rows = statement.submissions.select_related("recorded_by").defer("receipt")
    return tuple(rows.order_by("pk"))
