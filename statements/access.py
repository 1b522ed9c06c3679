"""Who may read a statement: the table of who sees what, for this app.

Those who may read drafts read everything. Everybody else who is signed in reads a
statement once it is published, and then the published version only; so does the
public where the council says so.
"""

from typing import Any

from django.conf import settings
from django.db.models import Q

from iegtracker.errors import NotAllowed
from iegtracker.workflow import refusal
from statements.document.exempt import Reader
from statements.models import Draft, FinalCopy, Statement
from statements.permissions import Perm
from statements.states import StatementStatus
from statements.transitions import SAVE


def sees_drafts(user: Any) -> bool:
    """Whether drafts, saves and versions that are not published are open to `user`."""
    return user.is_authenticated and user.holds(Perm.VIEW_DRAFTS)


def reader_of(user: Any) -> Reader:
    """As whom `user` reads what is exempt. Whoever has no role reads as the public."""
    if sees_drafts(user):
        return Reader.WORKS
    if user.is_authenticated and user.holds(Perm.READ_AS_MEMBER):
        return Reader.MEMBER
    return Reader.PUBLIC


def reads_published(user: Any) -> bool:
    """Whether what is published is open to `user`."""
    return user.is_authenticated or settings.IEG_FINAL_COPY_PUBLIC


def is_published(statement: Statement) -> bool:
    """Whether its text is open to others than those who work on it."""
    return statement.status == StatementStatus.PUBLISHED


def may_read(user: Any, statement: Statement) -> bool:
    """Whether `user` may be led to the text, and to what changed in it."""
    return sees_drafts(user) or (is_published(statement) and reads_published(user))


def drafts_open_to(user: Any, prefix: str = "") -> Q:
    """Which drafts stand in a list for `user`. Those who read a change being written
    only when they sign it read it on the change's own page."""
    if user.holds("decisions.view_written_changes"):
        return Q()
    return Q(**{f"{prefix}purpose": Draft.Purpose.PAPER})


def ask_to_see_drafts(user: Any, statement: Statement) -> None:
    """Raise NotAllowed unless `user` may read drafts."""
    if not sees_drafts(user):
        raise NotAllowed(
            f"Drafts and their history are open to those who work on {statement}. "
            "You can read it once it is published."
        )


def sees_grants(user: Any) -> bool:
    """Whether `user` may read the ledger of grants."""
    return user.holds("statements.view_grant")


def ask_to_see_grants(user: Any) -> None:
    """Raise NotAllowed unless `user` may read the ledger of grants."""
    if not sees_grants(user):
        raise NotAllowed(
            "The ledger of grants is open to officers, office-holders, democratic "
            "services and auditors. The grants are quoted in each published statement."
        )


def recording_refusal(user: Any) -> NotAllowed | None:
    """Why `user` may not record what was awarded and what came in, or None."""
    if user.holds(Perm.RECORD_RECEIPT):
        return None
    return NotAllowed(
        "Grants and receipts are recorded by officers. Ask an IEG officer."
    )


def opening_refusal(user: Any) -> NotAllowed | None:
    """Why `user` may not open a round's statement or bring in an earlier one, or
    None."""
    if user.holds(Perm.EDIT_PAPER):
        return None
    return NotAllowed(
        "Statements are opened by officers and office-holders. Ask an IEG officer."
    )


def may_edit(user: Any, draft: Draft | None) -> bool:
    """Whether `user` may save `draft` now."""
    return draft is not None and refusal(SAVE, draft, user) is None


def published_copy(statement: Statement) -> FinalCopy | None:
    """The final copy that stands: the last one made. Its bytes stay unread."""
    return (
        FinalCopy.objects.filter(version__paper=statement.pk)
        .select_related("version")
        .defer("pdf")
        .order_by("-pk")
        .first()
    )


def ask_to_see_published(user: Any, copy: FinalCopy | None) -> None:
    """Raise NotAllowed when what `user` may read does not exist yet."""
    if not reads_published(user):
        raise NotAllowed("Sign in to read this statement.")
    if copy is None and not sees_drafts(user):
        raise NotAllowed(
            "This statement is not published yet. Members are told, with a link, when "
            "its final copy is ready."
        )
