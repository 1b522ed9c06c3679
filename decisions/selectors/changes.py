"""What the pages of changes say."""

from dataclasses import dataclass, field
from datetime import datetime

from decisions.access import may_see_change, require_change, require_changes
from decisions.authority import (
    Standing,
    appointments_for,
    offices_open_to,
    standing,
)
from decisions.casefile import CaseFile, last_round
from decisions.materiality import why_material
from decisions.models import Change, DecisionRecord
from decisions.states import ChangeStatus, Verdict
from decisions.transitions import (
    PROPOSE,
    REBASE,
    RECALL,
    RECALL_FINAL,
    SIGN,
    START,
    WITHDRAW,
)
from iegtracker import clock
from iegtracker.errors import DomainError
from iegtracker.people.models import User
from iegtracker.workflow import Transition, refusal
from statements.document import Document, Patch
from statements.document.document import ROOT
from statements.document.numbering import places
from statements.models import Save, Statement
from statements.rendering.redline import Redline, compared, redline
from statements.rendering.words import capitalised

from .casefiles import (
    Trail,
    address,
    change_for,
    change_trail,
    file_for,
    heading_of,
    trail,
)
from .rounds import (
    RoundShown,
    delegation_words,
    delegations_words,
    redline_of,
    shown,
    waiting_offices,
)

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
        return f"Waits for {waiting_offices(latest)}."
    for signoff in latest.signoffs.all():
        if signoff.verdict != Verdict.APPROVED:
            verdict = signoff.get_verdict_display().lower()
            return f"{verdict.capitalize()} by the {signoff.office}: {signoff.comment}"
    return ""


def shown_redline(file: CaseFile, change: Change) -> Redline:
    """What a change changes: while written, against the text it is written on."""
    if change.status == ChangeStatus.WRITING and change.draft_id:
        base, _ = file.texts_of(change)
        return redline(base, file.patch_of(change))
    latest = last_round(change)
    return redline_of(latest) if latest else Redline(())


def _given_up(file: CaseFile, change: Change) -> Redline:
    """What a change would have done that was withdrawn before it was ever proposed."""
    draft = change.draft
    base = next((v for v in file.versions if draft and v.pk == draft.base_id), None)
    if draft is None or base is None:
        return Redline(())
    return compared(base.document, draft.document)


def stale_at(file: CaseFile, change: Change) -> str:
    """Where the text no longer says what an open change expects, or nothing."""
    current = file.current
    if current is None or change not in file.open_changes:
        return ""
    if change.is_final:
        latest = last_round(change)
        moved_on = latest is not None and latest.version_id != current.pk
        return "another version" if moved_on else ""
    patch = file.patch_of(change)
    return place_of_conflict(current.document, patch)


def place_of_conflict(current: Document, patch: Patch) -> str:
    """Where the text no longer says what the patch expects, or nothing."""
    conflicts = patch.conflicts(current)
    if not conflicts:
        return ""
    found = places(current).get(conflicts[0][0])
    return found.words if found else "an element that has gone"


@dataclass(frozen=True)
class SaveRow:
    """One save in the draft of a change."""

    number: int
    place: str
    made_by: str
    made_at: datetime
    undo: str


@dataclass(frozen=True)
class ChangePage:
    """A change as its readers see it: what changes first, then why and by whom."""

    statement: Statement
    change: Change
    heading: str
    trail: Trail
    mark: str
    redline: Redline
    stale: str
    what_to_do: str
    nature: str
    because: tuple[str, ...]
    reason: str
    authors: tuple[str, ...]
    delegation: str
    rounds: tuple[RoundShown, ...]
    latest: RoundShown | None
    digest: str
    version: str
    record: Link | None
    edits: tuple[Link, ...]
    saves: tuple[SaveRow, ...]
    main: Link | None
    others: tuple[Link, ...] = field(default_factory=tuple)


def change_page(round: str, number: int, user: User) -> ChangePage:
    require_changes(user)
    file, change = change_for(round, number)
    require_change(user, change, file.delegations)
    latest = last_round(change)
    rounds = sorted(change.rounds.all(), key=lambda r: r.number, reverse=True)
    told = tuple(shown(r, file, latest=r is latest) for r in rounds)
    writing = change.status == ChangeStatus.WRITING
    where = stale_at(file, change)
    material, because = nature_of(file, change)
    saves = _saves(change, user) if writing else ()
    main, others = _links(file, change, user, stale=bool(where))
    # A change once returned is written again: what it says now has no signatures.
    current = told[0] if told and not writing else None
    return ChangePage(
        statement=file.statement,
        change=change,
        heading=heading_of(change),
        trail=change_trail(change),
        mark=MARKS[ChangeStatus(change.status)],
        redline=shown_redline(file, change)
        if writing or latest
        else _given_up(file, change),
        stale=where,
        what_to_do=_what_to_do(change) if where else "",
        nature=material,
        because=because,
        reason=current.reason if current else "",
        authors=current.authors if current else tuple({s.made_by for s in saves}),
        delegation=delegation_words(latest.delegation)
        if latest
        else delegations_words(file.live_delegations(clock.today())),
        rounds=told,
        latest=current,
        digest=current.digest if current else "",
        version=_version(file, change),
        record=_record(file, change),
        edits=_edits(file, change, user),
        saves=saves,
        main=main,
        others=others,
    )


