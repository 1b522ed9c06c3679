"""The case file behind a page, by the address of its statement."""

from typing import Any

from django.http import Http404
from django.urls import reverse

from decisions.casefile import CaseFile, open_file, statements_for_files
from decisions.models import Change
from statements.models import Statement

Trail = list[tuple[str, str | None]]


def statement_for(round: str) -> Statement:
    """The statement of a round, with its facts."""
    try:
        return statements_for_files().get(round=round)
    except Statement.DoesNotExist:
        raise Http404(f"There is no statement for the round {round}.") from None


def file_for(round: str) -> CaseFile:
    return open_file(statement_for(round))


def change_for(round: str, number: int) -> tuple[CaseFile, Change]:
    file = file_for(round)
    change = file.change(number)
    if change is None:
        raise Http404(f"There is no change {number} to this statement.")
    return file, change


def trail(statement: Statement, *steps: tuple[str, str | None]) -> Trail:
    """Breadcrumbs from the statement down; the page itself has no address."""
    return [(statement.title, statement.get_absolute_url()), *steps]


def change_trail(change: Change, last: str = "") -> Trail:
    statement = change.statement
    listed = ("Changes", reverse("decisions:changes", args=[statement.round]))
    own = heading_of(change)
    if not last:
        return trail(statement, listed, (own, None))
    return trail(statement, listed, (own, change.get_absolute_url()), (last, None))


def heading_of(change: Change) -> str:
    """Change 4, or what a final approval is called."""
    return "Final approval" if change.is_final else f"Change {change.number}"


def spoken(change: Change) -> str:
    """Inside a sentence: change 4, or the final approval."""
    return "the final approval" if change.is_final else f"change {change.number}"


def address(name: str, change: Change, *more: Any) -> str:
    """A page about a change."""
    return reverse(
        f"decisions:{name}", args=[change.statement.round, change.number, *more]
    )
