"""The forms of the document's pages: what may be typed, never who may or when."""

from .checking import CheckForm
from .conflict import ConflictForm
from .filters import CompareForm, OutcomeFilter
from .receipts import GrantForm, ReceiptForm, ReversalForm
from .rounds import EarlierStatementForm, OpenStatementForm
from .section import SectionForm

__all__ = [
    "CheckForm",
    "CompareForm",
    "ConflictForm",
    "EarlierStatementForm",
    "GrantForm",
    "OpenStatementForm",
    "OutcomeFilter",
    "ReceiptForm",
    "ReversalForm",
    "SectionForm",
]
