"""Which delegations hold, and under which of them something can be put."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery

from decisions.models import (
    CalledIn,
    CallInOutcome,
    Decision,
    DelegatedOffice,
    Delegation,
)
from decisions.states import CALL_IN_OVER, CallInEnd, Outcome, Scope
from iegtracker.errors import DomainError, NotReady
from iegtracker.prefetching import hold
from statements.models import Statement

from .words import council_day

# Which scopes take a change, the nearest first. A final approval is under the widest.
_TAKES = {
    "material": (Scope.MATERIAL, Scope.ANY),
    "minor": (Scope.MINOR, Scope.ANY),
    "final": (Scope.ANY, Scope.MATERIAL, Scope.MINOR),
}


def delegations_of(statements: Iterable[Statement]) -> list[Delegation]:
    """Every delegation about some statements, with its offices, in one query."""
    told = {statement.pk: statement for statement in statements}
    found = _with_offices(Q(delegation__statement__in=told))
    for delegation in found:
        delegation.statement = told[delegation.statement_id]
    return found


def hold_delegations(decisions: Collection[Decision]) -> None:
    """Let each decision know what it delegated, in one query."""
    given: dict[int, list[Delegation]] = {row.pk: [] for row in decisions}
    for delegation in _with_offices(Q(delegation__decision__in=given)):
        given[delegation.decision_id or 0].append(delegation)
    for row in decisions:
        hold(row, "delegations", given[row.pk])


def _with_offices(which: Q) -> list[Delegation]:
    """Each delegation names at least one office, so the offices lead to all of them."""
    rows = sorted(
        _every_office().filter(which), key=lambda row: (row.delegation_id, row.pk)
    )
    found: dict[int, Delegation] = {}
    offices: dict[int, list[DelegatedOffice]] = {}
    for row in rows:
        delegation = found.setdefault(row.delegation_id, row.delegation)
        row.delegation = delegation
        keep_call_in(delegation, row)
        offices.setdefault(delegation.pk, []).append(row)
    for delegation in found.values():
        hold(delegation, "offices", offices[delegation.pk])
    return list(found.values())


# What is read of a delegation wherever it is asked whether it holds.
OF_A_DELEGATION = (
    "delegation__urgency__office",
    "delegation__end",
    "delegation__decision__meeting__body",
    "delegation__decision__recommendation",
)


# Kept, and not put in order there, since putting a question of many columns together
# takes longer than its answer.
@cache
def _every_office() -> QuerySet[DelegatedOffice]:
    return (
        DelegatedOffice.objects.select_related(
            "office",
            "substitute",
            *OF_A_DELEGATION,
            "delegation__urgency__entered_by",
            "delegation__confirmed_by",
        )
        .annotate(**call_in_columns("delegation__decision"))
        .order_by()
    )


def live_delegations(delegations: Iterable[Delegation], on: date) -> list[Delegation]:
    """Those under which something can be done on that day."""
    return [row for row in delegations if delegation_refusal(row, on) is None]


def delegations_for(
    delegations: Iterable[Delegation], nature: str, on: date, *, why: str = ""
) -> list[Delegation] | DomainError:
    """The delegations that take a change of that nature, or why there is none.

    `nature` is `material` (and `why`), `minor` or `final`. The one whose scope is
    nearest comes first, and of equals the one made last.
    """
    every = list(delegations)
    live = live_delegations(every, on)
    if not live:
        latest = every[-1] if every else None
        refused = delegation_refusal(latest, on)
        return refused or NotReady("No delegation holds today.")
    fit = [row for row in live if row.scope in _TAKES[nature]]
    if not fit:
        kind = "minor" if nature == "material" else "material"
        told = f"{nature}: {why}" if why else nature
        return NotReady(
            f"The delegation is for {kind} changes only, and this one is {told}."
        )
    return sorted(fit, key=lambda row: (_distance(row, nature), -row.pk))


def delegation_for(
    delegations: Iterable[Delegation], nature: str, on: date, *, why: str = ""
) -> Delegation | DomainError:
    """The nearest delegation that takes a change of that nature, or why none does."""
    found = delegations_for(delegations, nature, on, why=why)
    return found if isinstance(found, DomainError) else found[0]


def plainly_nearest(found: Sequence[Delegation], nature: str) -> Delegation | None:
    """The first of them, unless another's scope is as near."""
    nearest = [r for r in found if _distance(r, nature) == _distance(found[0], nature)]
    return nearest[0] if len(nearest) == 1 else None


def _distance(row: Delegation, nature: str) -> int:
    return _TAKES[nature].index(Scope(row.scope))