def _record(file: CaseFile, change: Change) -> Link | None:
    """The record of the delegated decision that agreed it, once it is published."""
    latest = last_round(change)
    decided = file.decided_in.get(latest.pk) if latest else None
    if decided is None:
        return None
    rows = DecisionRecord.objects.filter(delegated=decided, edition=1)
    found = rows.defer("content").first()
    return Link(found.number, found.get_absolute_url()) if found else None


def _version(file: CaseFile, change: Change) -> str:
    """Which version the change made, or which it approves."""
    latest = last_round(change)
    if latest and change.is_final:
        return f"version {latest.version.number}"
    for version in file.versions:
        authority = getattr(version, "proven_authority", None)
        if authority and latest and authority.signing_round_id == latest.pk:
            return f"version {version.number}"
    return ""


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
    reasons = tuple(why_material(base, patch))
    return ("material" if reasons else "minor"), reasons


def _what_to_do(change: Change) -> str:
    if change.status == ChangeStatus.WRITING:
        return "Bring it up to date with the text of today, then read it again."
    return (
        "It cannot be signed as it is. An officer recalls it, brings it up to date "
        "and proposes it again; then the office-holders are asked again."
    )


def _saves(change: Change, user: User) -> tuple[SaveRow, ...]:
    rows = (
        Save.objects.filter(draft=change.draft_id)
        .select_related("made_by")
        .defer("patch")
        .order_by("-number")
    )
    may_write = refusal(PROPOSE, change, user) is None
    return tuple(
        SaveRow(
            number=row.number,
            place=capitalised(row.place),
            made_by=str(row.made_by or ""),
            made_at=row.made_at,
            undo=address("change_undo", change, row.number) if may_write else "",
        )
        for row in rows
    )


def _edits(file: CaseFile, change: Change, user: User) -> tuple[Link, ...]:
    """The sections of the draft, to be written in."""
    if change.is_final or refusal(WITHDRAW, change, user) is not None:
        return ()
    _, written = file.texts_of(change)
    numbered = places(written)
    links = []
    for uid in written.children(ROOT):
        layout = written.get(uid, "layout")
        name = {"outcomes": "change_outcomes", "grants": "change_grants"}.get(layout)
        url = address(name, change) if name else address("change_section", change, uid)
        number = numbered[uid].number
        links.append(Link(f"{number} {written.get(uid, 'title')}".strip(), url))
    return tuple(links)


def _links(
    file: CaseFile, change: Change, user: User, *, stale: bool
) -> tuple[Link | None, tuple[Link, ...]]:
    """The one step that is next for this reader, and the others that are open."""
    name = heading_of(change).lower()
    found = []
    if may_sign(file, change, user) and not stale:
        found.append(Link(f"Answer {name}", address("sign", change)))
    if refusal(REBASE, change, user) is None and stale:
        found.append(Link("Bring it up to date", address("rebase", change)))
    if refusal(PROPOSE, change, user) is None and not stale and file.patch_of(change):
        found.append(Link("Propose this change", address("propose", change)))
    quiet = []
    if refusal(recall_step(change), change, user) is None:
        quiet.append(Link("Recall it", address("recall", change)))
    if not change.is_final and refusal(WITHDRAW, change, user) is None:
        quiet.append(Link("Withdraw it", address("withdraw", change)))
    return (found[0] if found else None), (*found[1:], *quiet)


def recall_step(change: Change) -> Transition:
    return RECALL_FINAL if change.is_final else RECALL


def may_sign(file: CaseFile, change: Change, user: User) -> bool:
    """Whether `user` holds an office in which this change can be answered now."""
    return bool(standings(file, change, user)[0])


def standings(
    file: CaseFile, change: Change, user: User
) -> tuple[list[Standing], list[DomainError]]:
    """In which offices `user` may answer now, and why not in the others they hold."""
    latest = last_round(change)
    if latest is None or refusal(SIGN, change, user) is not None:
        return [], []
    today = clock.today()
    held = appointments_for([latest.delegation], today)
    found = [
        standing(latest, row.office, user, held, on=today)
        for row in offices_open_to(latest, user, held)
    ]
    return (
        [row for row in found if not isinstance(row, DomainError)],
        [row for row in found if isinstance(row, DomainError)],
    )
