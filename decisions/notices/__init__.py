"""Mail: what waits for whom, what was decided, receipts, reminders.

`occasions` says who is told what; `composing` makes a message of it; `sending` keeps
the messages and hands them to a mail server.
"""

from .occasions import (
    send_receipt,
    tell_agreed,
    tell_cleared,
    tell_office,
    tell_published,
    tell_recalled,
    tell_reopened,
    tell_signers,
    tell_submitted,
    tell_voided,
)
from .watching import tell_broken

__all__ = [
    "send_receipt",
    "tell_agreed",
    "tell_broken",
    "tell_cleared",
    "tell_office",
    "tell_published",
    "tell_recalled",
    "tell_reopened",
    "tell_signers",
    "tell_submitted",
    "tell_voided",
]