def delegation_refusal(delegation: Delegation | None, on: date) -> DomainError | None:
    """Why nothing can be done under the delegation on that day, or None.

    After submission it is spent: the seed's recommendation (b) speaks of changes
    "prior to submission". When its body decides anew, that ends it. While its decision
    is called in, it is held up.
    """
    if delegation is None:
        return NotReady(
            "No decision has delegated changes to this statement. "
            "Changes can be written, but not proposed."
        )
    if on < delegation.starts_on:
        return NotReady(
            f"The delegation starts on {council_day(delegation.starts_on)}."
        )
    if delegation.until and on > delegation.until:
        return NotReady(f"The delegation ended on {council_day(delegation.until)}.")
    if end := getattr(delegation, "end", None):
        return NotReady(f"The delegation has ended: {end.reason}")
    sent = _last_submitted(delegation.statement)
    if sent and delegation.made_at and sent >= delegation.made_at:
        return NotReady(
            "The statement has been submitted, so the delegation is spent. "
            "A correction needs a new decision."
        )
    if held_up := call_in_words(delegation):
        return NotReady(held_up)
    return None


_CALL_IN = ("called_in_on", "call_in_outcome", "call_in_outcome_on")


def call_in_columns(decision: str) -> dict[str, Any]:
    """When a decision was called in, and what became of that last; `decision` is the
    path to its key from the rows that are asked."""
    called = CalledIn.objects.filter(ruling__decision=OuterRef(decision))
    ended = CallInOutcome.objects.filter(called_in__ruling__decision=OuterRef(decision))
    last = ended.order_by("-number")
    return {
        "called_in_on": Subquery(called.values("called_in_on")[:1]),
        "call_in_outcome": Subquery(last.values("outcome")[:1]),
        "call_in_outcome_on": Subquery(last.values("decided_on")[:1]),
    }


def keep_call_in(delegation: Delegation, row: Model) -> None:
    """Let a delegation know what `call_in_columns` brought along."""
    for name in _CALL_IN:
        delegation.__dict__[name] = row.__dict__[name]


def call_in_words(delegation: Delegation) -> str:
    """Why its decision, which was called in, may not be acted on yet; or nothing.

    Scrutiny has power over decisions that are made and not yet implemented (Local
    Government Act 2000, section 21). While it can still be called in, or that is not
    known, it can be acted on: the gate waits for the day on which it takes effect.
    """
    if delegation.decision_id is None:
        return ""
    told = delegation.__dict__
    if "called_in_on" not in told:
        rows = Delegation.objects.annotate(**call_in_columns("decision"))
        keep_call_in(delegation, rows.get(pk=delegation.pk))
    on, outcome = told["called_in_on"], told["call_in_outcome"]
    if on is None or outcome in CALL_IN_OVER:
        return ""
    head = "The decision that made the delegation was"
    until = "Nothing can be proposed or signed under it until"
    ended = told["call_in_outcome_on"]
    if outcome == CallInEnd.REFERRED_BACK:
        return (
            f"{head} called in, and referred back on {council_day(ended)}. {until} it "
            "is upheld, or decided again."
        )
    if outcome == CallInEnd.TO_COUNCIL:
        return (
            f"{head} called in, and referred to Council on {council_day(ended)}. "
            f"{until} it is recorded that it was upheld."
        )
    return (
        f"{head} called in on {council_day(on)}. {until} it is recorded that it was "
        "released or upheld."
    )


def source_problems(delegation: Delegation) -> Iterator[str]:
    """Where a delegation comes from a decision that agreed to nothing, or by urgency
    and is not what two clerks recorded, in words."""
    decision, urgency = delegation.decision, delegation.urgency
    if decision and decision.outcome not in (Outcome.AGREED, Outcome.AMENDED):
        yield "its decision agreed to nothing"
    if urgency is None:
        return
    if delegation.statement_id != urgency.statement_id:
        yield "its urgency is about another statement"
    if delegation.confirmed_by_id == urgency.entered_by_id:
        yield "one clerk both entered and confirmed it"
    if [row.office_id for row in delegation.offices.all()] != [urgency.office_id]:
        yield "its urgency is for another office"
    if (delegation.scope, delegation.until) != (urgency.scope, urgency.until):
        yield "its urgency is for other changes or days"


def _last_submitted(statement: Statement) -> datetime | None:
    """When a submission was last recorded: from the case file, or asked for here."""
    if "last_submitted" in statement.__dict__:
        return statement.__dict__["last_submitted"]
    rows = statement.submissions.all()
    return max((r.recorded_at for r in rows if not r.incident), default=None)
