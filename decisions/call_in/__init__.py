"""When a decision may be acted on: what has been recorded of its call-in, as one value.

Scrutiny has power over decisions that are made and not yet implemented (Local
Government Act 2000, section 21). The length of the window is the council's own.
"""

from .case import (
    BODY,
    DELEGATED,
    CallInCase,
    CallInTold,
    Row,
    State,
    effective_day,
)
from .reading import about, behind, items_of, rests_on, statement_of, subject_of
from .words import in_words, meanwhile, waiting_words

__all__ = [
    "BODY",
    "DELEGATED",
    "CallInCase",
    "CallInTold",
    "Row",
    "State",
    "about",
    "behind",
    "effective_day",
    "in_words",
    "items_of",
    "meanwhile",
    "rests_on",
    "statement_of",
    "subject_of",
    "waiting_words",
]
