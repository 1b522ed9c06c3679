"""What the pages of meetings say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator

from decisions.access import may_see_papers
from decisions.models import (
    Change,
    Decision,
    Meeting,
    Office,
    Recommendation,
    Report,
    Tabling,
)
from decisions.permissions import Perm
from decisions.states import ChangeStatus, Mode
from decisions.transitions import DECIDE
from iegtracker import clock
from iegtracker.people.models import User
from iegtracker.workflow import refusal

# What the program makes of each mode, beside the words of the resolution.
ENFORCED = {
    Mode.JOINT: (
        "A change enters the text when every one of these offices has signed it, in "
        "any order. One person never signs for two."
    ),
    Mode.CONSULTATION: (
        "A change enters the text when the deciding office has signed it and the "
        "view of each consulted office is on the record."
    ),
    Mode.SOLE: "A change enters the text when this office has signed it.",
}


@dataclass(frozen=True)
class DelegationTold:
    """A delegation, and what the program enforces of it."""

    mode: str
    scope: str
    offices: tuple[tuple[str, str], ...]
    starts_on: date
    until: date | None
    enforced: str


@dataclass(frozen=True)
class DecisionTold:
    """A decision as it is on the record."""

    outcome: str
    wording: str
    reasons: str
    alternatives: str
    interests: str
    minute_number: str
    call_in: str
    call_in_reason: str
    approves_text: bool
    amends: bool
    recorded_by: str
    recorded_at: Any
    delegation: DelegationTold | None


@dataclass(frozen=True)
class RecommendationTold:
    """One recommendation, and what was resolved on it."""

    uid: str
    letter: str
    text: str
    decision: DecisionTold | None


@dataclass(frozen=True)
class PaperTold:
    """A report at a meeting, as it was put to it last."""

    report: Report
    statement: str
    round: str
    tabled: int
    recommendations: tuple[RecommendationTold, ...]
    may_decide: bool


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
    rows = Meeting.objects.select_related("body").order_by("-held_on", "body__name")
    return MeetingsPage(
        meetings=Paginator(
            rows.prefetch_related("reports__about", "reports__tablings", "decisions"),
            25,
        ).get_page(number),
        may_record=user.holds(Perm.RECORD_MEETING),
        may_open_report=user.holds("statements.edit_paper"),
        today=clock.today(),
    )


def meeting_page(meeting: Meeting, user: User) -> MeetingPage:
    reports = (
        Report.objects.filter(meeting=meeting)
        .select_related("about")
        .prefetch_related(*tablings_with_decisions())
        .order_by("number")
    )
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


def tablings_with_decisions() -> tuple[str, ...]:
    """What to prefetch of a report so that its recommendations can be told."""
    start = "tablings__recommendations__decision"
    return (
        "tablings__recommendations",
        f"{start}__recorded_by",
        f"{start}__delegation__offices__office",
    )


def last_tabling(report: Report) -> Tabling | None:
    """The tabling that stands, of a report whose tablings were prefetched."""
    return max(report.tablings.all(), key=lambda row: row.number, default=None)


def recommendations_told(tabling: Tabling | None) -> tuple[RecommendationTold, ...]:
    rows: Iterable[Recommendation] = tabling.recommendations.all() if tabling else ()
    return tuple(
        RecommendationTold(
            uid=row.uid,
            letter=row.letter,
            text=row.text,
            decision=_decision(getattr(row, "decision", None)),
        )
        for row in rows
    )


def pending_papers(meeting: Meeting) -> list[Tabling]:
    """What the meeting has still to decide, the latest tabling of each report."""
    reports = (
        Report.objects.filter(meeting=meeting, about__status__in=DECIDE.sources)
        .select_related("about")
        .prefetch_related("tablings__recommendations__decision")
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
        .order_by("number")
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
    )


def _decision(row: Decision | None) -> DecisionTold | None:
    if row is None:
        return None
    given = getattr(row, "delegation", None)
    return DecisionTold(
        outcome=row.get_outcome_display(),
        wording=row.wording,
        reasons=row.reasons,
        alternatives=row.alternatives,
        interests=row.interests,
        minute_number=row.minute_number,
        call_in=row.get_call_in_display(),
        call_in_reason=row.call_in_reason,
        approves_text=row.approves_text,
        amends=bool(row.amendment),
        recorded_by=str(row.recorded_by),
        recorded_at=row.recorded_at,
        delegation=DelegationTold(
            mode=given.get_mode_display(),
            scope=given.get_scope_display(),
            offices=tuple(
                (row.office.name, row.get_part_display()) for row in given.offices.all()
            ),
            starts_on=given.starts_on,
            until=given.until,
            enforced=ENFORCED[given.mode],
        )
        if given
        else None,
    )
