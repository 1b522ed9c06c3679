"""Drafts: opened, saved, undone, closed."""

from collections.abc import Sequence

from django.db import transaction

from iegtracker import clock
from iegtracker.errors import Stale, WrongState
from iegtracker.ledger.evidence import lasting
from iegtracker.ledger.record import record
from iegtracker.people.models import User
from iegtracker.workflow import advance, refusal
from statements.document import Conflict, Document, compare
from statements.document.document import Key
from statements.document.elements import check_elements
from statements.document.merge import merge
from statements.document.numbering import place_of
from statements.indexing import index
from statements.models import Draft, Paper, Save, Version
from statements.transitions import CLOSE, REOPEN, SAVE, UNDO


class EditConflict(Stale):
    """Two people changed the same words. Both texts are here; neither is lost."""

    def __init__(
        self, base: Document, mine: Document, theirs: Document, keys: Sequence[Key]
    ) -> None:
        self.base, self.mine, self.theirs, self.keys = base, mine, theirs, tuple(keys)
        super().__init__(
            "Somebody else changed the same words while you were writing. "
            "Both texts are shown below. Choose between them, then save again."
        )


def open_draft(
    paper: Paper, *, purpose: str, base: Version | None, by: User | None
) -> Draft:
    """Open a working copy of `base`. Part of a larger step, which asks who may."""
    document = base.document if base else Document()
    draft = Draft.objects.create(
        paper=paper,
        purpose=purpose,
        base=base,
        content=document.canonical,
        digest=document.digest,
        edited_at=clock.now(),
    )
    record(
        "draft.opened",
        about=draft,
        by=by,
        after=draft.status,
        base=document.digest,
        fixed=lasting(draft),
    )
    return draft


@transaction.atomic
def save_draft(
    draft: Draft, new: Document, *, seen: str, place: str, by: User
) -> Draft:
    """Save what `by` made of the draft as they saw it (`seen` is its digest then).

    What others saved meanwhile is kept; nothing is recorded when nothing changed.
    Raises EditConflict when both changed the same key, Stale for a digest that the
    draft never had, WrongState, NotAllowed.
    """
    draft = locked(draft)
    if error := refusal(SAVE, draft, by):
        raise error
    current = draft.document
    base = current if seen == draft.digest else document_at(draft, seen)
    merged = merge(base, new, current)
    if merged.conflicts:
        raise EditConflict(base, new, current, merged.conflicts)
    return _store(draft, merged.document, place=place, by=by)


@transaction.atomic
def undo_save(save: Save, *, by: User) -> Draft:
    """Take one save back by its inverse patch, keeping what came after.

    Raises Stale, naming the place, when later saves changed the same words.
    """
    draft = locked(save.draft)
    if error := refusal(UNDO, draft, by):
        raise error
    if sets_out(save):
        raise WrongState("The first save sets the paper out, so it cannot be undone.")
    current = draft.document
    try:
        undone = save.difference.inverse.apply(current)
    except Conflict as conflict:
        where = place_of(current, conflict.keys[0][0])
        raise Stale(
            f"Save {save.number} cannot be undone: {where} has been changed since."
        ) from conflict
    return _store(
        draft, undone, place=f"undo of save {save.number}", by=by, undoes=save
    )


def sets_out(save: Save) -> bool:
    """Whether a save made the paper out of nothing."""
    return save.number == 1 and save.draft.base_id is None


def close_draft(draft: Draft, *, by: User) -> None:
    """Shut a draft: it is frozen or proposed. Part of a larger step."""
    advance(CLOSE, draft, by=by)


def reopen_draft(draft: Draft, *, by: User) -> None:
    """Open a shut draft again. Part of a larger step."""
    advance(REOPEN, draft, by=by)


def replace_draft(draft: Draft, new: Document, *, base: Version, by: User) -> Draft:
    """Set a draft on a newer base. Part of a larger step, which asks who may."""
    Draft.objects.filter(pk=draft.pk).update(base=base)
    draft.base = base
    return _store(draft, new, place="brought up to date with the text", by=by)


def document_at(draft: Draft, digest: str) -> Document:
    """The draft's Document when its digest was `digest`.

    Raises Stale when the draft never stood so.
    """
    # Backwards, for a draft that was brought up to date has a newer base than it had.
    document = draft.document
    if document.digest == digest:
        return document
    for save in draft.saves.order_by("-number"):
        document = save.difference.inverse.apply(document)
        if document.digest == digest:
            return document
    raise Stale(
        "This page was opened on another text. Copy your words, open the page "
        "again, and put them in."
    )


def lock_paper(key: int) -> None:
    """Lock a paper's row until the transaction ends.

    Not against rows that only refer to it, so that two actions on PostgreSQL never
    wait for each other in a circle.
    """
    Paper.objects.select_for_update(no_key=True).get(pk=key)


def locked(draft: Draft) -> Draft:
    """The draft as stored, with its paper's row locked until the transaction ends."""
    lock_paper(draft.paper_id)
    return Draft.objects.select_related("base", "paper").get(pk=draft.pk)


def _store(
    draft: Draft,
    new: Document,
    *,
    place: str,
    by: User,
    undoes: Save | None = None,
) -> Draft:
    patch = compare(draft.document, new)
    if not patch:
        return draft
    check_elements(new)
    save = Save.objects.create(
        draft=draft,
        number=draft.last_save + 1,
        patch=patch.canonical,
        digest_after=new.digest,
        place=place[:200],
        undoes=undoes,
        made_by=by,
        made_at=clock.now(),
    )
    advance(
        UNDO if undoes else SAVE,
        draft,
        by=by,
        rows=(save,),
        told={"save": save.number, "digest": new.digest},
        content=new.canonical,
        digest=new.digest,
        last_save=save.number,
        edited_at=save.made_at,
    )
    if draft.purpose == Draft.Purpose.PAPER:
        index(draft.paper, new)
    return draft
