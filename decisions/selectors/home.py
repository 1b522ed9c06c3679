"""The home page: what waits for a person, and the round at a glance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import (
    Count,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
)

from decisions.access import know_offices, may_see_changes
from decisions.authority import Held
from decisions.casefile import CaseFile, open_files, statements_for_files
from decisions.models import (
    Appointment,
    AppointmentEntry,
    Urgency,
    away_on,
)
from decisions.permissions import Perm
from iegtracker import clock
from iegtracker.people.models import User, with_permissions
from statements.document.elements import STATUSES
from statements.models import Draft, Statement
from statements.states import DraftStatus

from .copies import Copy, final_copies
from .distribution import OwnCopy, facts_of_distribution, own_copy
from .gate import days_left, found_ahead, step_ahead
from .glance import Glance, glance
from .waits import Wait, to_follow_up, to_open, waits_for


@dataclass(frozen=True)
class Home:
    sentence: str
    waits: tuple[Wait, ...]
    works: bool
    glances: tuple[Glance, ...]
    copy: Copy | None
    own: OwnCopy | None
    earlier: tuple[Copy, ...]
    void: tuple[Copy, ...]
    whole_ledger: bool


def home_page(user: User) -> Home:
    """Members see what is published; those who work on a round, what waits."""
    works = may_see_changes(user)
    statements = _statements() if works else []
    live = [s for s in statements if not s.imported]
    # The rounds that are still on their way; else the last one, for its record.
    ahead = [s for s in live if step_ahead(s)] or live[:1]
    files = open_files(ahead)
    held, entries = _appointments_of(user, _appointments_today())
    for file in files.values():
        file.held = held
    ordered = [files[s.pk] for s in ahead]
    found = {f.statement.pk: found_ahead(f) for f in ordered}
    known = [] if works else final_copies()
    copies = [copy for copy in known if copy.stands]
    return Home(
        sentence=_sentence(ordered),
        waits=(
            *waits_for(ordered, found, user, held, entries),
            *to_follow_up(live, user),
            *(() if live else to_open(user)),
        )
        if works
        else (),
        works=works,
        glances=tuple(glance(f, found[f.statement.pk], user) for f in ordered),
        copy=copies[0] if copies else None,
        own=own_copy(user, copies[0].statement.round) if copies else None,
        earlier=tuple(copies[1:]),
        void=tuple(copy for copy in known if not copy.stands),
        whole_ledger=user.holds("ledger.view_event"),
    )


@dataclass(frozen=True)
class Desk:
    """The rounds on their way, who holds the offices, and what waits for whom."""

    files: tuple[CaseFile, ...]
    held: Held
    waits: tuple[tuple[User, tuple[Wait, ...]], ...]


def desk_of(people: Iterable[User]) -> Desk:
    """What waits for several people at once, as their home pages say it."""
    statements = [statement for statement in _statements() if step_ahead(statement)]
    files = tuple(open_files(statements).values())
    found = {f.statement.pk: found_ahead(f) for f in files}
    rows = _appointments_today()
    held: Held = {}
    waits = []
    for user in with_permissions(people):
        held, entries = _appointments_of(user, rows)
        mine = waits_for(files, found, user, held, entries)
        waits.append((user, tuple(mine) if may_see_changes(user) else ()))
    return Desk(files, held, tuple(waits))


def _statements() -> list[Statement]:
    """Statements with their facts, their open draft, their outcomes by status, and
    the first urgent power that waits to be confirmed. The one due last comes first."""
    waiting = Urgency.objects.filter(
        statement=OuterRef("pk"), delegation=None, dismissal=None
    ).exclude(until__lt=clock.today())
    urgent = {
        f"urgent_{name}": Subquery(waiting.order_by("pk").values(path)[:1])
        for name, path in (
            ("key", "pk"),
            ("office", "office"),
            ("named", "office__name"),
            ("entered_by", "entered_by"),
            ("entered_at", "entered_at"),
        )
    }
    counts = {
        f"outcomes_{status}": Count("progress", filter=Q(progress__status=status))
        for status in STATUSES
    }
    is_open = Q(drafts__purpose=Draft.Purpose.PAPER, drafts__status=DraftStatus.OPEN)
    rows = statements_for_files().annotate(
        paper=FilteredRelation("drafts", condition=is_open),
        drafted=F("paper__content"),
        **urgent,
        **counts,
        **facts_of_distribution(),
    )
    return sorted(rows, key=lambda row: (row.due, row.pk), reverse=True)


def _sentence(files: Sequence[CaseFile]) -> str:
    """The nearest date by which something is due."""
    due = [f for f in files if step_ahead(f.statement) and not f.was_submitted]
    if not due:
        return ""
    nearest = min(due, key=lambda file: file.statement.due)
    return days_left(nearest.statement)


def _appointments_today() -> list[AppointmentEntry]:
    """The entries of appointments in force today, and those that nobody confirmed."""
    today = clock.today()
    ended = Q(appointment__end__isnull=False, appointment__end__ends_on__lt=today)
    in_force = Q(appointment__starts_on__lte=today) & ~ended
    rows = (
        AppointmentEntry.objects.filter(in_force | Q(appointment=None, dismissal=None))
        .select_related("person", "office", "entered_by", "appointment__end")
        .annotate(away=away_on(today, "appointment__"))
        .order_by()
    )
    return sorted(rows, key=lambda row: row.pk)


def _appointments_of(
    user: User, rows: Iterable[AppointmentEntry]
) -> tuple[Held, list[AppointmentEntry]]:
    """Who holds each office today; and the entries that `user` may confirm."""
    held: dict[int, Appointment] = {}
    waiting: list[AppointmentEntry] = []
    may_confirm = user.holds(Perm.APPOINT)
    for row in rows:
        appointment = getattr(row, "appointment", None)
        if appointment:
            appointment.person, appointment.office = row.person, row.office
            appointment.away = row.__dict__["away"]
            held[row.office_id] = appointment
        elif may_confirm and user.pk not in (row.entered_by_id, row.person_id):
            waiting.append(row)
    know_offices(user, held.values())
    return held, waiting
