"""In which office a person may sign a round of signing, and whether it is complete."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Prefetch, QuerySet

from decisions.models import (
    Appointment,
    Change,
    DelegatedOffice,
    Office,
    SigningRound,
    SignOff,
)
from decisions.states import Mode, Part, Scope, Verdict
from iegtracker.errors import DomainError, NotAllowed, NotReady, Stale, WrongState
from iegtracker.people.models import User
from iegtracker.prefetching import hold
from statements.models import Statement

from .delegations import (
    OF_A_DELEGATION,
    call_in_columns,
    delegation_refusal,
    keep_call_in,
)
from .offices import Held, acting


@dataclass(frozen=True)
class Standing:
    """In which office a person may sign, and by which appointment.

    A substitute signs in the delegated office by an appointment to its own; `absence`
    is then the key of the absence for which it acts.
    """

    office: Office
    appointment: Appointment
    part: str
    absence: int | None = None


def rounds_of(change: Change, statement: Statement) -> list[SigningRound]:
    """Every round of a change, the last first, with all that the questions below read.

    `statement` knows when it was last submitted.
    """
    signoffs = SignOff.objects.select_related("office", "person")
    offices = DelegatedOffice.objects.select_related("office", "substitute")
    found = _every_round().prefetch_related(
        Prefetch("signoffs", signoffs), Prefetch("delegation__offices", offices)
    )
    rows = sorted(found.filter(change=change.pk), key=lambda row: -row.number)
    for row in rows:
        keep_call_in(row.delegation, row)
        row.change, row.delegation.statement = rows[0].change, statement
        row.version.paper = statement
    if rows:
        rows[0].change.statement = statement
        hold(rows[0].change, "rounds", rows)
    return rows


@cache
def _every_round() -> QuerySet[SigningRound]:
    return (
        SigningRound.objects.select_related(
            "change__draft", *OF_A_DELEGATION, "version", "raised"
        )
        .annotate(**call_in_columns("delegation__decision"))
        .order_by()
    )


def standing(
    signing_round: SigningRound,
    office: Office,
    user: User,
    held: Held,
    *,
    on: date,
) -> Standing | DomainError:
    """The appointment under which `user` may sign in `office`, or why not.

    `held` is who holds each office of the delegation on that day. The change's
    status is asked by the transition table, not here.
    """
    if not user.is_active:
        return NotAllowed(f"The account of {user} is closed.")
    delegation = signing_round.delegation
    parts = {row.office_id: row for row in delegation.offices.all()}
    if office.pk not in parts:
        return NotAllowed(f"{office} has no part in this delegation.")
    part = parts[office.pk]
    appointment = acting(part, held)
    if appointment is None or appointment.person_id != user.pk:
        return _not_theirs(part, user, held)
    if signing_round.number != latest_round_number(signing_round.change):
        return Stale(
            "A new round of signing has begun since you opened this page. Read the "
            "change again before you sign."
        )
    if error := delegation_refusal(delegation, on):
        return error
    signed = signing_round.signoffs.all()
    if any(row.office_id == office.pk for row in signed):
        return WrongState(f"{office} has signed this round already.")
    if any(row.person_id == user.pk for row in signed):
        return NotAllowed("You have signed for another office. Nobody signs for two.")
    if error := _author_refusal(signing_round, part, user, held):
        return error
    if error := _turn_refusal(signing_round, part):
        return error
    instead = appointment.office_id != office.pk
    away = held[office.pk].away if instead else None
    return Standing(part.office, appointment, part.part, away)


def _not_theirs(part: DelegatedOffice, user: User, held: Held) -> NotAllowed:
    holder = held.get(part.office_id)
    if holder and holder.person_id == user.pk:
        return NotAllowed(
            f"You are recorded as away, so you cannot sign as {part.office}. "
            "Democratic services can end the absence."
        )
    return NotAllowed(
        f"Only the holder of the office of {part.office} may sign here. "
        "An account's other rights do not replace it."
    )


def latest_round_number(change: Change) -> int:
    return max((row.number for row in change.rounds.all()), default=0)


def _author_refusal(
    signing_round: SigningRound, part: DelegatedOffice, user: User, held: Held
) -> DomainError | None:
    """An author signs only jointly, beside somebody who wrote none of it.

    Whoever is consulted gives a view, and may have written what it is about.
    """
    authors = signing_round.author_keys
    decides = part.part == Part.DECIDES
    if signing_round.change.is_final or not decides or user.pk not in authors:
        return None
    delegation = signing_round.delegation
    if delegation.mode != Mode.JOINT:
        return NotAllowed("You wrote part of this change, so you cannot decide it.")
    signed = {row.office_id: row.person_id for row in signing_round.signoffs.all()}
    still = [
        acting(row, held)
        for row in delegation.offices.all()
        if row.part == Part.DECIDES and row.office_id not in signed
    ]
    people = set(signed.values()) | {row.person_id for row in still if row}
    if people <= authors:
        return NotAllowed(
            "You wrote part of this change, and so did everyone else who could sign. "
            "Somebody who wrote none of it must sign too."
        )
    return None


def _turn_refusal(
    signing_round: SigningRound, part: DelegatedOffice
) -> NotReady | None:
    """A decision "after consultation" comes after the view of whoever is consulted."""
    if part.part != Part.DECIDES:
        return None
    missing = [row for row in unsigned(signing_round) if row.part == Part.CONSULTED]
    if missing:
        names = " and the ".join(row.office.name for row in missing)
        return NotReady(
            f"The {names} has not given a view yet. The decision comes after it."
        )
    return None


def scope_refusal(signing_round: SigningRound) -> NotReady | None:
    """Why a change that was raised cannot be approved under its delegation, or None.

    It can still be returned or refused. A final approval suits every scope.
    """
    minor_only = signing_round.delegation.scope == Scope.MINOR
    if signing_round.change.is_final or not minor_only or not signing_round.is_material:
        return None
    return NotReady(
        "It is held to be material, and its delegation is for minor changes only. An "
        "officer must recall it and propose it under another."
    )


def unsigned(signing_round: SigningRound, *just: SignOff) -> list[DelegatedOffice]:
    """The offices whose signature, or recorded view, is still missing.

    A consulted office's refusal is a view, and no bar. `just` are sign-offs made
    since the round was read.
    """
    signed = (*signing_round.signoffs.all(), *just)
    verdicts = {row.office_id: row.verdict for row in signed}

    def is_done(row: DelegatedOffice) -> bool:
        verdict = verdicts.get(row.office_id)
        return verdict == Verdict.APPROVED or (
            row.part == Part.CONSULTED and verdict == Verdict.REFUSED
        )

    return [row for row in signing_round.delegation.offices.all() if not is_done(row)]


def is_complete(signing_round: SigningRound, *just: SignOff) -> bool:
    """Whether every signature that the mode asks for is there."""
    return not unsigned(signing_round, *just)


def offices_open_to(
    signing_round: SigningRound, user: User, held: Held
) -> list[DelegatedOffice]:
    """The delegated offices that `user` holds, or holds the substitute of."""
    found = []
    for row in signing_round.delegation.offices.all():
        people = {
            a.person_id for a in (held.get(row.office_id), acting(row, held)) if a
        }
        if user.pk in people:
            found.append(row)
    return found
