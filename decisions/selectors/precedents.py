"""Earlier decisions that reports refer to, and what other bodies resolved."""

from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery

from decisions.models import (
    Citation,
    EarlierDecision,
    Endorsement,
    Meeting,
)
from decisions.states import (
    EndorsementOutcome,
)


@dataclass(frozen=True)
class CitationTold:
    """An earlier decision to which a report refers."""

    decision: str
    place: str
    wording: str
    minute_number: str


def citations_told(about: Q) -> dict[int, list[CitationTold]]:
    """What reports refer to, by the report's key, as it is recorded now."""
    stands = EarlierDecision.objects.filter(
        Q(pk=OuterRef("earlier")) | Q(corrects=OuterRef("earlier"))
    ).order_by("-pk")
    names = ("held_on", "subject", "wording", "minute_number", "body__name")
    rows = (
        Citation.objects.filter(about)
        .annotate(
            **{f"now_{name}": Subquery(stands.values(name)[:1]) for name in names}
        )
        .order_by("pk")
    )
    latest = {(row.report_id, row.earlier_id): row for row in rows}
    found: dict[int, list[CitationTold]] = {}
    for (report, _), row in latest.items():
        if row.withdrawn:
            continue
        told = row.__dict__
        day = told["now_held_on"]
        found.setdefault(report, []).append(
            CitationTold(
                decision=f"{told['now_body__name']}, {day.day} {day:%B %Y}: "
                f"{told['now_subject']}",
                place=row.place,
                wording=told["now_wording"],
                minute_number=told["now_minute_number"],
            )
        )
    return found


@dataclass(frozen=True)
class EndorsementTold:
    """What a body resolved on a statement that another body decided on."""

    statement: str
    round: str
    meeting: Meeting
    outcome: str
    version: int
    wording: str
    reasons: str
    alternatives: str
    interests: str
    minute_number: str
    is_superseded: bool


def endorsements_told(meeting: Meeting) -> list[EndorsementTold]:
    """Resolutions of this meeting on statements, and of others on its own."""
    rows = list(
        Endorsement.objects.filter(
            Q(meeting=meeting) | Q(statement__reports__meeting=meeting)
        )
        .select_related("statement", "version", "meeting__body")
        .order_by("pk")
        .distinct()
    )
    last = {(row.statement_id, row.meeting_id): row.pk for row in rows}
    return [
        EndorsementTold(
            statement=str(row.statement),
            round=row.statement.round,
            meeting=row.meeting,
            outcome=str(EndorsementOutcome(row.outcome).label),
            version=row.version.number,
            wording=row.wording,
            reasons=row.reasons,
            alternatives=row.alternatives,
            interests=row.interests,
            minute_number=row.minute_number,
            is_superseded=last[row.statement_id, row.meeting_id] != row.pk,
        )
        for row in rows
    ]
