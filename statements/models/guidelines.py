"""What a ministry asks for in one round. Data, because each round differs."""

import json
from typing import Any

from django.db import models

from iegtracker.ledger.evidence import Evidence
from statements.document.elements import LEVELS


class Guidelines(Evidence):
    """One edition of the guidelines of one round; a correction is a new edition."""

    round = models.SlugField(max_length=40)
    edition = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    ministry = models.CharField(max_length=120)
    deadline = models.DateField(help_text="The last day on which the return is due.")
    content = models.BinaryField(help_text="The whole file, as canonical JSON.")
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "guidelines"
        ordering = ["-deadline", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "edition"], name="guidelines_one_of_each_edition"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def told(self) -> dict[str, Any]:
        return json.loads(bytes(self.content))


class PriorityOutcome(Evidence):
    """One line of the national list, with how sure its source is."""

    guidelines = models.ForeignKey(
        Guidelines, models.PROTECT, related_name="priority_outcomes"
    )
    code = models.CharField(max_length=8)
    level = models.CharField(max_length=12, choices=list(LEVELS.items()))
    area = models.CharField("service area", max_length=120)
    applies_to = models.CharField(max_length=120)
    due = models.DateField()
    summary = models.TextField()
    confidence = models.TextField(help_text="How sure the wording and code are.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["guidelines", "code"], name="priority_outcome_one_of_each_code"
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=list(LEVELS)),
                name="priority_outcome_level_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.summary}"
