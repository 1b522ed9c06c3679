"""What stands for the words of decisions, where their reader may not see them.

What is resolved on an exempt recommendation is withheld with it, whoever resolved it
and wherever it is quoted: the words, their conditions, the reasons, the alternatives.
Who reads what is exempt is said by its paragraph (statements/document/exempt.py).
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from statements.document import Document
from statements.document.document import EXEMPT
from statements.document.exempt import Reader, is_withheld, placeholder, withheld

from .models import Decision, Delegation, Endorsement


def instead_in(report: Document, uid: str) -> str:
    """What stands for an element in a report as its reader sees it, or ""."""
    if not is_withheld(report, uid):
        return ""
    return placeholder(report.get(uid, EXEMPT)["paragraph"])


def words_instead(decision: Decision, reader: Reader = Reader.PUBLIC) -> str:
    """What stands for the words of a decision on an exempt recommendation, or ""."""
    about = decision.recommendation
    return instead_in(withheld(about.tabling.text.document, reader), about.uid)


def decisions_withheld(which: Q, reader: Reader) -> Iterator[tuple[Decision, str]]:
    """Those of several decisions that are withheld, each with what stands for its
    words: in one query, and in none for those who read everything."""
    if reader is Reader.WORKS:
        return
    rows = Decision.objects.filter(which).select_related(
        "recommendation__tabling__text", "recommendation__tabling__report"
    )
    for row in rows:
        if instead := words_instead(row, reader):
            yield row, instead


def words_instead_in(which: Q, reader: Reader) -> dict[int, str]:
    """The same by the keys of the decisions."""
    return {row.pk: instead for row, instead in decisions_withheld(which, reader)}


def given_instead(delegation: Delegation) -> str:
    """What stands, for the public, for the words by which power was given, or ""."""
    return words_instead(delegation.decision) if delegation.decision else ""


def resolved_instead(endorsement: Endorsement, by: datetime | None = None) -> str:
    """What stands, for the public, for what another body resolved because a decision
    on an exempt recommendation called for it, or "": by the decisions recorded so far,
    or by a moment."""
    called_for = Q(
        recommendation__tabling__report__about=endorsement.statement_id,
        endorsing_body=endorsement.meeting.body_id,
        **({"recorded_at__lte": by} if by else {}),
    )
    found = decisions_withheld(called_for, Reader.PUBLIC)
    return next((instead for _, instead in found), "")


def said_instead(words: str, instead: str) -> str:
    """The words, or what stands for them; where there are none, none are withheld."""
    return instead if words and instead else words
