"""What waits for a person, by what they may do; and the round at a glance."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import (
    Count,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Length
from django.urls import reverse

from decisions.access import know_offices, may_see_change, may_see_changes
from decisions.authority import Standing, council_day, offices_open_to, standing
from decisions.casefile import CaseFile, last_round, open_files, statements_for_files
from decisions.gate import (
    WAIVER,
    Obstacle,
    last_safe_day,
    obstacles,
)
from decisions.models import (
    Appointment,
    AppointmentEntry,
    Change,
    SigningRound,
    Urgency,
    away_on,
)
from decisions.permissions import Perm
from decisions.states import ChangeStatus, Verdict
from decisions.transitions import DECIDE, PUBLISH, WITHDRAW
from iegtracker import clock
from iegtracker.people.models import User
from iegtracker.workflow import refusal
from statements.checks import findings
from statements.document import Document
from statements.document.elements import STATUSES
from statements.models import Draft, FinalCopy, Statement
from statements.permissions import Perm as PaperPerm
from statements.selectors.copies import size_words
from statements.states import DraftStatus

from .changes import shown_redline, stale_at
from .gate import days_left, next_link, step_ahead
from .glance import Glance, glance
from .proposing import Held


@dataclass(frozen=True)
class Wait:
    """One thing that waits for its reader: a sentence with a verb, and where."""

    words: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Copy:
    """A final copy for its card."""

    title: str
    statement: Statement
    url: str
    download: str
    since: str
    pages: int
    size: str
    sha256: str
    cleared_on: object


@dataclass(frozen=True)
class Home:
    sentence: str
    waits: tuple[Wait, ...]
    works: bool
    glances: tuple[Glance, ...]
    copy: Copy | None
    earlier: tuple[Copy, ...]
    whole_ledger: bool


def home_page(user: User) -> Home:
    """Members see what is published; those who work on a round, what waits."""
    works = may_see_changes(user)
    statements = list(_statements(user).order_by("-due", "-pk")) if works else []
    live = [s for s in statements if not s.imported]
    # The rounds that are still on their way; else the last one, for its record.
    ahead = [s for s in live if step_ahead(s)] or live[:1]
    files = open_files(ahead)
    ordered = [files[s.pk] for s in ahead]
    found = {f.statement.pk: _obstacles(f) for f in ordered}
    copies = [] if works else _copies()
    held, entries = _appointments(user)
    return Home(
        sentence=_sentence(ordered),
        waits=tuple(_waits(ordered, found, user, held, entries)) if works else (),
        works=works,
        glances=tuple(glance(f, found[f.statement.pk], user) for f in ordered),
        copy=copies[0] if copies else None,
        earlier=tuple(copies[1:]),
        whole_ledger=user.holds("ledger.view_event"),
    )


def _statements(user: User) -> QuerySet[Statement]:
    """Statements with their facts, their open draft, their outcomes by status, and
    the urgent power that waits for `user`."""
    counts = {
        f"outcomes_{status}": Count("progress", filter=Q(progress__status=status))
        for status in STATUSES
    }
    is_open = Q(drafts__purpose=Draft.Purpose.PAPER, drafts__status=DraftStatus.OPEN)
    return statements_for_files().annotate(
        paper=FilteredRelation("drafts", condition=is_open),
        drafted=F("paper__content"),
        urgent_office=_urgent_office(user),
        **counts,
    )


def _obstacles(file: CaseFile) -> list[Obstacle]:
    step = step_ahead(file.statement)
    return obstacles(file.statement, step, file) if step else []


def _sentence(files: Sequence[CaseFile]) -> str:
    """The nearest date by which something is due."""
    due = [f for f in files if step_ahead(f.statement) and not f.was_submitted]
    if not due:
        return ""
    nearest = min(due, key=lambda file: file.statement.due)
    return days_left(nearest.statement)


def _waits(
    files: Sequence[CaseFile],
    found: Mapping[int, list[Obstacle]],
    user: User,
    held: Held,
    entries: Sequence[AppointmentEntry],
) -> Iterator[Wait]:
    for file in files:
        yield from _to_sign(file, user, held)
    yield from _to_confirm(files, entries)
    for file in files:
        yield from _to_write(file, user, held)
        yield from _to_record(file, found[file.statement.pk], user)
        yield from _to_clear(file, found[file.statement.pk], user)


def _to_confirm(
    files: Sequence[CaseFile], entries: Sequence[AppointmentEntry]
) -> Iterator[Wait]:
    """What another clerk entered, and this one may confirm."""
    note = "It counts once a second clerk confirms."
    for file in files:
        if office := file.statement.__dict__["urgent_office"]:
            yield Wait(
                f"Confirm an urgent power of the {office} over {file.statement}",
                reverse("decisions:delegations", args=[file.statement.round]),
                f"It was not decided by a meeting. {note}",
            )
    for entry in entries:
        yield Wait(
            f"Confirm the appointment of {entry.person} as {entry.office}",
            reverse("decisions:confirm", args=[entry.pk]),
            f"Entered by {entry.entered_by}. {note}",
        )


def _urgent_office(user: User) -> Subquery:
    """The office of the first urgent power that `user` may confirm."""
    mine = Appointment.objects.on(clock.today()).filter(person=user).values("office")
    closed = Q(until__lt=clock.today()) | Q(entered_by=user) | Q(office__in=mine)
    rows = Urgency.objects.filter(statement=OuterRef("pk"), delegation__isnull=True)
    if not user.holds(Perm.RECORD_URGENCY):
        rows = rows.none()
    return Subquery(rows.exclude(closed).values("office__name")[:1])


def _appointments(user: User) -> tuple[Held, list[AppointmentEntry]]:
    """Who holds each office today; and the entries that `user` may confirm."""
    today = clock.today()
    ended = Q(appointment__end__isnull=False, appointment__end__ends_on__lt=today)
    in_force = Q(appointment__starts_on__lte=today) & ~ended
    rows = (
        AppointmentEntry.objects.filter(in_force | Q(appointment__isnull=True))
        .select_related("person", "office", "entered_by", "appointment__end")
        .annotate(away=away_on(today, "appointment__"))
    )
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


def _to_sign(file: CaseFile, user: User, held: Held) -> Iterator[Wait]:
    """Newest first, each with the words that its redline computes."""
    waiting = [
        (read, change)
        for change in file.open_changes
        if change.status == ChangeStatus.PROPOSED and (read := last_round(change))
    ]
    for read, change in sorted(
        waiting, key=lambda pair: pair[0].proposed_at, reverse=True
    ):
        if stale_at(file, change) or not _standings(read, user, held):
            continue
        url = reverse("decisions:sign", args=[file.statement.round, change.number])
        signed = [str(row.office) for row in read.signoffs.all()]
        note = f"The {' and the '.join(signed)} has signed. " if signed else ""
        by = council_day(last_safe_day(file.statement))
        title = "" if change.is_final else f"{change.title}. "
        words = f"{title}{note}Please answer by {by}."
        yield Wait(_sign_words(file, change), url, words)


def _standings(read: SigningRound, user: User, held: Held) -> list[Standing]:
    today = clock.today()
    found = [
        standing(read, row.office, user, held, on=today)
        for row in offices_open_to(read, user, held)
    ]
    return [row for row in found if isinstance(row, Standing)]


def _sign_words(file: CaseFile, change: Change) -> str:
    if change.is_final:
        read = last_round(change)
        number = read.version.number if read else ""
        return f"Give final approval to version {number} of {file.statement}"
    return f"Sign change {change.number}: {_in_short(file, change)}"


def _in_short(file: CaseFile, change: Change) -> str:
    """The first of the redline's own sentences, and how many more there are."""
    sentences = shown_redline(file, change).sentences
    if not sentences:
        return change.title
    first = sentences[0].removesuffix(".")
    more = len(sentences) - 1
    return f"{first}, and {more} more" if more else first


