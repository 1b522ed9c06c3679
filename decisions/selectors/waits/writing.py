"""Changes that somebody has to go on with."""

from collections.abc import Iterator
from typing import Any

from decisions.access import may_see_change
from decisions.authority import Held, scope_refusal
from decisions.casefile import CaseFile, last_round
from decisions.gate import last_safe_day
from decisions.models import Change
from decisions.permissions import Perm
from decisions.selectors.changes import stale_at
from decisions.states import ChangeStatus, Verdict
from decisions.transitions import WITHDRAW
from iegtracker.people.models import User
from iegtracker.workflow import refusal

from .wait import Wait


def to_write(file: CaseFile, user: User, held: Held) -> Iterator[Wait]:
    """Changes that came back, that the text has left behind, that are being written.

    An office-holder is asked for those only that they began themselves.
    """
    if not user.holds(Perm.WRITE_CHANGE):
        return
    signs = any(row.person_id == user.pk for row in held.values())
    for change in reversed(file.open_changes):
        if change.is_final or (signs and change.started_by_id != user.pk):
            continue
        if not may_see_change(user, change, file.delegations):
            continue
        name, url = f"change {change.number}", change.get_absolute_url()
        where = stale_at(file, change)
        told: dict[str, Any] = {
            "key": f"write-{change.pk}",
            "by": last_safe_day(file.statement),
            "since": change.started_at,
            "about": file.statement,
        }
        tail = f"({file.statement.short_title})"
        if where:
            yield Wait(
                f"Bring {name} up to date: {change.title}",
                url,
                f"The text has moved on at {where}.",
                brief=f"Bring {name} up to date {tail}",
                **told,
            )
        elif refused := _held_to_be_material(change):
            yield Wait(f"Recall {name}: {change.title}", url, refused)
        elif refusal(WITHDRAW, change, user) is None:
            back = _came_back(change)
            verb = "Put right" if back else "Go on writing"
            note = back or f"Begun by {change.started_by}."
            brief = f"{verb} {name} {tail}"
            yield Wait(f"{verb} {name}: {change.title}", url, note, brief=brief, **told)


def _held_to_be_material(change: Change) -> str:
    """Why nobody can approve a change that waits, since a signer raised it."""
    latest = last_round(change)
    waits = change.status == ChangeStatus.PROPOSED and latest
    return str(scope_refusal(latest) or "") if waits and latest else ""


def _came_back(change: Change) -> str:
    latest = last_round(change)
    rows = latest.signoffs.all() if latest else ()
    for row in rows:
        if row.verdict == Verdict.RETURNED:
            return f"Returned by the {row.office}: “{row.comment}”"
    return ""
