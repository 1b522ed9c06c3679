"""Offices, and who holds them from which day to which."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from decisions.states import HolderKind
from iegtracker.ledger.evidence import Evidence, EvidenceQuerySet


class Office(Evidence):
    """A post. Authority belongs to it, never to a person's account."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200, unique=True)
    holder_kind = models.CharField(max_length=8, choices=HolderKind.choices)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(holder_kind__in=HolderKind.values),
                name="office_is_a_members_or_an_officers",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AppointmentEntry(Evidence):
    """What one clerk entered; it is no appointment until another confirms it."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="entries")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    starts_on = models.DateField()
    until = models.DateField(
        null=True,
        blank=True,
        help_text="The last day, where it is known from the start.",
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "appointment entries"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=F("entered_by")),
                name="appointment_entry_never_for_oneself",
                violation_error_message="Somebody else must enter your appointment.",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("starts_on")),
                name="appointment_entry_ends_after_it_starts",
                violation_error_message="The last day must not be before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.office}, not yet confirmed"


class AbsenceQuerySet(EvidenceQuerySet):
    def on(self, day: date) -> "AbsenceQuerySet":
        """Absences that last over `day`, both ends included."""
        over = Q(until__lt=day) | Q(end__isnull=False, end__ended_on__lte=day)
        return self.filter(starts_on__lte=day).exclude(over)


class Absence(Evidence):
    """The holder of an office cannot act; a named substitute may, if there is one."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="absences")
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The last day, if known.")
    reason = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = AbsenceQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("starts_on")),
                name="absence_ends_after_it_starts",
                violation_error_message="The last day must not be before the first.",
            )
        ]

    def __str__(self) -> str:
        return f"absence of the {self.office}"


class AbsenceEnd(Evidence):
    """The holder is back from a day on, earlier than was thought."""

    absence = models.OneToOneField(Absence, models.PROTECT, related_name="end")
    ended_on = models.DateField(help_text="The first day on which the holder acts.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"end of the {self.absence}"


def away_on(day: date, appointment: str = "") -> Subquery:
    """The key of the absence on `day` of whoever an appointment appoints.

    An absence is that of whoever held the office when it was recorded: the next holder
    does not come into it. `appointment` is the path from the row that is asked.
    """
    absences = Absence.objects.on(day).filter(
        office=OuterRef(f"{appointment}office"),
        recorded_at__gte=OuterRef(f"{appointment}confirmed_at"),
        recorded_at__date__gte=OuterRef(f"{appointment}starts_on"),
    )
    return Subquery(absences.order_by("-pk").values("pk")[:1])


class AppointmentQuerySet(EvidenceQuerySet):
    def on(self, day: date) -> "AppointmentQuerySet":
        """Appointments in force on `day`, both ends included; `away` names the
        absence of the holder on that day, if any."""
        ended = Q(end__isnull=False, end__ends_on__lt=day)
        rows = self.filter(starts_on__lte=day).exclude(ended)
        return rows.annotate(away=away_on(day))


class Appointment(Evidence):
    """A person holds an office from a day: one clerk entered it, another confirmed."""

    entry = models.OneToOneField(
        AppointmentEntry, models.PROTECT, related_name="appointment"
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="appointments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments"
    )
    starts_on = models.DateField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField()

    away: int | None = None

    objects = AppointmentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["office", "starts_on"]
        permissions = [("appoint", "Enter, confirm and end appointments")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(entered_by=F("confirmed_by")),
                name="appointment_takes_two_people",
                violation_error_message="Somebody else must confirm what you entered.",
            ),
            models.CheckConstraint(
                condition=~Q(person=F("entered_by")) & ~Q(person=F("confirmed_by")),
                name="appointment_never_for_oneself",
                violation_error_message="Nobody may confirm their own appointment.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.office}"

    def is_away_by(self, absence: Absence) -> bool:
        """Whether an absence of the office's holder is this one's: see `away_on`."""
        recorded = absence.recorded_at
        known = recorded >= self.confirmed_at
        return known and timezone.localdate(recorded) >= self.starts_on


class AppointmentEnd(Evidence):
    """The last day of an appointment."""

    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="end")
    ends_on = models.DateField(help_text="The last day on which the office is held.")
    reason = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"end of {self.appointment}"
