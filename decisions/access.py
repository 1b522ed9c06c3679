"""Who sees what in the room of authority (design 4.8). Closed unless a line opens it.

`may_see_...` answers; `require_...` raises NotAllowed with a sentence.
"""

from iegtracker.errors import NotAllowed
from iegtracker.people.models import User
from statements.models import Statement
from statements.states import StatementStatus

from .models import Tabling
from .permissions import Perm


def may_see_changes(user: User) -> bool:
    """Changes, written or proposed, and their comments: never members."""
    return user.holds(Perm.VIEW_CHANGES)


def may_see_gate(user: User) -> bool:
    return user.holds(Perm.VIEW_GATE)


def may_see_since_cabinet(user: User, statement: Statement) -> bool:
    """What changed since the decision: everyone signed in, once it is published."""
    return may_see_changes(user) or is_published(statement)


def may_see_papers(user: User, tabling: Tabling | None) -> bool:
    """A report and its appendix: members from the day they were put to a meeting."""
    return may_see_changes(user) or tabling is not None


def may_see_offices(user: User) -> bool:
    return user.holds("decisions.view_office")


def is_published(statement: Statement) -> bool:
    return statement.status == StatementStatus.PUBLISHED


def require_changes(user: User) -> None:
    if not may_see_changes(user):
        raise NotAllowed(
            "Changes are open to the officers, office-holders, clerks and auditors "
            "who work on them. Members see what was agreed once the statement is "
            "published."
        )


def require_gate(user: User) -> None:
    if not may_see_gate(user):
        raise NotAllowed(
            "What stands in the way is shown to those who prepare the statement. "
            "Members are told when it is published."
        )


def require_since_cabinet(user: User, statement: Statement) -> None:
    if not may_see_since_cabinet(user, statement):
        raise NotAllowed(
            "What changed since the decision can be read here once the statement is "
            "published."
        )


def require_papers(user: User, tabling: Tabling | None) -> None:
    if not may_see_papers(user, tabling):
        raise NotAllowed(
            "These papers have not been put to a meeting yet, so they are open only "
            "to those who prepare them."
        )


def require_offices(user: User) -> None:
    if not may_see_offices(user):
        raise NotAllowed(
            "Appointments are recorded by democratic services. Ask them who holds an "
            "office."
        )


def require(user: User, permission: Perm, words: str) -> None:
    """For a page that begins something new: `words` say what, after “may not”."""
    if not user.holds(permission):
        raise NotAllowed(f"{user} may not {words}.")
