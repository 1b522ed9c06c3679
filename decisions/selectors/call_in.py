"""What the pages of call-in say."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from decisions.access import require_gate
from decisions.actions.call_in import (
    called_in_refusal,
    correction_refusal,
    outcome_refusal,
)
from decisions.actions.records import publishing_refusal
from decisions.actions.rulings import confirmation_refusal, ruling_refusal
from decisions.actions.waivers import waiver_refusal, withdrawal_refusal
from decisions.authority import council_day
from decisions.call_in import (
    BODY,
    CallInCase,
    State,
    in_words,
    rests_on,
    waiting_words,
)
from decisions.legal_clock import london_day
from decisions.models import DecisionRecord
from decisions.states import CallIn, CallInEnd
from iegtracker import clock
from iegtracker.errors import DomainError
from iegtracker.people.models import User, Visitor
from statements.models import Statement
from statements.rendering.words import capitalised

from .casefiles import Trail, file_for, trail
from .changes import Link

Refusal = Callable[[CallInCase, Visitor], DomainError | None]
# The steps by their addresses: what each is called, and who asks whether it is open.
STEPS: Mapping[str, tuple[str, Refusal]] = {
    "rule": ("Record whether call-in applies", ruling_refusal),
    "confirm": ("Confirm what another clerk entered", confirmation_refusal),
    "called-in": ("Record that it was called in", called_in_refusal),
    "outcome": ("Record what became of the call-in", outcome_refusal),
    "correct-outcome": ("Correct what became of the call-in", correction_refusal),
    "waive": ("Record that call-in was waived", waiver_refusal),
    "withdraw-waiver": ("Record that the waiver was a mistake", withdrawal_refusal),
}
# The mark and word of each state; its sentence stands below.
_MARKS = {
    State.NOT_KNOWN: ("not_stated", "Not known"),
    State.DOES_NOT_APPLY: ("not_applicable", "Does not apply"),
    State.UNPUBLISHED: ("waiting", "Not published"),
    State.OPEN: ("waiting", "Open"),
    State.CALLED_IN: ("returned", "Called in"),
    State.REFERRED_BACK: ("refused", "Referred back"),
    State.WAIVED: ("done", "Waived"),
    State.EFFECTIVE: ("done", "In effect"),
}


@dataclass(frozen=True)
class CallInRow:
    """One decision: how its call-in stands, and what can be recorded."""

    heading: str
    mark: str
    word: str
    words: str
    waiting: str
    timing: str
    events: tuple[tuple[str, str], ...]
    record: Link | None
    links: tuple[Link, ...]


@dataclass(frozen=True)
class CallInPage:
    statement: Statement
    trail: Trail
    rows: tuple[CallInRow, ...]
    due: date


def call_in_page(round: str, user: User) -> CallInPage:
    """Every decision on which a statement's text rests, and how its call-in stands."""
    require_gate(user)
    file = file_for(round)
    statement = file.statement
    cases = rests_on(file)
    records = _records(cases)
    gate = ("What stands in the way", reverse("decisions:gate", args=[round]))
    return CallInPage(
        statement=statement,
        trail=trail(statement, gate, ("Call-in", None)),
        rows=tuple(_row(case, statement, records, user) for case in cases),
        due=statement.due,
    )


def _row(
    case: CallInCase,
    statement: Statement,
    records: Mapping[tuple[str, int], DecisionRecord],
    user: User,
) -> CallInRow:
    today = clock.today()
    state = case.state(today)
    found = records.get((case.kind, case.pk))
    waits = state in (State.UNPUBLISHED, State.OPEN)
    usual = settings.IEG_CALL_IN_DAYS
    mark, word = _MARKS[state]
    links = call_in_links(case, user)
    if found is None and publishing_refusal(user) is None:
        address = reverse("decisions:publish_record", args=[case.kind, case.pk])
        links = [Link("Publish its record", address), *links]
    return CallInRow(
        heading=capitalised(case.words),
        mark=mark,
        word=word,
        words=in_words(case, today),
        waiting=waiting_words(case),
        timing=case.timing(statement.due, usual_days=usual).sentence if waits else "",
        events=tuple(_so_far(case)),
        record=Link(f"Read the record, {found.number}", found.get_absolute_url())
        if found
        else None,
        links=tuple(links),
    )


