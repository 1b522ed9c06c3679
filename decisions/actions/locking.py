"""The one lock that every action on a statement takes first."""

from functools import cache

from django.db.models import OuterRef, QuerySet, Subquery

from decisions.models import Submission
from statements.actions import lock_paper
from statements.models import Statement


def locked_statement(statement: Statement) -> Statement:
    """The statement as stored now, its row locked until the transaction ends; it knows
    when it was last submitted.

    SQLite's immediate transactions do the same for the whole database.
    """
    lock_paper(statement.pk)
    return _every_statement().get(pk=statement.pk)


@cache
def _every_statement() -> QuerySet[Statement]:
    sent = Submission.objects.filter(statement=OuterRef("pk"), incident=False)
    last = Subquery(sent.order_by("-recorded_at").values("recorded_at")[:1])
    return Statement.objects.select_related("guidelines").annotate(last_submitted=last)
