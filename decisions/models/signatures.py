"""Sign-offs: on one's own account or on paper, and taken back."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from decisions.states import Means, Verdict
from iegtracker.ledger.evidence import Evidence

from .changes import SigningRound
from .offices import Absence, Appointment, Office


class PaperSignature(Evidence):
    """What one clerk entered from a signed form; it counts once another confirms."""

    signing_round = models.ForeignKey(
        SigningRound, models.PROTECT, related_name="papers"
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    digest = models.CharField(max_length=64, help_text="As printed on the form.")
    interests = models.TextField()
    comment = models.TextField(blank=True)
    signed_on = models.DateField(help_text="The day written beside the signature.")
    scan = models.BinaryField()
    scan_name = models.CharField(max_length=200)
    scan_sha256 = models.CharField(max_length=64)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=models.F("entered_by")),
                name="paper_signature_never_entered_by_its_signer",
                violation_error_message="Somebody else must enter your signature.",
            ),
            models.CheckConstraint(
                condition=~Q(interests=""),
                name="paper_signature_says_interests",
                violation_error_message="Say whether there is an interest.",
            ),
        ]

    def __str__(self) -> str:
        return f"signature on paper of the {self.office}, {self.signing_round}"


class SignOff(Evidence):
    """One office-holder's verdict on one digest in one round of signing."""

    signing_round = models.ForeignKey(
        SigningRound, models.PROTECT, related_name="signoffs"
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="signoffs")
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="signoffs"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="signoffs"
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    means = models.CharField(max_length=12, choices=Means.choices)
    digest = models.CharField(max_length=64)
    interests = models.TextField(help_text="“None”, or the interest declared.")
    comment = models.TextField(blank=True)
    at = models.DateTimeField()
    absence = models.ForeignKey(
        Absence,
        models.PROTECT,
        related_name="signoffs",
        null=True,
        blank=True,
        help_text="The absence for which a substitute signed.",
    )
    paper = models.OneToOneField(
        PaperSignature,
        models.PROTECT,
        related_name="signoff",
        null=True,
        blank=True,
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="The clerk who confirmed a signature on paper.",
    )
    account_note = models.TextField(
        blank=True, help_text="What had changed in the account shortly before."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["signing_round", "office"],
                name="signoff_one_per_office",
                violation_error_message="This office has signed already.",
            ),
            models.UniqueConstraint(
                fields=["signing_round", "person"],
                name="signoff_two_different_people",
                violation_error_message="One person cannot sign for two offices.",
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.APPROVED)
                | (Q(verdict__in=Verdict.values) & ~Q(comment="")),
                name="signoff_refusal_says_why",
                violation_error_message="Say why.",
            ),
            models.CheckConstraint(
                condition=~Q(interests=""),
                name="signoff_says_interests",
                violation_error_message="Say whether you have an interest.",
            ),
            models.CheckConstraint(
                condition=Q(
                    means=Means.OWN_ACCOUNT,
                    paper__isnull=True,
                    confirmed_by__isnull=True,
                )
                | Q(
                    means=Means.ON_PAPER,
                    paper__isnull=False,
                    confirmed_by__isnull=False,
                ),
                name="signoff_on_paper_was_entered_and_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | ~Q(confirmed_by=models.F("person")),
                name="signoff_never_confirmed_by_its_signer",
                violation_error_message="Somebody else must confirm your signature.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.get_verdict_display().lower()}"


class SignatureWithdrawal(Evidence):
    """A signer took a signature back before the change was agreed."""

    signoff = models.OneToOneField(SignOff, models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="signature_withdrawal_says_why",
                violation_error_message="Enter a reason.",
            )
        ]

    def __str__(self) -> str:
        return f"withdrawal of {self.signoff}"
