"""Who holds an office on a day, who acts in it, and whether that is enough."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache

from django.db.models import QuerySet

from decisions.models import Absence, Appointment, DelegatedOffice, Delegation, Office
from decisions.states import Part
from iegtracker.errors import NotReady
from iegtracker.people.models import User

Held = Mapping[int, Appointment]


def holders(offices: Iterable[Office], on: date) -> dict[int, Appointment]:
    """Who holds each office on a day, by the office's key; vacant ones are left out."""
    rows = _in_force(on).filter(office__in=list(offices))
    return {row.office_id: row for row in rows}


# Kept, since putting it together takes longer than its answer.
@lru_cache(maxsize=4)
def _in_force(on: date) -> QuerySet[Appointment]:
    return Appointment.objects.on(on).select_related("person", "office").order_by()


def appointments_for(delegations: Iterable[Delegation], on: date) -> Held:
    """Who holds the offices of some delegations on a day, and their substitutes'."""
    offices = {
        office
        for delegation in delegations
        for row in delegation.offices.all()
        for office in (row.office, row.substitute)
        if office
    }
    return holders(offices, on)


def acting(row: DelegatedOffice, held: Held) -> Appointment | None:
    """Who acts in a delegated office: its holder, or while that one is recorded as
    away the holder of the substitute that the delegation names; or nobody."""
    holder = held.get(row.office_id)
    if holder is None or holder.away is None:
        return holder
    return held.get(row.substitute_id) if row.substitute_id else None


def signing_from(appointment: Appointment, absence: Absence | None) -> date:
    """The first day on which somebody could sign: of the appointment or, where it
    stands in for a holder who is away, of that absence if it is later."""
    if absence is None:
        return appointment.starts_on
    return max(appointment.starts_on, absence.starts_on)


class Silence(Enum):
    """Why nobody can act in a delegated office on a day."""

    VACANT = "nobody holds it"
    AWAY = "its holder is away, and no substitute can act"
    CLOSED = "the account of whoever acts in it is closed"


def cannot_act(row: DelegatedOffice, held: Held) -> Silence | None:
    """Why nobody can act in a delegated office on that day, or None."""
    if row.office_id not in held:
        return Silence.VACANT
    found = acting(row, held)
    if found is None:
        return Silence.AWAY
    return None if found.person.is_active else Silence.CLOSED


def offices_held(user: User, on: date) -> list[Appointment]:
    """The appointments of one person in force on a day."""
    rows = _in_force(on).filter(person=user)
    return sorted(rows, key=lambda row: (row.office.name, row.starts_on))


def deciding(delegation: Delegation) -> list[DelegatedOffice]:
    """The offices whose signatures complete a change."""
    return [o for o in delegation.offices.all() if o.part == Part.DECIDES]


def incompletable(
    delegation: Delegation,
    authors: Iterable[int],
    *,
    final: bool,
    on: date,
    held: Held | None = None,
) -> NotReady | None:
    """Why nobody could complete a change today, and who can mend it; or None.

    `held` is who holds each office on that day, where it has been read already.
    """
    held = appointments_for([delegation], on) if held is None else held
    rows = list(delegation.offices.all())
    silent = {row.office_id: why for row in rows if (why := cannot_act(row, held))}
    vacant = [r.office.name for r in rows if silent.get(r.office_id) is Silence.VACANT]
    if vacant:
        return NotReady(
            f"Nobody holds the office of {' or '.join(vacant)}. "
            "Democratic services can enter and confirm an appointment."
        )
    away = [r.office.name for r in rows if silent.get(r.office_id) is Silence.AWAY]
    if away:
        return NotReady(
            f"The holder of the office of {' and of '.join(away)} is recorded as away, "
            "and no substitute can act. Democratic services can end the absence, or "
            "enter and confirm an appointment."
        )
    acts = {row.office_id: acting(row, held) for row in rows}
    acts_now = {key: row for key, row in acts.items() if row is not None}
    closed = [acts_now[key] for key, why in silent.items() if why is Silence.CLOSED]
    if closed:
        return NotReady(
            f"The account of {closed[0].person}, {closed[0].office}, is closed. "
            "Democratic services can enter and confirm another appointment."
        )
    people = {acts_now[row.office_id].person_id for row in deciding(delegation)}
    if len({row.person_id for row in acts_now.values()}) < len(acts_now):
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
