"""Changes: started, proposed, recalled, brought up to date, withdrawn."""

import json
from typing import Any

from django.db import transaction

from decisions.authority import (
    delegation_refusal,
    digest_of,
    incompletable,
    latest_delegation,
    latest_round_number,
)
from decisions.gate import require_ready
from decisions.materiality import why_material
from decisions.models import Change, Delegation, SigningRound
from decisions.notices import tell_recalled, tell_signers
from decisions.states import ChangeKind, ChangeStatus, Scope
from decisions.transitions import (
    ASK,
    PROPOSE,
    PROPOSE_FINAL,
    PROPOSE_TO,
    REBASE,
    RECALL,
    RECALL_FINAL,
    START,
    WITHDRAW,
)
from iegtracker import clock
from iegtracker.errors import BadInput, NotReady, Stale
from iegtracker.ledger.record import record
from iegtracker.people.models import User
from iegtracker.workflow import advance, refusal
from statements.actions import close_draft, open_draft, reopen_draft, replace_draft
from statements.actions.wording import said
from statements.document import (
    Conflict,
    Document,
    Patch,
    compare,
)
from statements.document.merge import rebase
from statements.document.numbering import places
from statements.models import Draft, Statement, Version

from .locking import locked_statement


@transaction.atomic
def start_change(statement: Statement, *, title: str, by: User) -> Change:
    """Begin to write a change to the text. Several may be open at once."""
    statement = locked_statement(statement)
    if error := refusal(START, statement, by):
        raise error
    base = _current(statement)
    draft = open_draft(statement, purpose=Draft.Purpose.CHANGE, base=base, by=by)
    return _new_change(statement, ChangeKind.AMENDMENT, title, by=by, draft=draft)


@transaction.atomic
def propose_change(change: Change, *, reason: str, by: User) -> SigningRound:
    """Put a change to the office-holders, in a new round of signing.

    Raises BadInput without a reason or a difference, NotReady when no delegation
    holds or nobody could complete it, Stale when the text has moved on, WrongState,
    NotAllowed.
    """
    statement = locked_statement(change.statement)
    change = Change.objects.select_related("statement", "draft__base").get(pk=change.pk)
    if error := refusal(PROPOSE, change, by) or refusal(PROPOSE_TO, statement, by):
        raise error
    draft = _draft(change)
    delegation = _live_delegation(statement)
    current = _current(statement)
    patch = compare(draft.base_document, draft.document)
    if not patch:
        raise BadInput("This change does not change anything yet. Edit the text first.")
    _check_fits(current, patch)
    because = why_material(current.document, patch)
    if delegation.scope == Scope.MINOR and because:
        raise NotReady(
            "The delegation is for minor changes only, and this one is material: "
            f"{because[0]}."
        )
    signing_round = _new_round(
        change, delegation, current, patch, reason, because, by=by
    )
    close_draft(draft, by=by)
    told = {"round": signing_round.number, "digest": signing_round.digest}
    advance(PROPOSE, change, by=by, rows=(signing_round,), told=told)
    tell_signers(signing_round)
    return signing_round


@transaction.atomic
def ask_final_approval(statement: Statement, *, by: User) -> SigningRound:
    """Ask the office-holders to approve the whole current version.

    It is a change with an empty patch whose digest names the version. What is still
    awaited is waived by their signatures. Raises NotReady with what stands in the
    way, WrongState, NotAllowed.
    """
    statement = locked_statement(statement)
    if error := refusal(ASK, statement, by):
        raise error
    asked = statement.changes.filter(
        kind=ChangeKind.FINAL,
        status__in=[ChangeStatus.PROPOSED, ChangeStatus.APPLIED],
    )
    if asked.exists():
        raise NotReady("Final approval of this text has been asked for already.")
    require_ready(statement, ASK)
    delegation = _live_delegation(statement)
    current = _current(statement)
    change = _new_change(
        statement,
        ChangeKind.FINAL,
        f"Final approval of version {current.number}",
        by=by,
    )
    reason = f"Approve version {current.number} for submission."
    signing_round = _new_round(change, delegation, current, Patch(), reason, [], by=by)
    told = {"round": signing_round.number, "digest": signing_round.digest}
    advance(PROPOSE_FINAL, change, by=by, rows=(signing_round,), told=told)
    tell_signers(signing_round)
    return signing_round


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
    draft = _draft(change)
    current = _current(statement)
    patch = compare(draft.base_document, draft.document)
    carried = _carried(patch, current.document)
    replace_draft(draft, carried, base=current, by=by)
    advance(REBASE, change, by=by, told={"onto": current.digest})
    return change


