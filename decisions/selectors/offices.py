"""What the page of offices says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse

from decisions.access import know_offices
from decisions.actions.offices import appointment_refusal
from decisions.authority import Held as HeldToday
from decisions.authority import away_words
from decisions.models import (
    Absence,
    Appointment,
    AppointmentEntry,
    Office,
    away_on,
)
from iegtracker import clock
from iegtracker.people.models import User

from .vacancies import Desk, Stands, desk


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

    @property
    def is_cancelled(self) -> bool:
        """Whether it was ended before it had begun."""
        return self.ends_on is not None and self.ends_on < self.starts_on


@dataclass(frozen=True)
class Away:
    """One absence of the holder, in words."""

    mark: str
    word: str
    words: str
    reason: str
    recorded_by: str
    end_url: str


@dataclass(frozen=True)
class Post:
    """One office: who holds it, is away, or held it; and what waits for it."""

    name: str
    kind: str
    holders: tuple[Held, ...]
    others: tuple[Held, ...]
    away: tuple[Away, ...]
    past_absences: tuple[Away, ...]
    waits: tuple[Stands, ...]
    entered: str
    enter_url: str
    absence_url: str


@dataclass(frozen=True)
class Waiting:
    """An entry that another clerk has to confirm."""

    pk: int
    person: str
    office: str
    starts_on: date
    until: date | None
    entered_by: str
    may_confirm: bool
    may_dismiss: bool


@dataclass(frozen=True)
class OfficesPage:
    posts: tuple[Post, ...]
    waiting: tuple[Waiting, ...]
    may_enter: bool


def offices_page(user: User) -> OfficesPage:
    """Vacant offices first: something may wait for them."""
    today = clock.today()
    appoints = appointment_refusal(user) is None
    offices = _offices(today)
    held = {
        row.office_id: row
        for office in offices
        for row in _appointments(office)
        if _is_in_force(row, today)
    }
    know_offices(user, held.values())
    open_desk = desk(today)
    posts = [_Reading(o, held, open_desk, user, appoints).post() for o in offices]
    return OfficesPage(
        posts=tuple(sorted(posts, key=lambda post: bool(post.holders))),
        waiting=tuple(
            _waiting(entry, user, appoints)
            for entry in sorted(_entries(offices), key=lambda row: row.pk)
        ),
        may_enter=appoints,
    )


def _offices(today: date) -> list[Office]:
    """Offices with every entry, appointment and absence, in three queries; entries
    that were dismissed are left out."""
    entries = (
        AppointmentEntry.objects.filter(dismissal=None)
        .select_related(
            "person", "entered_by", "appointment__end", "appointment__confirmed_by"
        )
        .annotate(away=away_on(today, "appointment__"))
    )
    absences = Absence.objects.select_related("end", "recorded_by")
    return list(
        Office.objects.prefetch_related(
            Prefetch("entries", entries), Prefetch("absences", absences)
        )
    )


def _appointments(office: Office) -> list[Appointment]:
    """Those of an office, the latest first."""
    found = []
    for entry in office.entries.all():
        if appointment := getattr(entry, "appointment", None):
            appointment.office, appointment.person = office, entry.person
            appointment.entered_by = entry.entered_by
            appointment.away = entry.__dict__["away"]
            found.append(appointment)
    return sorted(found, key=lambda row: row.starts_on, reverse=True)


def _is_in_force(row: Appointment, today: date) -> bool:
    end = getattr(row, "end", None)
    return row.starts_on <= today and (end is None or end.ends_on >= today)


def _entries(offices: Sequence[Office]) -> Iterator[AppointmentEntry]:
    """Those that nobody has confirmed."""
    for office in offices:
        for entry in office.entries.all():
            if not hasattr(entry, "appointment"):
                entry.office = office
                yield entry


def _waiting(entry: AppointmentEntry, user: User, appoints: bool) -> Waiting:
    return Waiting(
        pk=entry.pk,
        person=str(entry.person),
        office=str(entry.office),
        starts_on=entry.starts_on,
        until=entry.until,
        entered_by=str(entry.entered_by),
        may_confirm=appoints and user.pk not in (entry.person_id, entry.entered_by_id),
        may_dismiss=appoints,
    )


@dataclass(frozen=True)
class _Reading:
    """One office, as one reader sees it today."""

    office: Office
    held: HeldToday
    desk: Desk
    user: User
    appoints: bool

    def post(self) -> Post:
        office, today = self.office, self.desk.today
        rows = _appointments(office)
        now = [row for row in rows if _is_in_force(row, today)]
        absences = list(office.absences.all())
        ahead = [row for row in absences if now and _is_ahead(row, now[0], today)]
        nobody_acts = not now or now[0].away is not None
        return Post(
            name=office.name,
            kind=office.get_holder_kind_display(),
            holders=tuple(map(self._held, now)),
            others=tuple(self._held(row) for row in rows if row not in now),
            away=tuple(self._away(row, now[0]) for row in ahead),
            past_absences=tuple(
                Away("done", "Over", _ended(row), row.reason, str(row.recorded_by), "")
                for row in absences
                if row not in ahead
            ),
            waits=tuple(self.desk.waiting_for(office.pk)) if nobody_acts else (),
            entered=self._entered(),
            enter_url=f"{reverse('decisions:enter_appointment')}?office={office.pk}"
            if self.appoints and not now
            else "",
            absence_url=reverse("decisions:record_absence", args=[office.slug])
            if self.appoints and now and now[0].person_id != self.user.pk
            else "",
        )

    def _entered(self) -> str:
        """Who is entered for a vacant office, waiting for a second clerk."""
        people = [str(row.person) for row in _entries([self.office])]
        return " and ".join(people)

    def _held(self, row: Appointment) -> Held:
        end = getattr(row, "end", None)
        return Held(
            pk=row.pk,
            person=str(row.person),
            starts_on=row.starts_on,
            ends_on=end.ends_on if end else None,
            reason=end.reason if end else "",
            entered_by=str(row.entered_by),
            confirmed_by=str(row.confirmed_by),
            may_end=self.appoints and end is None and row.person_id != self.user.pk,
        )

    def _away(self, row: Absence, holder: Appointment) -> Away:
        """Who is away, and who acts meanwhile: today's substitutes, if it is today."""
        to_come = row.starts_on > self.desk.today
        words = f"{holder.person} {'will be' if to_come else 'is'} {away_words(row)}"
        if not to_come:
            acts = list(self.desk.instead_of(self.office.pk, self.held))
            words = "; ".join([words, *acts])
        may_end = self.appoints and holder.person_id != self.user.pk
        return Away(
            mark="planned" if to_come else "waiting",
            word="Later" if to_come else "Away",
            words=f"{words}.",
            reason=row.reason,
            recorded_by=str(row.recorded_by),
            end_url=reverse("decisions:end_absence", args=[row.pk]) if may_end else "",
        )


def _is_ahead(row: Absence, holder: Appointment, today: date) -> bool:
    """An absence of this holder that lasts, or is still to come."""
    over = hasattr(row, "end") or (row.until is not None and row.until < today)
    return not over and holder.is_away_by(row)


def _ended(row: Absence) -> str:
    end = getattr(row, "end", None)
    words = away_words(row)
    words = words[:1].upper() + words[1:]
    if end is None:
        return words
    if end.ended_on <= row.starts_on:
        return f"{words}: taken back"
    return f"{words}: back on {end.ended_on.day} {end.ended_on:%B %Y}"
