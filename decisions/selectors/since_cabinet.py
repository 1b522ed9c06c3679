"""What changed since the decision, for the page and for the file alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from decisions.access import may_see_delegations, require_since_cabinet
from decisions.casefile import CaseFile, last_round
from decisions.coverage import Coverage, coverage
from decisions.models import Change, Delegation, SigningRound
from iegtracker.people.models import Visitor
from statements.access import reader_of
from statements.document.exempt import Reader, Standing, standing
from statements.models import Statement
from statements.rendering.redline import Redline, compared_for

from .casefiles import Trail, file_for, heading_of, trail
from .delegations import UrgencyTold, urgent_powers
from .gate import final_approval
from .rounds import RoundShown, shown, source_words


@dataclass(frozen=True)
class AgreedChange:
    """One signed change in full; a final approval has no redline."""

    heading: str
    title: str
    url: str
    redline: Redline
    round: RoundShown
    agreed_at: datetime
    version: int


@dataclass(frozen=True)
class SincePage:
    statement: Statement
    council: str
    trail: Trail
    body: str
    held_on: date | None
    decided_version: int
    coverage: Coverage
    changes: tuple[AgreedChange, ...]
    amendments: tuple[tuple[str, Redline], ...]
    approval: AgreedChange | None
    urgent: tuple[UrgencyTold, ...]
    # What was agreed otherwise than by every office-holder on their own account,
    # under the body's decision: a sentence each, which a reader must see first.
    unusual: tuple[str, ...]
    delegations_url: str
    pdf_url: str

    @property
    def day(self) -> date | None:
        """The last day that it tells of, which the file bears."""
        agreed = [change.agreed_at for change in self.changes]
        agreed += [self.approval.agreed_at] if self.approval else []
        days = [timezone.localdate(moment) for moment in agreed]
        return max(filter(None, [self.held_on, *days]), default=None)


def since_page(round: str, user: Visitor) -> SincePage:
    """Every signed change after the version that was decided on, in order, without the
    words that are withheld from its reader."""
    file = file_for(round)
    statement = file.statement
    require_since_cabinet(user, statement)
    tabling = file.tabling
    decided = tabling.appendix if tabling else None
    later = [v for v in file.versions if decided and v.number > decided.number]
    reader = reader_of(user)
    texts = (v.document for v in (decided, *later)) if decided else ()
    also: Standing = {} if reader is Reader.WORKS else standing(texts)
    changes, amendments, rounds = [], [], []
    for version in later:
        authority = getattr(version, "proven_authority", None)
        if authority and authority.signing_round:
            change = authority.signing_round.change
            changes.append(_agreed(file, change, version.number, reader, also))
            rounds.append(_signed_round(change))
        elif authority and authority.decision:
            before = next(v for v in file.versions if v.number == version.number - 1)
            words = f"{authority.decision.meeting.body} itself amended the text"
            pair = before.document, version.document
            amendments.append((words, compared_for(reader, *pair, also)))
    final = final_approval(file)
    if final:
        rounds.append(_signed_round(final[0]))
    meeting = tabling.report.meeting if tabling else None
    return SincePage(
        statement=statement,
        council=decided.document.get("root", "council") if decided else "",
        trail=trail(statement, (f"What changed since {_body(file)}", None)),
        body=_body(file),
        held_on=meeting.held_on if meeting else None,
        decided_version=decided.number if decided else 0,
        coverage=coverage(statement, file),
        changes=tuple(changes),
        amendments=tuple(amendments),
        approval=_approval(*final) if final else None,
        urgent=urgent_powers(file.delegations),
        unusual=tuple(_unusual(file, rounds)),
        delegations_url=reverse("decisions:delegations", args=[statement.round])
        if may_see_delegations(user, statement)
        else "",
        pdf_url=reverse("decisions:since_cabinet_pdf", args=[statement.round])
        if decided
        else "",
    )


def _body(file: CaseFile) -> str:
    tabling = file.tabling
    return str(tabling.report.meeting.body) if tabling else "the decision"


def _signed_round(change: Change) -> SigningRound:
    latest = last_round(change)
    if latest is None:
        raise LookupError(f"{change} was agreed without a round of signing.")
    return latest


def _agreed(
    file: CaseFile,
    change: Change,
    version: int,
    reader: Reader,
    also: Standing,
) -> AgreedChange:
    latest = _signed_round(change)
    before = latest.version.document
    after = latest.difference.apply(before)
    words = compared_for(reader, before, after, also)
    return _told(change, shown(latest, file, latest=True), words, version)


def _approval(change: Change, told: RoundShown) -> AgreedChange:
    return _told(change, told, Redline(()), _signed_round(change).version.number)


def _told(
    change: Change, told: RoundShown, redline: Redline, version: int
) -> AgreedChange:
    return AgreedChange(
        heading=heading_of(change),
        title=change.title,
        url=change.get_absolute_url(),
        redline=redline,
        round=told,
        agreed_at=max(s.at for s in told.signatures if s.at),
        version=version,
    )


def _unusual(file: CaseFile, rounds: list[SigningRound]) -> Iterator[str]:
    """What was agreed under an urgent power, and what was signed on paper."""
    given = {row.pk: row for row in file.delegations}
    for signing_round in rounds:
        name = heading_of(signing_round.change)
        under: Delegation | None = given.get(signing_round.delegation_id)
        if under and under.urgency:
            yield f"{name} was agreed under an urgent power: {source_words(under)}."
        for row in shown(signing_round, file, latest=True).signatures:
            if row.on_paper:
                yield f"{name}: the {row.office} signed {row.on_paper}."
