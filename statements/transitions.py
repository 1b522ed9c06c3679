"""What can happen to a draft. The life of a statement is in `decisions`."""

from iegtracker.workflow import Transition

from .permissions import Perm
from .states import DraftStatus

_OPEN = frozenset({DraftStatus.OPEN})
_CLOSED = frozenset({DraftStatus.CLOSED})

SAVE = Transition("save", _OPEN, None, Perm.EDIT_PAPER, "draft.saved", "save the draft")
UNDO = Transition("undo", _OPEN, None, Perm.EDIT_PAPER, "draft.undone", "undo a save")
# Closing and reopening a draft are parts of larger steps, which ask who may.
CLOSE = Transition(
    "close", _OPEN, DraftStatus.CLOSED, None, "draft.closed", "close the draft"
)
REOPEN = Transition(
    "reopen", _CLOSED, DraftStatus.OPEN, None, "draft.reopened", "reopen the draft"
)

TRANSITIONS = (SAVE, UNDO, CLOSE, REOPEN)
