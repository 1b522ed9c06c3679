"""The distribution of a final copy, as clerks see it, and each member their own."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse
from django.utils import timezone

from decisions.access import require_roll
from decisions.actions.distributing import (
    already_distributed,
    certifying_refusal,
    counted,
)
from decisions.authority import council_day
from decisions.links import standing
from decisions.models import (
    CopyMessage,
    Distribution,
    DistributionCertificate,
    RollEntry,
)
from decisions.notices.people import in_roles
from decisions.permissions import Perm
from decisions.states import SETTLED, CopyStatus
from decisions.transitions import BY_HAND, CERTIFY, DISTRIBUTE
from iegtracker.errors import DomainError
from iegtracker.people.models import User, Visitor
from iegtracker.people.roles import Role
from iegtracker.workflow import refusal
from statements.access import is_published, may_read, published_copy
from statements.models import FinalCopy, Statement
from statements.rendering.words import capitalised

from .casefiles import Trail, statement_for, trail

TITLE = "Distribution of the final copy"
A_PAGE = 100
# In the order of a clerk's questions: the mark of each state.
MARKS = {
    CopyStatus.BOUNCED: "refused",
    CopyStatus.NOT_KNOWN: "not_stated",
    CopyStatus.TO_SEND: "planned",
    CopyStatus.SENDING: "on_the_way",
    CopyStatus.SENT: "waiting",
    CopyStatus.DOWNLOADED: "done",
    CopyStatus.PAPER: "done",
    CopyStatus.LEFT: "not_applicable",
}
_FOLLOW_UP = "follow-up"
_ALL = "all"


@dataclass(frozen=True)
class Progress:
    """How far it is: one sentence, and how many copies are in each state."""

    sentence: str
    counts: tuple[tuple[CopyStatus, str, str, int], ...]
    is_running: bool
    url: str


@dataclass(frozen=True)
class Copyholder:
    """One row of the list: a member, and what became of the copy."""

    entry: RollEntry
    status: CopyStatus
    mark: str
    words: str
    at: datetime


@dataclass(frozen=True)
class DistributionPage:
    statement: Statement
    trail: Trail
    distribution: Distribution | None
    copy: FinalCopy | None
    members: int
    send_url: str
    send_refused: DomainError | None
    progress: Progress | None
    filters: tuple[tuple[str, str, bool], ...]
    rows: tuple[Copyholder, ...]
    page: Page[Any] | None
    query: str
    may_record: bool
    certificate: DistributionCertificate | None
    certify_url: str
    not_certain: DomainError | None


def distribution_page(
    round: str, user: User, *, shown: str, number: str
) -> DistributionPage:
    require_roll(user)
    statement = statement_for(round)
    found = standing(statement.pk)
    progress = progress_of(found, round) if found else None
    shown = _shown(shown, progress)
    page = Paginator(_listed(found, shown), A_PAGE).get_page(number) if found else None
    return DistributionPage(
        statement=statement,
        trail=trail(statement, (TITLE, None)),
        distribution=found,
        copy=found.copy if found else published_copy(statement),
        members=0 if found else len(in_roles(Role.MEMBER)),
        send_url=reverse("decisions:distribute", args=[round]),
        send_refused=refusal(DISTRIBUTE, statement, user)
        or already_distributed(statement, found),
        progress=progress,
        filters=_filters(progress, shown) if progress else (),
        rows=tuple(_row(entry) for entry in page) if page else (),
        page=page,
        query=f"show={shown}",
        may_record=user.holds(Perm.DISTRIBUTE),
        certificate=getattr(found, "certificate", None) if found else None,
        certify_url=reverse("decisions:certify_distribution", args=[round]),
        not_certain=refusal(CERTIFY, statement, user) or certifying_refusal(found),
    )


def step_trail(page: DistributionPage, title: str) -> Trail:
    """Breadcrumbs of a step of the distribution."""
    above = reverse("decisions:distribution", args=[page.statement.round])
    return trail(page.statement, (TITLE, above), (title, None))


def progress_page(round: str, user: User) -> Progress | None:
    require_roll(user)
    found = standing(statement_for(round).pk)
    return progress_of(found, round) if found else None


def progress_of(distribution: Distribution, round: str) -> Progress:
    counts = counted(distribution)
    size = distribution.roll_size
    settled = sum(counts[status] for status in SETTLED)
    going = counts[CopyStatus.TO_SEND] + counts[CopyStatus.SENDING]
    sentence = f"{settled} of {size} members have the final copy or need none."
    if going:
        sentence = f"{size - going} of {size} messages have been dealt with. {sentence}"
    return Progress(
        sentence=sentence,
        counts=tuple(
            (status, MARKS[status], status.label, counts[status])
            for status in MARKS
            if counts[status]
        ),
        is_running=bool(going),
        url=reverse("decisions:distribution_progress", args=[round]),
    )


def entries_of(distribution: Distribution) -> QuerySet[RollEntry]:
    """Everybody on its roll, each with the copy's state."""
    rows = RollEntry.objects.filter(distribution=distribution)
    return rows.as_it_stands().select_related("distribution__statement", "member")


def steps_by_hand() -> list[tuple[str, str]]:
    """What a clerk can record: the name of each step, and its words."""
    return [(step.name, capitalised(step.words)) for step in BY_HAND]


def _shown(asked: str, progress: Progress | None) -> str:
    known = {_FOLLOW_UP, _ALL, *CopyStatus.values}
    if asked in known:
        return asked
    left = progress and any(s not in SETTLED for s, *_ in progress.counts)
    return _FOLLOW_UP if left else _ALL