def _to_write(file: CaseFile, user: User, held: Held) -> Iterator[Wait]:
    """Changes that came back, that the text has left behind, that are being written.

    An office-holder is asked for those only that they began themselves.
    """
    if not user.holds(Perm.WRITE_CHANGE):
        return
    signs = any(row.person_id == user.pk for row in held.values())
    for change in reversed(file.open_changes):
        if change.is_final or (signs and change.started_by_id != user.pk):
            continue
        if not may_see_change(user, change, file.delegations):
            continue
        name, url = f"change {change.number}", change.get_absolute_url()
        where = stale_at(file, change)
        if where:
            yield Wait(
                f"Bring {name} up to date: {change.title}",
                url,
                f"The text has moved on at {where}.",
            )
        elif refusal(WITHDRAW, change, user) is None:
            back = _came_back(change)
            verb = "Put right" if back else "Go on writing"
            note = back or f"Begun by {change.started_by}."
            yield Wait(f"{verb} {name}: {change.title}", url, note)


def _came_back(change: Change) -> str:
    latest = last_round(change)
    rows = latest.signoffs.all() if latest else ()
    for row in rows:
        if row.verdict == Verdict.RETURNED:
            return f"Returned by the {row.office}: “{row.comment}”"
    return ""


def _to_record(file: CaseFile, found: list[Obstacle], user: User) -> Iterator[Wait]:
    """Drafts to write, awaited text to fill in, decisions to record."""
    statement = file.statement
    drafted = statement.__dict__["drafted"]
    if drafted is not None and _is_officer(user):
        left = len(findings(Document.from_bytes(bytes(drafted))))
        note = "1 thing is" if left == 1 else f"{left} things are"
        yield Wait(
            f"Go on writing {statement}",
            statement.get_absolute_url(),
            f"{note} incomplete or does not agree."
            if left == 1
            else f"{note} incomplete or do not agree.",
        )
    awaited = [o for o in found if o.severity == WAIVER]
    if awaited and _is_officer(user):
        yield Wait(
            "Fill in the part that is still awaited"
            if len(awaited) == 1
            else f"Fill in {len(awaited)} parts that are still awaited",
            reverse("decisions:gate", args=[statement.round]),
            awaited[0].sentence,
        )
    day = file.fact("meeting_day")
    if refusal(DECIDE, statement, user) is None and day and day <= clock.today():
        body = file.fact("meeting_name")
        yield Wait(
            f"Record what {body} decided on {council_day(day)}",
            reverse(
                "decisions:decide", args=[day.isoformat(), file.fact("meeting_body")]
            ),
            f"About {statement}.",
        )


