"""Changes: started, reversed, brought up to date, recalled, withdrawn."""

from django.db import transaction

from decisions.carrying import carried, taken_back
from decisions.models import Authority, Change
from decisions.notices import tell_recalled
from decisions.states import ChangeKind
from decisions.transitions import (
    REBASE,
    RECALL,
    RECALL_FINAL,
    REVERSE,
    START,
    WITHDRAW,
)
from iegtracker import clock
from iegtracker.errors import NotReady, WrongState
from iegtracker.ledger.evidence import lasting
from iegtracker.ledger.record import record
from iegtracker.people.models import User
from iegtracker.workflow import advance, refusal
from statements.actions import (
    close_draft,
    open_draft,
    reopen_draft,
    replace_draft,
    save_draft,
)
from statements.actions.wording import said
from statements.document import compare
from statements.models import Draft, Statement, Version

from .locking import locked_statement


@transaction.atomic
def start_change(statement: Statement, *, title: str, by: User) -> Change:
    """Begin to write a change to the text. Several may be open at once."""
    statement = locked_statement(statement)
    if error := refusal(START, statement, by):
        raise error
    base = current_version(statement)
    draft = open_draft(statement, purpose=Draft.Purpose.CHANGE, base=base, by=by)
    return new_change(statement, ChangeKind.AMENDMENT, title, by=by, draft=draft)


@transaction.atomic
def reverse_change(change: Change, *, by: User) -> Change:
    """Begin a change that takes an agreed one back, by its inverse patch.

    It is a change like any other: proposed, signed, on the record beside the first.
    Raises Stale, naming the place, where the text has been changed since, NotReady
    for what no signatures brought about, WrongState, NotAllowed.
    """
    statement = locked_statement(change.statement)
    change = Change.objects.select_related("statement").get(pk=change.pk)
    if error := refusal(REVERSE, change, by) or refusal(START, statement, by):
        raise error
    agreed = change.latest_round
    if agreed is None or not Authority.objects.filter(signing_round=agreed).exists():
        raise NotReady(
            "Only a change of the text that was agreed by signatures can be reversed. "
            "Write a change by hand."
        )
    if already := change.reversals.open().first():
        raise WrongState(f"{str(already).capitalize()} is about to reverse it already.")
    base = current_version(statement)
    undone = taken_back(
        agreed.difference,
        base.document,
        agreed.version.document,
        name=str(change).capitalize(),
    )
    draft = open_draft(statement, purpose=Draft.Purpose.CHANGE, base=base, by=by)
    title = f"Reversal of change {change.number}: {change.title}"[:200]
    reversal = new_change(
        statement, ChangeKind.AMENDMENT, title, by=by, draft=draft, reverses=change
    )
    place = f"the reversal of change {change.number}"
    save_draft(draft, undone, seen=draft.digest, place=place, by=by)
    advance(REVERSE, change, by=by, told={"by_change": reversal.number})
    return reversal


@transaction.atomic
def recall_change(change: Change, *, by: User) -> Change:
    """Take a proposed change back to be written on. Its signatures lapse."""
    locked_statement(change.statement)
    change = Change.objects.select_related("statement", "draft").get(pk=change.pk)
    advance(RECALL_FINAL if change.is_final else RECALL, change, by=by)
    tell_recalled(change, by=by)
    if change.draft:
        reopen_draft(change.draft, by=by)
    return change


@transaction.atomic
def withdraw_change(change: Change, *, by: User) -> Change:
    """Give a change up. It stays on the record."""
    locked_statement(change.statement)
    change = Change.objects.select_related("statement", "draft").get(pk=change.pk)
    advance(WITHDRAW, change, by=by)
    if change.draft:
        close_draft(change.draft, by=by)
    return change


@transaction.atomic
def rebase_change(change: Change, *, by: User) -> Change:
    """Bring a change up to date with the current text.

    What nobody else touched is carried over. Where the text has moved on at the same
    words, this change's words stand and the redline shows them against the text of
    today; a new round of signing follows. Raises WrongState, NotAllowed.
    """
    statement = locked_statement(change.statement)
    change = Change.objects.select_related("statement", "draft__base").get(pk=change.pk)
    if error := refusal(REBASE, change, by):
        raise error
    current = bring_up_to_date(change, statement, by=by)
    advance(REBASE, change, by=by, told={"onto": current.digest})
    return change


def bring_up_to_date(change: Change, statement: Statement, *, by: User) -> Version:
    """Set the change's draft on the current text. Part of a larger step."""
    draft = own_draft(change)
    current = current_version(statement)
    patch = compare(draft.base_document, draft.document)
    renewed = carried(patch, current.document, draft.base_document)
    replace_draft(draft, renewed, base=current, by=by)
    return current


def new_change(
    statement: Statement,
    kind: str,
    title: str,
    *,
    by: User,
    draft: Draft | None = None,
    reverses: Change | None = None,
) -> Change:
    """The next change of a statement. Part of a larger step, which asks who may."""
    title = said(title, "title", required="Enter a title.", longest=200)
    last = statement.changes.order_by("-number").first()
    change = Change.objects.create(
        statement=statement,
        number=last.number + 1 if last else 1,
        kind=kind,
        title=title,
        draft=draft,
        reverses=reverses,
        started_by=by,
        started_at=clock.now(),
    )
    record(
        START.event,
        about=change,
        by=by,
        after=change.status,
        title=title,
        fixed=lasting(change),
    )
    return change


def current_version(statement: Statement) -> Version:
    """The text of today; raises NotReady when there is none."""
    current = statement.current
    if current is None:
        raise NotReady("The statement has no text yet.")
    return current


def own_draft(change: Change) -> Draft:
    """What the change is written in; raises NotReady for a final approval."""
    if change.draft is None:
        raise NotReady("A final approval has no text of its own.")
    return change.draft
