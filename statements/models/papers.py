"""Papers: what is written, frozen, compared and decided on."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from iegtracker.ledger.evidence import Evidence
from statements.document import Document, Patch
from statements.states import DraftStatus, StatementStatus

from .guidelines import Guidelines


class Paper(models.Model):
    """A statement or a report. Its text is in versions and drafts, never here."""

    title = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        permissions = [
            ("edit_paper", "Edit drafts of papers"),
            ("view_drafts", "Read drafts"),
            ("read_as_member", "Read what members may read of exempt papers"),
            ("record_receipt", "Record grants and receipts"),
            ("view_whole_ledger", "Read the whole ledger"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def current(self) -> "Version | None":
        """The latest frozen version, if any."""
        return self.versions.order_by("-number").first()

    @property
    def open_draft(self) -> "Draft | None":
        """The draft of the paper itself (not of a change) that may be edited."""
        return self.drafts.filter(
            purpose=Draft.Purpose.PAPER, status=DraftStatus.OPEN
        ).first()


class StatementQuerySet(models.QuerySet):
    def newest_first(self) -> "StatementQuerySet":
        return self.order_by("-due", "-pk")


class Statement(Paper):
    """A council's answer to one round of the ministry's guidelines."""

    round = models.SlugField(max_length=40, unique=True)
    guidelines = models.ForeignKey(
        Guidelines, models.PROTECT, related_name="statements", null=True, blank=True
    )
    due = models.DateField(help_text="The last day on which the return is due.")
    status = models.CharField(
        max_length=12,
        choices=StatementStatus.choices,
        default=StatementStatus.DRAFTING,
    )
    imported = models.BooleanField(
        default=False, help_text="Approved before this system; not proved here."
    )

    LASTING = ("round", "imported")

    objects = StatementQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=StatementStatus.values),
                name="statement_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(imported=True) | Q(guidelines__isnull=False),
                name="statement_has_guidelines_unless_imported",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("statements:statement", args=[self.round])

    @property
    def short_title(self) -> str:
        """IEG 2004: how subject lines of mail begin, so that they sort."""
        return f"IEG {self.round}"


class Version(Evidence):
    """A Document that was frozen: its canonical bytes and their digest."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    schema = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    digest = models.CharField(max_length=64, db_index=True)
    authority = models.TextField(help_text="By what authority, in words.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["paper", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "number"], name="version_one_of_each_number"
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0), name="version_numbers_start_at_one"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.paper}"

    @cached_property
    def document(self) -> Document:
        return Document.from_bytes(bytes(self.content))


class Draft(models.Model):
    """A working copy: a base version and the saves made since."""

    class Purpose(models.TextChoices):
        PAPER = "paper", "The paper itself"
        CHANGE = "change", "A change to the paper"

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="drafts")
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    base = models.ForeignKey(
        Version, models.PROTECT, related_name="+", null=True, blank=True
    )
    status = models.CharField(
        max_length=8, choices=DraftStatus.choices, default=DraftStatus.OPEN
    )
    # The base with every save applied: kept so that a page reads one row, rebuilt
    # from the saves by `verify`.
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    last_save = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField()

    LASTING = ("paper_id", "purpose")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=DraftStatus.values),
                name="draft_status_is_known",
            ),
            models.UniqueConstraint(
                fields=["paper"],
                condition=Q(purpose="paper", status="open"),
                name="draft_one_open_per_paper",
                violation_error_message="This paper already has an open draft.",
            ),
        ]

    def __str__(self) -> str:
        return f"the draft of {self.paper}"

    @property
    def document(self) -> Document:
        return Document.from_bytes(bytes(self.content))

    @property
    def base_document(self) -> Document:
        return self.base.document if self.base else Document()


class Save(Evidence):
    """One save of a draft: the patch that it made, who made it and when."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="saves")
    number = models.PositiveIntegerField()
    patch = models.BinaryField()
    digest_after = models.CharField(max_length=64)
    place = models.CharField(max_length=200, help_text="What was edited, in words.")
    undoes = models.ForeignKey(
        "self", models.PROTECT, related_name="undone_by", null=True, blank=True
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["draft", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "number"], name="save_one_of_each_number"
            )
        ]

    def __str__(self) -> str:
        return f"save {self.number} of {self.draft}"

    @cached_property
    def difference(self) -> Patch:
        return Patch.from_bytes(bytes(self.patch))
