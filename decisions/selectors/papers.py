"""Papers as they were put to a meeting, and what was resolved on them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Model, OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse

from decisions.authority import hold_delegations
from decisions.casefile import NoticeGiven, notice_of, notices
from decisions.models import (
    Decision,
    DecisionRecord,
    Delegation,
    Recommendation,
    Report,
    Tabling,
)
from decisions.models.corrections import (
    Standing,
    as_it_stands,
    particulars,
    particulars_as_they_stand,
    standing,
)
from decisions.states import Endorsing, Mode
from decisions.withholding import instead_in, said_instead
from statements.document.exempt import Reader, withheld

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

    pk: int
    outcome: str
    wording: str
    words: Standing
    endorsement: str
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
    record: tuple[str, str] | None


@dataclass(frozen=True)
class RecommendationTold:
    """One recommendation, and what was resolved on it."""

    uid: str
    letter: str
    text: str
    decision: DecisionTold | None


def reports_with_papers() -> QuerySet[Report]:
    """Reports with all that is told of them but delegations, in three queries."""
    records = DecisionRecord.objects.filter(decision=OuterRef("decision"))
    recommendations = Recommendation.objects.select_related(
        "decision__recorded_by", "decision__endorsing_body"
    ).annotate(
        **as_it_stands("decision"),
        **particulars_as_they_stand("decision"),
        **first_edition(records),
    )
    tablings = Tabling.objects.select_related("text").annotate(**notices())
    return Report.objects.select_related("about", "meeting__body").prefetch_related(
        Prefetch("tablings", tablings),
        Prefetch("tablings__recommendations", recommendations),
    )


def with_delegations(reports: Collection[Report]) -> Collection[Report]:
    """The same, their decisions with what they delegated: one query more."""
    hold_delegations(
        [
            row.decision
            for report in reports
            for tabling in report.tablings.all()
            for row in tabling.recommendations.all()
            if hasattr(row, "decision")
        ]
    )
    return reports


def last_tabling(report: Report) -> Tabling | None:
    """The tabling that stands, of a report whose tablings were prefetched."""
    return max(report.tablings.all(), key=lambda row: row.number, default=None)


def notices_told(report: Report) -> list[tuple[Tabling, NoticeGiven]]:
    """When each of the papers of a report was published, where that is recorded."""
    found = [(row, notice_of(row)) for row in report.tablings.all()]
    return [(row, notice) for row, notice in found if notice]


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
            decision=_decision(row, instead),
        )
        for row in rows
        for instead in [instead_in(text, row.uid)]
    )


def endorsement_words(row: Decision) -> str:
    """Whether the decision calls for another body's endorsement; "" if not said."""
    if not row.endorsement:
        return ""
    label = str(Endorsing(row.endorsement).label).partition(":")[0]
    return f"{label}: {row.endorsing_body}" if row.endorsing_body else label


def _decision(read: Recommendation, instead: str) -> DecisionTold | None:
    """`instead` stands for the words of the record where they are withheld."""
    row: Decision | None = getattr(read, "decision", None)
    if row is None:
        return None
    words, told = standing(row, read), particulars(row, read)
    if instead:
        words = replace(words, recorded=instead, wording=instead)
    return DecisionTold(
        outcome=row.get_outcome_display(),
        pk=row.pk,
        wording=words.wording,
        words=words,
        endorsement=endorsement_words(row),
        reasons=instead or told["reasons"],
        alternatives=instead or told["alternatives"],
        interests=told["interests"],
        minute_number=words.minute_number,
        call_in=row.get_call_in_display(),
        call_in_reason=said_instead(row.call_in_reason, instead),
        approves_text=row.approves_text,
        amends=bool(row.amendment),
        recorded_by=str(row.recorded_by),
        recorded_at=row.recorded_at,
        delegations=tuple(delegation_told(d, instead) for d in row.delegations.all()),
        record=record_told(read),
    )


def first_edition(records: QuerySet[DecisionRecord]) -> dict[str, Any]:
    """What a query reads beside a row so that `record_told` asks nothing more."""
    first = records.filter(edition=1)
    return {f"record_{n}": Subquery(first.values(n)[:1]) for n in ("number", "slug")}


def record_told(read: Model) -> tuple[str, str] | None:
    """The number and address of the record about a row, once it is published."""
    number, slug = read.__dict__["record_number"], read.__dict__["record_slug"]
    return (number, reverse("decisions:record", args=[slug])) if number else None


def delegation_told(given: Delegation, instead: str = "") -> DelegationTold:
    return DelegationTold(
        mode=given.get_mode_display(),
        scope=given.get_scope_display(),
        offices=tuple(
            (row.office.name, row.get_part_display()) for row in given.offices.all()
        ),
        starts_on=given.starts_on,
        until=given.until,
        conditions=said_instead(given.conditions, instead),
        enforced=ENFORCED[Mode(given.mode)],
    )
