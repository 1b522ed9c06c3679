"""Rows for lists, filters and reports: an index of the Document, never its source.

Only `statements.indexing` writes them; `verify` rebuilds and compares them.
"""

from django.db import models

from statements.document.elements import LEVELS, ON_TIME, STATUSES

from .papers import Statement


class OutcomeProgress(models.Model):
    """The council's status for one priority outcome in a statement's latest text."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="progress")
    uid = models.CharField(max_length=40)
    code = models.CharField(max_length=8)
    level = models.CharField(max_length=12, choices=list(LEVELS.items()))
    area = models.CharField("service area", max_length=120)
    due = models.DateField()
    status = models.CharField(max_length=16, choices=list(STATUSES.items()))
    on_time = models.CharField(
        "will meet its date", max_length=16, choices=list(ON_TIME.items())
    )
    comment = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "outcome progress"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "uid"], name="outcome_progress_one_per_element"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_status_display()}"


class FigureCell(models.Model):
    """One whole number in a table of figures of a statement's latest text."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="figures")
    uid = models.CharField(max_length=40)
    section = models.CharField(max_length=80)
    label = models.CharField(max_length=200)
    column = models.CharField(max_length=40)
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "uid", "column"], name="figure_cell_one_per_column"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.column}: {self.amount}"
