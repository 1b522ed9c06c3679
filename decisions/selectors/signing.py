"""What the page for signing says, and the one after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from decisions.access import may_see_change, require_change, require_changes
from decisions.authority import Standing, council_day, scope_refusal, unsigned
from decisions.call_in import behind, meanwhile
from decisions.casefile import CaseFile, last_round
from decisions.gate import last_safe_day
from decisions.models import Change, Office, SigningRound, SignOff
from decisions.states import ChangeStatus, Part, Verdict
from decisions.transitions import SIGN
from iegtracker import clock
from iegtracker.errors import DomainError, NotAllowed
from iegtracker.ledger.models import Event
from iegtracker.people.models import User
from iegtracker.workflow import refusal
from statements.checks import findings
from statements.models import Statement
from statements.rendering.redline import Redline, compared

from .casefiles import (
    Trail,
    address,
    change_for,
    change_trail,
    file_for,
    heading_of,
    spoken,
)
from .changes import stale_at, standings
from .rounds import (
    RoundShown,
    listed_offices,
    own_signature,
    redline_of,
    shown,
    source_words,
    waiting_offices,
)


@dataclass(frozen=True)
class FinalSummary:
    """What a final approval approves: a whole version, and what it waives."""

    version: int
    digest: str
    text_url: str
    pdf_url: str
    since: Redline
    since_words: str
    waived: tuple[str, ...]


@dataclass(frozen=True)
class SignPage:
    """One change, the offices in which its reader may answer, and nothing else."""

    statement: Statement
    change: Change
    heading: str
    name: str
    trail: Trail
    redline: Redline
    round: RoundShown
    standings: tuple[Standing, ...]
    signing_as: tuple[str, ...]
    under: str
    final: FinalSummary | None
    stale: str
    only_back: str
    meanwhile: str
    raise_url: str
    form_url: str
    by: str

    @property
    def button(self) -> str:
        return f"Send my answer on {self.name}"

    @property
    def offices(self) -> list[tuple[str, str]]:
        return [(str(row.office.pk), row.office.name) for row in self.standings]

    def office(self, chosen: str | None) -> Office:
        """The office that was chosen, or the only one."""
        held = {str(row.office.pk): row.office for row in self.standings}
        return held[chosen] if chosen else self.standings[0].office


def sign_page(round: str, number: int, user: User) -> SignPage:
    """Raise NotAllowed, or what else keeps `user` from answering now."""
    require_changes(user)
    file, change = change_for(round, number)
    require_change(user, change, file.delegations)
    latest = last_round(change)
    if error := refusal(SIGN, change, user):
        raise error
    open_to, closed = standings(change, user)
    if latest is None or not open_to:
        raise _why_not(latest, closed)
    return SignPage(
        statement=file.statement,
        change=change,
        heading=heading_of(change),
        name=spoken(change),
        trail=change_trail(change, "Sign"),
        redline=redline_of(latest),
        round=shown(latest, file, latest=True),
        standings=tuple(open_to),
        signing_as=tuple(signing_as(row) for row in open_to),
        under=source_words(latest.delegation),
        final=_summary(file, latest) if change.is_final else None,
        stale=stale_at(file, change),
        only_back=str(scope_refusal(latest) or ""),
        meanwhile=meanwhile(behind(latest.delegation, file.rulings), clock.today()),
        raise_url=""
        if change.is_final or latest.is_material
        else address("raise", change),
        form_url=address("form", change) if settings.IEG_PAPER_SIGNATURES else "",
        by=council_day(last_safe_day(file.statement)),
    )


def _why_not(latest: SigningRound | None, closed: list[DomainError]) -> DomainError:
    if closed:
        return closed[0]
    names = (
        [row.office.name for row in latest.delegation.offices.all()] if latest else []
    )
    return NotAllowed(
        f"Only {listed_offices(names)} may answer here. An account's other rights do "
        "not replace an office."
    )


def signing_as(row: Standing) -> str:
    own = row.appointment.office
    instead = f" (as {own}, in the holder's absence)" if row.absence else ""
    return (
        f"You are signing as {row.office}{instead}"
        if row.part == Part.DECIDES
        else f"You are giving your view as {row.office}{instead}"
    )


def _summary(file: CaseFile, latest: SigningRound) -> FinalSummary:
    version, statement = latest.version, file.statement
    tabling = file.tabling
    since = (
        compared(tabling.appendix.document, version.document)
        if tabling
        else Redline(())
    )
    body = str(tabling.report.meeting.body) if tabling else "the decision"
    return FinalSummary(
        version=version.number,
        digest=version.digest,
        text_url=statement.get_absolute_url(),
        pdf_url=reverse("statements:current_pdf", args=[statement.round]),
        since=since,
        since_words=f"What changed since {body}",
        waived=tuple(
            finding.sentence
            for finding in findings(version.document)
            if finding.kind == "incomplete"
        ),
    )


@dataclass(frozen=True)
class SignedPage:
    """What happened, what happens next, who was told, and the receipt."""

    statement: Statement
    change: Change
    trail: Trail
    title: str
    happened: str
    next: str
    told: tuple[str, ...]
    office: str
    digest: str
    at: datetime
    entry: int
    entry_hash: str
    withdraw_url: str


def signed_page(round: str, number: int, user: User) -> SignedPage | None:
    """The page of `user`'s last answer to a change; None when there is none."""
    require_changes(user)
    file, change = change_for(round, number)
    require_change(user, change, file.delegations)
    return _signed(file, change, user, _entries([change], user))


