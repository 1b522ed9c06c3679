"""The forms of the document's pages: what may be typed, never who may or when."""

from .checking import CheckForm
from .conflict import ConflictForm
from .filters import CompareForm, OutcomeFilter
from .receipts import ReceiptForm, ReversalForm
from .section import SectionForm

__all__ = [
    "CheckForm",
    "CompareForm",
    "ConflictForm",
    "OutcomeFilter",
    "ReceiptForm",
    "ReversalForm",
    "SectionForm",
]
