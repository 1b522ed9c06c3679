"""Bodies, meetings, what was put to them, and what they resolved."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from decisions.states import CallIn, Endorsing, Outcome
from iegtracker.ledger.evidence import Evidence
from statements.document import Patch
from statements.models import Paper, Statement, Version


class Body(Evidence):
    """Cabinet, Council or another body that decides."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120, unique=True)

    class Meta:
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.name


class Meeting(Evidence):
    """One meeting of a body."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-held_on"]
        permissions = [
            ("record_meeting", "Record meetings and put papers to them"),
            ("record_decision", "Record decisions"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "held_on"],
                name="meeting_one_of_a_body_a_day",
                violation_error_message="That meeting has been recorded already.",
            )
        ]

    def __str__(self) -> str:
        day = f"{self.held_on.day} {self.held_on:%B %Y}"
        return f"{self.body}, {day}"

    def get_absolute_url(self) -> str:
        return reverse(
            "decisions:meeting", args=[self.held_on.isoformat(), self.body.slug]
        )


class Report(Paper):
    """A report about a statement, written for one meeting."""

    number = models.PositiveIntegerField(unique=True)
    about = models.ForeignKey(Statement, models.PROTECT, related_name="reports")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="reports")

    LASTING = ("number", "about_id", "meeting_id")

    class Meta:
        ordering = ["number"]

    def get_absolute_url(self) -> str:
        return reverse("decisions:report", args=[self.number])


class Tabling(Evidence):
    """A report and its Appendix 1 as put to the meeting. A later one revises."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="tablings")
    number = models.PositiveIntegerField()
    text = models.ForeignKey(Version, models.PROTECT, related_name="+")
    appendix = models.ForeignKey(Version, models.PROTECT, related_name="+")
    tabled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    tabled_at = models.DateTimeField()

    class Meta:
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"], name="tabling_one_of_each_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report}, as put to {self.report.meeting}"


class Recommendation(Evidence):
    """One lettered recommendation of a report as it was tabled."""

    tabling = models.ForeignKey(Tabling, models.PROTECT, related_name="recommendations")
    uid = models.CharField(max_length=40)
    letter = models.CharField(max_length=4)
    text = models.TextField()

    class Meta:
        ordering = ["tabling", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tabling", "uid"], name="recommendation_one_per_element"
            )
        ]

    def __str__(self) -> str:
        return f"recommendation ({self.letter})"


class Decision(Evidence):
    """What a body resolved on one recommendation, in the words of the resolution."""

    recommendation = models.OneToOneField(
        Recommendation, models.PROTECT, related_name="decision"
    )
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=24, choices=Outcome.choices)
    wording = models.TextField(help_text="As resolved.")
    reasons = models.TextField(help_text="Reasons for the decision.")
    alternatives = models.TextField(
        help_text="Alternatives considered and rejected. “None” is said, not left out."
    )
    interests = models.TextField(
        help_text="Interests declared, and any dispensation. “None” is said."
    )
    patch = models.BinaryField(
        help_text="What the decision itself amends in the statement (canonical)."
    )
    approves_text = models.BooleanField(
        default=False, help_text="The body approved the statement's text outright."
    )
    minute_number = models.CharField(
        max_length=20, blank=True, help_text="Blank when it is not known."
    )
    call_in = models.CharField(max_length=12, choices=CallIn.choices)
    call_in_reason = models.CharField(max_length=300, blank=True)
    endorsement = models.CharField(
        max_length=16,
        choices=Endorsing.choices,
        blank=True,
        help_text="Whether another body is to endorse the text.",
    )
    endorsing_body = models.ForeignKey(
        Body, models.PROTECT, related_name="+", null=True, blank=True
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recommendation"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values),
                name="decision_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(wording="")
                & ~Q(reasons="")
                & ~Q(alternatives="")
                & ~Q(interests=""),
                name="decision_says_what_the_regulations_ask",
                violation_error_message=(
                    "Say the decision, reasons, alternatives and interests; "
                    "enter “None” where there was none."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(call_in=CallIn.DOES_NOT) | ~Q(call_in_reason=""),
                name="decision_outside_call_in_says_why",
                violation_error_message="Say why call-in does not apply.",
            ),
            models.CheckConstraint(
                condition=Q(
                    endorsement__in=(Endorsing.WANTED, Endorsing.REQUIRED),
                    endorsing_body__isnull=False,
                )
                | Q(
                    endorsement__in=("", Endorsing.NOT_CALLED_FOR),
                    endorsing_body__isnull=True,
                ),
                name="decision_names_the_body_that_endorses",
                violation_error_message="Choose the body that is to endorse the text.",
            ),
        ]

    def __str__(self) -> str:
        return f"decision on {self.recommendation}, {self.meeting}"

    @cached_property
    def amendment(self) -> Patch:
        return Patch.from_bytes(bytes(self.patch))
