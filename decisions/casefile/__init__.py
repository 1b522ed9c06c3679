"""The case file of a statement: all that is recorded of its authority, read at once.

However much is recorded, reading takes five queries (six with the statement), and
every relation that the rules of `authority`, `coverage` and `gate` follow is then at
hand.
"""

from .reading import (
    call_in_rulings,
    notice_of,
    notices,
    open_file,
    open_files,
    statements_for_files,
)
from .value import CaseFile, Endorsed, NoticeGiven, last_round

__all__ = [
    "CaseFile",
    "Endorsed",
    "NoticeGiven",
    "call_in_rulings",
    "last_round",
    "notice_of",
    "notices",
    "open_file",
    "open_files",
    "statements_for_files",
]
