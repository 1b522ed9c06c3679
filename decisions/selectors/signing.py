"""What the page for signing says, and the one after it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from decisions.access import require_change, require_changes
from decisions.authority import Standing, council_day, unsigned
from decisions.casefile import CaseFile, last_round
from decisions.gate import last_safe_day
from decisions.models import Change, SigningRound, SignOff
from decisions.states import ChangeStatus, Part, Verdict
from decisions.transitions import SIGN
from iegtracker.errors import DomainError, NotAllowed
from iegtracker.ledger.models import Event
from iegtracker.people.models import User
from iegtracker.workflow import refusal
from statements.checks import findings
from statements.models import Statement
from statements.rendering.redline import Redline, compared

from .casefiles import Trail, change_for, change_trail, heading_of
from .changes import stale_at, standings
from .rounds import (
    RoundShown,
    listed_offices,
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
    by: str

    @property
    def button(self) -> str:
        return f"Send my answer on {self.name}"

    @property
    def offices(self) -> list[tuple[str, str]]:
        return [(str(row.office.pk), row.office.name) for row in self.standings]


def sign_page(round: str, number: int, user: User) -> SignPage:
    """Raise NotAllowed, or what else keeps `user` from answering now."""
    require_changes(user)
    file, change = change_for(round, number)
    require_change(user, change, file.delegations)
    latest = last_round(change)
    if error := refusal(SIGN, change, user):
        raise error
    open_to, closed = standings(file, change, user)
    if latest is None or not open_to:
        raise _why_not(latest, closed)
    return SignPage(
        statement=file.statement,
        change=change,
        heading=heading_of(change),
        name="the final approval" if change.is_final else f"change {change.number}",
        trail=change_trail(change, "Sign"),
        redline=redline_of(latest),
        round=shown(latest, file, latest=True),
        standings=tuple(open_to),
        signing_as=tuple(_signing_as(row) for row in open_to),
        under=source_words(latest.delegation),
        final=_summary(file, latest) if change.is_final else None,
        stale=stale_at(file, change),
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


def _signing_as(row: Standing) -> str:
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


def signed_page(round: str, number: int, user: User) -> SignedPage | None:
    """The page of `user`'s last answer to a change; None when there is none."""
    require_changes(user)
    file, change = change_for(round, number)
    require_change(user, change, file.delegations)
    mine = [
        (read, signoff)
        for read in change.rounds.all()
        for signoff in read.signoffs.all()
        if signoff.person_id == user.pk
    ]
    if not mine:
        return None
    read, signoff = max(mine, key=lambda pair: pair[1].pk)
    event = Event.objects.about(change).filter(actor=user).order_by("-position").first()
    name = heading_of(change)
    verb = {
        Verdict.APPROVED: "You have approved",
        Verdict.RETURNED: "You have returned",
        Verdict.REFUSED: "You have refused",
    }[Verdict(signoff.verdict)]
    spoken = "the final approval" if change.is_final else name.lower()
    return SignedPage(
        statement=file.statement,
        change=change,
        trail=change_trail(change, "Your answer"),
        title=f"{verb} {spoken}",
        happened=f"Your answer as {signoff.office} is on the record.",
        next=_next(file, change, read, signoff),
        told=_told(file, read, signoff),
        office=signoff.office.name,
        digest=signoff.digest,
        at=signoff.at,
        entry=event.position if event else 0,
        entry_hash=event.hash if event else "",
    )


def _next(file: CaseFile, change: Change, read: SigningRound, signoff: SignOff) -> str:
    if signoff.verdict == Verdict.RETURNED:
        return (
            "Final approval can be asked for again once that is put right."
            if change.is_final
            else "An officer reads your comment and writes the change again. You will "
            "be asked again, in a new round."
        )
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
    receipt = "You: your receipt was sent to your e-mail address."
    if signoff.verdict == Verdict.APPROVED:
        return (receipt,)
    return (f"{proposer}, with what you wrote.", receipt)
