"""A round of signing as a list: who is asked, what each said, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from decisions.authority import council_day, unsigned
from decisions.casefile import CaseFile
from decisions.models import Delegation, SigningRound, SignOff
from decisions.models.corrections import standing
from decisions.states import ChangeStatus, Mode, Part, Verdict
from iegtracker import clock
from iegtracker.people.models import User
from statements.rendering.redline import Redline, redline
from statements.rendering.words import besides, capitalised, listed

_MARKS = {
    Verdict.APPROVED: ("signed", "Signed"),
    Verdict.RETURNED: ("returned", "Returned with a comment"),
    Verdict.REFUSED: ("refused", "Refused"),
}


@dataclass(frozen=True)
class Signature:
    """One office's place in a round: its mark and word, and what was said."""

    office: str
    mark: str
    word: str
    person: str = ""
    at: datetime | None = None
    on_paper: str = ""
    instead: str = ""
    account: str = ""
    interests: str = ""
    comment: str = ""

    @property
    def signer(self) -> str:
        return besides(self.office, self.person)


@dataclass(frozen=True)
class RoundShown:
    """What was put at once, and what became of it."""

    number: int
    proposer: str
    proposed_at: datetime
    reason: str
    digest: str
    material: bool
    because: tuple[str, ...]
    authors: tuple[str, ...]
    signatures: tuple[Signature, ...]
    note: str = ""
    restarted: str = ""


def shown(signing_round: SigningRound, file: CaseFile, *, latest: bool) -> RoundShown:
    return RoundShown(
        number=signing_round.number,
        proposer=file.proposers.get(signing_round.pk, ""),
        proposed_at=signing_round.proposed_at,
        reason=signing_round.reason,
        digest=signing_round.digest,
        material=signing_round.is_material,
        because=tuple(signing_round.material_reasons),
        authors=tuple(signing_round.author_names),
        signatures=_signatures(signing_round, latest=latest),
        note=_lapsed(signing_round, latest=latest),
        restarted=signing_round.restarted_because,
    )


def _signatures(signing_round: SigningRound, *, latest: bool) -> tuple[Signature, ...]:
    said = {row.office_id: row for row in signing_round.signoffs.all()}
    is_open = latest and signing_round.change.status == ChangeStatus.PROPOSED
    found = []
    for row in signing_round.delegation.offices.all():
        signoff = said.get(row.office_id)
        if signoff:
            found.append(_signed(signoff))
        elif is_open:
            found.append(Signature(row.office.name, "waiting", _awaited(row.part)))
        else:
            found.append(Signature(row.office.name, "not_stated", "Did not answer"))
    return tuple(found)


def _awaited(part: str) -> str:
    return "Waiting" if part == Part.DECIDES else "Waiting for its view"


def _signed(signoff: SignOff) -> Signature:
    mark, word = _MARKS[Verdict(signoff.verdict)]
    if hasattr(signoff, "withdrawal"):
        mark, word = "returned", f"{word}, then withdrawn"
    return Signature(
        office=signoff.office.name,
        mark=mark,
        word=word,
        person=str(signoff.person),
        at=signoff.at,
        on_paper=paper_words(signoff),
        instead=f"as {signoff.appointment.office}, in the holder's absence"
        if signoff.absence_id
        else "",
        account=signoff.account_note,
        interests=signoff.interests,
        comment=signoff.comment,
    )


def paper_words(signoff: SignOff) -> str:
    """Who recorded a signature on paper, and the day that the form bears."""
    paper = signoff.paper
    if paper is None:
        return ""
    return (
        f"on paper, signed on {council_day(paper.signed_on)}, recorded by "
        f"{paper.entered_by} and {signoff.confirmed_by}"
    )


def own_signature(signing_round: SigningRound, user: User) -> SignOff | None:
    """What `user` signed in this round and may still take back, if anything."""
    today = clock.today()
    for row in signing_round.signoffs.all():
        end = getattr(row.appointment, "end", None)
        if row.person_id == user.pk and (end is None or today <= end.ends_on):
            return row
    return None


def _lapsed(signing_round: SigningRound, *, latest: bool) -> str:
    """Why the signatures of this round no longer count, or nothing."""
    signoffs = signing_round.signoffs.all()
    ended = any(row.verdict == Verdict.RETURNED for row in signoffs)
    status = signing_round.change.status
    if latest and status in (ChangeStatus.APPLIED, ChangeStatus.PROPOSED):
        return ""
    if ended or status == ChangeStatus.DECLINED and latest or not signoffs:
        return ""
    if not latest:
        return "A new round took its place, so these signatures have lapsed."
    return "It was taken back, so these signatures have lapsed."


def redline_of(signing_round: SigningRound) -> Redline:
    """The words that change, against the text on which the round was put."""
    if signing_round.change.is_final:
        return Redline(())
    return redline(signing_round.version.document, signing_round.difference)


def waiting_offices(signing_round: SigningRound) -> str:
    """The offices still to sign, in words: “the Director and the Leader”."""
    return listed_offices(row.office.name for row in unsigned(signing_round))


def listed_offices(names: Iterable[str]) -> str:
    return listed([f"the {name}" for name in names])


def delegations_words(delegations: Iterable[Delegation]) -> str:
    """By which decisions changes can be agreed, a sentence each."""
    return " ".join(map(delegation_words, delegations)) or delegation_words(None)


def delegation_words(delegation: Delegation | None) -> str:
    """By whose decision, to whom, and how: one sentence."""
    if delegation is None:
        return "No delegation of changes to this statement holds today."
    offices = delegation.offices.all()
    decision = delegation.decision
    wording = standing(decision).wording if decision else delegation.wording
    deciders = [row.office.name for row in offices if row.part == Part.DECIDES]
    consulted = [row.office.name for row in offices if row.part == Part.CONSULTED]
    how = {
        Mode.JOINT: f"{listed_offices(deciders)}, jointly",
        Mode.CONSULTATION: f"{listed_offices(deciders)}, in consultation with "
        f"{listed_offices(consulted)}",
        Mode.SOLE: f"{listed_offices(deciders)}, alone",
    }[Mode(delegation.mode)]
    return f"{source_words(delegation)} delegated it to {how}." + (
        f" “{wording}”" if wording else ""
    )


def source_words(delegation: Delegation) -> str:
    """Cabinet's decision of 9 December 2004 (recommendation b)."""
    decision = delegation.decision
    if decision is None:
        return capitalised(str(delegation.urgency))
    held_on = council_day(decision.meeting.held_on)
    letter = decision.recommendation.letter
    return f"{decision.meeting.body}'s decision of {held_on} (recommendation {letter})"
