from .final_copy import FinalCopy
from .grants import Grant, Receipt
from .guidelines import Guidelines, PriorityOutcome
from .papers import Draft, Paper, Save, Statement, Version
from .progress import FigureCell, OutcomeProgress

__all__ = [
    "Draft",
    "FigureCell",
    "FinalCopy",
    "Grant",
    "Guidelines",
    "OutcomeProgress",
    "Paper",
    "PriorityOutcome",
    "Receipt",
    "Save",
    "Statement",
    "Version",
]
