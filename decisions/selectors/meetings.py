"""What the pages of meetings say."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.urls import reverse

from decisions.access import (
    may_see_agenda,
    may_see_delegations,
    may_see_papers,
    may_see_proceedings,
    meetings_open_to,
)
from decisions.actions.proceedings import meeting_refusal
from decisions.casefile import notice_of
from decisions.models import (
    Body,
    Change,
    Meeting,
    Office,
    Report,
    Tabling,
)
from decisions.permissions import Perm
from decisions.states import ChangeStatus, Endorsing, MeetingPart
from decisions.transitions import DECIDE
from iegtracker import clock
from iegtracker.people.models import Visitor
from iegtracker.workflow import refusal
from statements.access import may_read, reader_of
from statements.rendering.redline import Redline, compared

from .changes import Link
from .papers import (
    RecommendationTold,
    last_tabling,
    notices_told,
    recommendations_told,
    reports_with_papers,
    with_delegations,
)
from .precedents import (
    CitationTold,
    EndorsementTold,
    citations_told,
    endorsements_told,
)
from .proceedings import (
    AgendaGroup,
    Confirmed,
    Edition,
    InterestTold,
    NoticeTold,
    Proceedings,
    agenda_told,
    attendance_told,
    interests_told,
    notice_told,
)


@dataclass(frozen=True)
class PaperTold:
    """A report at a meeting, as it was put to it last."""

    report: Report
    statement: str
    round: str
    tabled: int
    recommendations: tuple[RecommendationTold, ...]
    citations: tuple[CitationTold, ...]
    calls_for_nothing: bool
    may_decide: bool
    may_read_statement: bool
    delegations_url: str


@dataclass(frozen=True)
class MeetingPage:
    """The record of a meeting, part by part in the order of the page."""

    meeting: Meeting
    is_to_come: bool
    agenda: tuple[AgendaGroup, ...]
    agenda_note: str
    notices: tuple[NoticeTold, ...]
    shows_agenda: bool
    shows_proceedings: bool
    attendance: tuple[tuple[str, tuple[str, ...]], ...]
    interests: tuple[InterestTold, ...]
    none_declared: str
    papers: tuple[PaperTold, ...]
    endorsements: tuple[EndorsementTold, ...]
    minutes: Edition | None
    confirmed: Confirmed | None
    main: Link | None
    others: tuple[Link, ...]
    may_correct: bool


@dataclass(frozen=True)
class MeetingsPage:
    meetings: Page
    may_record: bool
    may_open_report: bool
    today: date


def meetings_page(user: Visitor, number: str | None) -> MeetingsPage:
    rows = (
        Meeting.objects.filter(meetings_open_to(user))
        .select_related("body")
        .annotate(resolved=Count("decisions"))
        .order_by("-held_on", "body__name")
    )
    return MeetingsPage(
        meetings=Paginator(rows, 25).get_page(number),
        may_record=user.holds(Perm.RECORD_MEETING),
        may_open_report=user.holds("statements.edit_paper"),
        today=clock.today(),
    )


def meeting_page(found: Proceedings, user: Visitor) -> MeetingPage:
    meeting = found.meeting
    reports = [
        report
        for report in reports_with_papers().filter(meeting=meeting).order_by("number")
        if may_see_papers(user, last_tabling(report))
    ]
    with_delegations(reports)
    cited = citations_told(Q(report__meeting=meeting))
    papers = tuple(_paper(r, meeting, user, cited.get(r.pk, [])) for r in reports)
    published, latest = found.published_agenda, found.latest(MeetingPart.AGENDA)
    shows_agenda = may_see_agenda(user, published=published is not None)
    shown = latest if may_see_agenda(user, published=False) else published
    minutes = found.latest(MeetingPart.MINUTES)
    shows = may_see_proceedings(user, minuted=minutes is not None)
    attendance = found.latest(MeetingPart.ATTENDANCE) if shows else None
    interests = found.latest(MeetingPart.INTERESTS) if shows else None
    main, others = meeting_steps(found, reports, papers, user)
    return MeetingPage(
        meeting=meeting,
        is_to_come=meeting.held_on > clock.today(),
        agenda=agenda_told(shown) if shown else (),
        agenda_note=_agenda_note(shown),
        notices=tuple(_notices(found, reports)) if shows_agenda else (),
        shows_agenda=shows_agenda,
        shows_proceedings=shows,
        attendance=attendance_told(attendance) if attendance else (),
        interests=interests_told(interests) if interests else (),
        none_declared=interests.text if interests else "",
        papers=papers,
        endorsements=tuple(endorsements_told(meeting, reports, user)),
        minutes=minutes if shows else None,
        confirmed=found.confirmed,
        main=main,
        others=others,
        may_correct=user.holds(Perm.RECORD_DECISION),
    )


def _agenda_note(shown: Edition | None) -> str:
    if shown is None or shown.notice:
        return ""
    return "This edition of the agenda has not been published yet."


def _notices(found: Proceedings, reports: Sequence[Report]) -> Iterator[NoticeTold]:
    """Everything that was published, the agenda first."""
    for edition in found.parts.get(MeetingPart.AGENDA, []):
        if edition.notice:
            what = "Agenda" if edition.number == 1 else "Revised agenda"
            yield notice_told(what, edition.notice, found.meeting)
    for report in reports:
        for row, notice in notices_told(report):
            what = f"Report {report.number}{', revised' if row.number > 1 else ''}"
            yield notice_told(what, notice, found.meeting)


def pending_papers(meeting: Meeting) -> list[Tabling]:
    """What the meeting has still to decide, the latest tabling of each report."""
    reports = (
        reports_with_papers()
        .filter(meeting=meeting, about__status__in=DECIDE.sources)
        .order_by("number")
    )
    latest = [tabling for report in reports if (tabling := last_tabling(report))]
    return [
        tabling
        for tabling in latest
        if not any(hasattr(r, "decision") for r in tabling.recommendations.all())
    ]


def amendments_to_choose(tabling: Tabling) -> list[Change]:
    """The changes being written that the body may have adopted."""
    return list(
        Change.objects.amendments()
        .filter(statement=tabling.report.about, status=ChangeStatus.WRITING)
        .select_related("draft__base")
        .order_by("number")
    )


@dataclass(frozen=True)
class Adoptable:
    """A change that the body may have adopted, as it is written now."""

    number: int
    title: str
    digest: str
    redline: Redline


def adoptable(changes: Iterable[Change]) -> tuple[Adoptable, ...]:
    """What each would do, for whoever records that the body adopted it."""
    return tuple(
        Adoptable(
            number=change.number,
            title=change.title,
            digest=change.draft.digest,
            redline=compared(change.draft.base_document, change.draft.document),
        )
        for change in changes
        if change.draft
    )


def offices_to_choose() -> list[Office]:
    return list(Office.objects.order_by("name"))


def bodies_to_choose(deciding: Body) -> list[Body]:
    """The other bodies, to which something may be recommended."""
    return list(Body.objects.exclude(pk=deciding.pk).order_by("name"))


def _paper(
    report: Report, meeting: Meeting, user: Visitor, citations: Sequence[CitationTold]
) -> PaperTold:
    told = recommendations_told(last_tabling(report), reader_of(user))
    uncalled = str(Endorsing.NOT_CALLED_FOR.label)
    return PaperTold(
        report=report,
        statement=str(report.about),
        round=report.about.round,
        tabled=len(report.tablings.all()),
        recommendations=told,
        citations=tuple(citations),
        calls_for_nothing=bool(told)
        and all(r.decision and r.decision.endorsement == uncalled for r in told),
        may_decide=bool(told)
        and all(row.decision is None for row in told)
        and meeting.held_on <= clock.today()
        and refusal(DECIDE, report.about, user) is None,
        may_read_statement=may_read(user, report.about),
        delegations_url=reverse("decisions:delegations", args=[report.about.round])
        if any(row.decision for row in told) and may_see_delegations(user, report.about)
        else "",
    )


def meeting_steps(
    found: Proceedings,
    reports: Sequence[Report],
    papers: Sequence[PaperTold],
    user: Visitor,
) -> tuple[Link | None, tuple[Link, ...]]:
    """The reader's next step, and whatever else is open to them."""
    steps = [
        *_decision_steps(found, papers, user),
        *(_clerks_steps(found, reports) if meeting_refusal(user) is None else ()),
    ]
    if user.holds("statements.edit_paper"):
        address = f"{reverse('decisions:open_report')}?meeting={found.meeting.pk}"
        steps.append((Link("Open a report for this meeting", address), False))
    main = next((link for link, is_next in steps if is_next), None)
    return main, tuple(link for link, _ in steps if link is not main)


