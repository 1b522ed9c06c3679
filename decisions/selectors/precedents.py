"""Earlier decisions that reports refer to, and what other bodies resolved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery

from decisions.models import (
    Citation,
    Decision,
    DecisionRecord,
    EarlierDecision,
    Endorsement,
    Meeting,
    Report,
)
from decisions.states import EndorsementOutcome
from decisions.withholding import decisions_withheld, words_instead
from iegtracker.people.models import Visitor
from statements.access import may_read, reader_of
from statements.document.exempt import Reader

from .papers import first_edition, record_told


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
    # Where the statement and the meeting are read, if this reader may read them.
    statement_url: str
    meeting: Meeting
    meeting_url: str
    outcome: str
    version: int
    wording: str
    reasons: str
    alternatives: str
    interests: str
    minute_number: str
    record: tuple[str, str] | None
    is_superseded: bool


def endorsements_told(
    meeting: Meeting, reports: Iterable[Report], user: Visitor
) -> list[EndorsementTold]:
    """Resolutions of this meeting on statements, and of others on its own. What an
    exempt recommendation called for is withheld as what was resolved on it is.

    `reports` are those of this meeting, with what was resolved on them.
    """
    elsewhere = Decision.objects.filter(
        recommendation__tabling__report__about=OuterRef("statement"),
        endorsing_body=OuterRef("meeting__body"),
    ).exclude(meeting=meeting)
    records = DecisionRecord.objects.filter(
        endorsement__statement=OuterRef("statement"),
        endorsement__meeting=OuterRef("meeting"),
    )
    rows = list(
        Endorsement.objects.filter(
            Q(meeting=meeting) | Q(statement__reports__meeting=meeting)
        )
        .select_related("statement", "version", "meeting__body")
        .annotate(called_for_elsewhere=Exists(elsewhere), **first_edition(records))
        .order_by("pk")
        .distinct()
    )
    last = {(row.statement_id, row.meeting_id): row.pk for row in rows}
    withheld = _called_for_in_private(rows, reports, reader_of(user))
    return [
        EndorsementTold(
            statement=str(row.statement),
            statement_url=row.statement.get_absolute_url()
            if may_read(user, row.statement)
            else "",
            meeting=row.meeting,
            meeting_url=row.meeting.get_absolute_url() if user.is_authenticated else "",
            outcome=str(EndorsementOutcome(row.outcome).label),
            version=row.version.number,
            wording=instead or row.wording,
            reasons=instead or row.reasons,
            alternatives=instead or row.alternatives,
            interests=row.interests,
            minute_number=row.minute_number,
            record=record_told(row),
            is_superseded=last[row.statement_id, row.meeting_id] != row.pk,
        )
        for row in rows
        for instead in [withheld.get((row.statement_id, row.meeting.body_id), "")]
    ]


def _called_for_in_private(
    endorsements: Sequence[Endorsement], reports: Iterable[Report], reader: Reader
) -> dict[tuple[int, int | None], str]:
    """What stands for what a body resolved on a statement, where the decision that
    called for it is withheld from this reader: by the statement and the body."""
    here = [
        (decision, words_instead(decision, reader))
        for report in reports
        for tabling in report.tablings.all()
        for row in tabling.recommendations.all()
        if (decision := getattr(row, "decision", None)) and decision.endorsing_body_id
    ]
    others = [
        r.statement_id for r in endorsements if r.__dict__["called_for_elsewhere"]
    ]
    which = Q(recommendation__tabling__report__about__in=others)
    found = [*decisions_withheld(which, reader), *here]
    return {
        (row.recommendation.tabling.report.about_id, row.endorsing_body_id): instead
        for row, instead in found
        if instead
    }
