"""The one writer of the index rows, and the rule for which text they show."""

from datetime import date

from statements.document import Document
from statements.models import FigureCell, OutcomeProgress, Paper, Statement


def latest_text(statement: Statement) -> Document | None:
    """The text that lists and counts speak of: the open draft's, else the current."""
    if draft := statement.open_draft:
        return draft.document
    current = statement.current
    return current.document if current else None


def index(paper: Paper, document: Document) -> None:
    """Rebuild the index rows of a statement; a report has none."""
    if document.get("root", "kind") != "statement":
        return
    OutcomeProgress.objects.filter(statement=paper.pk).delete()
    OutcomeProgress.objects.bulk_create(progress_rows(paper.pk, document))
    FigureCell.objects.filter(statement=paper.pk).delete()
    FigureCell.objects.bulk_create(figure_rows(paper.pk, document))


def progress_rows(statement: int, document: Document) -> list[OutcomeProgress]:
    """The rows that the index ought to hold for the outcomes of `document`."""
    rows = []
    for uid in document.walk():
        element = document.elements[uid]
        if element["kind"] == "outcome":
            row = OutcomeProgress(
                statement_id=statement,
                uid=uid,
                code=element["code"],
                level=element["level"],
                area=element["area"],
                due=date.fromisoformat(element["due"]),
                **element["progress"],
            )
            rows.append(row)
    return rows


def figure_rows(statement: int, document: Document) -> list[FigureCell]:
    """The rows that the index ought to hold for the whole numbers of `document`."""
    rows = []
    for uid in document.walk():
        element = document.elements[uid]
        if element["kind"] != "figure":
            continue
        section = document.get(document.parents[uid], "key")
        for column, amount in element["cells"].items():
            if isinstance(amount, int) and not isinstance(amount, bool):
                row = FigureCell(
                    statement_id=statement,
                    uid=uid,
                    section=section,
                    label=element["label"][:200],
                    column=column,
                    amount=amount,
                )
                rows.append(row)
    return rows
