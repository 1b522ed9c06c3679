"""Transitions as data, one question about them, and one way to take them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction

from .errors import DomainError, NotAllowed, Stale, WrongState
from .ledger.record import record
from .people.models import User, Visitor


@dataclass(frozen=True)
class Transition:
    """A step from any of `sources` to `target`.

    `permission` None means that an office in a delegation decides who may take it.
    A step that keeps the status has no target.
    """

    name: str
    sources: frozenset[str]
    target: str | None
    permission: str | None
    event: str
    words: str


def refusal(step: Transition, obj: models.Model, user: Visitor) -> DomainError | None:
    """Return why `user` may not take `step` on `obj` now, or None."""
    if step.permission is not None and not user.holds(step.permission):
        return NotAllowed(f"{user} may not {step.words} ({obj}).")
    if obj.status not in step.sources:  # type: ignore[attr-defined]
        status = obj.get_status_display().lower()  # type: ignore[attr-defined]
        return WrongState(f"{obj} is {status}, so it is not possible to {step.words}.")
    return None


@contextmanager
def first_come(sentence: str) -> Iterator[None]:
    """Insert what only one may insert: whoever comes second is told `sentence`.

    For rows that no lock orders, since what would be locked is not there yet.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Stale(sentence) from error


def advance(
    step: Transition,
    obj: models.Model,
    *,
    by: User,
    office: str = "",
    rows: tuple[models.Model, ...] = (),
    told: dict[str, Any] | None = None,
    **also: Any,
) -> None:
    """Move `obj` along `step` and record it, or raise and leave no trace.

    `also` names fields that change in the same UPDATE; `rows` are the evidence rows
    made by the same action; `told` is what the event says besides. Must run inside a
    transaction, with the statement's row locked. Raises WrongState, NotAllowed, Stale.
    """
    if error := refusal(step, obj, by):
        raise error
    before = obj.status  # type: ignore[attr-defined]
    after = step.target or before
    unchanged = type(obj)._base_manager.filter(pk=obj.pk, status=before)
    if not unchanged.update(status=after, **also):
        raise Stale(f"{obj} changed while you were reading it. Read it again.")
    for name, value in {"status": after, **also}.items():
        setattr(obj, name, value)
    record(
        step.event,
        about=obj,
        by=by,
        office=office,
        rows=rows,
        before=before,
        after=after,
        **(told or {}),
    )
