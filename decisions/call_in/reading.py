"""Which decisions a text rests on, and what has been recorded of their call-in."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from decisions.authority import council_day
from decisions.carrying import takes_back
from decisions.casefile import CaseFile, call_in_rulings, last_round
from decisions.legal_clock import london_day
from decisions.models import (
    CallInRuling,
    DecidedChange,
    Decision,
    DecisionRecord,
    DelegatedDecision,
    Delegation,
    Endorsement,
    SigningRound,
)
from decisions.models.records import Recorded, referring_to
from decisions.states import CallIn, ChangeStatus, Outcome
from iegtracker import clock
from statements.models import Statement
from statements.rendering.words import listed

from .case import BODY, DELEGATED, CallInCase, Row, State


def rests_on(file: CaseFile) -> list[CallInCase]:
    """The decisions on which the authority of the current text rests.

    A body's that was agreed, not what merely noted: there is nothing in that to
    implement. And whatever was decided under its delegations since.
    """
    applied = _applied_rounds(file)
    used = {r.delegation.decision_id for r in applied}
    latest = {d.pk for d in file.last_decisions if d.outcome in _AGREED}
    found = [
        _of_body(d, [r for r in file.rulings if r.decision_id == d.pk])
        for d in file.decisions
        if d.pk in latest | used
    ]
    together: dict[int, list[SigningRound]] = {}
    for read in applied:
        key = file.decided_in.get(read.pk)
        if key is not None:
            together.setdefault(key, []).append(read)
    for key, made in sorted(together.items()):
        rulings = [r for r in file.rulings if r.delegated_id == key]
        names = [str(read.change) for read in made]
        day = max(london_day(s.at) for read in made for s in read.signoffs.all())
        case = _of_delegates(key, names, day, rulings)
        if case.state(clock.today()) is State.REFERRED_BACK:
            case = replace(case, undone_by=_undone_by(made, applied))
        found.append(case)
    return found


def _undone_by(
    made: Sequence[SigningRound], applied: Sequence[SigningRound]
) -> list[str]:
    """The changes that reversed all of these, in words; none if something is left."""
    undoing = [_reversal_of(read, applied) for read in made]
    return [str(read.change) for read in undoing if read] if all(undoing) else []


def _reversal_of(
    read: SigningRound, applied: Sequence[SigningRound]
) -> SigningRound | None:
    """The signed change that took this one back, and was not itself taken back."""
    for later in applied:
        undoes = later.change.reverses_id == read.change_id and takes_back(
            later.difference, read.difference, later.version.document
        )
        if undoes and _reversal_of(later, applied) is None:
            return later
    return None


_AGREED = (Outcome.AGREED, Outcome.AMENDED)


def _applied_rounds(file: CaseFile) -> list[SigningRound]:
    """The rounds by which the text came to be what it is, since it was decided on."""
    tabling = file.tabling
    if tabling is None:
        return []
    rounds = [
        last_round(change)
        for change in file.changes
        if change.status == ChangeStatus.APPLIED
    ]
    return [r for r in rounds if r and r.version.number >= tabling.appendix.number]


def about(row: Row) -> CallInCase:
    """One decision, read from the database."""
    rows = call_in_rulings().filter(**referring_to(row))
    rulings = list(rows.prefetch_related("called_in__outcomes"))
    if not isinstance(row, DelegatedDecision):
        return _of_body(row, rulings)
    names = [str(item.signing_round.change) for item in items_of(row)]
    return _of_delegates(row.pk, names, london_day(row.made_at), rulings)


def items_of(row: DelegatedDecision) -> QuerySet[DecidedChange]:
    """What one signing occasion completed, in the order of the changes."""
    rows = row.items.select_related(
        "signing_round__change__statement", "signing_round__version"
    )
    return rows.order_by("signing_round__change__number")


def statement_of(row: Recorded) -> Statement:
    """The statement that a decision is about."""
    if isinstance(row, DelegatedDecision):
        return row.delegation.statement
    if isinstance(row, Endorsement):
        return row.statement
    return row.recommendation.tabling.report.about


def subject_of(row: CallInRuling | DecisionRecord) -> Row:
    """The decision that a ruling or a record is about."""
    found = row.decision or row.delegated
    if found is None:
        raise LookupError(f"{row} is about no decision.")
    return found


def behind(
    delegation: Delegation, rulings: Iterable[CallInRuling]
) -> CallInCase | None:
    """The decision that made a delegation, of whose call-in these were recorded."""
    decision = delegation.decision
    if decision is None:
        return None
    return _of_body(decision, [r for r in rulings if r.decision_id == decision.pk])


def _of_body(row: Decision, rulings: Sequence[CallInRuling]) -> CallInCase:
    meeting = row.meeting
    day = council_day(meeting.held_on)
    return CallInCase(
        BODY,
        row.pk,
        f"the decision on ({row.recommendation.letter}) of {meeting.body}, {day}",
        meeting.held_on,
        row.call_in,
        row.call_in_reason,
        rulings,
    )


def _of_delegates(
    pk: int, names: Iterable[str], made_on: date, rulings: Sequence[CallInRuling]
) -> CallInCase:
    told = list(names)
    what = listed(told) if len(told) <= 3 else f"{len(told)} changes"
    words = f"the delegated decision of {council_day(made_on)} ({what})"
    return CallInCase(DELEGATED, pk, words, made_on, CallIn.NOT_KNOWN, "", rulings)
