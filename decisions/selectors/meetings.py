"""What the pages of meetings say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.urls import reverse

from decisions.access import may_see_delegations, may_see_papers
from decisions.models import (
    Change,
    Meeting,
    Office,
    Report,
    Tabling,
)
from decisions.permissions import Perm
from decisions.states import ChangeStatus
from decisions.transitions import DECIDE
from iegtracker import clock
from iegtracker.people.models import User
from iegtracker.workflow import refusal
from statements.rendering.redline import Redline, compared

from .papers import (
    RecommendationTold,
    last_tabling,
    recommendations_told,
    reports_with_papers,
)


@dataclass(frozen=True)
class PaperTold:
    """A report at a meeting, as it was put to it last."""

    report: Report
    statement: str
    round: str
    tabled: int
    recommendations: tuple[RecommendationTold, ...]
    may_decide: bool
    delegations_url: str


@dataclass(frozen=True)
class MeetingPage:
    meeting: Meeting
    is_to_come: bool
    papers: tuple[PaperTold, ...]
    may_open_report: bool


@dataclass(frozen=True)
class MeetingsPage:
    meetings: Page
    may_record: bool
    may_open_report: bool
    today: date


def meetings_page(user: User, number: str | None) -> MeetingsPage:
    rows = (
        Meeting.objects.select_related("body")
        .annotate(resolved=Count("decisions"))
        .order_by("-held_on", "body__name")
    )
    return MeetingsPage(
        meetings=Paginator(rows, 25).get_page(number),
        may_record=user.holds(Perm.RECORD_MEETING),
        may_open_report=user.holds("statements.edit_paper"),
        today=clock.today(),
    )


def meeting_page(meeting: Meeting, user: User) -> MeetingPage:
    reports = reports_with_papers().filter(meeting=meeting).order_by("number")
    return MeetingPage(
        meeting=meeting,
        is_to_come=meeting.held_on > clock.today(),
        papers=tuple(
            _paper(report, meeting, user)
            for report in reports
            if may_see_papers(user, last_tabling(report))
        ),
        may_open_report=user.holds("statements.edit_paper"),
    )


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


def _paper(report: Report, meeting: Meeting, user: User) -> PaperTold:
    told = recommendations_told(last_tabling(report))
    return PaperTold(
        report=report,
        statement=str(report.about),
        round=report.about.round,
        tabled=len(report.tablings.all()),
        recommendations=told,
        may_decide=bool(told)
        and all(row.decision is None for row in told)
        and meeting.held_on <= clock.today()
        and refusal(DECIDE, report.about, user) is None,
        delegations_url=reverse("decisions:delegations", args=[report.about.round])
        if any(row.decision for row in told) and may_see_delegations(user, report.about)
        else "",
    )
