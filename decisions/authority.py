"""Who may sign what, now. Authority is an office in a delegation, never a flag."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from iegtracker import clock
from iegtracker.errors import DomainError, NotAllowed, NotReady, Stale, WrongState
from iegtracker.people.models import User
from statements.document import Document
from statements.document.values import canonical
from statements.models import Statement

from .models import (
    Appointment,
    Change,
    DelegatedOffice,
    Delegation,
    Office,
    SigningRound,
    SignOff,
)
from .states import ChangeStatus, Mode, Part, Verdict


def latest_delegation(statement: Statement) -> Delegation | None:
    """The delegation made last for a statement, whether or not it still holds."""
    return (
        statement.delegations.select_related("decision__meeting__body")
        .prefetch_related("offices__office")
        .order_by("-pk")
        .first()
    )


def delegation_refusal(delegation: Delegation | None, on: date) -> DomainError | None:
    """Why nothing can be done under the delegation on that day, or None.

    After submission it is spent: the seed's recommendation (b) speaks of changes
    "prior to submission".
    """
    if delegation is None:
        return NotReady(
            "No decision has delegated changes to this statement. "
            "Changes can be written, but not proposed."
        )
    if on < delegation.starts_on:
        return NotReady(
            f"The delegation starts on {council_day(delegation.starts_on)}."
        )
    if delegation.until and on > delegation.until:
        return NotReady(f"The delegation ended on {council_day(delegation.until)}.")
    sent = _last_submitted(delegation.statement)
    if sent and sent >= delegation.decision.recorded_at:
        return NotReady(
            "The statement has been submitted, so the delegation is spent. "
            "A correction needs a new decision."
        )
    return None


def _last_submitted(statement: Statement) -> datetime | None:
    """When a submission was last recorded: from the case file, or asked for here."""
    if "last_submitted" in statement.__dict__:
        return statement.__dict__["last_submitted"]
    rows = statement.submissions.all()
    return max((r.recorded_at for r in rows if not r.incident), default=None)


def council_day(day: date) -> str:
    """9 December 2004."""
    return f"{day.day} {day:%B %Y}"


def deciding(delegation: Delegation) -> list[DelegatedOffice]:
    """The offices whose signatures complete a change."""
    return [o for o in delegation.offices.all() if o.part == Part.DECIDES]


def rounds_for_signing() -> QuerySet[SigningRound]:
    """Rounds with all that the questions below read, in a fixed number of queries."""
    return SigningRound.objects.select_related(
        "change__statement",
        "delegation__decision__meeting__body",
        "delegation__decision__recommendation",
        "version",
    ).prefetch_related(
        "signoffs__office",
        "signoffs__person",
        "change__rounds",
        "delegation__offices__office",
        "delegation__statement__submissions",
    )


def holders(offices: Iterable[Office], on: date) -> dict[int, Appointment]:
    """Who holds each office on a day, by the office's key; vacant ones are left out."""
    rows = Appointment.objects.on(on).filter(office__in=list(offices))
    return {row.office_id: row for row in rows.select_related("person", "office")}


def offices_held(user: User, on: date) -> list[Appointment]:
    """The appointments of one person in force on a day."""
    return list(Appointment.objects.on(on).filter(person=user).select_related("office"))


def incompletable(
    delegation: Delegation,
    authors: Iterable[int],
    *,
    final: bool,
    on: date,
    held: Mapping[int, Appointment] | None = None,
) -> NotReady | None:
    """Why nobody could complete a change today, and who can mend it; or None.

    `held` is who holds each office on that day, where it has been read already.
    """
    offices = [row.office for row in delegation.offices.all()]
    held = holders(offices, on) if held is None else held
    vacant = [office.name for office in offices if office.pk not in held]
    if vacant:
        return NotReady(
            f"Nobody holds the office of {' or '.join(vacant)}. "
            "Democratic services can enter and confirm an appointment."
        )
    closed = [row for row in held.values() if not row.person.is_active]
    if closed:
        return NotReady(
            f"The account of {closed[0].person}, {closed[0].office}, is closed. "
            "Democratic services can enter and confirm another appointment."
        )
    people = {held[row.office_id].person_id for row in deciding(delegation)}
    if len(people) < len(deciding(delegation)):
        return NotReady(
            "One person holds both offices, and nobody may sign for two. "
            "Democratic services can enter and confirm another appointment."
        )
    if not final and people <= set(authors):
        return NotReady(
            "Everyone who could approve this change wrote part of it. "
            "Somebody else must write it, or democratic services can appoint another "
            "office-holder."
        )
    return None


