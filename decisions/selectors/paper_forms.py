"""Signatures on paper: the form as printed, what was entered from it, what waits."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone

from decisions.access import require_change, require_changes, require_scans
from decisions.actions.dismissing import dismissing_refusal
from decisions.actions.papers import (
    confirmation_refusal,
    paper_forbidden,
    paper_refusal,
)
from decisions.authority import (
    acting,
    appointments_for,
    council_day,
    unsigned,
)
from decisions.casefile import CaseFile, last_round
from decisions.models import Change, PaperSignature, SigningRound, SignOff
from decisions.paper_form import PaperForm
from decisions.states import Part
from decisions.transitions import CONFIRM_PAPER, ENTER_PAPER, UNSIGN
from iegtracker import clock
from iegtracker.errors import DomainError, NotAllowed, WrongState
from iegtracker.people.models import User
from iegtracker.workflow import refusal
from statements.checks import findings
from statements.models import Statement
from statements.rendering.redline import Redline
from statements.rendering.words import named_once

from .casefiles import (
    Trail,
    address,
    change_for,
    change_trail,
    heading_of,
    spoken,
)
from .rounds import redline_of, source_words

KINDS = {b"%PDF": "application/pdf", b"\x89PNG": "image/png", b"\xff\xd8": "image/jpeg"}
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def waiting_papers(signing_round: SigningRound) -> list[PaperSignature]:
    """What was entered from forms of a round and no second clerk has confirmed, as
    the case file has it.

    Of several entries for one office the last one stands.
    """
    signed = {row.office_id for row in signing_round.signoffs.all()}
    last = {row.office_id: row for row in signing_round.papers.all()}
    return [row for row in last.values() if row.office_id not in signed]


def printed_form(round: str, number: int, user: User) -> PaperForm:
    """The form of a change that waits for signatures, for those who may see it.

    Raises NotAllowed where the council forbids paper, WrongState.
    """
    file, change = _seen(round, number, user)
    if error := paper_forbidden():
        raise error
    latest = _waiting(change, user)
    document = latest.version.document
    waived = [f.sentence for f in findings(document) if f.kind == "incomplete"]
    return PaperForm(
        council=str(document.get("root", "council", "")),
        statement=file.statement.title,
        heading=heading_of(change),
        title="" if change.is_final else change.title,
        redline=redline_of(latest),
        version=latest.version.number if change.is_final else None,
        version_digest=latest.version.digest if change.is_final else "",
        waived=tuple(waived) if change.is_final else (),
        reason=latest.reason,
        material=latest.is_material,
        because=tuple(latest.material_reasons),
        under=source_words(latest.delegation),
        offices=tuple(
            (row.office.name, row.part == Part.DECIDES)
            for row in latest.delegation.offices.all()
        ),
        round=latest.number,
        proposed_on=latest.proposed_at,
        digest=latest.digest,
    )


@dataclass(frozen=True)
class EnterPage:
    """The page on which a clerk enters a signed form."""

    statement: Statement
    change: Change
    heading: str
    name: str
    trail: Trail
    redline: Redline
    round: SigningRound
    offices: tuple[tuple[str, str], ...]
    form_url: str
    back: str


def enter_page(round: str, number: int, user: User) -> EnterPage:
    """Raise NotAllowed, or what else keeps this clerk from entering a form now."""
    file, change = _seen(round, number, user)
    error = paper_forbidden() or refusal(ENTER_PAPER, change, user)
    if isinstance(error, NotAllowed):
        raise error
    latest = _waiting(change, user)
    if error := paper_refusal(latest, user):
        raise error
    return EnterPage(
        statement=file.statement,
        change=change,
        heading=heading_of(change),
        name=spoken(change),
        trail=change_trail(change, "Enter a signature on paper"),
        redline=redline_of(latest),
        round=latest,
        offices=tuple(_offices(latest)),
        form_url=address("form", change),
        back=change.get_absolute_url(),
    )


def _offices(latest: SigningRound) -> Iterable[tuple[str, str]]:
    """The offices still to sign, each with who acts in it today."""
    held = appointments_for([latest.delegation], clock.today())
    for row in unsigned(latest):
        acts = acting(row, held)
        office, person = row.office.name, str(acts.person) if acts else ""
        yield str(row.office_id), named_once(office, person, ": {}")


@dataclass(frozen=True)
class PaperPage:
    """One signature on paper as it was entered, with its scan."""

    statement: Statement
    change: Change
    heading: str
    name: str
    trail: Trail
    redline: Redline
    paper: PaperSignature
    signer: str
    is_picture: bool
    scan_url: str
    size: int
    confirmed: str
    is_dismissed: bool
    why_not: DomainError | None
    enter_url: str
    dismiss_url: str


def paper_page(round: str, number: int, pk: int, user: User) -> PaperPage:
    """For clerks and auditors; `why_not` says why its reader may not confirm it."""
    file, change, paper = _entered(round, number, pk, user)
    read = paper.signing_round
    signoff = next((s for s in read.signoffs.all() if s.paper_id == paper.pk), None)
    kind = kind_of(bytes(paper.scan))
    return PaperPage(
        statement=file.statement,
        change=change,
        heading=heading_of(change),
        name=spoken(change),
        trail=change_trail(change, "Signature on paper"),
        redline=redline_of(read),
        paper=paper,
        signer=named_once(str(paper.office), str(paper.person), ": {}"),
        is_picture=kind.startswith("image/"),
        scan_url=address("scan", change, paper.pk),
        size=len(paper.scan),
        confirmed=_confirmed(signoff) if signoff else "",
        is_dismissed=hasattr(paper, "dismissal"),
        why_not=_why_not(change, paper, user),
        enter_url=address("enter_paper", change),
        dismiss_url=_dismiss_url(change, paper, user),
    )


def _confirmed(signoff: SignOff) -> str:
    day = council_day(timezone.localdate(signoff.at))
    return f"{signoff.confirmed_by}, on {day}"


def _why_not(change: Change, paper: PaperSignature, user: User) -> DomainError | None:
    latest = last_round(change)
    if refused := refusal(CONFIRM_PAPER, change, user):
        return refused
    if latest is None or latest.pk != paper.signing_round_id:
        return WrongState("A new round of signing has begun, so this form lapsed.")
    entries = latest.papers.all()
    return paper_refusal(latest, user) or confirmation_refusal(paper, user, entries)


def _dismiss_url(change: Change, paper: PaperSignature, user: User) -> str:
    """Where a clerk dismisses what waits to be confirmed, or ""."""
    settled = hasattr(paper, "signoff") or hasattr(paper, "dismissal")
    lapsed = paper.signing_round != last_round(change)
    if settled or lapsed or dismissing_refusal(paper, user):
        return ""
    return address("dismiss_paper", change, paper.pk)


def scan_of(round: str, number: int, pk: int, user: User) -> PaperSignature:
    """A signature on paper whose scan `user` may read."""
    return _entered(round, number, pk, user)[2]


def kind_of(scan: bytes) -> str:
    """What the bytes say they are: no name or header is believed."""
    found = (kind for start, kind in KINDS.items() if scan.startswith(start))
    return next(found, "application/octet-stream")


def _seen(round: str, number: int, user: User) -> tuple[CaseFile, Change]:
    require_changes(user)
    file, change = change_for(round, number)
    require_change(user, change, file.delegations)
    return file, change


def _waiting(change: Change, user: User) -> SigningRound:
    """The round that waits for signatures, or WrongState."""
    latest = last_round(change)
    if latest is None:
        raise WrongState(f"{heading_of(change)} has not been proposed.")
    # Of the lines of the table, the one that asks for the status alone.
    if error := refusal(UNSIGN, change, user):
        raise WrongState(
            f"{heading_of(change)} is {change.get_status_display().lower()}, so there "
            "is nothing to sign on paper."
        ) from error
    return latest


def _entered(
    round: str, number: int, pk: int, user: User
) -> tuple[CaseFile, Change, PaperSignature]:
    require_scans(user)
    file, change = change_for(round, number)
    paper = (
        PaperSignature.objects.filter(pk=pk, signing_round__change=change.pk)
        .select_related("office", "person", "entered_by", "signoff", "dismissal")
        .first()
    )
    if paper is None:
        raise Http404("There is no such signature on paper.")
    rounds = {read.pk: read for read in change.rounds.all()}
    paper.signing_round = rounds[paper.signing_round_id]
    return file, change, paper
