"""Records of decisions: what they must say by the rules of their date, and how."""

from .drawing import (
    ENDORSEMENTS,
    NOT_NUMBERED,
    RecordTold,
    Stamp,
    decided_on,
    drafted,
    draw_up,
)
from .printing import RecordShown, record_pdf, shown
from .rules import Rules, rules_on
from .value import Record

__all__ = [
    "ENDORSEMENTS",
    "NOT_NUMBERED",
    "Record",
    "RecordShown",
    "RecordTold",
    "Rules",
    "Stamp",
    "decided_on",
    "draw_up",
    "drafted",
    "record_pdf",
    "rules_on",
    "shown",
]
