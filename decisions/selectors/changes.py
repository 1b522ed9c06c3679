"""The list of changes, and what every page says of a change."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from decisions.access import may_see_change, require_changes
from decisions.authority import (
    Held,
    Standing,
    appointments_for,
    council_day,
    offices_open_to,
    scope_refusal,
    standing,
)
from decisions.carrying import stale_place
from decisions.casefile import CaseFile, last_round
from decisions.materiality import why_material
from decisions.models import Change, SigningRound
from decisions.states import ChangeStatus, Verdict
from decisions.transitions import RECALL, RECALL_FINAL, SIGN, START
from iegtracker import clock
from iegtracker.errors import DomainError
from iegtracker.people.models import User
from iegtracker.workflow import Transition, refusal
from statements.document import Document
from statements.models import Statement
from statements.rendering.redline import Redline, redline

from .casefiles import Trail, file_for, heading_of, trail
from .rounds import delegations_words, paper_words, redline_of, waiting_offices

# The mark that stands before each status; its word is the status's own.
MARKS = {
    ChangeStatus.WRITING: "planned",
    ChangeStatus.PROPOSED: "waiting",
    ChangeStatus.APPLIED: "signed",
    ChangeStatus.DECLINED: "refused",
    ChangeStatus.WITHDRAWN: "not_stated",
}
SHOWN_IN_LIST = 3


@dataclass(frozen=True)
class Link:
    """Where a reader can go from here, and what the link says."""

    label: str
    url: str
    quiet: str = ""


@dataclass(frozen=True)
class ChangeRow:
    """One line of the list of changes."""

    heading: str
    title: str
    url: str
    mark: str
    status: str
    sentences: tuple[str, ...]
    more: int
    note: str
    started_by: str
    started_at: datetime


@dataclass(frozen=True)
class ChangesPage:
    statement: Statement
    trail: Trail
    open: tuple[ChangeRow, ...]
    closed: tuple[ChangeRow, ...]
    delegation: str
    start: str
    start_refused: str


def changes_page(round: str, user: User) -> ChangesPage:
    """Every change of a statement, those on which something is to be done first."""
    require_changes(user)
    file = file_for(round)
    statement = file.statement
    rows = [
        (change, _row(file, change))
        for change in reversed(file.changes)
        if may_see_change(user, change, file.delegations)
    ]
    is_open = set(map(id, file.open_changes))
    refused = refusal(START, statement, user)
    return ChangesPage(
        statement=statement,
        trail=trail(statement, ("Changes", None)),
        open=tuple(row for change, row in rows if id(change) in is_open),
        closed=tuple(row for change, row in rows if id(change) not in is_open),
        delegation=delegations_words(file.live_delegations(clock.today())),
        start="" if refused else start_address(statement),
        start_refused=str(refused or ""),
    )


def start_address(statement: Statement) -> str:
    return f"{statement.get_absolute_url()}changes/new/"


def _row(file: CaseFile, change: Change) -> ChangeRow:
    sentences = shown_redline(file, change).sentences
    return ChangeRow(
        heading=heading_of(change),
        title=change.title,
        url=change.get_absolute_url(),
        mark=MARKS[ChangeStatus(change.status)],
        status=change.get_status_display(),
        sentences=sentences[:SHOWN_IN_LIST],
        more=max(0, len(sentences) - SHOWN_IN_LIST),
        note=_note(file, change),
        started_by=str(change.started_by),
        started_at=change.started_at,
    )


def _note(file: CaseFile, change: Change) -> str:
    """What is to be done next, or what was said last."""
    latest = last_round(change)
    if where := stale_at(file, change):
        return f"The text has moved on at {where}."
    if latest is None:
        return ""
    if change.status == ChangeStatus.PROPOSED:
        if refused := scope_refusal(latest):
            return str(refused)
        return f"Waits for {waiting_offices(latest)}."
    if change.status == ChangeStatus.APPLIED:
        return _agreed(latest)
    for signoff in latest.signoffs.all():
        if signoff.verdict != Verdict.APPROVED:
            verdict = signoff.get_verdict_display().lower()
            return f"{verdict.capitalize()} by the {signoff.office}: {signoff.comment}"
    return ""


def _agreed(latest: SigningRound) -> str:
    """When the last signature was given, and which were given on paper."""
    signoffs = latest.signoffs.all()
    if not signoffs:
        return ""
    day = timezone.localdate(max(row.at for row in signoffs))
    on_paper = [
        f" The {row.office} signed {paper_words(row)}." for row in signoffs if row.paper
    ]
    return f"Agreed on {council_day(day)}.{''.join(on_paper)}"


def shown_redline(file: CaseFile, change: Change) -> Redline:
    """What a change changes: while written, against the text it is written on."""
    if change.status == ChangeStatus.WRITING and change.draft_id:
        base, _ = file.texts_of(change)
        return redline(base, file.patch_of(change))
    latest = last_round(change)
    return redline_of(latest) if latest else Redline(())


def stale_at(file: CaseFile, change: Change) -> str:
    """Where the text no longer says what an open change expects, or nothing."""
    current = file.current
    if current is None or change not in file.open_changes:
        return ""
    if change.is_final:
        latest = last_round(change)
        moved_on = latest is not None and latest.version_id != current.pk
        return f"version {current.number}, which has replaced it" if moved_on else ""
    return stale_place(
        current.document, file.patch_of(change), text_before(file, change)
    )


def text_before(file: CaseFile, change: Change) -> Document:
    """The text on which an open change is written, or was put."""
    if change.status == ChangeStatus.WRITING:
        return file.texts_of(change)[0]
    latest = last_round(change)
    return latest.version.document if latest else Document()


def nature_of(file: CaseFile, change: Change) -> tuple[str, tuple[str, ...]]:
    """Material or minor, and why: as put, or as it would be put now."""
    if change.is_final:
        return "", ()
    latest = last_round(change)
    if change.status != ChangeStatus.WRITING:
        if latest is None:
            return "", ()
        nature = "material" if latest.is_material else "minor"
        return nature, tuple(latest.material_reasons)
    patch = file.patch_of(change)
    if not patch:
        return "", ()
    base, _ = file.texts_of(change)
    # What a signer once raised stays material: nobody lowers it.
    raised = [r.raised.words for r in change.rounds.all() if hasattr(r, "raised")]
    reasons = (*why_material(base, patch), *raised)
    return ("material" if reasons else "minor"), reasons


def recall_step(change: Change) -> Transition:
    return RECALL_FINAL if change.is_final else RECALL


def standings(
    change: Change, user: User, held: Held | None = None
) -> tuple[list[Standing], list[DomainError]]:
    """In which offices `user` may answer now, and why not in the others they hold.

    `held` is who holds each office today, where it has been read already.
    """
    latest = last_round(change)
    if latest is None or refusal(SIGN, change, user) is not None:
        return [], []
    today = clock.today()
    held = appointments_for([latest.delegation], today) if held is None else held
    found = [
        standing(latest, row.office, user, held, on=today)
        for row in offices_open_to(latest, user, held)
    ]
    return (
        [row for row in found if not isinstance(row, DomainError)],
        [row for row in found if isinstance(row, DomainError)],
    )
