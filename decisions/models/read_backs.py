"""What the ministry received, read back, and what was found to explain a difference."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from iegtracker.ledger.evidence import Evidence
from statements.models import Guidelines
from statements.returning import Comparison

from .submissions import Submission


class ReadBack(Evidence):
    """The form's receipt or export of one submission, and how it compares with the
    cleared text, by the fields of one edition of the guidelines."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="read_backs"
    )
    guidelines = models.ForeignKey(Guidelines, models.PROTECT, related_name="+")
    file = models.BinaryField(help_text="The bytes as they were uploaded.")
    name = models.CharField(max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    result = models.BinaryField(help_text="The comparison, as canonical JSON.")
    differences = models.PositiveIntegerField()
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(sha256="") & ~Q(name=""), name="read_back_names_its_file"
            )
        ]

    def __str__(self) -> str:
        return f"reading back of {self.submission}"

    @property
    def comparison(self) -> Comparison:
        return Comparison.from_bytes(bytes(self.result))


class ReadBackFinding(Evidence):
    """What was found to explain the differences of one reading back."""

    read_back = models.OneToOneField(ReadBack, models.PROTECT, related_name="finding")
    why = models.TextField()
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(why=""),
                name="read_back_finding_says_why",
                violation_error_message="Say what was found.",
            )
        ]

    def __str__(self) -> str:
        return f"finding on the {self.read_back}"


def _last_of_each() -> QuerySet[ReadBack]:
    """The last reading of each submission: it is the one that counts."""
    same = ReadBack.objects.filter(submission=OuterRef("submission")).order_by("-pk")
    return ReadBack.objects.filter(pk=Subquery(same.values("pk")[:1]))


def unexplained() -> QuerySet[ReadBack]:
    """Those that count and differ, that nobody has explained, and after which no
    further submission was read back equal; the last one first."""
    equal_since = _last_of_each().filter(
        submission__statement=OuterRef("submission__statement"),
        submission__gt=OuterRef("submission"),
        differences=0,
    )
    differing = _last_of_each().filter(differences__gt=0, finding__isnull=True)
    return differing.filter(~Exists(equal_since)).order_by("-pk")