def _is_officer(user: User) -> bool:
    """Those who keep the text: they record receipts, and delegates do not."""
    return user.holds(PaperPerm.RECORD_RECEIPT)


def _to_clear(file: CaseFile, found: list[Obstacle], user: User) -> Iterator[Wait]:
    """The step ahead when nothing blocks it, and what democratic services owe."""
    statement = file.statement
    link, _ = next_link(file, found, user)
    if link:
        yield Wait(f"{link.label}: {statement}", link.url, "Nothing stands in the way.")
    if user.holds(Perm.CLEAR):
        for o in found:
            if o.owner == "Democratic services" and o.place:
                yield Wait(f"Look into this: {o.sentence}", o.place)


def _copies() -> list[Copy]:
    """The final copies that stand, the newest round first."""
    rows = (
        FinalCopy.objects.filter(
            superseded_by__isnull=True,
            version__paper__statement__status=PUBLISH.target,
        )
        .select_related("version__paper__statement")
        .annotate(size=Length("pdf"))
        .defer("pdf", "chain", "version__content")
        .order_by("-version__paper__statement__due", "-pk")
    )
    return [_copy(row) for row in rows]


def _copy(row: FinalCopy) -> Copy:
    statement = row.version.paper.statement
    args = [statement.round]
    return Copy(
        title=statement.title,
        statement=statement,
        url=reverse("statements:final_copy", args=args),
        download=reverse("statements:final_pdf", args=args),
        since=""
        if statement.imported
        else reverse("decisions:since_cabinet", args=args),
        pages=row.pages,
        size=size_words(row.__dict__["size"]),
        sha256=row.sha256,
        cleared_on=row.made_at,
    )
