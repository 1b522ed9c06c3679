"""Delegations: born in a decision, or not at all."""

from django.db import models
from django.db.models import Q

from decisions.states import Mode, Part, Scope
from iegtracker.ledger.evidence import Evidence
from statements.models import Statement

from .meetings import Decision
from .offices import Office


class Delegation(Evidence):
    """Power over changes to one statement, given by a decision to named offices."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="delegation")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="delegations")
    mode = models.CharField(max_length=12, choices=Mode.choices)
    scope = models.CharField(max_length=8, choices=Scope.choices)
    starts_on = models.DateField()
    until = models.DateField(
        null=True, blank=True, help_text="The last day, if the decision names one."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=Mode.values) & Q(scope__in=Scope.values),
                name="delegation_mode_and_scope_are_known",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("starts_on")),
                name="delegation_ends_after_it_starts",
                violation_error_message="The last day must be after the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"delegation by {self.decision}"


class DelegatedOffice(Evidence):
    """One office's part in a delegation."""

    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="offices")
    office = models.ForeignKey(Office, models.PROTECT, related_name="delegated")
    part = models.CharField(max_length=10, choices=Part.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["delegation", "office"], name="delegation_names_an_office_once"
            ),
            models.CheckConstraint(
                condition=Q(part__in=Part.values), name="delegated_part_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}, {self.get_part_display().lower()}"
