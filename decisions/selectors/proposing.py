"""What proposing a change would put to whom, and what bringing it up to date does."""

from collections.abc import Mapping
from dataclasses import dataclass

from decisions.access import know_offices
from decisions.authority import acting, delegation_for, incompletable
from decisions.casefile import CaseFile
from decisions.models import Appointment, Change, Delegation
from iegtracker import clock
from iegtracker.errors import DomainError
from iegtracker.people.models import User
from statements.document import Conflict
from statements.models import Save, Statement
from statements.rendering.redline import Redline, redline

from .casefiles import Trail, change_trail
from .changes import nature_of, shown_redline, stale_at
from .rounds import delegation_words, delegations_words

Held = Mapping[int, Appointment]


@dataclass(frozen=True)
class ProposePage:
    """What proposing would put to whom."""

    statement: Statement
    change: Change
    trail: Trail
    redline: Redline
    nature: str
    because: tuple[str, ...]
    asked: tuple[tuple[str, str], ...]
    delegation: str
    in_the_way: str


def propose_page(file: CaseFile, change: Change, held: Held) -> ProposePage:
    material, because = nature_of(file, change)
    found = _delegation(file, material)
    where = stale_at(file, change)
    in_the_way = (
        f"The text has moved on at {where} since this change was begun. Bring the "
        "change up to date first."
        if where
        else _cannot(found, change, held)
    )
    if not file.patch_of(change):
        in_the_way = "This change does not change anything yet. Edit the text first."
    return ProposePage(
        statement=file.statement,
        change=change,
        trail=change_trail(change, "Propose"),
        redline=shown_redline(file, change),
        nature=material,
        because=because,
        asked=() if isinstance(found, DomainError) else who_is_asked(found, held),
        delegation=delegations_words(file.live_delegations(clock.today()))
        if isinstance(found, DomainError)
        else delegation_words(found),
        in_the_way=in_the_way,
    )


def _delegation(file: CaseFile, nature: str) -> Delegation | DomainError:
    """The delegation under which the change would go, were it proposed now."""
    return delegation_for(file.delegations, nature or "minor", clock.today())


def _cannot(found: Delegation | DomainError, change: Change, held: Held) -> str:
    """Why it could not be completed if it were proposed now, or nothing."""
    if isinstance(found, DomainError):
        return str(found)
    today = clock.today()
    authors = Save.objects.filter(draft=change.draft_id, made_by__isnull=False)
    keys = list(authors.values_list("made_by", flat=True).distinct())
    error = incompletable(found, keys, final=change.is_final, on=today, held=held)
    return str(error or "")


def held_today(user: User) -> Held:
    """Who holds each office today, `user` among them: the header says it too."""
    rows = Appointment.objects.on(clock.today()).select_related("person", "office")
    held = {row.office_id: row for row in rows}
    know_offices(user, held.values())
    return held


def who_is_asked(delegation: Delegation, held: Held) -> tuple[tuple[str, str], ...]:
    """Each office of the delegation, and who acts in it today."""
    acts = [(row.office.name, acting(row, held)) for row in delegation.offices.all()]
    return tuple(
        (name, str(row.person) if row else "nobody acts in it now")
        for name, row in acts
    )


def rebased_redline(file: CaseFile, change: Change) -> Redline | None:
    """What the change would say on the text of today, when nothing is disputed."""
    current = file.current
    if current is None:
        return None
    try:
        return redline(current.document, file.patch_of(change))
    except Conflict:
        return None
