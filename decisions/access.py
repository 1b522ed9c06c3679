"""Who sees what in the room of authority (design 4.8). Closed unless a line opens it.

`may_see_...` answers; `require_...` raises NotAllowed with a sentence.
"""

from collections.abc import Iterable

from django.db.models import Q

from iegtracker import clock
from iegtracker.errors import NotAllowed
from iegtracker.people.models import User, Visitor
from statements.access import may_read
from statements.models import Statement
from statements.permissions import Perm as PaperPerm

from .authority import offices_held
from .models import Appointment, Change, Delegation, Meeting, Tabling
from .permissions import Perm
from .states import ChangeStatus

# Words that were never put to anybody, or were taken back.
_UNPUT = (ChangeStatus.WRITING, ChangeStatus.WITHDRAWN)


def may_see_changes(user: Visitor) -> bool:
    """Changes that were proposed, and their comments: never members."""
    return user.holds(Perm.VIEW_CHANGES)


def may_see_change(
    user: User, change: Change, delegations: Iterable[Delegation]
) -> bool:
    """A change being written is open to its signers among the delegates, and to the
    one who began it; otherwise as `may_see_changes`."""
    if not may_see_changes(user):
        return False
    if change.status not in _UNPUT or user.holds(Perm.VIEW_WRITTEN):
        return True
    if change.started_by_id == user.pk:
        return True
    mine = {row.office_id for row in offices_today(user)}
    offices = {row.office_id for given in delegations for row in given.offices.all()}
    return bool(mine & offices)


def changes_open_to(user: User) -> Q:
    """The same rule as `may_see_change`, for a list of changes."""
    if user.holds(Perm.VIEW_WRITTEN):
        return Q()
    mine = [row.office_id for row in offices_today(user)]
    signs = Q(
        statement__in=Statement.objects.filter(delegations__offices__office__in=mine)
    )
    return ~Q(status__in=_UNPUT) | Q(started_by=user) | signs


def offices_today(user: User) -> list[Appointment]:
    """The offices that a reader holds, read once for a page."""
    if "offices_today" not in user.__dict__:
        user.__dict__["offices_today"] = offices_held(user, clock.today())
    return user.__dict__["offices_today"]


def know_offices(user: User, held: Iterable[Appointment]) -> None:
    """Take the reader's offices from a page that has read who holds every office."""
    mine = [row for row in held if row.person_id == user.pk]
    user.__dict__["offices_today"] = mine


def may_see_gate(user: User) -> bool:
    return user.holds(Perm.VIEW_GATE)


def may_see_draft_return(user: User) -> bool:
    """The answers of a text that is not cleared: those who write it. Whoever types
    them into the form gets cleared text only."""
    return may_see_gate(user) and user.holds(PaperPerm.EDIT_PAPER)


def require_return(user: User) -> None:
    if not may_see_gate(user):
        raise NotAllowed(
            "The return to the ministry is open to those who prepare the statement. "
            "Members are told when it is published."
        )


def may_see_since_cabinet(user: Visitor, statement: Statement) -> bool:
    """What changed since the decision: everyone signed in, once it is published, and
    the public where the council says so."""
    return may_see_changes(user) or may_read(user, statement)


# Of what happened to a statement, what those are told who read it once published:
# the papers, what was resolved, what was agreed, and what became of the text. What was
# proposed, returned or refused, and every comment, stays with those who worked on it.
TOLD_TO_ALL = frozenset(
    {
        "statement.opened",
        "statement.imported",
        "statement.reported",
        "statement.report_revised",
        "statement.withdrawn",
        "statement.decided",
        "statement.referred_back",
        "statement.endorsed",
        "statement.cleared",
        "statement.reopened",
        "statement.submitted",
        "statement.submitted_again",
        "statement.published",
        "statement.distributed",
        "statement.distribution_certified",
        "change.applied",
        "change.taken_up",
        "delegated_decision.made",
        "decision.record_published",
        "decision.record_corrected",
        "urgency.confirmed",
        "delegation.ended",
        "final_copy.made",
    }
)


def changes_told_to(user: Visitor) -> Q:
    """The changes of which a timeline speaks: to others than those who work on the
    statement, the agreed ones."""
    if isinstance(user, User) and may_see_changes(user):
        return changes_open_to(user)
    return Q(status=ChangeStatus.APPLIED)


