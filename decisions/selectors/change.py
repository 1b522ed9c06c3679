"""The page of one change: what changes first, then why, by whom and what is next."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from decisions.access import (
    may_see_change,
    may_see_scans,
    require_change,
    require_changes,
)
from decisions.actions.papers import paper_refusal
from decisions.authority import council_day
from decisions.casefile import CaseFile, last_round
from decisions.models import Change, DecisionRecord, SigningRound
from decisions.states import ChangeStatus
from decisions.transitions import (
    ENTER_PAPER,
    PROPOSE,
    REBASE,
    RENEW,
    REVERSE,
    START,
    UNSIGN,
    WITHDRAW,
)
from iegtracker import clock
from iegtracker.people.models import User
from iegtracker.workflow import refusal
from statements.document.document import ROOT
from statements.document.numbering import places
from statements.models import Save, Statement
from statements.rendering.redline import Redline, compared
from statements.rendering.words import capitalised, listed

from .casefiles import Trail, address, change_for, change_trail, heading_of
from .changes import (
    MARKS,
    Link,
    nature_of,
    recall_step,
    shown_redline,
    stale_at,
    standings,
)
from .paper_forms import waiting_papers
from .proposing import held_today
from .rounds import (
    RoundShown,
    delegation_words,
    delegations_words,
    own_signature,
    shown,
)


def _given_up(file: CaseFile, change: Change) -> Redline:
    """What a change would have done that was withdrawn before it was ever proposed."""
    draft = change.draft
    base = next((v for v in file.versions if draft and v.pk == draft.base_id), None)
    if draft is None or base is None:
        return Redline(())
    return compared(base.document, draft.document)


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
    edits: tuple[Link, ...]
    saves: tuple[SaveRow, ...]
    # What it reverses, what reverses it; and with what it was agreed.
    relations: tuple[Link, ...]
    occasion: str
    record: Link | None
    papers: tuple[Link, ...]
    main: Link | None
    others: tuple[Link, ...] = field(default_factory=tuple)


def change_page(round: str, number: int, user: User) -> ChangePage:
    require_changes(user)
    held = held_today(user)
    file, change = change_for(round, number)
    require_change(user, change, file.delegations)
    latest = last_round(change)
    rounds = sorted(change.rounds.all(), key=lambda r: r.number, reverse=True)
    told = tuple(shown(r, file, latest=r is latest) for r in rounds)
    writing = change.status == ChangeStatus.WRITING
    where = stale_at(file, change)
    material, because = nature_of(file, change)
    saves = _saves(change, user) if writing else ()
    may_answer = bool(standings(change, user, held)[0])
    main, others = _links(file, change, user, where, may_answer=may_answer)
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
        relations=tuple(_relations(file, change, user)),
        occasion=_occasion(file, latest),
        record=_record(file, latest),
        papers=tuple(_papers(change, latest, user)),
        edits=_edits(file, change, user),
        saves=saves,
        main=main,
        others=others,
    )


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


def _what_to_do(change: Change) -> str:
    if change.status == ChangeStatus.WRITING:
        return "Bring it up to date with the text of today, then read it again."
    return (
        "It cannot be signed as it is. An officer brings it up to date and asks again; "
        "then the office-holders sign in a new round."
    )


def _relations(file: CaseFile, change: Change, user: User) -> Iterator[Link]:
    """The change that this one takes back, and those that take this one back."""
    for other in file.changes:
        if not may_see_change(user, other, file.delegations):
            continue
        name = heading_of(other).lower()
        if other.pk == change.reverses_id:
            yield Link(f"Reverses {name}", other.get_absolute_url())
        elif other.reverses_id == change.pk:
            verb = {
                ChangeStatus.APPLIED: f"Reversed by {name}",
                ChangeStatus.WRITING: f"{capitalised(name)} is to reverse it",
                ChangeStatus.PROPOSED: f"{capitalised(name)} is to reverse it",
            }.get(
                ChangeStatus(other.status),
                f"{capitalised(name)} was to reverse it, and was given up",
            )
            yield Link(verb, other.get_absolute_url())


def _record(file: CaseFile, latest: SigningRound | None) -> Link | None:
    """The record of the delegated decision that agreed it, once it is published."""
    decided = file.decided_in.get(latest.pk) if latest else None
    if decided is None:
        return None
    rows = DecisionRecord.objects.filter(delegated=decided, edition=1)
    found = rows.defer("content").first()
    return Link(found.number, found.get_absolute_url()) if found else None


def _occasion(file: CaseFile, latest: SigningRound | None) -> str:
    """The delegated decision that agreed it: when, and with which other changes."""
    decided = file.decided_in.get(latest.pk) if latest else None
    if latest is None or decided is None:
        return ""
    signed = max(row.at for row in latest.signoffs.all())
    day = council_day(timezone.localdate(signed))
    others = [
        str(change.number)
        for change in file.changes
        for read in change.rounds.all()
        if read.pk != latest.pk and file.decided_in.get(read.pk) == decided
    ]
    if not others:
        return f"Agreed on {day}"
    named = f"change{'s'[: len(others) > 1]} {listed(others)}"
    return f"Agreed on {day} on one occasion with {named}"


def _papers(change: Change, latest: SigningRound | None, user: User) -> Iterator[Link]:
    """Signatures on paper that wait for a second clerk; the scan is for clerks."""
    if latest is None or change.status != ChangeStatus.PROPOSED:
        return
    for paper in waiting_papers(latest):
        words = (
            f"A signature on paper of the {paper.office} was entered by "
            f"{paper.entered_by}. It counts once another clerk confirms it."
        )
        url = address("paper", change, paper.pk) if may_see_scans(user) else ""
        yield Link(words, url)


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
    file: CaseFile, change: Change, user: User, stale: str, *, may_answer: bool
) -> tuple[Link | None, tuple[Link, ...]]:
    """The one step that is next for this reader, and the others that are open."""
    name = heading_of(change).lower()
    found = []
    if may_answer and not stale:
        found.append(Link(f"Answer {name}", address("sign", change)))
    if refusal(REBASE, change, user) is None and stale:
        found.append(Link("Bring it up to date", address("rebase", change)))
    if refusal(PROPOSE, change, user) is None and not stale and file.patch_of(change):
        found.append(Link("Propose this change", address("propose", change)))
    if stale and not change.is_final and refusal(RENEW, change, user) is None:
        found.append(
            Link("Bring it up to date and ask again", address("renew", change))
        )
    quiet = [*_signing_links(change, user, may_answer=may_answer)]
    if refusal(recall_step(change), change, user) is None:
        quiet.append(Link("Recall it", address("recall", change)))
    if not change.is_final and refusal(WITHDRAW, change, user) is None:
        quiet.append(Link("Withdraw it", address("withdraw", change)))
    if _may_reverse(file, change, user):
        quiet.append(Link("Reverse this change", address("reverse", change)))
    return (found[0] if found else None), (*found[1:], *quiet)


def _signing_links(change: Change, user: User, *, may_answer: bool) -> Iterator[Link]:
    """What an office-holder may do beside answering; and the way by paper."""
    latest = last_round(change)
    if latest is None or refusal(UNSIGN, change, user) is not None:
        return
    signed = own_signature(latest, user)
    if signed:
        yield Link("Withdraw your signature", address("withdraw_signature", change))
    if (signed or may_answer) and not change.is_final and not latest.is_material:
        yield Link("Hold it to be material", address("raise", change))
    if settings.IEG_PAPER_SIGNATURES:
        yield Link("Print the form for signing on paper", address("form", change))
    refused = refusal(ENTER_PAPER, change, user) or paper_refusal(latest, user)
    if refused is None:
        yield Link("Enter a signature on paper", address("enter_paper", change))


def _may_reverse(file: CaseFile, change: Change, user: User) -> bool:
    """Agreed by signatures, and not about to be reversed already."""
    if refusal(REVERSE, change, user) or refusal(START, file.statement, user):
        return False
    latest = last_round(change)
    agreed = {
        authority.signing_round_id
        for version in file.versions
        if (authority := getattr(version, "proven_authority", None))
    }
    already = any(c.reverses_id == change.pk for c in file.open_changes)
    return latest is not None and latest.pk in agreed and not already
