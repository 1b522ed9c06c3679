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
from statements.document.exempt import Reader, is_withheld, withheld

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


def recommendations_told(
    tabling: Tabling | None, reader: Reader
) -> tuple[RecommendationTold, ...]:
    """What was recommended, and resolved on it. Of an exempt recommendation a reader
    who may not see it learns its letter and what became of it."""
    if tabling is None:
        return ()
    text = withheld(tabling.text.document, reader)
    rows: Iterable[Recommendation] = tabling.recommendations.all()
    return tuple(
        RecommendationTold(
            uid=row.uid,
            letter=row.letter,
            text=instead or row.text,
            decision=_decision(getattr(row, "decision", None), instead),
        )
        for row in rows
        for instead in [text.get(row.uid, "text") if is_withheld(text, row.uid) else ""]
    )


def _decision(row: Decision | None, instead: str) -> DecisionTold | None:
    """`instead` stands for the words of the record where they are withheld."""
    if row is None:
        return None
    return DecisionTold(
        outcome=row.get_outcome_display(),
        wording=instead or row.wording,
        reasons=instead or row.reasons,
        alternatives=instead or row.alternatives,
        interests=row.interests,
        minute_number=row.minute_number,
        call_in=row.get_call_in_display(),
        call_in_reason="" if instead else row.call_in_reason,
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
