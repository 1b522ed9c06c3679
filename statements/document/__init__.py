"""The Document: the one value that is edited, hashed, compared and rendered."""

from .document import EMPTY, Document, IllFormed, new_uid
from .patch import ABSENT, Conflict, Patch, compare
from .text import TextRefused, plain_text

__all__ = [
    "ABSENT",
    "EMPTY",
    "Conflict",
    "Document",
    "IllFormed",
    "Patch",
    "TextRefused",
    "compare",
    "new_uid",
    "plain_text",
]
