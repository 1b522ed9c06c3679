"""What the page of offices says."""

from dataclasses import dataclass
from datetime import date

from decisions.actions.offices import appointment_refusal
from decisions.models import Appointment, AppointmentEntry, Office
from iegtracker import clock
from iegtracker.people.models import User


@dataclass(frozen=True)
class Held:
    """One appointment, in words."""

    pk: int
    person: str
    starts_on: date
    ends_on: date | None
    reason: str
    entered_by: str
    confirmed_by: str
    may_end: bool


@dataclass(frozen=True)
class Post:
    """One office, who holds it now, and who held it or will hold it."""

    name: str
    kind: str
    holders: tuple[Held, ...]
    others: tuple[Held, ...]


@dataclass(frozen=True)
class Waiting:
    """An entry that another clerk has to confirm."""

    pk: int
    person: str
    office: str
    starts_on: date
    entered_by: str
    may_confirm: bool


@dataclass(frozen=True)
class OfficesPage:
    posts: tuple[Post, ...]
    waiting: tuple[Waiting, ...]
    may_enter: bool


def offices_page(user: User) -> OfficesPage:
    today = clock.today()
    appoints = appointment_refusal(user) is None
    offices = Office.objects.prefetch_related(
        "appointments__person",
        "appointments__end",
        "appointments__entered_by",
        "appointments__confirmed_by",
    )
    entries = (
        AppointmentEntry.objects.filter(appointment=None)
        .select_related("person", "office", "entered_by")
        .order_by("pk")
    )
    return OfficesPage(
        posts=tuple(_post(office, user, today, appoints) for office in offices),
        waiting=tuple(
            Waiting(
                pk=entry.pk,
                person=str(entry.person),
                office=str(entry.office),
                starts_on=entry.starts_on,
                entered_by=str(entry.entered_by),
                may_confirm=appoints
                and user.pk not in (entry.person_id, entry.entered_by_id),
            )
            for entry in entries
        ),
        may_enter=appoints,
    )


def _post(office: Office, user: User, today: date, appoints: bool) -> Post:
    held = [
        (row, _held(row, user, appoints))
        for row in sorted(
            office.appointments.all(), key=lambda a: a.starts_on, reverse=True
        )
    ]
    now = [
        told
        for row, told in held
        if row.starts_on <= today and (told.ends_on is None or told.ends_on >= today)
    ]
    return Post(
        name=office.name,
        kind=office.get_holder_kind_display(),
        holders=tuple(now),
        others=tuple(told for _, told in held if told not in now),
    )


def _held(row: Appointment, user: User, appoints: bool) -> Held:
    end = getattr(row, "end", None)
    return Held(
        pk=row.pk,
        person=str(row.person),
        starts_on=row.starts_on,
        ends_on=end.ends_on if end else None,
        reason=end.reason if end else "",
        entered_by=str(row.entered_by),
        confirmed_by=str(row.confirmed_by),
        may_end=appoints and end is None and row.person_id != user.pk,
    )
