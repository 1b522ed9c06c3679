"""When a decision may be acted on: what has been recorded of its call-in, as one value.

Scrutiny has power over decisions that are made and not yet implemented (Local
Government Act 2000, section 21). The length of the window is the council's own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any

from django.db.models import QuerySet

from iegtracker import clock
from statements.models import Statement
from statements.rendering.words import listed

from .authority import council_day
from .carrying import takes_back
from .casefile import CaseFile, call_in_rulings, last_round
from .legal_clock import Timing, effective_on, london_day, timing
from .models import (
    CalledIn,
    CallInOutcome,
    CallInRuling,
    CallInWaiver,
    DecidedChange,
    Decision,
    DecisionRecord,
    DelegatedDecision,
    SigningRound,
)
from .states import CALL_IN_OVER, CallIn, CallInEnd, ChangeStatus, Outcome

# As an address names the two kinds of decision.
BODY, DELEGATED = "decisions", "delegated"
Row = Decision | DelegatedDecision


class State(Enum):
    """Where a decision stands in its call-in, on a day."""

    NOT_KNOWN = "It is not known whether call-in applies"
    DOES_NOT_APPLY = "Call-in does not apply"
    UNPUBLISHED = "It can be called in once it is published"
    OPEN = "It can be called in"
    CALLED_IN = "It has been called in"
    REFERRED_BACK = "It has been referred back"
    WAIVED = "Call-in was waived"
    EFFECTIVE = "It has taken effect"


@dataclass(frozen=True)
class CallInTold:
    """What is recorded of call-in: whether it applies, and with which window.

    `effective_on` is the day as the council recorded it; without it, it is computed.
    """

    ruling: str
    reason: str = ""
    working_days: int | None = None
    from_publication_day: bool = False
    effective_on: date | None = None


@dataclass(frozen=True)
class CallInCase:
    """A decision that may be called in, with what has been recorded of it."""

    kind: str
    pk: int
    words: str
    made_on: date
    as_recorded: str
    reason: str
    rulings: Sequence[CallInRuling]
    # The changes by which all that it changed was reversed since, in words.
    undone_by: Sequence[str] = ()

    @property
    def counted(self) -> list[CallInRuling]:
        """The rulings that count: not what only waits for another clerk."""
        return [row for row in self.rulings if not row.waits_because]

    @property
    def ruling(self) -> CallInRuling | None:
        """What holds: the last ruling that counts."""
        return next(reversed(self.counted), None)

    @property
    def waiting(self) -> CallInRuling | None:
        """What one clerk entered, and another has to confirm; later rows replace it."""
        last = self.rulings[-1] if self.rulings else None
        return last if last and last.waits_because else None

    @property
    def call_in(self) -> str:
        """Whether call-in applies: by the last ruling, else as the decision says."""
        return self.ruling.ruling if self.ruling else self.as_recorded

    @property
    def why_not(self) -> str:
        return self.ruling.reason if self.ruling else self.reason

    @property
    def working_days(self) -> int | None:
        """The length of its window, once it has been asked."""
        return self.ruling.working_days if self.ruling else None

    @property
    def from_publication_day(self) -> bool:
        return bool(self.ruling and self.ruling.from_publication_day)

    @property
    def waiver(self) -> CallInWaiver | None:
        """The last waiver, unless it was withdrawn since; it outlives publication."""
        for ruling in reversed(self.counted):
            if waiver := _one(ruling, "waiver"):
                return waiver
            if ruling.withdrawal:
                return None
        return None

    @property
    def called_in(self) -> CalledIn | None:
        return next((c for r in self.rulings if (c := _one(r, "called_in"))), None)

    @property
    def last_outcome(self) -> tuple[str, date] | None:
        """What came of its call-in last, and when; None while nothing has."""
        for ruling in self.rulings:
            told = ruling.__dict__
            if told.get("last_outcome") not in (None, CallInEnd.NOTHING):
                return told["last_outcome"], told["last_outcome_on"]
        return None

    @property
    def last_correction(self) -> str:
        """What was wrong with what was recorded before, if that was corrected."""
        told = (row.__dict__.get("last_outcome_correction") for row in self.rulings)
        return next(filter(None, told), "")

    @property
    def outcomes(self) -> list[CallInOutcome]:
        """All that was recorded of what became of it, what was corrected too."""
        called_in = self.called_in
        rows = called_in.outcomes.all() if called_in else ()
        return sorted(rows, key=lambda row: row.number)

    @property
    def standing_outcomes(self) -> list[CallInOutcome]:
        """The same without mistakes: one that corrects stands for the one before it."""
        found: list[CallInOutcome] = []
        for row in self.outcomes:
            if row.correction:
                found = found[:-1]
            if row.outcome != CallInEnd.NOTHING:
                found.append(row)
        return found

    def window_ends(self, on: date) -> date | None:
        """The last day of a window that is open on that day; None if there is none."""
        row = self.ruling
        if row is None or row.ruling != CallIn.APPLIES:
            return None
        if row.published_on is None or row.effective_on is None:
            return None
        return row.effective_on - timedelta(days=1) if on < row.effective_on else None

    def state(self, on: date) -> State:
        """Where it stands on a day."""
        if self.called_in:
            last, _ = self.last_outcome or ("", None)
            if last in CALL_IN_OVER:
                return State.EFFECTIVE
            referred = last == CallInEnd.REFERRED_BACK
            return State.REFERRED_BACK if referred else State.CALLED_IN
        if self.call_in == CallIn.NOT_KNOWN:
            return State.NOT_KNOWN
        if self.call_in == CallIn.DOES_NOT:
            return State.DOES_NOT_APPLY
        if self.waiver:
            return State.WAIVED
        ruling = self.ruling
        if ruling and ruling.effective_on and on >= ruling.effective_on:
            return State.EFFECTIVE
        published = ruling and ruling.published_on
        return State.OPEN if published else State.UNPUBLISHED

    @property
    def effective_on(self) -> date | None:
        """The first day on which it may be acted on, as stored; None if not known."""
        if self.called_in:
            last, on = self.last_outcome or ("", None)
            return on if last in CALL_IN_OVER else None
        if self.waiver:
            return self.waiver.agreed_on
        return self.ruling.effective_on if self.ruling else None

    def timing(self, due: date, *, usual_days: int) -> Timing:
        """How it stands to the day due: by the days that are stored, and before it is
        published as if that were today, the earliest day possible."""
        ruling = self.ruling
        if ruling and ruling.published_on and ruling.effective_on:
            ends = ruling.effective_on - timedelta(days=1)
            return Timing(ruling.published_on, ends, ruling.effective_on, due)
        return timing(
            clock.today(),
            self.working_days or usual_days,
            due,
            from_publication_day=self.from_publication_day,
        )


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
    delegated = isinstance(row, DelegatedDecision)
    key = {"delegated" if delegated else "decision": row}
    rulings = list(
        call_in_rulings().filter(**key).prefetch_related("called_in__outcomes")
    )
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


def statement_of(row: Row) -> Statement:
    """The statement that a decision is about."""
    if isinstance(row, DelegatedDecision):
        return row.delegation.statement
    return row.recommendation.tabling.report.about


def subject_of(row: CallInRuling | DecisionRecord) -> Row:
    """The decision that a ruling or a record is about."""
    found = row.decision or row.delegated
    if found is None:
        raise LookupError(f"{row} is about no decision.")
    return found


def effective_day(
    told: CallInTold, made_on: date, published_on: date | None
) -> date | None:
    """The first day on which a decision may be acted on; None while it is not known.

    The day that the council recorded, if it did. Where call-in does not apply nothing
    has to be waited for: the day on which the decision was made.
    """
    if told.effective_on:
        return told.effective_on
    if told.ruling == CallIn.DOES_NOT:
        return made_on
    if told.ruling != CallIn.APPLIES or not published_on or not told.working_days:
        return None
    return effective_on(
        published_on,
        told.working_days,
        from_publication_day=told.from_publication_day,
    )


def in_words(decision: CallInCase, on: date) -> str:
    """How call-in stands on a day, in sentences that stand alone."""
    state, ruling = decision.state(on), decision.ruling
    told = state.value
    if state is State.DOES_NOT_APPLY and decision.why_not:
        told = f"{told}: {decision.why_not}"
    if state is State.OPEN and ruling and ruling.effective_on:
        last = council_day(ruling.effective_on - timedelta(days=1))
        told = f"{told} until the end of {last}"
    if state is State.CALLED_IN and decision.called_in:
        told = f"{told}, on {council_day(decision.called_in.called_in_on)}"
    if state is State.REFERRED_BACK and decision.undone_by:
        told = f"{told}, and {listed(decision.undone_by)} took back all it had changed"
    if state is State.WAIVED and decision.waiver:
        told = f"{told} on {council_day(decision.waiver.agreed_on)}"
    if state is State.EFFECTIVE and decision.effective_on:
        told = f"It took effect on {council_day(decision.effective_on)}"
    return f"{told.rstrip('.')}."


def waiting_words(decision: CallInCase) -> str:
    """What one clerk entered that does not count yet, and why; or nothing."""
    row = decision.waiting
    if row is None:
        return ""
    told = row.get_ruling_display()
    if row.ruling == CallIn.DOES_NOT:
        told = f"{told}: {row.reason.rstrip('.')}"
    if row.ruling == CallIn.APPLIES and row.effective_on:
        last = council_day(row.effective_on - timedelta(days=1))
        told = f"{told}, until the end of {last}"
    return f"Entered since: {told}. {row.waits_because}"


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


def _one(ruling: CallInRuling, name: str) -> Any:
    return getattr(ruling, name, None)
