"""The one lock that every action on a statement takes first."""

from statements.actions import lock_paper
from statements.models import Statement


def locked_statement(statement: Statement) -> Statement:
    """The statement as stored now, its row locked until the transaction ends.

    SQLite's immediate transactions do the same for the whole database.
    """
    lock_paper(statement.pk)
    return Statement.objects.select_related("guidelines").get(pk=statement.pk)