def signed_pages(round: str, numbers: Sequence[int], user: User) -> list[SignedPage]:
    """The same of several changes that were approved on one screen."""
    require_changes(user)
    file = file_for(round)
    changes = [
        change
        for change in file.changes
        if change.number in numbers and may_see_change(user, change, file.delegations)
    ]
    entries = _entries(changes, user)
    found = [_signed(file, change, user, entries) for change in changes]
    return [page for page in found if page is not None]


def _entries(changes: Sequence[Change], user: User) -> dict[str, Event]:
    """The last entry in the ledger that `user` made about each change."""
    rows = Event.objects.filter(
        subject_type=Change._meta.label_lower,
        subject_id__in=[str(change.pk) for change in changes],
        actor=user,
    )
    return {row.subject_id: row for row in rows.order_by("position")}


def _signed(
    file: CaseFile, change: Change, user: User, entries: dict[str, Event]
) -> SignedPage | None:
    mine = [
        (read, signoff)
        for read in change.rounds.all()
        for signoff in read.signoffs.all()
        if signoff.person_id == user.pk
    ]
    if not mine:
        return None
    read, signoff = max(mine, key=lambda pair: pair[1].pk)
    event = entries.get(str(change.pk))
    latest = last_round(change)
    open_still = change.status == ChangeStatus.PROPOSED and latest
    verb = {
        Verdict.APPROVED: "You have approved",
        Verdict.RETURNED: "You have returned",
        Verdict.REFUSED: "You have refused",
    }[Verdict(signoff.verdict)]
    return SignedPage(
        statement=file.statement,
        change=change,
        trail=change_trail(change, "Your answer"),
        title=f"{verb} {spoken(change)}",
        happened=f"Your answer as {signoff.office} is on the record.",
        next=_next(file, change, read, signoff),
        told=_told(file, read, signoff),
        office=signoff.office.name,
        digest=signoff.digest,
        at=signoff.at,
        entry=event.position if event else 0,
        entry_hash=event.hash if event else "",
        withdraw_url=address("withdraw_signature", change)
        if open_still and own_signature(open_still, user)
        else "",
    )


def _next(file: CaseFile, change: Change, read: SigningRound, signoff: SignOff) -> str:
    if signoff.verdict == Verdict.RETURNED:
        return (
            "Final approval can be asked for again once that is put right."
            if change.is_final
            else "An officer reads your comment and writes the change again. You will "
            "be asked again, in a new round."
        )
    if read is not last_round(change):
        return "A new round of signing has begun since, so this signature has lapsed."
    if change.status == ChangeStatus.PROPOSED:
        waiting = waiting_offices(read) if unsigned(read) else "nobody"
        return f"It now waits for {waiting}. Until then the text stays as it is."
    if signoff.verdict == Verdict.REFUSED:
        return "The change is closed, and the text stays as it is."
    if change.status != ChangeStatus.APPLIED:
        return "It has since been taken back, so this signature has lapsed."
    if change.is_final:
        return "Everyone has approved. Democratic services can clear the text now."
    for version in file.versions:
        authority = getattr(version, "proven_authority", None)
        if authority and authority.signing_round_id == read.pk:
            return (
                "Everyone has signed. The change is in the text, which is now version "
                f"{version.number}."
            )
    return "Everyone has signed."


def _told(file: CaseFile, read: SigningRound, signoff: SignOff) -> tuple[str, ...]:
    proposer = file.proposers.get(read.pk, "the officer who proposed it")
    receipt = "You: your receipt was sent to your email address."
    if signoff.verdict == Verdict.APPROVED:
        return (receipt,)
    return (f"{proposer}, with what you wrote.", receipt)
