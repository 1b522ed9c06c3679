"""How a decision's call-in stands, in sentences."""

from datetime import date, timedelta

from decisions.authority import council_day
from decisions.states import CallIn
from statements.rendering.words import listed

from .case import CallInCase, State


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


def meanwhile(decision: CallInCase | None, on: date) -> str:
    """What can be done under a delegation while its decision can be called in."""
    state = decision.state(on) if decision else State.EFFECTIVE
    last = decision.window_ends(on) if decision else None
    if state is State.NOT_KNOWN:
        return (
            "It is not known whether call-in applies to the decision that made the "
            "delegation. Changes can be proposed and signed all the same."
        )
    if state not in (State.UNPUBLISHED, State.OPEN):
        return ""
    until = f"until the end of {council_day(last)}" if last else "once it is published"
    return (
        f"The decision that made the delegation can be called in {until}. Changes can "
        "be proposed and signed meanwhile; the text is not cleared before the decision "
        "takes effect."
    )
