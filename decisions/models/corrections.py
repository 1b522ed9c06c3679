"""What the record of a decision says as it stands, after every correction."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from iegtracker.ledger.evidence import Evidence
from iegtracker.people.models import Visitor

from .meetings import Decision
from .proceedings import MinutesConfirmation


class DecisionCorrection(Evidence):
    """What a decision's record says from now on. What is blank was not corrected."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField()
    wording = models.TextField(blank=True)
    minute_number = models.CharField(max_length=20, blank=True)
    reasons = models.TextField(blank=True)
    alternatives = models.TextField(blank=True)
    interests = models.TextField(blank=True)
    reason = models.TextField()
    confirmation = models.ForeignKey(
        MinutesConfirmation,
        models.PROTECT,
        related_name="decision_corrections",
        null=True,
        blank=True,
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["decision", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "number"],
                name="decision_correction_one_of_each_number",
            ),
            models.CheckConstraint(
                condition=~Q(
                    wording="",
                    minute_number="",
                    reasons="",
                    alternatives="",
                    interests="",
                )
                & ~Q(reason=""),
                name="decision_correction_corrects_something_and_says_why",
                violation_error_message="Correct something, and say why.",
            ),
        ]

    def __str__(self) -> str:
        return f"correction {self.number} of the {self.decision}"


class WordingFinding(Evidence):
    """A second clerk's finding: does what the program enforces still stand?"""

    correction = models.OneToOneField(
        DecisionCorrection, models.PROTECT, related_name="finding"
    )
    stands = models.BooleanField()
    reason = models.TextField()
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(corrected_by=F("found_by")),
                name="wording_finding_takes_a_second_clerk",
                violation_error_message="Somebody else must record the finding.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="wording_finding_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"finding on {self.correction}"


@dataclass(frozen=True)
class Standing:
    """A decision's words as recorded, and as they stand."""

    recorded: str
    wording: str
    minute_number: str
    # The last correction of the wording, and what was found of it (None: nothing yet).
    correction: int | None
    corrected_by: int | None
    found: bool | None

    @property
    def is_corrected(self) -> bool:
        return self.wording != self.recorded

    @property
    def is_proved(self) -> bool:
        """Whether what the program enforces was made from these words, or stands."""
        return not self.is_corrected or self.found is True

    def waits_for(self, user: Visitor) -> bool:
        """Whether a finding is wanting that this person may record, being a clerk."""
        wanting = not self.is_proved and self.found is None
        return wanting and user.pk != self.corrected_by


def as_it_stands(decision: str = "pk") -> dict[str, Any]:
    """What a query reads beside a decision so that `standing` asks nothing more.

    `decision` is the path to the decision's key from the rows that are read.
    """
    mine = DecisionCorrection.objects.filter(decision=OuterRef(decision))
    newest = mine.order_by("-number")
    worded = newest.exclude(wording="")
    numbered = newest.exclude(minute_number="")
    return {
        "last_wording": Subquery(worded.values("wording")[:1]),
        "last_minute_number": Subquery(numbered.values("minute_number")[:1]),
        "last_correction": Subquery(worded.values("pk")[:1]),
        "last_corrector": Subquery(worded.values("recorded_by")[:1]),
        "last_finding": Subquery(worded.values("finding__stands")[:1]),
    }


def standing(decision: Decision, read: models.Model | None = None) -> Standing:
    """The wording as it stands: the one place that says so.

    `read` is the row that was read with `as_it_stands`, when it is not the decision.
    """
    told = (read or decision).__dict__
    if "last_wording" not in told:
        rows = Decision.objects.annotate(**as_it_stands())
        told = rows.get(pk=decision.pk).__dict__
    return Standing(
        recorded=decision.wording,
        wording=told["last_wording"] or decision.wording,
        minute_number=told["last_minute_number"] or decision.minute_number,
        correction=told["last_correction"],
        corrected_by=told["last_corrector"],
        found=told["last_finding"],
    )


# What else of a decision's record is corrected: the program enforces none of it.
PARTICULARS = ("reasons", "alternatives", "interests")


def particulars_as_they_stand(decision: str = "pk") -> dict[str, Any]:
    """What a query reads beside a decision so that `particulars` asks nothing more."""
    mine = DecisionCorrection.objects.filter(decision=OuterRef(decision))
    return {
        f"last_{name}": Subquery(
            mine.exclude(**{name: ""}).order_by("-number").values(name)[:1]
        )
        for name in PARTICULARS
    }


def particulars(decision: Decision, read: models.Model | None = None) -> dict[str, str]:
    """The reasons, alternatives and interests of a decision as they stand.

    `read` is the row that was read with `particulars_as_they_stand`, when it is not
    the decision.
    """
    told = (read or decision).__dict__
    if "last_reasons" not in told:
        rows = Decision.objects.annotate(**particulars_as_they_stand())
        told = rows.get(pk=decision.pk).__dict__
    return {
        name: told[f"last_{name}"] or getattr(decision, name) for name in PARTICULARS
    }
