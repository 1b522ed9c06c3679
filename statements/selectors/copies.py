"""A statement's final copies: facts, chain of authority, and the bytes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Min, Q
from django.db.models.functions import Length

from statements.access import is_published
from statements.models import FinalCopy, Statement
from statements.rendering.authority import Authority, authority
from statements.rendering.chain import Chain
from statements.rendering.words import moment


@dataclass(frozen=True)
class FinalCopyPage:
    statement: Statement
    copy: FinalCopy
    size: str
    authority: Authority
    superseded_by: FinalCopy | None
    is_void: bool
    earlier: tuple[FinalCopy, ...]


def final_copies(statement: Statement) -> list[FinalCopy]:
    """Every final copy, the one that stands first; the bytes stay unread."""
    return list(
        FinalCopy.objects.filter(version__paper=statement.pk)
        .select_related("version")
        .annotate(size=Length("pdf"))
        .defer("pdf", "version__content")
        .order_by("-pk")
    )


def chosen(copies: list[FinalCopy], sha256: str) -> FinalCopy | None:
    """The copy of that SHA-256; without one, the copy that stands."""
    if not sha256:
        return copies[0] if copies else None
    return next((copy for copy in copies if copy.sha256 == sha256), None)


def final_copy_page(
    statement: Statement, copies: list[FinalCopy], copy: FinalCopy
) -> FinalCopyPage:
    """`is_void`: the statement was reopened since, and has no copy in its place yet."""
    latest = copies[0]
    return FinalCopyPage(
        statement=statement,
        copy=copy,
        size=size_words(copy.size),  # type: ignore[attr-defined]
        authority=authority(Chain.from_bytes(bytes(copy.chain))),
        superseded_by=None if copy.pk == latest.pk else latest,
        is_void=copy.pk == latest.pk and not is_published(statement),
        earlier=tuple(other for other in copies if other.pk != copy.pk),
    )


def size_words(length: int) -> str:
    """412 KB, or 1.3 MB: as a reader's own computer says it."""
    if length < 1_000_000:
        return f"{max(1, round(length / 1000))} KB"
    return f"{length / 1_000_000:.1f} MB"


# The moment at which a clearance of the copy's text was undone.
_REOPENED = "version__clearances__reopening__reopened_at"


@dataclass(frozen=True)
class Copy:
    """A final copy by its SHA-256, and what may be said of a file that has it."""

    copy: FinalCopy
    statement: Statement
    is_superseded: bool
    # When its statement was first reopened after it was made.
    reopened_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """A copy is void from the moment that its statement is reopened."""
        return not self.is_superseded and is_published(self.statement)

    @property
    def standing(self) -> str:
        if self.is_superseded:
            return "has been superseded"
        return "stands" if self.stands else f"void{self._since}"

    @property
    def _since(self) -> str:
        at = self.reopened_at
        return f" since {moment(at.isoformat())}" if at else ""

    @property
    def verdict(self) -> str:
        if self.is_superseded:
            return (
                "Yes, but it has been superseded: your file is an earlier copy of "
                f"{self.statement.title}. Another copy was made in its place."
            )
        if not self.stands:
            return (
                "No longer: your file was the cleared copy of "
                f"{self.statement.title}. It has been void{self._since}, when "
                "the statement was reopened. No copy stands in its place yet."
            )
        told = "approved by Council before this system; not proved here"
        came = f" ({told})" if self.statement.imported else ""
        return f"Yes: your file is the final copy of {self.statement.title}{came}."


def copies_to_compare() -> list[Copy]:
    """Every final copy there is: they are open to all who read what is published."""
    rows = (
        FinalCopy.objects.select_related("version__paper__statement")
        .annotate(
            following=F("superseded_by"),
            reopened_at=Min(_REOPENED, filter=Q(**{f"{_REOPENED}__gte": F("made_at")})),
        )
        .defer("pdf", "chain", "version__content")
        .order_by("-version__paper__statement__due", "-pk")
    )
    return [
        Copy(
            row,
            row.version.paper.statement,
            is_superseded=row.__dict__["following"] is not None,
            reopened_at=row.__dict__["reopened_at"],
        )
        for row in rows
    ]


def bytes_of(copy: FinalCopy) -> bytes:
    """The stored bytes. They are never made again."""
    return bytes(FinalCopy.objects.values_list("pdf", flat=True).get(pk=copy.pk))
