"""Changes, and the rounds in which they are put to be signed."""

import json
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from decisions.states import ChangeKind, ChangeStatus
from iegtracker.ledger.evidence import Evidence
from statements.document import Patch
from statements.models import Draft, Statement, Version

from .delegations import Delegation
from .offices import Office


class ChangeQuerySet(models.QuerySet):
    def open(self) -> "ChangeQuerySet":
        """Changes on which something is still to be done."""
        return self.filter(status__in=[ChangeStatus.WRITING, ChangeStatus.PROPOSED])

    def amendments(self) -> "ChangeQuerySet":
        return self.filter(kind=ChangeKind.AMENDMENT)


class Change(models.Model):
    """A wish to change the text, or to approve it finally, under a delegation."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    title = models.CharField(max_length=200)
    status = models.CharField(
        max_length=10, choices=ChangeStatus.choices, default=ChangeStatus.WRITING
    )
    draft = models.OneToOneField(
        Draft, models.PROTECT, related_name="change", null=True, blank=True
    )
    reverses = models.ForeignKey(
        "self", models.PROTECT, related_name="reversals", null=True, blank=True
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()

    LASTING = ("statement_id", "number", "kind", "draft_id")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["statement", "number"]
        permissions = [
            ("write_change", "Write changes"),
            ("propose_change", "Propose changes"),
            ("recall_change", "Recall changes"),
            ("record_paper_signature", "Record signatures given on paper"),
            ("ask_final_approval", "Ask for final approval"),
            ("view_changes", "Read changes that were proposed"),
            ("view_written_changes", "Read every change being written"),
            ("view_gate", "Read what stands in the way"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "number"], name="change_one_of_each_number"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ChangeStatus.values),
                name="change_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.AMENDMENT, draft__isnull=False)
                | Q(kind=ChangeKind.FINAL, draft__isnull=True),
                name="change_has_a_draft_and_final_approval_none",
            ),
            models.UniqueConstraint(
                fields=["statement"],
                condition=Q(
                    kind=ChangeKind.FINAL, status__in=["writing", "proposed", "applied"]
                ),
                name="final_approval_one_at_a_time",
                violation_error_message="Final approval has been asked for already.",
            ),
        ]

    def __str__(self) -> str:
        if self.kind == ChangeKind.FINAL:
            return f"final approval of {self.statement}"
        return f"change {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("decisions:change", args=[self.statement.round, self.number])

    @property
    def is_final(self) -> bool:
        return self.kind == ChangeKind.FINAL

    @property
    def latest_round(self) -> "SigningRound | None":
        return self.rounds.order_by("-number").first()


class SigningRound(Evidence):
    """What was put to the office-holders at once: one digest, signed or not."""

    change = models.ForeignKey(Change, models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="rounds")
    version = models.ForeignKey(
        Version,
        models.PROTECT,
        related_name="+",
        help_text="The text when proposed; for final approval, what is approved.",
    )
    patch = models.BinaryField()
    reason = models.TextField()
    material = models.BooleanField()
    material_because = models.TextField(blank=True)
    authors = models.TextField(help_text="Who wrote it: keys and names, as JSON.")
    digest = models.CharField(max_length=64, unique=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    restarted_because = models.TextField(
        blank=True, help_text="Why the same words are put again, if they are."
    )

    class Meta:
        ordering = ["change", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "number"], name="signing_round_one_of_each_number"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="signing_round_says_why",
                violation_error_message="Enter a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.number} of {self.change}"

    @cached_property
    def difference(self) -> Patch:
        return Patch.from_bytes(bytes(self.patch))

    @property
    def is_material(self) -> bool:
        """By its patch, or because a signer raised it. Nobody lowers it."""
        return self.material or hasattr(self, "raised")

    @property
    def material_reasons(self) -> list[str]:
        """Why it is material, in sentences; none when it is minor."""
        told = [line for line in self.material_because.split("\n") if line]
        raised = getattr(self, "raised", None)
        return [*told, raised.words] if raised else told

    @property
    def author_keys(self) -> frozenset[int]:
        return frozenset(author["key"] for author in self._authors)

    @property
    def author_names(self) -> list[str]:
        return [author["name"] for author in self._authors]

    @property
    def _authors(self) -> list[dict[str, Any]]:
        return json.loads(self.authors)


class MaterialityRaise(Evidence):
    """A signer holds a change to be material that its patch shows as minor."""

    signing_round = models.OneToOneField(
        SigningRound, models.PROTECT, related_name="raised"
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="materiality_raise_says_why",
                violation_error_message="Say why it is material.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.signing_round}, raised by the {self.office}"

    @property
    def words(self) -> str:
        return f"The {self.office} holds it to be material: {self.reason}"
