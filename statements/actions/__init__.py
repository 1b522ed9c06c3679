"""Every way in which the document's data changes."""

from .drafting import (
    EditConflict,
    close_draft,
    document_at,
    lock_paper,
    open_draft,
    reopen_draft,
    replace_draft,
    save_draft,
    sets_out,
    undo_save,
)
from .freezing import apply_patch, freeze, make_final_copy
from .grants import record_grant, record_receipt, reverse_receipt
from .rounds import (
    import_statement,
    import_text,
    load_guidelines,
    open_statement,
)

__all__ = [
    "EditConflict",
    "apply_patch",
    "close_draft",
    "document_at",
    "freeze",
    "import_statement",
    "import_text",
    "load_guidelines",
    "lock_paper",
    "make_final_copy",
    "open_draft",
    "open_statement",
    "record_grant",
    "record_receipt",
    "reopen_draft",
    "replace_draft",
    "reverse_receipt",
    "save_draft",
    "sets_out",
    "undo_save",
]
