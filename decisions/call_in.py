"""When a decision may be acted on: what has been recorded of its call-in, as one value.

Scrutiny has power over decisions that are made and not yet implemented (Local
Government Act 2000, section 21). The length of the window is the council's own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from django.db.models import QuerySet

from iegtracker import clock
from statements.models import Statement
from statements.rendering.words import listed

from .authority import council_day
from .casefile import CaseFile, call_in_rulings, last_round
from .legal_clock import Timing, effective_on, london_day, timing
from .models import (
    CalledIn,
    CallInOutcome,
    CallInRuling,
    CallInWaiver,
    DecidedChange,
    Decision,
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

    @property
    def ruling(self) -> CallInRuling | None:
        """What holds: the last ruling."""
        return self.rulings[-1] if self.rulings else None

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
        return next((w for r in self.rulings if (w := _one(r, "waiver"))), None)

    @property
    def called_in(self) -> CalledIn | None:
        return next((c for r in self.rulings if (c := _one(r, "called_in"))), None)

    @property
    def last_outcome(self) -> tuple[str, date] | None:
        """What came of its call-in last, and when; None while nothing has."""
        for ruling in self.rulings:
            told = ruling.__dict__
            if told.get("last_outcome"):
                return told["last_outcome"], told["last_outcome_on"]
        return None

    @property
    def outcomes(self) -> list[CallInOutcome]:
        called_in = self.called_in
        rows = called_in.outcomes.all() if called_in else ()
        return sorted(rows, key=lambda row: row.number)

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
    together: dict[int, list[tuple[str, date]]] = {}
    for read in applied:
        key = file.decided_in.get(read.pk)
        if key is not None:
            signed = max(london_day(s.at) for s in read.signoffs.all())
            together.setdefault(key, []).append((str(read.change), signed))
    for key, made in sorted(together.items()):
        rulings = [r for r in file.rulings if r.delegated_id == key]
        names = [name for name, _ in made]
        found.append(_of_delegates(key, names, max(day for _, day in made), rulings))
    return found


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


def in_words(decision: CallInCase, on: date, instead: str = "") -> str:
    """How call-in stands on a day, in sentences that stand alone.

    `instead` stands for the council's own words where they are withheld.
    """
    state, ruling = decision.state(on), decision.ruling
    told = state.value
    if state is State.DOES_NOT_APPLY and decision.why_not:
        told = f"{told}: {instead or decision.why_not}"
    if state is State.OPEN and ruling and ruling.effective_on:
        last = council_day(ruling.effective_on - timedelta(days=1))
        told = f"{told} until the end of {last}"
    if state is State.CALLED_IN and decision.called_in:
        told = f"{told}, on {council_day(decision.called_in.called_in_on)}"
    if state is State.WAIVED and decision.waiver:
        told = f"{told} on {council_day(decision.waiver.agreed_on)}"
    if state is State.EFFECTIVE and decision.effective_on:
        told = f"It took effect on {council_day(decision.effective_on)}"
    return f"{told.rstrip('.')}."


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
