"""What a body resolved, as the clerk who records it tells it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from decisions.models import Change, Office, Recommendation


@dataclass(frozen=True)
class DelegationGiven:
    """What a decision delegates: to which offices, how, and until when."""

    mode: str
    scope: str
    offices: Sequence[tuple[Office, str]]
    until: date | None = None


@dataclass(frozen=True)
class DecisionTaken:
    """What a body resolved on one recommendation.

    `amended_by` is a change being written whose patch the body itself adopted.
    """

    recommendation: Recommendation
    outcome: str
    wording: str
    reasons: str
    alternatives: str
    interests: str
    call_in: str
    call_in_reason: str = ""
    minute_number: str = ""
    approves_text: bool = False
    amended_by: Change | None = None
    delegation: DelegationGiven | None = field(default=None)
