"""What each occasion says, and to whom. Called by the action that makes it."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from decisions.authority import deciding, scope_refusal
from decisions.gate import last_safe_day
from decisions.models import (
    Change,
    Clearance,
    MaterialityRaise,
    Reopening,
    SigningRound,
    SignOff,
    Submission,
)
from decisions.states import Part, Verdict
from iegtracker.ledger.record import head
from iegtracker.people.models import User
from iegtracker.people.roles import Role
from statements.models import Statement
from statements.rendering.words import capitalised, moment

from .composing import Message, short_day
from .naming import is_urgent, named, page, round_page, short_name
from .people import asked, in_roles, office_holders, signers, writers
from .requests import asking
from .sending import tell, tell_each

_SAID = {
    Verdict.APPROVED: "approved",
    Verdict.RETURNED: "returned",
    Verdict.REFUSED: "refused",
}


def tell_signers(signing_round: SigningRound) -> None:
    """Ask everyone who can sign the round."""
    found = [
        (
            appointment.person,
            asking(signing_round, row.office.name, decides=row.part == Part.DECIDES),
        )
        for row, appointment in asked(signing_round.delegation)
    ]
    tell(found, urgent=is_urgent(signing_round.change.statement))


def tell_office(signoff: SignOff) -> None:
    """Tell who proposed and wrote a change, and who else signs it, what was said."""
    signing_round = signoff.signing_round
    change = signing_round.change
    consulted = signoff.office_id not in {
        row.office_id for row in deciding(signing_round.delegation)
    }
    verdict = _SAID[Verdict(signoff.verdict)]
    what = f"The {signoff.office} {verdict} {named(change)}."
    note = "Any signature given before has lapsed."
    if consulted and signoff.verdict == Verdict.REFUSED:
        what = f"The {signoff.office}, who was consulted, is against {named(change)}."
        note = "It is a view only: the office that decides may still approve."
    elif signoff.verdict == Verdict.REFUSED:
        note = "It is closed, and the text stays as it is."
    tell_each(
        {
            "you proposed it or wrote a part of it.": writers(signing_round),
            "you were asked to sign it.": signers(signing_round),
        },
        lambda why: Message(
            occasion=f"answered:{signoff.pk}",
            subject=f"{_about(change)} was {verdict}",
            what=what,
            why=why,
            facts=(("What was said", signoff.comment),),
            link=page("change", change),
            link_words="Read it",
            note=note,
        ),
        but=signoff.person,
    )


def tell_raised(raised: MaterialityRaise) -> None:
    """Tell authors and signers that a signer holds a change to be material; and, where
    it can then not be agreed, the officers, who can recall it."""
    signing_round = raised.signing_round
    change = signing_round.change
    stuck = scope_refusal(signing_round)
    tell_each(
        {
            "you proposed it or wrote a part of it.": writers(signing_round),
            "you can recall it.": in_roles(Role.OFFICER) if stuck else [],
            "you were asked to sign it.": signers(signing_round),
        },
        lambda why: Message(
            occasion=f"raised:{raised.pk}",
            subject=f"{_about(change)} is held to be material",
            what=f"The {raised.office} holds {named(change)} to be material.",
            why=why,
            facts=(("Reason", raised.reason),),
            link=page("change", change),
            link_words="Read it",
            note=str(stuck) if stuck else "It can be signed as before.",
        ),
        but=raised.person,
    )


def tell_agreed(signing_round: SigningRound) -> None:
    """Tell authors and signers that a change is in the text; or, when the whole text
    was approved, democratic services too, who can clear it."""
    change = signing_round.change
    statement = change.statement
    name = named(change)
    what = f"{capitalised(name)} was agreed: it is in the text."
    link, link_words, by = page("change", change), "Read it", None
    clerks: list[User] = []
    if change.is_final:
        version = signing_round.version.number
        what = f"Everyone has approved version {version} of {statement}."
        link, link_words = (
            round_page("gate", statement),
            "See whether it can be cleared",
        )
        clerks, by = in_roles(Role.CLERK), last_safe_day(statement)
    tell_each(
        {
            "you keep the record, and can clear the text.": clerks,
            f"you proposed {name} or wrote a part of it.": writers(signing_round),
            f"you were asked to sign {name}.": signers(signing_round),
        },
        lambda why: Message(
            occasion=f"agreed:{signing_round.pk}",
            subject=f"{_about(change)} was agreed",
            what=what,
            why=why,
            by=by,
            facts=(("Digest", signing_round.digest),),
            link=link,
            link_words=link_words,
        ),
    )


def tell_recalled(change: Change, *, by: User) -> None:
    """Tell those who were asked, or had signed, that nothing is to be signed now."""
    _tell_lapsed(change, f"{by} has taken {named(change)} back.", "recalled", by=by)


def tell_voided(change: Change, *, by: User) -> None:
    """Tell those who gave a final approval that it is void, and who can ask again."""
    what = f"The text was changed or reopened, so {named(change)} is void."
    _tell_lapsed(change, what, "voided", by=by, clerks=in_roles(Role.CLERK))


def _tell_lapsed(
    change: Change, what: str, verb: str, *, by: User, clerks: Iterable[User] = ()
) -> None:
    signing_round = change.latest_round
    if signing_round is None:
        return
    done = {"recalled": "recalled", "voided": "made void"}[verb]
    tell_each(
        {
            "you signed it or were asked to.": signers(signing_round),
            "you proposed it.": writers(signing_round),
            "you keep the record.": clerks,
        },
        lambda why: Message(
            occasion=f"{verb}:{signing_round.pk}",
            subject=f"{_about(change)} was {done}",
            what=what,
            why=why,
            link=page("change", change),
            link_words="Read it",
            note="Any signature given before has lapsed. You are told if you are asked "
            "again.",
        ),
        but=by,
    )


def tell_cleared(clearance: Clearance) -> None:
    statement, version = clearance.statement, clearance.version
    by = last_safe_day(statement)
    _tell_workers(
        statement,
        f"cleared:{clearance.pk}",
        f"cleared, to be sent by {short_day(by)}",
        f"Version {version.number} of {statement} was cleared for submission.",
        facts=(("Digest", version.digest),),
        by=by,
        actor=clearance.cleared_by,
    )


def tell_reopened(reopening: Reopening) -> None:
    statement = reopening.clearance.statement
    _tell_workers(
        statement,
        f"reopened:{reopening.pk}",
        "reopened",
        f"{statement} was reopened: its text is no longer cleared.",
        facts=(("Reason", reopening.reason),),
        actor=reopening.reopened_by,
    )


def tell_submitted(submission: Submission) -> None:
    statement = submission.statement
    _tell_workers(
        statement,
        f"submitted:{submission.pk}",
        "submitted",
        f"{statement} was sent to the ministry.",
        facts=(
            ("When", moment(submission.sent_at.isoformat())),
            *([("Late", capitalised(submission.late))] if submission.late else []),
            ("Reference", submission.reference),
            ("Digest", submission.digest),
        ),
        actor=submission.recorded_by,
    )


def tell_published(clearance: Clearance, *, sha256: str, by: User) -> None:
    """Tell those who worked on it. All members are told by the distribution."""
    statement = clearance.statement
    _tell_workers(
        statement,
        f"published:{clearance.pk}",
        "published",
        f"The final copy of {statement} is open to members.",
        facts=(("SHA-256 of the file", sha256),),
        link=reverse("statements:final_copy", args=[statement.round]),
        actor=by,
    )


def send_receipt(signoff: SignOff) -> None:
    """Send the signer what they did, with the digest and the ledger's head.

    Kept by the signer, it shows any later rewriting of the record; it waits for no
    digest.
    """
    change = signoff.signing_round.change
    title = change.statement.short_title
    message = Message(
        occasion=f"receipt:{signoff.pk}",
        subject=f"{title}: your receipt for {short_name(change)}",
        what=f"You answered {named(change)}.",
        why=f"you signed as {signoff.office}.",
        facts=(
            ("Your answer", signoff.get_verdict_display()),
            ("When", moment(signoff.at.isoformat())),
            ("Digest", signoff.digest),
            ("Ledger head", head()),
        ),
        link=page("change", change),
        link_words="Read it again",
        note="Keep this message. It can be checked against the record.",
    )
    tell([(signoff.person, message)], urgent=True)


def _tell_workers(
    statement: Statement,
    occasion: str,
    subject: str,
    what: str,
    *,
    actor: User,
    facts: tuple[tuple[str, str], ...] = (),
    by: date | None = None,
    link: str = "",
) -> None:
    """Tell the officers, the clerks, and whoever signs for the statement."""
    delegation = statement.delegations.order_by("-pk").first()
    tell_each(
        {
            "you work on the statement.": in_roles(Role.OFFICER, Role.CLERK),
            "you sign changes to it.": office_holders(delegation) if delegation else [],
        },
        lambda why: Message(
            occasion=occasion,
            subject=f"{statement.short_title}: {subject}",
            what=what,
            why=why,
            by=by,
            facts=facts,
            link=link or round_page("gate", statement),
            link_words="See it",
        ),
        but=actor,
    )


def _about(change: Change) -> str:
    """IEG 2004: change 4."""
    return f"{change.statement.short_title}: {short_name(change)}"
