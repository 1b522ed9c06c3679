"""What may be done with papers, and which roles may do it."""

from enum import StrEnum

from iegtracker.people.roles import Role, grant


class Perm(StrEnum):
    """Permissions of this app; each stands in a model's Meta.permissions."""

    EDIT_PAPER = "statements.edit_paper"
    VIEW_DRAFTS = "statements.view_drafts"
    RECORD_RECEIPT = "statements.record_receipt"
    READ_AS_MEMBER = "statements.read_as_member"
    VIEW_LEDGER = "statements.view_whole_ledger"


_VIEWS = tuple(
    f"statements.view_{model}"
    for model in (
        "statement",
        "guidelines",
        "priorityoutcome",
        "version",
        "outcomeprogress",
        "figurecell",
        "grant",
        "receipt",
        "finalcopy",
    )
)
_DRAFT_VIEWS = (Perm.VIEW_DRAFTS, "statements.view_draft", "statements.view_save")

grant(
    {
        Role.OFFICER: (
            Perm.EDIT_PAPER,
            Perm.RECORD_RECEIPT,
            *_DRAFT_VIEWS,
            *_VIEWS,
        ),
        Role.DELEGATE: (Perm.EDIT_PAPER, *_DRAFT_VIEWS, *_VIEWS),
        Role.CLERK: (
            *_DRAFT_VIEWS,
            *_VIEWS,
            Perm.VIEW_LEDGER,
            "ledger.view_event",
            "ledger.view_recordcheck",
            "people.view_user",
        ),
        Role.AUDITOR: (
            *_DRAFT_VIEWS,
            *_VIEWS,
            Perm.VIEW_LEDGER,
            "ledger.view_event",
            "ledger.view_recordcheck",
            "people.view_user",
        ),
        Role.MEMBER: (Perm.READ_AS_MEMBER,),
    }
)