@dataclass(frozen=True)
class Standing:
    """In which office a person may sign a round of signing."""

    appointment: Appointment
    part: str

    @property
    def office(self) -> Office:
        return self.appointment.office


def standing(
    signing_round: SigningRound,
    office: Office,
    user: User,
    held: Mapping[int, Appointment],
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
    parts = {row.office_id: row.part for row in delegation.offices.all()}
    if office.pk not in parts:
        return NotAllowed(f"{office} has no part in this delegation.")
    appointment = held.get(office.pk)
    if appointment is None or appointment.person_id != user.pk:
        return NotAllowed(
            f"Only the holder of the office of {office} may sign here. "
            "An account's other rights do not replace it."
        )
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
    if error := _author_refusal(signing_round, office, user, parts, held):
        return error
    return Standing(appointment, parts[office.pk])


def latest_round_number(change: Change) -> int:
    return max((row.number for row in change.rounds.all()), default=0)


def _author_refusal(
    signing_round: SigningRound,
    office: Office,
    user: User,
    parts: Mapping[int, str],
    held: Mapping[int, Appointment],
) -> DomainError | None:
    """An author signs only jointly, beside somebody who wrote none of it.

    Whoever is consulted gives a view, and may have written what it is about.
    """
    authors = signing_round.author_keys
    decides = parts[office.pk] == Part.DECIDES
    if signing_round.change.is_final or not decides or user.pk not in authors:
        return None
    if signing_round.delegation.mode != Mode.JOINT:
        return NotAllowed("You wrote part of this change, so you cannot decide it.")
    signed = {row.office_id: row.person_id for row in signing_round.signoffs.all()}
    people = set(signed.values()) | {
        held[key].person_id
        for key, part in parts.items()
        if part == Part.DECIDES and key in held and key not in signed
    }
    if people <= authors:
        return NotAllowed(
            "You wrote part of this change, and so did everyone else who could sign. "
            "Somebody who wrote none of it must sign too."
        )
    return None


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


def digest_of(signing_round: SigningRound) -> str:
    """What a signature binds to: statement, delegation, patch, reason and round.

    The final approval names the whole version besides. Recomputed by `coverage`.
    """
    change = signing_round.change
    told = {
        "statement": change.statement.round,
        "change": change.number,
        "kind": change.kind,
        "delegation": signing_round.delegation_id,
        "round": signing_round.number,
        "reason": signing_round.reason,
        "patch": bytes(signing_round.patch).decode(errors="backslashreplace"),
    }
    if change.is_final:
        told["version"] = signing_round.version.digest
    return Document.hash_of(canonical(told))


def waiting_for(user: User) -> list[tuple[SigningRound, Standing]]:
    """What this person could sign now, newest first."""
    today = clock.today()
    mine = offices_held(user, today)
    if not mine:
        return []
    rounds = list(
        rounds_for_signing()
        .filter(
            change__status=ChangeStatus.PROPOSED,
            delegation__offices__office__in=[row.office_id for row in mine],
        )
        .distinct()
        .order_by("-proposed_at", "-pk")
    )
    held = holders(
        {row.office for r in rounds for row in r.delegation.offices.all()}, today
    )
    found = [
        (signing_round, standing(signing_round, row.office, user, held, on=today))
        for signing_round in rounds
        for row in mine
    ]
    return [(r, s) for r, s in found if isinstance(s, Standing)]
