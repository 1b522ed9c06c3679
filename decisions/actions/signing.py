"""Signing: one digest, one office, one person, one round."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from decisions.authority import (
    Standing,
    appointments_for,
    is_complete,
    rounds_of,
    scope_refusal,
    standing,
)
from decisions.models import (
    Appointment,
    Change,
    MaterialityRaise,
    Office,
    PaperSignature,
    SignatureWithdrawal,
    SigningRound,
    SignOff,
)
from decisions.notices import send_receipt, tell_office, tell_raised, tell_signers
from decisions.states import Means, Part, Verdict
from decisions.transitions import (
    DECLINE,
    RAISE,
    RETURN,
    RETURN_FINAL,
    SIGN,
    SIGN_ON,
    UNSIGN,
)
from iegtracker import clock
from iegtracker.errors import (
    BadInput,
    DomainError,
    NotAllowed,
    NotReady,
    Stale,
    WrongState,
)
from iegtracker.people.models import User
from iegtracker.people.sign_in import recent_account_changes
from iegtracker.workflow import Transition, advance, refusal
from statements.actions import reopen_draft
from statements.actions.wording import said
from statements.models import Statement
from statements.rendering.words import capitalised

from .completing import complete, decide_on
from .locking import locked_statement
from .proposing import moved_on, put_again


@dataclass(frozen=True)
class Answer:
    """What one office-holder says to one digest.

    `paper` is the form that says it, when it was said on paper; `by` is then the clerk
    who confirms it.
    """

    change: Change
    verdict: str
    seen: str
    office: Office
    interests: str
    comment: str
    person: User
    by: User
    paper: PaperSignature | None = None


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
    answer = Answer(
        change, Verdict.APPROVED, seen, office, interests, comment, person=by, by=by
    )
    return answer_change(answer)


@transaction.atomic
def sign_changes(
    changes: Sequence[tuple[Change, str]], *, office: Office, interests: str, by: User
) -> list[SignOff]:
    """Approve several changes on one occasion; each is (change, digest that was read).

    Each has a sign-off of its own, and what the occasion completes is one delegated
    decision by delegation. All are signed, or none. Raises as `sign_change`, naming
    the change.
    """
    if not changes:
        raise BadInput("Select at least one change.", field="changes")
    signoffs = []
    for change, seen in changes:
        answer = Answer(
            change, Verdict.APPROVED, seen, office, interests, "", person=by, by=by
        )
        try:
            signoffs.append(_record(answer))
        except (Stale, WrongState, NotReady, NotAllowed) as error:
            name, words = str(change), str(error)
            told = words if words.startswith(name) else f"{name}: {words}"
            sentence = f"{capitalised(told)} Nothing has been signed."
            raise type(error)(sentence, field="changes") from error
    decide_on(signoffs)
    for signoff in signoffs:
        send_receipt(signoff)
    return signoffs


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
    answer = Answer(
        change, Verdict.RETURNED, seen, office, interests, comment, person=by, by=by
    )
    return answer_change(answer)


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
    answer = Answer(
        change, Verdict.REFUSED, seen, office, interests, comment, person=by, by=by
    )
    return answer_change(answer)


ANSWERS: Mapping[str, Callable[..., SignOff]] = {
    Verdict.APPROVED: sign_change,
    Verdict.RETURNED: return_change,
    Verdict.REFUSED: decline_change,
}


@transaction.atomic
def withdraw_signature(
    change: Change, *, office: Office, reason: str, by: User
) -> SigningRound:
    """Take one's own approval back, as long as the change has not been agreed.

    The same words are put again in a new round, and every signer is told. Raises
    NotAllowed for another's signature, and for one's own when the office has been
    left; Stale when its round is over, WrongState, BadInput without a reason.
    """
    _, signing_round = _at_the_desk(change, office)
    change = signing_round.change
    if error := refusal(UNSIGN, change, by):
        raise error
    mine = _own_signature(signing_round, office, by)
    reason = said(reason, "reason", required="Enter why you withdraw it.")
    withdrawal = SignatureWithdrawal.objects.create(
        signoff=mine, reason=reason, at=clock.now()
    )
    again = put_again(
        signing_round, because=f"The {office} withdrew its signature: {reason}"
    )
    told = {"round": again.number, "digest": again.digest}
    rows = (withdrawal, again)
    advance(UNSIGN, change, by=by, office=str(office), rows=rows, told=told)
    tell_signers(again)
    return again


@transaction.atomic
def raise_change(
    change: Change, *, seen: str, office: Office, reason: str, by: User
) -> MaterialityRaise:
    """Hold a change to be material that its patch shows as minor. Nobody lowers it.

    Under a delegation for minor changes it can then not be agreed: an officer recalls
    it and proposes it under another. Whoever has signed may still raise it. Raises
    Stale, NotAllowed, WrongState, BadInput.
    """
    _, signing_round = _at_the_desk(change, office)
    change = signing_round.change
    if error := refusal(RAISE, change, by):
        raise error
    signed = [row for row in signing_round.signoffs.all() if row.person_id == by.pk]
    if any(row.office_id == office.pk for row in signed):
        _own_signature(signing_round, office, by)
    else:
        _own_standing(signing_round, office, by)
    if change.is_final or signing_round.is_material:
        raise WrongState("It is material already.")
    if seen != signing_round.digest:
        raise Stale(_READ_AGAIN)
    raised = MaterialityRaise.objects.create(
        signing_round=signing_round,
        office=office,
        person=by,
        reason=said(reason, "reason", required="Say why it is material."),
        at=clock.now(),
    )
    told = {"round": signing_round.number, "digest": signing_round.digest}
    advance(RAISE, change, by=by, office=str(office), rows=(raised,), told=told)
    tell_raised(raised)
    return raised


def answer_change(answer: Answer) -> SignOff:
    """Record one answer with all that follows. Part of the action that was asked."""
    signoff = _record(answer)
    if answer.verdict == Verdict.RETURNED and signoff.signing_round.change.draft:
        reopen_draft(signoff.signing_round.change.draft, by=answer.by)
    decide_on([signoff])
    if answer.verdict != Verdict.APPROVED:
        tell_office(signoff)
    send_receipt(signoff)
    return signoff


_READ_AGAIN = (
    "What you read is not what is waiting to be signed now. Read the change again "
    "before you sign."
)


def _at_the_desk(change: Change, office: Office) -> tuple[Statement, SigningRound]:
    """Lock the statement, then the office, and read the round that is open."""
    statement = locked_statement(change.statement)
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    found = rounds_of(change, statement)
    if not found:
        raise WrongState(f"{change} has not been proposed.")
    return statement, found[0]


def _step(answer: Answer, signing_round: SigningRound) -> Transition:
    """The line of the table for this answer to this round."""
    if answer.verdict == Verdict.RETURNED:
        return RETURN_FINAL if signing_round.change.is_final else RETURN
    if answer.verdict == Verdict.REFUSED:
        offices = signing_round.delegation.offices.all()
        parts = {row.office_id: row.part for row in offices}
        consulted = parts.get(answer.office.pk) == Part.CONSULTED
        return SIGN if consulted else DECLINE
    return SIGN


def _record(answer: Answer) -> SignOff:
    """One sign-off, and its step in the change's life."""
    statement, signing_round = _at_the_desk(answer.change, answer.office)
    step, change = _step(answer, signing_round), signing_round.change
    # The refusal of the table comes first, but says less than that of the office.
    if error := refusal(step, change, answer.by):
        raise error
    if step is SIGN and (error := refusal(SIGN_ON, change.statement, answer.by)):
        raise error
    found = _own_standing(signing_round, answer.office, answer.person)
    if answer.seen != signing_round.digest:
        raise Stale(_READ_AGAIN)
    approves = answer.verdict == Verdict.APPROVED
    if approves and (error := scope_refusal(signing_round)):
        raise error
    signoff = SignOff.objects.create(
        signing_round=signing_round,
        office=answer.office,
        appointment=found.appointment,
        absence_id=found.absence,
        person=answer.person,
        verdict=answer.verdict,
        means=Means.ON_PAPER if answer.paper else Means.OWN_ACCOUNT,
        paper=answer.paper,
        confirmed_by=answer.by if answer.paper else None,
        account_note=""
        if answer.paper
        else recent_account_changes(answer.person, clock.now()),
        digest=answer.seen,
        interests=said(
            answer.interests, "interests", required="Say whether you have an interest."
        ),
        comment=said(
            answer.comment,
            "comment",
            required="" if approves else "Enter what is wrong.",
        ),
        at=clock.now(),
    )
    told = {
        "round": signing_round.number,
        "digest": answer.seen,
        "verdict": answer.verdict,
        "means": signoff.means,
    }
    advance(
        step,
        change,
        by=answer.by,
        office=str(answer.office),
        rows=(signoff,),
        told=told,
    )
    if step is SIGN and approves and (where := moved_on(statement, signing_round)):
        raise Stale(
            f"The text has moved on since this was proposed, at {where}. An officer "
            "must bring it up to date; then you will be asked again."
        )
    if step is SIGN and is_complete(signing_round, signoff):
        complete(statement, signoff, by=answer.by)
    return signoff


def _own_standing(
    signing_round: SigningRound, office: Office, person: User
) -> Standing:
    today = clock.today()
    held = appointments_for([signing_round.delegation], today)
    found = standing(signing_round, office, person, held, on=today)
    if isinstance(found, DomainError):
        raise found
    return found


def _own_signature(
    signing_round: SigningRound, office: Office, person: User
) -> SignOff:
    """The person's signature of this round, under an appointment that still holds."""
    if not person.is_active:
        raise NotAllowed(f"The account of {person} is closed.")
    rows = signing_round.signoffs.all()
    found = next((row for row in rows if row.office_id == office.pk), None)
    if found is None:
        raise WrongState(f"The {office} has not signed this round.")
    if found.person_id != person.pk:
        raise NotAllowed(
            f"Only the person who signed for the {office} may take that back."
        )
    held = Appointment.objects.on(clock.today()).filter(pk=found.appointment_id)
    if not held.exists():
        raise NotAllowed(
            f"You have left the office of {found.appointment.office}, so what you "
            "signed in it stands."
        )
    return found
