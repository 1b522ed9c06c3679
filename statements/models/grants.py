"""The grants ledger: what was awarded, and what came. Amounts are in pence."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from iegtracker.ledger.evidence import Evidence


class Grant(Evidence):
    """A grant awarded to the council for one year, as the council's report names it."""

    year = models.CharField(max_length=10, unique=True)
    source = models.CharField(max_length=200)
    capital = models.BooleanField()
    awarded_pence = models.BigIntegerField()

    class Meta:
        ordering = ["year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(awarded_pence__gt=0),
                name="grant_is_more_than_nothing",
                violation_error_message="Enter an amount of more than £0.",
            )
        ]

    def __str__(self) -> str:
        return f"grant of {self.year}"


class Receipt(Evidence):
    """Money that came in. A mistake is corrected by a row that reverses it."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="receipts")
    pence = models.BigIntegerField()
    received_on = models.DateField()
    reference = models.CharField(max_length=100)
    note = models.CharField(max_length=300, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, related_name="reversed_by", null=True, blank=True
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, pence__gt=0)
                | Q(reverses__isnull=False, pence__lt=0),
                name="receipt_is_positive_and_its_reversal_negative",
                violation_error_message="Enter an amount of more than £0.",
            )
        ]

    def __str__(self) -> str:
        return f"receipt {self.reference} of the {self.grant}"
