"""What stands in the way of a step, as data.

The page shows the list and the action refuses by it: there is one function.
"""

from collections.abc import Iterable, Iterator

from decisions.casefile import CaseFile, open_file
from decisions.transitions import ASK, CLEAR, PUBLISH, RESUBMIT, SUBMIT
from iegtracker.errors import NotReady
from iegtracker.workflow import Transition
from statements.models import Statement

from .approval import (
    completed_final_approval,
    is_approved,
    live_clearance,
    outright_decision,
)
from .days import last_safe_day, working_days_left
from .law import call_in_obstacles, deadline_obstacles
from .meetings import (
    endorsement_obstacles,
    meetings_in_order,
    notice_obstacles,
    wording_obstacles,
)
from .obstacle import BLOCKS, WAIVER, WARNS, Obstacle
from .people import interest_obstacles, vacancy_obstacles
from .sending import (
    cleared_obstacles,
    incident_obstacles,
    read_back_obstacles,
    return_obstacles,
)
from .signatures import (
    change_obstacles,
    coverage_obstacles,
    delegation_obstacles,
    final_approval_obstacles,
)
from .text import (
    exempt_obstacles,
    received_by_year,
    reconciled,
    reconciliation_obstacles,
    stated_grants,
    text_obstacles,
)

__all__ = [
    "BLOCKS",
    "WAIVER",
    "WARNS",
    "Obstacle",
    "blocking",
    "completed_final_approval",
    "is_approved",
    "last_safe_day",
    "live_clearance",
    "meetings_in_order",
    "obstacles",
    "outright_decision",
    "read_back_obstacles",
    "received_by_year",
    "reconciled",
    "require_ready",
    "stated_grants",
    "working_days_left",
]


def obstacles(
    statement: Statement, step: Transition, file: CaseFile | None = None
) -> list[Obstacle]:
    """Everything that stands in the way of `step`, the gravest first."""
    found = list(_found(file or open_file(statement), step))
    grave = {BLOCKS: 0, WAIVER: 1, WARNS: 2}
    return sorted(found, key=lambda o: (grave[o.severity], o.kind))


def blocking(found: Iterable[Obstacle], step: Transition = CLEAR) -> list[Obstacle]:
    """What refuses the step. Asking for final approval is asking for the waivers."""
    passed = {WARNS, WAIVER} if step is ASK else {WARNS}
    return [o for o in found if o.severity not in passed]


def require_ready(statement: Statement, step: Transition) -> None:
    """Raise NotReady with the list unless nothing blocks the step."""
    in_the_way = blocking(obstacles(statement, step), step)
    if in_the_way:
        count = len(in_the_way)
        things = "1 thing stands" if count == 1 else f"{count} things stand"
        raise NotReady(
            f"It is not yet possible to {step.words}: {things} in the way.",
            obstacles=in_the_way,
        )


def _found(file: CaseFile, step: Transition) -> Iterator[Obstacle]:
    statement, current = file.statement, file.current
    if current is None:
        yield Obstacle(
            "coverage", BLOCKS, "Nothing has been put to a meeting.", "IEG officer"
        )
        return
    by = last_safe_day(statement)
    if step in (CLEAR, ASK):
        approved = is_approved(file)
        yield from text_obstacles(statement, current.document, waived=approved, by=by)
        yield from exempt_obstacles(statement, current.document, by=by)
        yield from reconciliation_obstacles(file, current.document, by=by)
        yield from change_obstacles(file, by=by)
        yield from coverage_obstacles(file, by=by)
        yield from delegation_obstacles(file, approved=approved, by=by)
        if step is CLEAR:
            yield from final_approval_obstacles(file, current, approved=approved, by=by)
    if step in (SUBMIT, RESUBMIT, PUBLISH):
        yield from cleared_obstacles(file, current)
        yield from coverage_obstacles(file, by=by)
    if step is PUBLISH:
        yield from incident_obstacles(file)
        yield from read_back_obstacles(file)
    if step in (CLEAR, ASK, SUBMIT):
        yield from return_obstacles(file, current)
        yield from interest_obstacles(file, by=by)
        yield from vacancy_obstacles(file, by=by)
    yield from wording_obstacles(file, by=by)
    yield from endorsement_obstacles(file, by=by)
    yield from notice_obstacles(file)
    yield from call_in_obstacles(file, waits=step in (CLEAR, ASK), by=by)
    yield from deadline_obstacles(file)
