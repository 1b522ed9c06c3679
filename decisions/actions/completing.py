"""What the last signature brings about: a version, and a delegated decision."""

from collections.abc import Sequence

from decisions.models import Authority, DecidedChange, DelegatedDecision, SignOff
from decisions.notices import tell_agreed, tell_voided
from decisions.states import ChangeKind, ChangeStatus
from decisions.transitions import APPLY, VOID
from iegtracker.ledger.record import record
from iegtracker.people.models import User
from iegtracker.workflow import advance
from statements.actions import apply_patch
from statements.models import Statement


def complete(statement: Statement, last: SignOff, *, by: User) -> None:
    """The change is agreed: the text has its next version, unless it was approved."""
    signing_round = last.signing_round
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


def decide_on(signoffs: Sequence[SignOff]) -> None:
    """One delegated decision for all that this occasion completed, by delegation."""
    made: dict[int, DelegatedDecision] = {}
    rows: dict[int, list[DecidedChange]] = {}
    for signoff in signoffs:
        signing_round = signoff.signing_round
        if signing_round.change.status != ChangeStatus.APPLIED:
            continue
        key = signing_round.delegation_id
        if key not in made:
            made[key] = DelegatedDecision.objects.create(
                delegation=signing_round.delegation,
                last_signature=signoff,
                made_at=signoff.at,
            )
        item = DecidedChange.objects.create(
            decision=made[key], signing_round=signing_round
        )
        rows.setdefault(key, []).append(item)
    for key, decision in made.items():
        last = decision.last_signature
        record(
            "delegated_decision.made",
            about=decision,
            by=last.confirmed_by or last.person,
            office=str(last.office),
            rows=rows[key],
        )


def void_final_approval(statement: Statement, *, by: User) -> None:
    """Make a final approval void: the text it names is no longer the text."""
    asked = statement.changes.filter(
        kind=ChangeKind.FINAL,
        status__in=[ChangeStatus.PROPOSED, ChangeStatus.APPLIED],
    ).first()
    if asked:
        advance(VOID, asked, by=by)
        tell_voided(asked, by=by)
