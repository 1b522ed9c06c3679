"""What signatures and decisions brought about: versions, and delegated decisions."""

from django.db import models

from iegtracker.ledger.evidence import Evidence
from statements.models import Version

from .changes import SigningRound
from .delegations import Delegation
from .meetings import Decision
from .one_of import exactly_one
from .signatures import SignOff


class Authority(Evidence):
    """By what authority a version differs from the one before it."""

    version = models.OneToOneField(
        Version, models.PROTECT, related_name="proven_authority"
    )
    signing_round = models.OneToOneField(
        SigningRound,
        models.PROTECT,
        related_name="authority",
        null=True,
        blank=True,
    )
    decision = models.OneToOneField(
        Decision, models.PROTECT, related_name="authority", null=True, blank=True
    )

    class Meta:
        verbose_name_plural = "authorities"
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("decision", "signing_round"),
                name="authority_is_a_change_or_a_decision",
            )
        ]

    def __str__(self) -> str:
        return f"authority for {self.version}"


class DelegatedDecision(Evidence):
    """What one signing occasion decided: every change that it completed."""

    delegation = models.ForeignKey(
        Delegation, models.PROTECT, related_name="decisions_made"
    )
    last_signature = models.OneToOneField(
        SignOff, models.PROTECT, related_name="decision_made"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"delegated decision {self.pk}"


class DecidedChange(Evidence):
    """One round of signing that a delegated decision completed."""

    decision = models.ForeignKey(
        DelegatedDecision, models.PROTECT, related_name="items"
    )
    signing_round = models.OneToOneField(
        SigningRound, models.PROTECT, related_name="decided"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.signing_round.change} in {self.decision}"