def _records(
    cases: Iterable[CallInCase],
) -> dict[tuple[str, int], DecisionRecord]:
    """The first edition of the record of each decision that has one."""
    of_bodies = [case.pk for case in cases if case.kind == BODY]
    of_delegates = [case.pk for case in cases if case.kind != BODY]
    rows = DecisionRecord.objects.filter(edition=1).defer("content")
    found = (rows.filter(decision__in=of_bodies)) | rows.filter(
        delegated__in=of_delegates
    )
    return {
        next((case.kind, case.pk) for case in cases if _is_of(row, case)): row
        for row in found
    }


def _is_of(row: DecisionRecord, case: CallInCase) -> bool:
    key = row.decision_id if case.kind == BODY else row.delegated_id
    return key == case.pk


def events_of(case: CallInCase, instead: str = "") -> Iterable[tuple[str, str]]:
    """All that happened to a decision's call-in, each with its day in words.

    `instead` stands for reasons and grounds where they are withheld.
    """
    yield from _happened(case, instead)
    for row in case.outcomes:
        told = f"{row.get_outcome_display()}, {council_day(row.decided_on)}"
        said, why = _ended(told, row.correction, reasons=row.reasons)
        yield said, instead or why


def _so_far(case: CallInCase) -> Iterable[tuple[str, str]]:
    """The same in short: what came of it last, from what has been read."""
    yield from _happened(case)
    outcome, day = case.last_outcome or (CallInEnd.NOTHING, None)
    if day or case.last_correction:
        told = CallInEnd(outcome).label + (f", {council_day(day)}" if day else "")
        yield _ended(told, case.last_correction)


def _ended(told: str, correction: str, *, reasons: str = "") -> tuple[str, str]:
    """What became of a call-in; where that corrects what was recorded, with why."""
    if not correction:
        return told, reasons
    # That nothing has been decided yet has no reasons of its own.
    rest = [reasons] if reasons and reasons != correction else []
    return f"Corrected: {told}", " ".join([*rest, f"What was wrong: {correction}"])


def _happened(case: CallInCase, instead: str = "") -> Iterable[tuple[str, str]]:
    for ruling in case.counted:
        recorded = council_day(london_day(ruling.recorded_at))
        if ruling.confirms_id:
            told = ruling.get_ruling_display()
            yield f"{told}, {recorded}", "Entered by one clerk, confirmed by another."
        if ruling.withdrawal:
            yield (
                f"Waiver withdrawn on {recorded}",
                f"Why: {instead or ruling.withdrawal}",
            )
        if waiver := getattr(ruling, "waiver", None):
            yield (
                f"Waived on {council_day(waiver.agreed_on)}",
                f"Agreed by: {waiver.agreed_by}. Why: {instead or waiver.why}",
            )
    if case.called_in:
        yield (
            f"Called in on {council_day(case.called_in.called_in_on)}",
            f"By: {case.called_in.members}. "
            f"Grounds: {instead or case.called_in.grounds}",
        )


def call_in_links(case: CallInCase, user: Visitor) -> list[Link]:
    """The steps that are open to this reader now."""
    return [
        Link(label, reverse("decisions:call_in_step", args=[case.kind, case.pk, step]))
        for step, (label, refused) in STEPS.items()
        if refused(case, user) is None
    ]


def call_in_initial(case: CallInCase) -> dict[str, Any]:
    """What a question about call-in begins with."""
    return {
        "ruling": case.call_in if case.ruling or case.kind == BODY else "",
        "reason": case.why_not if case.call_in == CallIn.DOES_NOT else "",
        "working_days": case.working_days or settings.IEG_CALL_IN_DAYS,
        "from_publication_day": case.from_publication_day,
    }