def verbs_told_to(user: Visitor) -> frozenset[str] | None:
    """What a timeline tells; None for all of it."""
    return None if may_see_changes(user) else TOLD_TO_ALL


def may_see_papers(user: Visitor, tabling: Tabling | None) -> bool:
    """A report: everybody from the day it was published for a meeting."""
    return may_see_changes(user) or is_published_papers(tabling)


def is_published_papers(tabling: Tabling | None) -> bool:
    """Whether papers are open to inspection: from the moment they were put."""
    return tabling is not None


def meetings_open_to(user: Visitor) -> Q:
    """Which meetings stand in a list: for the public, those with published papers."""
    if user.is_authenticated:
        return Q()
    return Q(pk__in=Tabling.objects.values("report__meeting"))


def may_see_agenda(user: Visitor, *, published: bool) -> bool:
    """An agenda, and when papers went out: members from its publication."""
    return may_see_changes(user) or published


def may_see_proceedings(user: Visitor, *, minuted: bool) -> bool:
    """Attendance, interests and minutes: members once there are minutes."""
    return may_see_changes(user) or minuted


def may_see_delegations(user: Visitor, statement: Statement) -> bool:
    """Who may change a statement, and by whose words: as what changed by them; but it
    names who holds the offices, which is not for the public."""
    return user.is_authenticated and may_see_since_cabinet(user, statement)


def may_see_offices(user: Visitor) -> bool:
    return user.holds("decisions.view_office")


def may_see_scans(user: Visitor) -> bool:
    """A signed form shows somebody's hand: clerks and auditors, who alone read the
    whole ledger, and nobody else."""
    return may_see_changes(user) and user.holds("ledger.view_event")


def may_see_evidence(user: Visitor) -> bool:
    """A bundle holds the whole ledger, exempt words and scans: clerks and auditors."""
    return may_see_scans(user)


def require_evidence(user: Visitor) -> None:
    if not may_see_evidence(user):
        raise NotAllowed(
            "Evidence bundles hold the whole ledger, exempt words and signed forms. "
            "They are open to democratic services and auditors only."
        )


def require_changes(user: User) -> None:
    if not may_see_changes(user):
        raise NotAllowed(
            "Changes are open to the officers, office-holders, clerks and auditors "
            "who work on them. Members see what was agreed once the statement is "
            "published."
        )


def require_change(
    user: User, change: Change, delegations: Iterable[Delegation]
) -> None:
    require_changes(user)
    if not may_see_change(user, change, delegations):
        raise NotAllowed(
            "A change that is being written is open to those who write it and to "
            "those who will sign it. You can read it once it is proposed."
        )


def require_gate(user: User) -> None:
    if not may_see_gate(user):
        raise NotAllowed(
            "What stands in the way is shown to those who prepare the statement. "
            "Members are told when it is published."
        )


def require_since_cabinet(user: Visitor, statement: Statement) -> None:
    if not may_see_since_cabinet(user, statement):
        raise NotAllowed(
            "What changed since the decision can be read here once the statement is "
            "published."
        )


def require_meeting(user: Visitor, meeting: Meeting) -> None:
    open_to_all = user.is_authenticated or any(
        is_published_papers(tabling)
        for tabling in Tabling.objects.filter(report__meeting=meeting)
    )
    if not open_to_all:
        raise NotAllowed("No papers of this meeting have been published yet.")


def require_delegations(user: Visitor, statement: Statement) -> None:
    if not may_see_delegations(user, statement):
        raise NotAllowed(
            "Who may change the text, and by whose decision, can be read here once the "
            "statement is published."
        )


def require_papers(user: Visitor, tabling: Tabling | None) -> None:
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


def require_scans(user: User) -> None:
    if not may_see_scans(user):
        raise NotAllowed(
            "Signed forms are open to democratic services and auditors only. What was "
            "signed, and who recorded it, stands on the page of the change."
        )


def require_roll(user: User) -> None:
    """A roll holds the names and addresses of members."""
    if not user.holds(Perm.SEE_ROLL):
        raise NotAllowed(
            "The distribution of the final copy is open to democratic services and "
            "auditors. What became of your own copy stands on the page of the final "
            "copy."
        )


def require(user: User, permission: Perm, words: str) -> None:
    """For a page that begins something new: `words` say what, after “may not”."""
    if not user.holds(permission):
        raise NotAllowed(f"{user} may not {words}.")
