"""The final copies that members read, as cards."""

from dataclasses import dataclass

from django.db.models.functions import Length
from django.urls import reverse

from statements.access import is_published
from statements.models import FinalCopy, Statement
from statements.selectors.copies import size_words


@dataclass(frozen=True)
class Copy:
    """A final copy for its card."""

    title: str
    statement: Statement
    url: str
    download: str
    since: str
    pages: int
    size: str
    sha256: str
    cleared_on: object
    # False from the moment that its statement is reopened.
    stands: bool


def final_copies() -> list[Copy]:
    """The last final copy of each round, the newest round first."""
    rows = (
        FinalCopy.objects.filter(superseded_by__isnull=True)
        .select_related("version__paper__statement")
        .annotate(size=Length("pdf"))
        .defer("pdf", "chain", "version__content")
        .order_by("-version__paper__statement__due", "-pk")
    )
    return [_copy(row) for row in rows]


def _copy(row: FinalCopy) -> Copy:
    statement = row.version.paper.statement
    args = [statement.round]
    return Copy(
        title=statement.title,
        statement=statement,
        url=reverse("statements:final_copy", args=args),
        download=reverse("statements:final_pdf", args=args),
        since=""
        if statement.imported
        else reverse("decisions:since_cabinet", args=args),
        pages=row.pages,
        size=size_words(row.__dict__["size"]),
        sha256=row.sha256,
        cleared_on=row.made_at,
        stands=is_published(statement),
    )
