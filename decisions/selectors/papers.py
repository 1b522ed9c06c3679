"""Papers as they were put to a meeting, and what was resolved on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from decisions.models import (
    Decision,
    DelegatedOffice,
    Delegation,
    Recommendation,
    Report,
    Tabling,
)
from decisions.states import Mode

# What the program makes of each mode, beside the words of the resolution.
ENFORCED = {
    Mode.JOINT: (
        "A change enters the text when every one of these offices has signed it, in "
        "any order. One person never signs for two."
    ),
    Mode.CONSULTATION: (
        "A change enters the text when the view of each consulted office is on the "
        "record and the deciding office has then signed it."
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
    conditions: str
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
    recorded_at: datetime
    delegations: tuple[DelegationTold, ...]


@dataclass(frozen=True)
class RecommendationTold:
    """One recommendation, and what was resolved on it."""

    uid: str
    letter: str
    text: str
    decision: DecisionTold | None


def reports_with_papers() -> QuerySet[Report]:
    """Reports with all that is told of them, in four queries."""
    recommendations = Recommendation.objects.select_related(
        "decision__recorded_by"
    ).prefetch_related(
        Prefetch(
            "decision__delegations__offices",
            DelegatedOffice.objects.select_related("office", "substitute"),
        )
    )
    return Report.objects.select_related("about", "meeting__body").prefetch_related(
        Prefetch("tablings", Tabling.objects.select_related("text")),
        Prefetch("tablings__recommendations", recommendations),
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


def _decision(row: Decision | None) -> DecisionTold | None:
    if row is None:
        return None
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
        delegations=tuple(map(_delegation, row.delegations.all())),
    )


def _delegation(given: Delegation) -> DelegationTold:
    return DelegationTold(
        mode=given.get_mode_display(),
        scope=given.get_scope_display(),
        offices=tuple(
            (row.office.name, row.get_part_display()) for row in given.offices.all()
        ),
        starts_on=given.starts_on,
        until=given.until,
        conditions=given.conditions,
        enforced=ENFORCED[Mode(given.mode)],
    )