def is_stale(current: Document, patch: Patch) -> bool:
    """Whether the text no longer says what the patch expects. Asked, never stored."""
    return bool(patch.conflicts(current))


def _carried(patch: Patch, current: Document) -> Document:
    try:
        return rebase(patch, current).apply(current)
    except Conflict as conflict:
        disputed = {key for key in conflict.keys if key[1] != "order"}
        if not disputed or {key for key in conflict.keys if key[1] == "order"}:
            raise Stale(
                "The text has been rearranged at the same place. Withdraw this change "
                "and write it again on the text of today."
            ) from conflict
        here = {key: current.values[key] for key in disputed if key in current.values}
        if here.keys() != disputed:
            raise Stale(
                "An element of this change has been removed from the text. Withdraw "
                "this change and write it again on the text of today."
            ) from conflict
        renewed = {
            key: (here.get(key, before), after)
            for key, (before, after) in patch.items()
        }
        try:
            return rebase(Patch(renewed), current).apply(current)
        except Conflict:
            raise Stale(
                "The text has been rearranged at the same place. Withdraw this change "
                "and write it again on the text of today."
            ) from conflict


def _check_fits(current: Version, patch: Patch) -> None:
    if keys := patch.conflicts(current.document):
        found = places(current.document).get(keys[0][0])
        where = found.words if found else "an element that has gone"
        raise Stale(
            f"The text has moved on at {where} since this change was begun. "
            "Bring the change up to date, then propose it again."
        )


def _new_change(
    statement: Statement, kind: str, title: str, *, by: User, draft: Draft | None = None
) -> Change:
    title = said(title, "title", required="Enter a title.", longest=200)
    last = statement.changes.order_by("-number").first()
    change = Change.objects.create(
        statement=statement,
        number=last.number + 1 if last else 1,
        kind=kind,
        title=title,
        draft=draft,
        started_by=by,
        started_at=clock.now(),
    )
    record(START.event, about=change, by=by, after=change.status, title=title)
    return change


def _new_round(
    change: Change,
    delegation: Delegation,
    current: Version,
    patch: Patch,
    reason: str,
    because: list[str],
    *,
    by: User,
) -> SigningRound:
    reason = said(reason, "reason", required="Enter a reason for the change.")
    authors = _authors(change)
    final = change.is_final
    keys = [author["key"] for author in authors]
    if refused := incompletable(delegation, keys, final=final, on=clock.today()):
        raise refused
    signing_round = SigningRound(
        change=change,
        number=latest_round_number(change) + 1,
        delegation=delegation,
        version=current,
        patch=patch.canonical,
        reason=reason,
        material=bool(because),
        material_because="\n".join(because),
        authors=json.dumps(authors),
        proposed_by=by,
        proposed_at=clock.now(),
    )
    signing_round.digest = digest_of(signing_round)
    signing_round.save()
    return signing_round


def _authors(change: Change) -> list[dict[str, Any]]:
    """Those who saved in the change's draft."""
    if change.draft is None:
        return []
    people = User.objects.filter(pk__in=change.draft.saves.values("made_by"))
    return [{"key": user.pk, "name": str(user)} for user in people.order_by("pk")]


def _live_delegation(statement: Statement) -> Delegation:
    delegation = latest_delegation(statement)
    if error := delegation_refusal(delegation, clock.today()):
        raise error
    if delegation is None:
        raise NotReady("No decision has delegated changes to this statement.")
    return delegation


def _current(statement: Statement) -> Version:
    current = statement.current
    if current is None:
        raise NotReady("The statement has no text yet.")
    return current


def _draft(change: Change) -> Draft:
    if change.draft is None:
        raise NotReady("A final approval has no text of its own.")
    return change.draft