def _listed(distribution: Distribution | None, shown: str) -> QuerySet[RollEntry]:
    """The roll in its order; what is to be followed up by how much it needs it."""
    rows = RollEntry.objects.filter(distribution=distribution).select_related("member")
    if shown == _FOLLOW_UP:
        ranks = [When(status=status, then=n) for n, status in enumerate(MARKS)]
        return rows.unsettled().order_by(Case(*ranks, default=len(MARKS)), "number")
    rows = rows.as_it_stands().order_by("number")
    return rows if shown == _ALL else rows.filter(Q(status=shown))


def _filters(progress: Progress, shown: str) -> tuple[tuple[str, str, bool], ...]:
    """Which members are listed: key, words with their number, and whether now."""
    counts: Counter[str] = Counter({s: n for s, _, _, n in progress.counts})
    left = sum(n for status, n in counts.items() if status not in SETTLED)
    found = [(_FOLLOW_UP, "To follow up", left)]
    found += [(status, label, n) for status, _, label, n in progress.counts]
    found.append((_ALL, "All", sum(counts.values())))
    return tuple((key, f"{words} ({n})", key == shown) for key, words, n in found)


def _row(entry: RollEntry) -> Copyholder:
    told = entry.__dict__
    status = CopyStatus(told["status"])
    said = [told["status_note"]]
    if told["status_reply"] and status in (CopyStatus.BOUNCED, CopyStatus.TO_SEND):
        said.append(f"The server answered {told['status_reply']}.")
    if not entry.member.is_active:
        said.append("The account is closed.")
    return Copyholder(
        entry=entry,
        status=status,
        mark=MARKS[status],
        words=" ".join(filter(None, said)),
        at=told["status_at"],
    )


def facts_of_distribution() -> dict[str, Any]:
    """What `copies_to_follow_up` asks of each statement, read with it."""
    found = Distribution.objects.filter(
        statement=OuterRef("pk"), copy__superseded_by__isnull=True
    )
    members = User.objects.filter(is_active=True, groups__name=Role.MEMBER).order_by()
    return {
        "roll_size": Subquery(found.values("roll_size")[:1]),
        "certified_on": Subquery(found.values("certificate__certified_at")[:1]),
        "members": Subquery(
            members.values("groups__name").annotate(n=Count("pk")).values("n")
        ),
    }


@dataclass(frozen=True)
class WaitingCopy:
    """A published copy that democratic services have still to see to its members."""

    statement: Statement
    words: str
    note: str


def copies_to_follow_up(
    statements: Iterable[Statement], user: User
) -> Iterator[WaitingCopy]:
    """Final copies that were not sent to members yet, or are not certified."""
    for statement in statements:
        told = statement.__dict__
        if statement.imported or refusal(DISTRIBUTE, statement, user):
            continue
        if not told["distributed_on"]:
            yield WaitingCopy(
                statement,
                f"Send the final copy to {told['members'] or 0} members: {statement}",
                "Each is sent one message with one link.",
            )
        elif not told["certified_on"]:
            day = council_day(timezone.localdate(told["distributed_on"]))
            yield WaitingCopy(
                statement,
                f"See who has the final copy: {statement}",
                f"It was sent to {told['roll_size']} members on {day}, and is not "
                "certified.",
            )


@dataclass(frozen=True)
class OwnCopy:
    """What a member is told about their own copy, and where it is downloaded."""

    words: str
    url: str


def own_copy(user: Any, round: str) -> OwnCopy | None:
    """None for whoever is not on the roll of the copy that stands."""
    entry = own_entry(user, round)
    if entry is None:
        return None
    url = reverse("decisions:my_copy", args=[round])
    told = entry.__dict__
    day = council_day(timezone.localdate(told["status_at"]))
    words = {
        CopyStatus.SENT: f"It was sent to you on {day}.",
        CopyStatus.DOWNLOADED: f"You downloaded it on {day}.",
        CopyStatus.PAPER: f"It was recorded on {day} that you have it on paper.",
    }.get(told["status"], "You have not downloaded it yet.")
    return OwnCopy(words, url)


def distribution_url(user: User, round: str) -> str:
    """Where the distribution of a round stands, for those who may see it."""
    if not user.holds(Perm.SEE_ROLL):
        return ""
    return reverse("decisions:distribution", args=[round])


def own_entry(user: Any, round: str) -> RollEntry | None:
    """The reader's place on the roll of the copy that stands."""
    if not user.is_authenticated:
        return None
    rows = RollEntry.objects.filter(
        member=user,
        distribution__statement__round=round,
        distribution__copy__superseded_by__isnull=True,
    ).as_it_stands()
    # As it stands: what was recorded by mistake has been corrected since.
    rows = rows.exclude(status=CopyStatus.LEFT)
    return rows.select_related("distribution__statement").first()


@dataclass(frozen=True)
class LinkPage:
    """What a personal link opens."""

    statement: Statement
    copy: FinalCopy
    name: str
    expires_at: datetime
    is_superseded: bool
    is_void: bool
    may_read: bool
    token_url: str


def link_page(message: CopyMessage, token: str, user: Visitor) -> LinkPage:
    distribution = message.entry.distribution
    statement, copy = distribution.statement, distribution.copy
    is_superseded = FinalCopy.objects.filter(supersedes=copy).exists()
    return LinkPage(
        statement=statement,
        copy=copy,
        name=message.entry.name,
        expires_at=message.link_expires_at,
        is_superseded=is_superseded,
        is_void=not is_superseded and not is_published(statement),
        may_read=may_read(user, statement),
        token_url=reverse("decisions:copy", args=[token]),
    )
