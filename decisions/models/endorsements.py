"""Another body's view of a statement: it never moves the statement's status."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from decisions.states import EndorsementOutcome
from iegtracker.ledger.evidence import Evidence, EvidenceQuerySet
from statements.models import Statement, Version

from .meetings import Meeting


class EndorsementQuerySet(EvidenceQuerySet):
    def first_recorded(self) -> "EndorsementQuerySet":
        """Each resolution once: the row by which it was recorded first."""
        earlier = Endorsement.objects.filter(
            statement=OuterRef("statement"),
            meeting=OuterRef("meeting"),
            pk__lt=OuterRef("pk"),
        )
        return self.filter(~Exists(earlier))


class Endorsement(Evidence):
    """What a body such as Council resolved on one version of a statement.

    What was resolved at one meeting is recorded again to correct it: the last row
    stands.
    """

    statement = models.ForeignKey(
        Statement, models.PROTECT, related_name="endorsements"
    )
    version = models.ForeignKey(Version, models.PROTECT, related_name="endorsements")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="endorsements")
    outcome = models.CharField(max_length=16, choices=EndorsementOutcome.choices)
    wording = models.TextField(help_text="As resolved.")
    reasons = models.TextField()
    alternatives = models.TextField()
    interests = models.TextField()
    minute_number = models.CharField(max_length=20, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = EndorsementQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["statement", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=EndorsementOutcome.values),
                name="endorsement_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(wording="")
                & ~Q(reasons="")
                & ~Q(alternatives="")
                & ~Q(interests=""),
                name="endorsement_says_what_the_regulations_ask",
                violation_error_message=(
                    "Say the decision, reasons, alternatives and interests; "
                    "enter “None” where there was none."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"resolution of {self.meeting} on {self.statement}"

    @property
    def recorded_rows(self) -> EndorsementQuerySet:
        """All that was recorded of this resolution, in that order."""
        return Endorsement.objects.filter(
            statement=self.statement_id, meeting=self.meeting_id
        ).order_by("pk")

    @property
    def first(self) -> "Endorsement":
        """The row by which this resolution was recorded first: what refers to it
        refers to that one."""
        return self.recorded_rows[0]

    @property
    def last(self) -> "Endorsement":
        """The row of this resolution that stands."""
        return self.recorded_rows.reverse()[0]
