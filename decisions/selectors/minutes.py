"""What the pages about minutes, corrections and endorsement are told."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from decisions.models import Decision, DecisionCorrection, Meeting
from decisions.models.corrections import (
    as_it_stands,
    particulars_as_they_stand,
    standing,
)
from decisions.states import MeetingPart
from decisions.withholding import words_instead_in
from iegtracker import clock
from statements.document.exempt import Reader
from statements.models import Statement

from .papers import DelegationTold, delegation_told
from .proceedings import Proceedings

_READ = (
    "meeting__body",
    "recommendation__tabling__report__about",
)


def decisions_of(meeting: Meeting) -> list[Decision]:
    """The decisions of a meeting, with their words as they stand."""
    rows = Decision.objects.filter(meeting=meeting).annotate(**as_it_stands())
    return list(rows.select_related(*_READ).order_by("pk"))


def corrected_decision(pk: int) -> Decision:
    rows = Decision.objects.annotate(
        **as_it_stands(), **particulars_as_they_stand()
    ).select_related(*_READ)
    return get_object_or_404(rows, pk=pk)


def correction_read(pk: int) -> DecisionCorrection:
    related = [f"decision__{name}" for name in _READ]
    rows = DecisionCorrection.objects.select_related("recorded_by", *related)
    return get_object_or_404(rows, pk=pk)


def enforced_by(decision: Decision) -> list[DelegationTold]:
    """What the program makes of the decision."""
    given = decision.delegations.prefetch_related("offices__office")
    return [delegation_told(row) for row in given.order_by("pk")]


def confirming_meetings(meeting: Meeting) -> QuerySet[Meeting]:
    """The later meetings of the same body that have been held."""
    return (
        Meeting.objects.filter(
            body=meeting.body_id,
            held_on__gt=meeting.held_on,
            held_on__lte=clock.today(),
        )
        .select_related("body")
        .order_by("held_on")
    )


def other_meetings(statement: Statement) -> QuerySet[Meeting]:
    """Meetings that have been held, of bodies that did not decide on it themselves."""
    return (
        Meeting.objects.filter(held_on__lte=clock.today())
        .exclude(body__meetings__reports__about=statement)
        .select_related("body")
        .order_by("-held_on")
    )


def minutes_to_start_from(found: Proceedings) -> str:
    """The last draft; or the agenda's headings, with what was resolved, as the public
    will read it."""
    latest = found.latest(MeetingPart.MINUTES)
    return latest.text if latest else "\n\n".join(_skeleton(found))


def _skeleton(found: Proceedings) -> Iterator[str]:
    resolved: dict[int, list[str]] = {}
    instead = words_instead_in(Q(meeting=found.meeting), Reader.PUBLIC)
    for decision in decisions_of(found.meeting):
        number = decision.recommendation.tabling.report.number
        wording = instead.get(decision.pk) or standing(decision).wording
        resolved.setdefault(number, []).append(wording)
    agenda = found.latest(MeetingPart.AGENDA)
    for line in agenda.lines if agenda else ():
        yield f"{line['number']} {line['title']}".strip()
        yield from resolved.pop(line["report_number"], [])
    for words in resolved.values():
        yield from words
