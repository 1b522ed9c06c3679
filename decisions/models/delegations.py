"""Delegations: born in a decision, or from a recorded source of urgency."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from decisions.states import Mode, Part, Scope, UrgencyKind
from iegtracker.ledger.evidence import Evidence
from statements.models import Statement

from .meetings import Decision
from .offices import Office


class Urgency(Evidence):
    """What gives one office power outside a meeting, as one clerk entered it.

    It is no authority until another clerk confirms it.
    """

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="urgencies")
    kind = models.CharField(max_length=8, choices=UrgencyKind.choices)
    citation = models.CharField(
        max_length=200, help_text="The rule's place, or the decision's reference."
    )
    wording = models.TextField(help_text="In the words of the rule or decision.")
    why = models.TextField(help_text="Why it could not wait for a meeting.")
    agreed_by = models.TextField(
        help_text="Who agreed that it was urgent. “None” is said, not left out."
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="urgencies")
    scope = models.CharField(max_length=8, choices=Scope.choices)
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "urgencies"
        ordering = ["pk"]
        permissions = [("record_urgency", "Record urgent powers, and end delegations")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(citation="")
                & ~Q(wording="")
                & ~Q(why="")
                & ~Q(agreed_by=""),
                name="urgency_says_its_source_and_why",
                violation_error_message=(
                    "Say the source, its words, why it could not wait and who agreed."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=UrgencyKind.values) & Q(scope__in=Scope.values),
                name="urgency_kind_and_scope_are_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display().lower()}, {self.citation}"


class Delegation(Evidence):
    """Power over changes to one statement, given to named offices."""

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="delegations", null=True, blank=True
    )
    urgency = models.OneToOneField(
        Urgency, models.PROTECT, related_name="delegation", null=True, blank=True
    )
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="delegations")
    mode = models.CharField(max_length=12, choices=Mode.choices)
    scope = models.CharField(max_length=8, choices=Scope.choices)
    conditions = models.TextField(
        blank=True, help_text="In the words of the decision; not enforced."
    )
    starts_on = models.DateField()
    until = models.DateField(
        null=True, blank=True, help_text="The last day, if the decision names one."
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Who confirmed the urgency that another clerk entered.",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

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
            models.CheckConstraint(
                condition=Q(decision__isnull=False, urgency__isnull=True)
                | Q(
                    decision__isnull=True,
                    urgency__isnull=False,
                    mode=Mode.SOLE,
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                ),
                name="delegation_is_by_decision_or_confirmed_urgency",
            ),
        ]

    def __str__(self) -> str:
        return f"delegation by {self.decision or self.urgency}"

    @property
    def wording(self) -> str:
        """The words that gave it."""
        source = self.decision or self.urgency
        return source.wording if source else ""

    @property
    def made_at(self) -> datetime | None:
        """When it was recorded: what is submitted after that spends it."""
        return self.decision.recorded_at if self.decision else self.confirmed_at


class DelegationEnd(Evidence):
    """A delegation ended: its body decided anew, or a clerk recorded why."""

    delegation = models.OneToOneField(Delegation, models.PROTECT, related_name="end")
    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="ended", null=True, blank=True
    )
    reason = models.TextField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="delegation_end_says_why",
                violation_error_message="Enter a reason.",
            )
        ]

    def __str__(self) -> str:
        return f"end of the {self.delegation}"


class DelegatedOffice(Evidence):
    """One office's part in a delegation."""

    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="offices")
    office = models.ForeignKey(Office, models.PROTECT, related_name="delegated")
    part = models.CharField(max_length=10, choices=Part.choices)
    substitute = models.ForeignKey(
        Office,
        models.PROTECT,
        related_name="substitutes",
        null=True,
        blank=True,
        help_text="Whose holder acts while this office's holder is recorded as away.",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["delegation", "office"], name="delegation_names_an_office_once"
            ),
            models.CheckConstraint(
                condition=Q(part__in=Part.values), name="delegated_part_is_known"
            ),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True)
                | ~Q(substitute=models.F("office")),
                name="delegated_substitute_is_another_office",
                violation_error_message="An office is not its own substitute.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}, {self.get_part_display().lower()}"
