"""Mail: what waits for whom, what was decided, receipts, reminders.

`occasions`, `decisions` and `offices` say who is told what; `composing` makes a message
of it; `sending` keeps the messages and hands them to a mail server.
"""

from .decisions import (
    tell_call_in_outcome,
    tell_call_in_waived,
    tell_called_in,
    tell_decided,
    tell_endorsed,
    tell_waiver_withdrawn,
)
from .occasions import (
    send_receipt,
    tell_agreed,
    tell_cleared,
    tell_office,
    tell_published,
    tell_raised,
    tell_recalled,
    tell_reopened,
    tell_signers,
    tell_submitted,
    tell_voided,
)
from .offices import tell_appointed, tell_away, tell_back, tell_left
from .watching import tell_broken

__all__ = [
    "send_receipt",
    "tell_agreed",
    "tell_appointed",
    "tell_away",
    "tell_back",
    "tell_broken",
    "tell_call_in_outcome",
    "tell_call_in_waived",
    "tell_waiver_withdrawn",
    "tell_called_in",
    "tell_cleared",
    "tell_decided",
    "tell_endorsed",
    "tell_left",
    "tell_office",
    "tell_published",
    "tell_raised",
    "tell_recalled",
    "tell_reopened",
    "tell_signers",
    "tell_submitted",
    "tell_voided",
]
