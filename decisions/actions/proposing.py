"""Putting changes, and the whole text, to the office-holders."""

import json
from typing import Any

from django.db import transaction

from decisions.authority import (
    delegation_for,
    delegations_of,
    digest_of,
    incompletable,
    latest_round_number,
)
from decisions.carrying import stale_place
from decisions.gate import require_ready
from decisions.materiality import why_material
from decisions.models import Change, Delegation, MaterialityRaise, SigningRound
from decisions.notices import tell_signers
from decisions.states import ChangeKind, ChangeStatus
from decisions.transitions import (
    ASK,
    PROPOSE,
    PROPOSE_FINAL,
    PROPOSE_TO,
    RENEW,
)
from iegtracker import clock
from iegtracker.errors import BadInput, DomainError, NotReady, Stale
from iegtracker.people.models import User
from iegtracker.workflow import advance, refusal
from statements.actions import close_draft, reopen_draft
from statements.actions.wording import said
from statements.document import Patch, compare
from statements.models import Statement, Version

from .changes import bring_up_to_date, current_version, new_change, own_draft
from .locking import locked_statement


@transaction.atomic
def propose_change(
    change: Change, *, reason: str, under: Delegation | None = None, by: User
) -> SigningRound:
    """Put a change to the office-holders, in a new round of signing.

    `under` chooses among several delegations that take it. Raises BadInput without a
    reason or a difference, NotReady when no delegation holds or nobody could complete
    it, Stale when the text has moved on, WrongState, NotAllowed.
    """
    statement = locked_statement(change.statement)
    change = Change.objects.select_related("statement", "draft__base").get(pk=change.pk)
    if error := refusal(PROPOSE, change, by) or refusal(PROPOSE_TO, statement, by):
        raise error
    draft = own_draft(change)
    current = current_version(statement)
    patch = compare(draft.base_document, draft.document)
    if not patch:
        raise BadInput("This change does not change anything yet. Edit the text first.")
    if where := stale_place(current.document, patch, draft.base_document):
        raise Stale(
            f"The text has moved on at {where} since this change was begun. "
            "Bring the change up to date, then propose it again."
        )
    signing_round = _put(change, current, patch, reason, under=under, by=by)
    close_draft(draft, by=by)
    advance(PROPOSE, change, by=by, rows=(signing_round,), told=_told(signing_round))
    tell_signers(signing_round)
    return signing_round


@transaction.atomic
def renew_change(change: Change, *, by: User) -> SigningRound:
    """Bring a proposed change that has gone stale up to date, and ask again.

    One press in place of recall, rebase and propose, for the same reason and under
    the same delegation. Raises NotReady when it is not stale, Stale when it cannot be
    carried over, WrongState, NotAllowed.
    """
    statement = locked_statement(change.statement)
    change = Change.objects.select_related("statement", "draft__base").get(pk=change.pk)
    if error := refusal(RENEW, change, by) or refusal(PROPOSE_TO, statement, by):
        raise error
    draft = own_draft(change)
    last = change.latest_round
    where = moved_on(statement, last) if last else ""
    if last is None or not where:
        raise NotReady("It is up to date: it waits for its signatures.")
    reopen_draft(draft, by=by)
    current = bring_up_to_date(change, statement, by=by)
    patch = compare(current.document, draft.document)
    if not patch:
        raise NotReady(
            "The text says what this change would say already. Recall it, and withdraw "
            "it."
        )
    signing_round = _put(
        change,
        current,
        patch,
        last.reason,
        under=last.delegation,
        because=f"The text had moved on at {where}, so it was brought up to date.",
        by=by,
    )
    close_draft(draft, by=by)
    advance(RENEW, change, by=by, rows=(signing_round,), told=_told(signing_round))
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
    current = current_version(statement)
    title = f"Final approval of version {current.number}"
    change = new_change(statement, ChangeKind.FINAL, title, by=by)
    reason = f"Approve version {current.number} for submission."
    signing_round = _put(change, current, Patch(), reason, by=by)
    told = _told(signing_round)
    advance(PROPOSE_FINAL, change, by=by, rows=(signing_round,), told=told)
    tell_signers(signing_round)
    return signing_round


def put_again(signing_round: SigningRound, *, because: str) -> SigningRound:
    """Begin a new round for the same words. Part of a larger step.

    Signatures of the old round lapse, as after any edit.
    """
    change = signing_round.change
    current = change.statement.current
    fits = current and not signing_round.difference.conflicts(current.document)
    again = SigningRound(
        change=change,
        number=signing_round.number + 1,
        delegation=signing_round.delegation,
        version=current if fits and not change.is_final else signing_round.version,
        patch=bytes(signing_round.patch),
        reason=signing_round.reason,
        material=signing_round.is_material,
        material_because="\n".join(signing_round.material_reasons),
        authors=signing_round.authors,
        proposed_by=signing_round.proposed_by,
        proposed_at=clock.now(),
        restarted_because=because,
    )
    again.digest = digest_of(again)
    again.save()
    return again


def moved_on(statement: Statement, signing_round: SigningRound) -> str:
    """Where the text is no longer what the round was put on, or nothing.

    Asked, never stored.
    """
    current, was = statement.current, signing_round.version
    if current is None:
        return "every place: the statement has no text"
    if signing_round.change.is_final:
        same = current.pk == signing_round.version_id
        return "" if same else f"version {current.number}, which has replaced it"
    return stale_place(current.document, signing_round.difference, was.document)


def _put(
    change: Change,
    current: Version,
    patch: Patch,
    reason: str,
    *,
    under: Delegation | None = None,
    because: str = "",
    by: User,
) -> SigningRound:
    """The next round of a change, under a delegation that takes it."""
    reason = said(reason, "reason", required="Enter a reason for the change.")
    reasons = [*why_material(current.document, patch), *_raised(change)]
    delegation = _chosen(change, reasons, under)
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
        material=bool(reasons),
        material_because="\n".join(reasons),
        authors=json.dumps(authors),
        proposed_by=by,
        proposed_at=clock.now(),
        restarted_because=because,
    )
    signing_round.digest = digest_of(signing_round)
    signing_round.save()
    return signing_round


def _chosen(change: Change, because: list[str], under: Delegation | None) -> Delegation:
    """The delegation that was asked for, if it takes the change; else the nearest."""
    nature = "final" if change.is_final else "material" if because else "minor"
    every = delegations_of([change.statement])
    wanted = [row for row in every if under is None or row.pk == under.pk]
    why = because[0] if because else ""
    found = delegation_for(wanted, nature, clock.today(), why=why)
    if isinstance(found, DomainError):
        raise found
    return found


def _raised(change: Change) -> list[str]:
    """A change that a signer raised stays material: nobody lowers it."""
    rows = MaterialityRaise.objects.filter(signing_round__change=change)
    return [row.words for row in rows.select_related("office").order_by("pk")]


def _told(signing_round: SigningRound) -> dict[str, Any]:
    return {"round": signing_round.number, "digest": signing_round.digest}


def _authors(change: Change) -> list[dict[str, Any]]:
    """Those who saved in the change's draft."""
    if change.draft is None:
        return []
    people = User.objects.filter(pk__in=change.draft.saves.values("made_by"))
    return [{"key": user.pk, "name": str(user)} for user in people.order_by("pk")]
