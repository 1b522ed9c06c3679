"""Signing: one digest, one office, one person, one round."""

from django.db import transaction

from decisions.authority import (
    holders,
    is_complete,
    rounds_for_signing,
    standing,
)
from decisions.models import Authority, Change, Office, SigningRound, SignOff
from decisions.notices import send_receipt, tell_agreed, tell_office, tell_voided
from decisions.states import ChangeKind, ChangeStatus, Means, Part, Verdict
from decisions.transitions import (
    APPLY,
    DECLINE,
    RETURN,
    RETURN_FINAL,
    SIGN,
    SIGN_ON,
    VOID,
)
from iegtracker import clock
from iegtracker.errors import DomainError, Stale, WrongState
from iegtracker.people.models import User
from iegtracker.workflow import Transition, advance, refusal
from statements.actions import apply_patch, reopen_draft
from statements.actions.wording import said
from statements.models import Statement

from .locking import locked_statement


@transaction.atomic
def sign_change(
    change: Change,
    *,
    seen: str,
    office: Office,
    interests: str,
    comment: str = "",
    by: User,
) -> SignOff:
    """Approve the digest that was read, in an office of the delegation.

    The last signature that the mode asks for completes the change: the text then has
    its next version, and that moment is the time of the decision. Raises Stale for
    another digest or a text that has moved on, NotAllowed, WrongState, BadInput.
    """
    statement, signing_round = _at_the_desk(change, office)
    signoff = _sign(
        SIGN, signing_round, Verdict.APPROVED, seen, office, interests, comment, by=by
    )
    _require_fits(statement, signing_round)
    if is_complete(signing_round, signoff):
        _apply(statement, signing_round, signoff, by=by)
    send_receipt(signoff)
    return signoff


@transaction.atomic
def return_change(
    change: Change,
    *,
    seen: str,
    office: Office,
    interests: str,
    comment: str,
    by: User,
) -> SignOff:
    """Send a change back to be written on, saying what is wrong. The round ends."""
    _, signing_round = _at_the_desk(change, office)
    step = RETURN_FINAL if signing_round.change.is_final else RETURN
    signoff = _sign(
        step, signing_round, Verdict.RETURNED, seen, office, interests, comment, by=by
    )
    if signing_round.change.draft:
        reopen_draft(signing_round.change.draft, by=by)
    tell_office(signoff)
    send_receipt(signoff)
    return signoff


@transaction.atomic
def decline_change(
    change: Change,
    *,
    seen: str,
    office: Office,
    interests: str,
    comment: str,
    by: User,
) -> SignOff:
    """Refuse a change, with a reason. A consulted office's refusal is a view only."""
    statement, signing_round = _at_the_desk(change, office)
    parts = {row.office_id: row.part for row in signing_round.delegation.offices.all()}
    step = SIGN if parts.get(office.pk) == Part.CONSULTED else DECLINE
    signoff = _sign(
        step, signing_round, Verdict.REFUSED, seen, office, interests, comment, by=by
    )
    if step is SIGN and is_complete(signing_round, signoff):
        _apply(statement, signing_round, signoff, by=by)
    tell_office(signoff)
    send_receipt(signoff)
    return signoff


def _at_the_desk(change: Change, office: Office) -> tuple[Statement, SigningRound]:
    """Lock the statement, then the office, and read the round that is open."""
    statement = locked_statement(change.statement)
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    found = rounds_for_signing().filter(change_id=change.pk).order_by("-number").first()
    if found is None:
        raise WrongState(f"{change} has not been proposed.")
    return statement, found


def _sign(
    step: Transition,
    signing_round: SigningRound,
    verdict: str,
    seen: str,
    office: Office,
    interests: str,
    comment: str,
    *,
    by: User,
) -> SignOff:
    today = clock.today()
    held = holders([o.office for o in signing_round.delegation.offices.all()], today)
    found = standing(signing_round, office, by, held, on=today)
    change = signing_round.change
    if error := refusal(step, change, by):
        raise error
    if step is SIGN and (error := refusal(SIGN_ON, change.statement, by)):
        raise error
    if isinstance(found, DomainError):
        raise found
    if seen != signing_round.digest:
        raise Stale(
            "What you read is not what is waiting to be signed now. Read the change "
            "again before you sign."
        )
    signoff = SignOff.objects.create(
        signing_round=signing_round,
        office=office,
        appointment=found.appointment,
        person=by,
        verdict=verdict,
        means=Means.OWN_ACCOUNT,
        digest=seen,
        interests=said(
            interests, "interests", required="Say whether you have an interest."
        ),
        comment=said(
            comment,
            "comment",
            required="" if verdict == Verdict.APPROVED else "Enter what is wrong.",
        ),
        at=clock.now(),
    )
    advance(
        step,
        change,
        by=by,
        office=str(office),
        rows=(signoff,),
        told={"round": signing_round.number, "digest": seen, "verdict": verdict},
    )
    return signoff


def _require_fits(statement: Statement, signing_round: SigningRound) -> None:
    """Refuse a signature on a change that could no longer be applied."""
    current = statement.current
    moved_on = current is None or (
        current.pk != signing_round.version_id
        if signing_round.change.is_final
        else bool(signing_round.difference.conflicts(current.document))
    )
    if moved_on:
        raise Stale(
            "The text has moved on since this was proposed. An officer must recall it "
            "and bring it up to date; then you will be asked again."
        )


def _apply(
    statement: Statement, signing_round: SigningRound, last: SignOff, *, by: User
) -> None:
    change = signing_round.change
    told = {"round": signing_round.number, "digest": signing_round.digest}
    if change.is_final:
        advance(APPLY, change, by=by, office=str(last.office), told=told)
        tell_agreed(signing_round)
        return
    version = apply_patch(
        statement,
        signing_round.difference,
        authority=f"{str(change).capitalize()}, round {signing_round.number}, under "
        f"{signing_round.delegation}",
        by=by,
    )
    authority = Authority.objects.create(version=version, signing_round=signing_round)
    advance(
        APPLY,
        change,
        by=by,
        office=str(last.office),
        rows=(authority,),
        told={**told, "version": version.number, "version_digest": version.digest},
    )
    tell_agreed(signing_round)
    void_final_approval(statement, by=by)


def void_final_approval(statement: Statement, *, by: User) -> None:
    """Make a final approval void: the text it names is no longer the text."""
    asked = statement.changes.filter(
        kind=ChangeKind.FINAL,
        status__in=[ChangeStatus.PROPOSED, ChangeStatus.APPLIED],
    ).first()
    if asked:
        advance(VOID, asked, by=by)
        tell_voided(asked, by=by)