def _decision_steps(
    found: Proceedings, papers: Sequence[PaperTold], user: Visitor
) -> Iterator[tuple[Link, bool]]:
    for paper in papers:
        if paper.may_decide:
            number = paper.report.number
            address = f"{_address(found, 'decide')}?report={number}"
            yield Link(f"Record what was decided on report {number}", address), True
        for row in paper.recommendations:
            words = row.decision.words if row.decision else None
            if words is None or not user.holds(Perm.RECORD_DECISION):
                continue
            if words.waits_for(user):
                address = reverse("decisions:record_finding", args=[words.correction])
                label = f"Record whether the corrected wording of ({row.letter}) stands"
                yield Link(label, address), True


def _clerks_steps(
    found: Proceedings, reports: Sequence[Report]
) -> Iterator[tuple[Link, bool]]:
    """Each with whether it is next: what is still missing, in the order of the page."""
    held = found.meeting.held_on <= clock.today()
    agenda = found.latest(MeetingPart.AGENDA)
    minutes = found.latest(MeetingPart.MINUTES)

    def link(name: str, first: str, again: str, *, done: bool) -> Link:
        return Link(again if done else first, _address(found, name))

    yield (
        link(
            "record_agenda",
            "Record the agenda",
            "Record another edition of the agenda",
            done=agenda is not None,
        ),
        agenda is None and not held,
    )
    tabled = [row for report in reports if (row := last_tabling(report))]
    if agenda or tabled:
        unpublished = (agenda and not agenda.notice) or any(
            notice_of(row) is None for row in tabled
        )
        label = "Record when papers were published"
        yield Link(label, _address(found, "record_publication")), bool(unpublished)
    if not held:
        return
    for part, name, words in (
        (MeetingPart.ATTENDANCE, "record_attendance", "who attended"),
        (MeetingPart.INTERESTS, "record_interests", "the interests declared"),
    ):
        done = found.latest(part) is not None
        first, again = f"Record {words}", f"Correct {words}"
        yield link(name, first, again, done=done), not done
    if found.confirmed:
        return
    yield (
        link(
            "record_minutes",
            "Record draft minutes",
            "Record another draft of the minutes",
            done=minutes is not None,
        ),
        minutes is None,
    )
    if minutes and found.is_followed:
        label = "Record that the minutes were confirmed"
        yield Link(label, _address(found, "confirm_minutes")), True


def _address(found: Proceedings, name: str) -> str:
    meeting = found.meeting
    args = [meeting.held_on.isoformat(), meeting.body.slug]
    return reverse(f"decisions:{name}", args=args)
