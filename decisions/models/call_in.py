"""Call-in of a decision: whether it applies, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from decisions.states import CallIn, CallInEnd
from iegtracker.ledger.evidence import Evidence

from .authorities import DelegatedDecision
from .meetings import Decision
from .one_of import exactly_one


class CallInRuling(Evidence):
    """Whether call-in applies to a decision, as it is known. A later row supersedes.

    The days are stored: as computed when they were recorded, or as the council
    recorded them. They are never computed again. What would let a decision be acted on
    sooner while its window is open only waits: the row that confirms it counts.
    """

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="rulings", null=True, blank=True
    )
    delegated = models.ForeignKey(
        DelegatedDecision, models.PROTECT, related_name="rulings", null=True, blank=True
    )
    number = models.PositiveSmallIntegerField()
    ruling = models.CharField(max_length=12, choices=CallIn.choices)
    reason = models.CharField(max_length=300, blank=True)
    working_days = models.PositiveSmallIntegerField(null=True, blank=True)
    from_publication_day = models.BooleanField(
        default=False, help_text="The day of publication counts as the first day."
    )
    published_on = models.DateField(null=True, blank=True)
    effective_on = models.DateField(
        null=True, blank=True, help_text="The first day on which it may be acted on."
    )
    waits_because = models.CharField(
        max_length=300,
        blank=True,
        help_text="Why it does not count until another clerk confirms it.",
    )
    confirms = models.OneToOneField(
        "self", models.PROTECT, related_name="confirmation", null=True, blank=True
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Who entered what it confirms.",
    )
    withdrawal = models.TextField(
        blank=True,
        help_text="Why the waiver recorded before it was a mistake: it counts no more.",
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "ruling on call-in"
        verbose_name_plural = "rulings on call-in"
        ordering = ["pk"]
        permissions = [("record_call_in", "Record call-in and its waivers")]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("decision", "delegated"),
                name="call_in_ruling_of_one_decision",
            ),
            models.UniqueConstraint(
                fields=["decision", "number"], name="call_in_ruling_one_of_each_number"
            ),
            models.UniqueConstraint(
                fields=["delegated", "number"],
                name="call_in_ruling_one_of_each_delegated_number",
            ),
            models.CheckConstraint(
                # A comparison with nothing would be neither true nor false, and pass.
                condition=Q(
                    ruling=CallIn.APPLIES,
                    working_days__isnull=False,
                    working_days__gte=1,
                )
                | (
                    Q(ruling__in=[CallIn.DOES_NOT, CallIn.NOT_KNOWN])
                    & Q(working_days__isnull=True, from_publication_day=False)
                ),
                name="call_in_that_applies_has_a_window",
                violation_error_message="Say how many working days it lasts.",
            ),
            models.CheckConstraint(
                condition=~Q(ruling=CallIn.DOES_NOT) | ~Q(reason=""),
                name="call_in_that_does_not_apply_says_why",
                violation_error_message="Say why call-in does not apply.",
            ),
            models.CheckConstraint(
                condition=~Q(ruling=CallIn.APPLIES)
                | Q(published_on__isnull=True, effective_on__isnull=True)
                | Q(
                    published_on__isnull=False,
                    effective_on__isnull=False,
                    effective_on__gt=F("published_on"),
                ),
                name="call_in_that_applies_ends_after_publication",
                violation_error_message=(
                    "The decision takes effect after the day of its publication."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(entered_by=F("recorded_by")),
                name="call_in_ruling_takes_two_people_where_it_waited",
                violation_error_message="Another clerk must confirm what you entered.",
            ),
            models.CheckConstraint(
                condition=Q(confirms__isnull=True, entered_by__isnull=True)
                | Q(
                    confirms__isnull=False,
                    entered_by__isnull=False,
                    waits_because="",
                    withdrawal="",
                ),
                name="call_in_ruling_confirms_what_somebody_entered",
            ),
        ]

    def __str__(self) -> str:
        return f"ruling on call-in of the {self.decision or self.delegated}"


class CalledIn(Evidence):
    """Members called a decision in. Their names and number are the council's matter."""

    ruling = models.OneToOneField(
        CallInRuling, models.PROTECT, related_name="called_in"
    )
    members = models.TextField(help_text="By which members.")
    grounds = models.TextField()
    called_in_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "call-in"
        constraints = [
            models.CheckConstraint(
                condition=~Q(members="") & ~Q(grounds=""),
                name="called_in_says_by_whom_and_why",
                violation_error_message="Say which members called it in, and why.",
            )
        ]

    def __str__(self) -> str:
        return f"call-in of the {self.ruling.decision or self.ruling.delegated}"


class CallInOutcome(Evidence):
    """What became of a call-in; the last row holds.

    One that says what was wrong supersedes the row before it as a mistake.
    """

    called_in = models.ForeignKey(CalledIn, models.PROTECT, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=16, choices=CallInEnd.choices)
    reasons = models.TextField()
    correction = models.TextField(
        blank=True, help_text="What the row before it says wrongly, and why."
    )
    decided_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "outcome of a call-in"
        verbose_name_plural = "outcomes of call-ins"
        ordering = ["called_in", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["called_in", "number"],
                name="call_in_outcome_one_of_each_number",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=CallInEnd.values) & ~Q(reasons=""),
                name="call_in_outcome_says_why",
                violation_error_message="Say what was decided on it, and why.",
            ),
            models.CheckConstraint(
                condition=Q(correction="") & ~Q(outcome=CallInEnd.NOTHING)
                | (~Q(correction="") & Q(number__gt=1)),
                name="call_in_outcome_corrects_one_before_it",
                violation_error_message="There is nothing before it to correct.",
            ),
        ]

    def __str__(self) -> str:
        return f"outcome of the {self.called_in}"


class CallInWaiver(Evidence):
    """A decision was too urgent to wait for call-in: who agreed, and why."""

    ruling = models.OneToOneField(CallInRuling, models.PROTECT, related_name="waiver")
    agreed_by = models.TextField(help_text="Who agreed, by office.")
    why = models.TextField()
    agreed_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "waiver of call-in"
        verbose_name_plural = "waivers of call-in"
        constraints = [
            models.CheckConstraint(
                condition=~Q(agreed_by="") & ~Q(why=""),
                name="call_in_waiver_says_who_and_why",
                violation_error_message="Say who agreed, and why it could not wait.",
            )
        ]

    def __str__(self) -> str:
        return (
            f"waiver of call-in of the {self.ruling.decision or self.ruling.delegated}"
        )
