"""The desk of an office-holder: several changes on one screen, and what was signed."""

from collections.abc import Iterator
from dataclasses import dataclass

from decisions.access import may_see_change, require_change, require_changes
from decisions.authority import (
    Standing,
    appointments_for,
    delegations_of,
    scope_refusal,
)
from decisions.casefile import CaseFile, last_round
from decisions.models import Change, Office, SigningRound, SignOff
from decisions.transitions import RAISE, UNSIGN
from iegtracker import clock
from iegtracker.errors import DomainError, NotAllowed, NotReady, WrongState
from iegtracker.people.models import User
from iegtracker.workflow import refusal
from statements.models import Statement
from statements.rendering.redline import Redline

from .casefiles import (
    Trail,
    change_for,
    change_trail,
    file_for,
    heading_of,
    spoken,
    trail,
)
from .changes import stale_at, standings
from .rounds import (
    RoundShown,
    listed_offices,
    own_signature,
    redline_of,
    shown,
    source_words,
)
from .signing import signing_as


@dataclass(frozen=True)
class Waiting:
    """One change that the reader can approve now, and in which offices."""

    change: Change
    number: int
    heading: str
    redline: Redline
    round: RoundShown
    signing_as: tuple[str, ...]
    standings: tuple[Standing, ...]

    @property
    def offices(self) -> list[Office]:
        return [row.office for row in self.standings]


@dataclass(frozen=True)
class SeveralPage:
    """Every change that the reader can approve now, to be ticked one by one."""

    statement: Statement
    trail: Trail
    rows: tuple[Waiting, ...]
    final_waits: bool

    @property
    def offices(self) -> list[tuple[str, str]]:
        """The offices in which the reader can answer any of them."""
        held = {s.office.pk: s.office for row in self.rows for s in row.standings}
        return [(str(office.pk), office.name) for office in held.values()]


def several_page(round: str, user: User) -> SeveralPage:
    """What waits for its reader and can be approved as it stands, the oldest first.

    The final approval has a page of its own: it names the whole text.
    """
    require_changes(user)
    file = file_for(round)
    found = list(_waiting(file, user))
    return SeveralPage(
        statement=file.statement,
        trail=trail(file.statement, ("Sign several", None)),
        rows=tuple(row for row in found if not row.change.is_final),
        final_waits=any(row.change.is_final for row in found),
    )


def _waiting(file: CaseFile, user: User) -> Iterator[Waiting]:
    under = {read.delegation for _, read in file.waiting}
    held = appointments_for(under, clock.today())
    for change, read in file.waiting:
        mine, _ = standings(change, user, held)
        if not mine or scope_refusal(read) or stale_at(file, change):
            continue
        source = source_words(read.delegation)
        yield Waiting(
            change=change,
            number=change.number,
            heading=f"{heading_of(change)}: {change.title}",
            redline=redline_of(read),
            round=shown(read, file, latest=True),
            signing_as=tuple(f"{signing_as(row)}, under {source}." for row in mine),
            standings=tuple(mine),
        )


def posted_change(statement: Statement, number: int, user: User) -> Change | None:
    """A change that was ticked, though it may no longer wait for anybody."""
    change = Change.objects.filter(statement=statement, number=number).first()
    if change and may_see_change(user, change, delegations_of([statement])):
        return change
    return None


@dataclass(frozen=True)
class OwnPage:
    """A change, and what its reader has to do with it as an office-holder."""

    statement: Statement
    change: Change
    heading: str
    name: str
    trail: Trail
    redline: Redline
    round: RoundShown
    standings: tuple[Standing, ...] = ()
    signed: SignOff | None = None

    @property
    def office(self) -> Office:
        """In which its reader has signed, or else may."""
        return self.signed.office if self.signed else self.standings[0].office


def withdrawal_page(round: str, number: int, user: User) -> OwnPage:
    """Raise NotAllowed, or what else keeps `user` from taking a signature back."""
    file, change, latest = _own(round, number, user)
    signed = own_signature(latest, user) if latest else None
    if signed is None:
        lapsed = any(
            row.person_id == user.pk for r in change.rounds.all() for row in _all(r)
        )
        if lapsed:
            raise WrongState("Your signature has lapsed: nothing is left to withdraw.")
        raise NotAllowed("Only the person who signed may withdraw a signature.")
    if error := refusal(UNSIGN, change, user):
        raise error
    return _page(file, change, latest, "Withdraw your signature", signed=signed)


def raising_page(round: str, number: int, user: User) -> OwnPage:
    """Raise NotAllowed, or what else keeps `user` from holding it to be material."""
    file, change, latest = _own(round, number, user)
    if error := refusal(RAISE, change, user):
        raise error
    open_to, closed = standings(change, user)
    signed = own_signature(latest, user) if latest else None
    if not open_to and signed is None:
        raise _closed(latest, closed)
    if latest is None or change.is_final or latest.is_material:
        raise WrongState("It is material already.")
    return _page(
        file,
        change,
        latest,
        "Hold it to be material",
        standings=tuple(open_to),
        signed=signed,
    )


def _closed(latest: SigningRound | None, closed: list[DomainError]) -> DomainError:
    if closed:
        return closed[0]
    rows = latest.delegation.offices.all() if latest else []
    names = listed_offices([row.office.name for row in rows])
    return NotAllowed(f"Only {names} may say so.")


def _all(signing_round: SigningRound) -> list[SignOff]:
    return list(signing_round.signoffs.all())


def _own(
    round: str, number: int, user: User
) -> tuple[CaseFile, Change, SigningRound | None]:
    require_changes(user)
    file, change = change_for(round, number)
    require_change(user, change, file.delegations)
    return file, change, last_round(change)


def _page(
    file: CaseFile,
    change: Change,
    latest: SigningRound | None,
    last: str,
    *,
    standings: tuple[Standing, ...] = (),
    signed: SignOff | None = None,
) -> OwnPage:
    if latest is None:
        raise NotReady(f"{heading_of(change)} has not been proposed.")
    return OwnPage(
        statement=file.statement,
        change=change,
        heading=heading_of(change),
        name=spoken(change),
        trail=change_trail(change, last),
        redline=redline_of(latest),
        round=shown(latest, file, latest=True),
        standings=standings,
        signed=signed,
    )
