"""Clearing, reopening, and the recorded fact that something was sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from decisions.legal_clock import lateness
from iegtracker.ledger.evidence import Evidence
from statements.models import Statement, Version

from .changes import SigningRound
from .meetings import Decision


class Clearance(Evidence):
    """A version became the cleared text, under a final approval or a decision."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="clearances")
    version = models.ForeignKey(Version, models.PROTECT, related_name="clearances")
    signing_round = models.OneToOneField(
        SigningRound, models.PROTECT, related_name="clearance", null=True, blank=True
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="clearances", null=True, blank=True
    )
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    cleared_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signing_round__isnull=True, decision__isnull=False)
                | Q(signing_round__isnull=False, decision__isnull=True),
                name="clearance_is_by_final_approval_or_decision",
            )
        ]

    def __str__(self) -> str:
        return f"clearing of {self.version}"


class Reopening(Evidence):
    """A clearance was undone, and why."""

    clearance = models.OneToOneField(
        Clearance, models.PROTECT, related_name="reopening"
    )
    reason = models.TextField()
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    reopened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="reopening_says_why",
                violation_error_message="Enter a reason.",
            )
        ]

    def __str__(self) -> str:
        return f"reopening after the {self.clearance}"


class Submission(Evidence):
    """Something was sent to the ministry. What was not cleared is an incident."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="submissions")
    version = models.ForeignKey(
        Version, models.PROTECT, related_name="submissions", null=True, blank=True
    )
    digest = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField()
    reference = models.CharField(max_length=100)
    incident = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    receipt = models.BinaryField(
        null=True, blank=True, help_text="The return's own print-out, as received."
    )
    receipt_name = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        permissions = [
            ("clear_statement", "Clear and reopen a statement"),
            ("submit_statement", "Record submissions"),
            ("publish_statement", "Publish the final copy"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reference=""),
                name="submission_has_a_reference",
                violation_error_message="Enter the reference that the ministry gave.",
            ),
            models.CheckConstraint(
                condition=Q(incident=True) | (Q(version__isnull=False) & ~Q(digest="")),
                name="submission_of_cleared_text_unless_incident",
            ),
            models.CheckConstraint(
                condition=Q(incident=False) | ~Q(note=""),
                name="submission_incident_says_what_happened",
                violation_error_message="Say what was sent, and how it happened.",
            ),
        ]

    def __str__(self) -> str:
        return f"submission {self.reference}"

    @property
    def late(self) -> str:
        """How late it was sent, in words, or "". Being late is a fact, and no bar."""
        return lateness(self.sent_at, self.statement.due)
