"""Decisions taken before, to which a report refers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from iegtracker.ledger.evidence import Evidence

from .meetings import Body, Report


class EarlierDecision(Evidence):
    """A decision of a body that this system did not record when it was taken.

    A correction is another row that names the first one; the latest row stands.
    """

    corrects = models.ForeignKey(
        "self", models.PROTECT, related_name="corrections", null=True, blank=True
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="earlier_decisions")
    held_on = models.DateField()
    subject = models.CharField(max_length=200)
    wording = models.TextField(blank=True, help_text="Blank when it is not held here.")
    minute_number = models.CharField(
        max_length=20, blank=True, help_text="Blank when it is not known."
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(subject=""), name="earlier_decision_has_a_subject"
            )
        ]

    def __str__(self) -> str:
        day = f"{self.held_on.day} {self.held_on:%B %Y}"
        return f"{self.body}, {day}: {self.subject}"


class Citation(Evidence):
    """A report refers to an earlier decision. A later row about both stands instead."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="citations")
    earlier = models.ForeignKey(
        EarlierDecision, models.PROTECT, related_name="citations"
    )
    place = models.CharField(max_length=60, help_text="Such as paragraph 5.")
    withdrawn = models.BooleanField(
        default=False, help_text="The report does not refer to it after all."
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["report", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(place=""), name="citation_says_where_in_the_report"
            )
        ]

    def __str__(self) -> str:
        return f"reference to {self.earlier} in report {self.report.number}"
