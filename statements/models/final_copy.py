"""The final copy: PDF bytes made once, and served for ever."""

from django.conf import settings
from django.db import models

from iegtracker.ledger.evidence import Evidence

from .papers import Version


class FinalCopy(Evidence):
    """The PDF made from a cleared version. A correction's copy supersedes it."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="final_copy")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    pages = models.PositiveIntegerField()
    chain = models.BinaryField(help_text="The chain of authority, canonical JSON.")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, related_name="superseded_by", null=True, blank=True
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "final copies"

    def __str__(self) -> str:
        return f"final copy of {self.version}"
