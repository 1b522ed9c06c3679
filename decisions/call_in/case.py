"""What has been recorded of one decision's call-in, as a value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from decisions.legal_clock import Timing, effective_on, timing
from decisions.models import (
    CalledIn,
    CallInOutcome,
    CallInRuling,
    CallInWaiver,
    Decision,
    DelegatedDecision,
)
from decisions.states import CALL_IN_OVER, CallIn, CallInEnd
from iegtracker import clock

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
        """What one clerk entered, and another has to confirm. A later row replaces it,
        and a call-in settles that call-in applies."""
        last = self.rulings[-1] if self.rulings else None
        waits = last and last.waits_because and not self.called_in
        return last if waits else None

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


def _one(ruling: CallInRuling, name: str) -> Any:
    return getattr(ruling, name, None)
