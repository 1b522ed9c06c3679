"""Offices and appointments. It takes two clerks to make one."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q

from decisions.authority import council_day, dismissed
from decisions.models import (
    Absence,
    AbsenceEnd,
    Appointment,
    AppointmentEnd,
    AppointmentEntry,
    Office,
)
from decisions.notices import tell_appointed, tell_away, tell_back, tell_left
from decisions.permissions import Perm
from decisions.states import HolderKind
from iegtracker import clock
from iegtracker.errors import BadInput, DomainError, NotAllowed, WrongState
from iegtracker.ledger.record import record
from iegtracker.people.actions import add_role, drop_role, roles_of
from iegtracker.people.models import User
from iegtracker.people.roles import Role
from iegtracker.workflow import first_come
from statements.actions.wording import said

# How far ahead a last day is recorded: a slip of the pen would otherwise last.
FORESEEN = timedelta(days=366)


@transaction.atomic
def record_office(*, slug: str, name: str, holder_kind: str, by: User) -> Office:
    """Record a post that exists. Raises BadInput when it has been recorded."""
    _ask(by)
    name = said(name, "name", required="Enter the name of the office.", longest=200)
    if holder_kind not in HolderKind.values:
        raise BadInput("Say whether a councillor or an officer holds it.")
    twice = f"The office of {name} has been recorded already."
    if Office.objects.filter(Q(slug=slug) | Q(name=name)).exists():
        raise BadInput(twice, field="name")
    with first_come(twice):
        office = Office.objects.create(slug=slug, name=name, holder_kind=holder_kind)
    record("office.recorded", about=office, by=by)
    return office


@transaction.atomic
def enter_appointment(
    office: Office,
    person: User,
    *,
    starts_on: date,
    until: date | None = None,
    by: User,
) -> AppointmentEntry:
    """Enter who holds an office from a day, for a time or until an end is recorded;
    it counts once another clerk confirms.

    Raises NotAllowed for oneself; BadInput when the office is held on one of those
    days, or is not for a councillor, or only for one.
    """
    _ask(by)
    if person.pk == by.pk:
        raise NotAllowed("Nobody may enter their own appointment.")
    lock_office(office)
    _require_eligible(office, person)
    if until and until < starts_on:
        raise BadInput("The last day must not be before the first.", field="until")
    _require_vacant(office, starts_on, until)
    entry = AppointmentEntry.objects.create(
        office=office,
        person=person,
        starts_on=starts_on,
        until=until,
        entered_by=by,
        entered_at=clock.now(),
    )
    record("appointment.entered", about=entry, by=by, office_entered=office.slug)
    return entry


@transaction.atomic
def confirm_appointment(entry: AppointmentEntry, *, by: User) -> Appointment:
    """Confirm what another clerk entered. The holder can then read what is signed.

    Raises NotAllowed for one's own entry or appointment, WrongState when confirmed or
    dismissed, BadInput as `enter_appointment` does.
    """
    lock_office(entry.office)
    if error := entry_refusal(entry, by):
        raise error
    _require_eligible(entry.office, entry.person)
    _require_vacant(entry.office, entry.starts_on, entry.until)
    appointment = Appointment.objects.create(
        entry=entry,
        office=entry.office,
        person=entry.person,
        starts_on=entry.starts_on,
        entered_by=entry.entered_by,
        confirmed_by=by,
        confirmed_at=clock.now(),
    )
    record("appointment.confirmed", about=appointment, by=by)
    if entry.until:
        _end(appointment, entry.until, "Appointed for a time.", by=by)
    if not entry.person.holds(Perm.VIEW_CHANGES):
        # Whoever may sign must be able to read what is signed.
        add_role(entry.person, Role.DELEGATE, by=by)
    tell_appointed(appointment)
    return appointment


@transaction.atomic
def end_appointment(
    appointment: Appointment, *, ends_on: date, reason: str, by: User
) -> AppointmentEnd:
    """Record the last day of an appointment; or, before it has begun, that it was
    cancelled: its last day is then before its first.

    Whoever held no other office is a delegate no longer (see `retire_delegates`).
    Raises BadInput for a day before it began, or before the holder's last signature:
    what was signed was signed by the holder; or for one more than a year ahead.
    WrongState when it has ended.
    """
    lock_office(appointment.office)
    if error := end_refusal(appointment, by):
        raise error
    today = clock.today()
    if ends_on < appointment.starts_on <= today:
        raise BadInput("The last day must not be before the first.", field="ends_on")
    if ends_on > today + FORESEEN:
        raise BadInput(
            "The last day must be within a year. It cannot be changed once it is "
            "recorded.",
            field="ends_on",
        )
    signed = appointment.signoffs.filter(at__date__gt=ends_on).select_related(
        "signing_round__change"
    )
    if later := signed.first():
        raise BadInput(
            f"The holder signed {later.signing_round.change} after "
            f"{council_day(ends_on)}. Enter a later day.",
            field="ends_on",
        )
    why = said(reason, "reason", required="Enter a reason.", longest=300)
    end = _end(appointment, ends_on, why, by=by)
    _retire(appointment.person, by=by)
    tell_left(end)
    return end


@transaction.atomic
def retire_delegates() -> int:
    """Take the role of a delegate from all whose last appointment is over; how many.

    The role lets an office-holder read and write what only those may who work on a
    statement. It is taken on the day after the last day, so this runs every day.
    """
    over = User.objects.filter(
        groups__name=Role.DELEGATE.value, appointments__isnull=False
    )
    retired = [_retire(person, by=None) for person in over.distinct().order_by("pk")]
    return sum(retired)


@transaction.atomic
def record_absence(
    office: Office,
    *,
    starts_on: date,
    until: date | None = None,
    reason: str,
    by: User,
) -> Absence:
    """Record that the holder of an office cannot act from a day, today or later.

    A substitute then acts where a delegation names one. Raises NotAllowed for one's
    own office or one's own gain, WrongState when nobody holds the office, BadInput for
    a day that is past or one on which the holder is away already.
    """
    lock_office(office)
    if error := absence_refusal(office, by):
        raise error
    if starts_on < clock.today():
        raise BadInput(
            "The first day must be today or later: what was signed was signed.",
            field="starts_on",
        )
    if until and until < starts_on:
        raise BadInput("The last day must not be before the first.", field="until")
    holder = Appointment.objects.on(clock.today()).filter(office=office).first()
    if holder is None:
        raise WrongState(f"Nobody holds the office of {office}, so nobody is away.")
    for other in filter(holder.is_away_by, office.absences.filter(end__isnull=True)):
        begins_first = until is None or other.starts_on <= until
        if begins_first and (other.until is None or starts_on <= other.until):
            raise BadInput(
                f"The holder is recorded as away {_from_to(other)} already.",
                field="starts_on",
            )
    absence = Absence.objects.create(
        office=office,
        starts_on=starts_on,
        until=until,
        reason=said(reason, "reason", required="Enter a reason.", longest=300),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    record("absence.recorded", about=absence, by=by, starts_on=starts_on.isoformat())
    tell_away(absence)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by: User) -> AbsenceEnd:
    """Record that the holder acts again from today.

    Raises WrongState when the absence is over, NotAllowed.
    """
    lock_office(absence.office)
    if error := absence_end_refusal(absence, by):
        raise error
    today = clock.today()
    end = AbsenceEnd.objects.create(
        absence=absence,
        ended_on=max(today, absence.starts_on),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    record("absence.ended", about=end, by=by, ended_on=end.ended_on.isoformat())
    tell_back(end)
    return end


def absence_refusal(office: Office, user: User) -> DomainError | None:
    """Why this person may not record absences of an office's holder, or None.

    Not one's own, nor one by which one's own office would come to act.
    """
    if error := appointment_refusal(user):
        return error
    acts = Q(office=office) | Q(office__substitutes__office=office)
    if Appointment.objects.on(clock.today()).filter(acts, person=user).exists():
        return NotAllowed(
            "Somebody else must record this: you hold that office, or one that would "
            "act in its place."
        )
    return None


def absence_end_refusal(absence: Absence, user: User) -> DomainError | None:
    """Why this person may not record that the holder acts again, or None."""
    if error := absence_refusal(absence.office, user):
        return error
    over = absence.until and absence.until < clock.today()
    if over or AbsenceEnd.objects.filter(absence=absence).exists():
        return WrongState("That absence is over already.")
    return None


def appointment_refusal(user: User) -> NotAllowed | None:
    """Why this person may not record offices and appointments, or None."""
    if not user.holds(Perm.APPOINT):
        return NotAllowed(
            f"{user} may not record appointments. Democratic services can."
        )
    return None


def entry_refusal(entry: AppointmentEntry, user: User) -> DomainError | None:
    """Why this person may not confirm an entry, or None."""
    if error := appointment_refusal(user):
        return error
    if user.pk in (entry.entered_by_id, entry.person_id):
        return NotAllowed(
            "Somebody else must confirm this: it takes two people, and nobody may "
            "confirm their own appointment."
        )
    if Appointment.objects.filter(entry=entry).exists():
        return WrongState("This appointment has been confirmed already.")
    return dismissed(appointment=entry)


def end_refusal(appointment: Appointment, user: User) -> DomainError | None:
    """Why this person may not end an appointment, or None."""
    if error := appointment_refusal(user):
        return error
    if user.pk == appointment.person_id:
        return NotAllowed("Nobody may end their own appointment.")
    if AppointmentEnd.objects.filter(appointment=appointment).exists():
        return WrongState("The end of this appointment has been recorded already.")
    return None


def _ask(user: User) -> None:
    if error := appointment_refusal(user):
        raise error


def _from_to(absence: Absence) -> str:
    begins = council_day(absence.starts_on)
    if absence.until is None:
        return f"from {begins} on"
    return f"from {begins} to {council_day(absence.until)}"


def lock_office(office: Office) -> None:
    """Lock an office, and those for which its holder may sign: a signature in one of
    them locks that one."""
    stands_in = Q(delegated__substitute=office)
    keys = Office.objects.filter(stands_in | Q(pk=office.pk)).values_list("pk")
    locked = Office.objects.select_for_update(no_key=True).order_by("pk")
    list(locked.filter(pk__in={key for (key,) in keys}))


def _end(
    appointment: Appointment, ends_on: date, reason: str, *, by: User
) -> AppointmentEnd:
    end = AppointmentEnd.objects.create(
        appointment=appointment,
        ends_on=ends_on,
        reason=reason,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    record("appointment.ended", about=end, by=by, ends_on=ends_on.isoformat())
    return end


def _retire(person: User, *, by: User | None) -> bool:
    """Take the role of a delegate from somebody with no appointment left."""
    ahead = Q(end__isnull=True) | Q(end__ends_on__gte=clock.today())
    if Appointment.objects.filter(ahead, person=person).exists():
        return False
    if Role.DELEGATE not in roles_of(person):
        return False
    drop_role(person, Role.DELEGATE, by=by)
    return True


def _require_eligible(office: Office, person: User) -> None:
    """Councillors hold members' offices, and no others: no member of a council may be
    appointed to a paid office of it (Local Government Act 1972, section 116)."""
    is_councillor = Role.MEMBER in roles_of(person)
    if is_councillor == (office.holder_kind == HolderKind.MEMBER):
        return
    only = "only a councillor" if not is_councillor else "no councillor"
    raise BadInput(
        f"{person} cannot hold the office of {office}: {only} can.", field="person"
    )


def _require_vacant(office: Office, starts_on: date, until: date | None) -> None:
    """Nobody else holds an office on one of those days. What was cancelled before it
    began was never held."""
    was_held = Q(end__ends_on__gte=F("starts_on"))
    still = Q(end__isnull=True) | Q(end__ends_on__gte=starts_on) & was_held
    if until:
        still &= Q(starts_on__lte=until)
    rows = Appointment.objects.filter(still, office=office)
    row = rows.select_related("person", "end").order_by("starts_on", "pk").first()
    if row is None:
        return
    end = getattr(row, "end", None)
    ends = f"until {council_day(end.ends_on)}" if end else "with no end recorded"
    if row.starts_on > starts_on:
        raise BadInput(
            f"{row.person} holds this office from {council_day(row.starts_on)}. Enter "
            "a last day before that, or record the end of that appointment.",
            field="until",
        )
    raise BadInput(
        f"{row.person} holds this office {ends}. Record the end of that appointment "
        "first.",
        field="starts_on",
    )
