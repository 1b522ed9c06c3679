"""Who may sign what, now. Authority is an office in a delegation, never a flag."""

from .delegations import (
    call_in_words,
    delegation_for,
    delegation_refusal,
    delegations_for,
    delegations_of,
    hold_delegations,
    live_delegations,
    plainly_nearest,
    source_problems,
)
from .digests import digest_of
from .entries import dismissed
from .offices import (
    Held,
    Silence,
    acting,
    appointments_for,
    cannot_act,
    deciding,
    holders,
    incompletable,
    offices_held,
    signing_from,
)
from .standing import (
    Standing,
    is_complete,
    latest_round_number,
    offices_open_to,
    rounds_of,
    scope_refusal,
    standing,
    unsigned,
)
from .words import away_words, council_day

__all__ = [
    "Held",
    "Silence",
    "Standing",
    "acting",
    "appointments_for",
    "away_words",
    "call_in_words",
    "cannot_act",
    "council_day",
    "deciding",
    "delegation_for",
    "delegation_refusal",
    "delegations_for",
    "delegations_of",
    "digest_of",
    "dismissed",
    "hold_delegations",
    "holders",
    "incompletable",
    "is_complete",
    "latest_round_number",
    "live_delegations",
    "offices_held",
    "offices_open_to",
    "plainly_nearest",
    "rounds_of",
    "scope_refusal",
    "signing_from",
    "source_problems",
    "standing",
    "unsigned",
]
