"""Versions and final copies. No gate stands here: only `decisions` calls these."""

from iegtracker import clock
from iegtracker.errors import Stale
from iegtracker.ledger.record import record
from iegtracker.people.models import User
from statements.document import Conflict, Document, Patch
from statements.document.document import SCHEMA
from statements.document.elements import check_elements
from statements.document.merge import merge
from statements.document.numbering import place_of
from statements.indexing import index
from statements.models import Draft, FinalCopy, Paper, Statement, Version
from statements.rendering.pdf import Pdf

from .drafting import close_draft


def freeze(draft: Draft, *, authority: str, by: User) -> Version:
    """Make the draft's text a version of its paper, and shut the draft.

    What was agreed since the draft was begun is kept. Raises Stale, naming the place,
    when the draft and what was agreed changed the same words.
    """
    document, current = draft.document, draft.paper.current
    if current and draft.base_id != current.pk:
        merged = merge(draft.base_document, document, current.document)
        if merged.conflicts:
            where = place_of(current.document, merged.conflicts[0][0])
            raise Stale(
                f"A change agreed since this draft was begun differs at {where}. "
                "Put the agreed words into the draft there, then try again."
            )
        document = merged.document
    version = new_version(
        draft.paper, document, last=current, authority=authority, by=by
    )
    close_draft(draft, by=by)
    return version


def apply_patch(
    statement: Statement, patch: Patch, *, authority: str, by: User
) -> Version:
    """Make the next version: the current one with `patch`.

    Raises Stale, naming the place, when the text no longer says what the patch
    expects.
    """
    current = statement.current
    document = current.document if current else Document()
    try:
        changed = patch.apply(document)
    except Conflict as conflict:
        where = place_of(document, conflict.keys[0][0])
        raise Stale(
            f"The text has moved on: {where} is no longer what this change was written "
            "for. It must be brought up to date."
        ) from conflict
    return new_version(statement, changed, last=current, authority=authority, by=by)


def make_final_copy(
    version: Version, pdf: Pdf, *, chain: bytes, by: User | None
) -> FinalCopy:
    """Keep the PDF made from `version`; the last final copy, if any, is superseded."""
    last = (
        FinalCopy.objects.filter(version__paper=version.paper_id)
        .order_by("-pk")
        .first()
    )
    copy = FinalCopy.objects.create(
        version=version,
        pdf=pdf.content,
        sha256=pdf.sha256,
        pages=pdf.pages,
        chain=chain,
        supersedes=last,
        made_by=by,
        made_at=clock.now(),
    )
    record("final_copy.made", about=copy, by=by, sha256=copy.sha256, pages=copy.pages)
    return copy


def new_version(
    paper: Paper,
    document: Document,
    *,
    last: Version | None,
    authority: str,
    by: User | None,
) -> Version:
    """Freeze a text after `last`, the current version. Part of a larger step."""
    check_elements(document)
    version = Version.objects.create(
        paper=paper,
        number=last.number + 1 if last else 1,
        schema=SCHEMA,
        content=document.canonical,
        digest=document.digest,
        authority=authority,
        made_by=by,
        made_at=clock.now(),
    )
    record("version.frozen", about=version, by=by, digest=version.digest)
    index(paper, document)
    return version
