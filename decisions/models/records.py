"""Records of decisions: what the rules of their date require, numbered and frozen."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from iegtracker.ledger.evidence import Evidence

from .authorities import DelegatedDecision
from .endorsements import Endorsement
from .meetings import Decision
from .one_of import exactly_one

# What a record can be about. Only the first two can be called in.
Recorded = Decision | DelegatedDecision | Endorsement


def referring_to(row: Recorded) -> dict[str, Recorded]:
    """The column by which rows refer to this one, with the row that it leads to."""
    if isinstance(row, DelegatedDecision):
        return {"delegated": row}
    if isinstance(row, Endorsement):
        return {"endorsement": row.first}
    return {"decision": row}


class DecisionRecord(Evidence):
    """One published record of one decision; a later edition corrects it.

    A body's decision on each recommendation has a record of its own: each has its own
    outcome, wording and call-in, and what merely notes has nothing to call in. What
    delegates decided on one signing occasion is one decision, with one record. What
    another body resolved on a statement at one meeting has one too, which leads to the
    row by which it was recorded first.
    """

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="records", null=True, blank=True
    )
    delegated = models.ForeignKey(
        DelegatedDecision, models.PROTECT, related_name="records", null=True, blank=True
    )
    endorsement = models.ForeignKey(
        Endorsement, models.PROTECT, related_name="records", null=True, blank=True
    )
    number = models.CharField(max_length=80, help_text="By the council's own pattern.")
    slug = models.SlugField(max_length=80, help_text="The number in an address.")
    edition = models.PositiveSmallIntegerField()
    decided_on = models.DateField()
    content = models.BinaryField(help_text="All that it says (canonical JSON).")
    digest = models.CharField(max_length=64)
    correction = models.TextField(blank=True, help_text="Why it was corrected.")
    published_on = models.DateField(help_text="The day of this edition.")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = "record of a decision"
        verbose_name_plural = "records of decisions"
        ordering = ["-decided_on", "number", "edition"]
        permissions = [("publish_record", "Publish records of decisions")]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("decision", "delegated", "endorsement"),
                name="record_of_one_decision",
            ),
            models.UniqueConstraint(
                fields=["number", "edition"],
                name="record_number_is_given_once",
                violation_error_message="Another record has that number.",
            ),
            models.UniqueConstraint(
                fields=["slug", "edition"], name="record_address_is_given_once"
            ),
            models.UniqueConstraint(
                fields=["decision", "edition"],
                name="record_one_of_a_bodys_decision",
                violation_error_message="This decision has a record already.",
            ),
            models.UniqueConstraint(
                fields=["delegated", "edition"],
                name="record_one_of_a_delegated_decision",
                violation_error_message="This decision has a record already.",
            ),
            models.UniqueConstraint(
                fields=["endorsement", "edition"],
                name="record_one_of_another_bodys_resolution",
                violation_error_message="This resolution has a record already.",
            ),
            models.CheckConstraint(
                condition=Q(edition=1, correction="")
                | (Q(edition__gt=1) & ~Q(correction="")),
                name="record_corrected_says_why",
                violation_error_message="Say what is corrected, and why.",
            ),
        ]

    def __str__(self) -> str:
        corrected = f", edition {self.edition}" if self.edition > 1 else ""
        return f"record {self.number}{corrected}"

    def get_absolute_url(self) -> str:
        return reverse("decisions:record", args=[self.slug])


def records_of(row: Recorded) -> models.QuerySet[DecisionRecord]:
    """The editions of the record of a decision."""
    return DecisionRecord.objects.filter(**referring_to(row))
