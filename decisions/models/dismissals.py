"""Entries that were found wrong before a second clerk confirmed them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from iegtracker.ledger.evidence import Evidence

from .delegations import Urgency
from .offices import AppointmentEntry
from .one_of import exactly_one
from .signatures import PaperSignature

Entry = AppointmentEntry | Urgency | PaperSignature


class Dismissal(Evidence):
    """What one clerk entered is wrong: it can no longer be confirmed."""

    appointment = models.OneToOneField(
        AppointmentEntry,
        models.PROTECT,
        related_name="dismissal",
        null=True,
        blank=True,
    )
    urgency = models.OneToOneField(
        Urgency, models.PROTECT, related_name="dismissal", null=True, blank=True
    )
    paper = models.OneToOneField(
        PaperSignature,
        models.PROTECT,
        related_name="dismissal",
        null=True,
        blank=True,
    )
    reason = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("appointment", "urgency", "paper"),
                name="dismissal_is_of_one_entry",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="dismissal_says_why",
                violation_error_message="Enter a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"dismissal of {self.appointment or self.urgency or self.paper}"
