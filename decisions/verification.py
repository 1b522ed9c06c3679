"""What can be proved of authority: run by `manage.py verify`."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from iegtracker.ledger.evidence import Evidence
from iegtracker.ledger.models import Event
from iegtracker.ledger.verification import Break, recorded, verification
from statements.models import FinalCopy, Statement
from statements.states import StatementStatus

from .authority import source_problems
from .call_in import items_of
from .casefile import CaseFile, open_file
from .coverage import coverage, coverage_of, signing_problems
from .models import (
    Authority,
    CallInRuling,
    Clearance,
    Decision,
    DecisionRecord,
    Delegation,
    Dismissal,
    Distribution,
    Endorsement,
    MinutesConfirmation,
    ReadBack,
    Recommendation,
    RollEntry,
    SignOff,
    Submission,
    Tabling,
    WordingFinding,
)
from .records import Record
from .states import ChangeKind, CopyStatus, MeetingPart, Outcome
from .transitions import COPY_STEPS
from .withholding import resolved_instead, words_instead

_DECIDED = (
    StatementStatus.DECIDED,
    StatementStatus.CLEARED,
    StatementStatus.SUBMITTED,
    StatementStatus.PUBLISHED,
)


@verification("Statements against their guidelines")
def statements_are_as_opened() -> Iterator[Break]:
    """An import is not proved, so that only an event may say that it is one."""
    imported = set(
        Event.objects.filter(verb="statement.imported").values_list(
            "subject_id", flat=True
        )
    )
    for statement in Statement.objects.select_related("guidelines").order_by("pk"):
        if statement.imported != (str(statement.pk) in imported):
            yield Break(_address(statement), "the ledger does not say it was imported")
        guidelines = statement.guidelines
        if guidelines and statement.round != guidelines.round:
            yield Break(_address(statement), "it answers another round's guidelines")
        if guidelines and statement.due != guidelines.deadline:
            yield Break(_address(statement), "it is not due when the guidelines say")


@verification("Coverage of every word by an authority")
def texts_are_covered() -> Iterator[Break]:
    """The text as it is, once a body has decided on it; and whatever was cleared,
    submitted or published, by the decisions that had then been recorded."""
    events = recorded()
    for statement in Statement.objects.filter(imported=False).order_by("pk"):
        file = open_file(statement)
        if statement.status in _DECIDED:
            proof = coverage(statement, file)
            if not proof.holds:
                yield Break(_address(statement), proof.sentence)
        for row in _counted(statement):
            if row.address not in events or row.version is None:
                continue  # which other checks name
            proof = coverage_of(row.version, file, _made_before(row, file, events))
            if not proof.holds:
                yield Break(row.address, proof.sentence)


def _counted(statement: Statement) -> list[Clearance | Submission | FinalCopy]:
    """What says of a version that it counted."""
    return [
        *statement.clearances.select_related("version"),
        *statement.submissions.filter(incident=False).select_related("version"),
        *FinalCopy.objects.filter(version__paper=statement.pk)
        .select_related("version")
        .defer("pdf"),
    ]


def _made_before(
    row: Evidence, file: CaseFile, events: Mapping[str, Event]
) -> list[Decision]:
    """The decisions on the statement that had been recorded when a row was."""
    here = events[row.address].position
    return [
        decision
        for decision in file.decisions
        if decision.address in events and events[decision.address].position < here
    ]


@verification("Signatures and what they brought about")
def signatures_are_as_told() -> Iterator[Break]:
    """The event of each sign-off says the same, and came before what the signatures
    brought about: a version, or the clearing."""
    events = recorded()
    results = {
        row.signing_round_id: row
        for model in (Authority, Clearance)
        for row in model._base_manager.filter(signing_round__isnull=False)
    }
    for signoff in SignOff.objects.select_related("signing_round").order_by("pk"):
        event = events.get(signoff.address)
        if event is None:
            continue
        result = results.get(signoff.signing_round_id)
        done = events.get(result.address) if result else None
        told = event.told
        said = (told.get("digest"), told.get("verdict"), told.get("means"))
        if event.actor_id != (signoff.confirmed_by_id or signoff.person_id):
            yield Break(signoff.address, "the ledger says that somebody else signed")
        if said != (signoff.digest, signoff.verdict, signoff.means):
            yield Break(signoff.address, "its event says otherwise")
        if event.subject_id != str(signoff.signing_round.change_id):
            yield Break(signoff.address, "its event is about another change")
        if done and done.position < event.position:
            yield Break(signoff.address, "it was signed after it was agreed")


@verification("Clearances and submissions")
def clearances_hold() -> Iterator[Break]:
    clearances = Clearance.objects.select_related(
        "version",
        "decision__recommendation__tabling__report",
        "decision__authority",
        "signing_round__change__statement",
        "signing_round__delegation__decision",
        "signing_round__version",
    ).order_by("pk")
    for clearance in clearances:
        for problem in _clearance_problems(clearance):
            yield Break(clearance.address, problem)
    events = recorded()
    submissions = Submission.objects.filter(incident=False).select_related("version")
    for submission in submissions.order_by("pk"):
        version = submission.version
        if version is None or submission.digest != version.digest:
            yield Break(submission.address, "its digest is not its version's")
    copies = FinalCopy.objects.filter(version__paper__statement__imported=False)
    sent: Iterable[Submission | FinalCopy] = (
        *submissions.order_by("pk"),
        *copies.select_related("version").defer("pdf").order_by("pk"),
    )
    for row in sent:
        if row.address in events and not _was_cleared(row, events):
            yield Break(row.address, "its version was not cleared then")


def _was_cleared(row: Submission | FinalCopy, events: Mapping[str, Event]) -> bool:
    """Whether the version was the cleared text when a row about it was recorded."""
    here, stands = events[row.address].position, None
    rows = Clearance.objects.filter(statement=row.version.paper_id)  # type: ignore[union-attr]
    for clearance in rows.select_related("reopening").order_by("pk"):
        undone = getattr(clearance, "reopening", None)
        if _position(clearance, events) < here:
            is_live = undone is None or _position(undone, events) > here
            stands = clearance.version_id if is_live else None
    return stands == row.version_id


def _position(row: Evidence, events: Mapping[str, Event]) -> int:
    event = events.get(row.address)
    return event.position if event else 0


@verification("What was read back")
def read_backs_hold() -> Iterator[Break]:
    rows = ReadBack.objects.select_related("submission").order_by("pk")
    for row in rows.iterator(chunk_size=10):
        if hashlib.sha256(bytes(row.file)).hexdigest() != row.sha256:
            yield Break(row.address, "its file does not have its SHA-256")
        if row.comparison.differences != row.differences:
            yield Break(row.address, "it does not count the differences it lists")
        if row.submission.incident:
            yield Break(row.address, "it is about text that was not cleared")


def _clearance_problems(clearance: Clearance) -> Iterator[str]:
    version, signing_round = clearance.version, clearance.signing_round
    if version.paper_id != clearance.statement_id:
        yield "it clears a version of another paper"
    if signing_round is not None:
        change = signing_round.change
        if change.kind != ChangeKind.FINAL:
            yield f"{change} is no final approval"
        if signing_round.version_id != version.pk:
            yield "another version was finally approved"
        # A final approval that was made void later stood when the text was cleared.
        void = hasattr(clearance, "reopening")
        yield from signing_problems(signing_round, voided=void)
    elif clearance.decision is not None:
        yield from _outright_problems(clearance, clearance.decision)


def _outright_problems(clearance: Clearance, decision: Decision) -> Iterator[str]:
    tabling = decision.recommendation.tabling
    if not decision.approves_text:
        yield f"the {decision} does not approve the text"
    if tabling.report.about_id != clearance.statement_id:
        yield f"the {decision} is about another statement"
    authority = getattr(decision, "authority", None)
    approved = (
        authority.version_id
        if decision.outcome == Outcome.AMENDED and authority
        else tabling.appendix_id
    )
    if approved != clearance.version_id:
        yield f"the {decision} approves another version"


@verification("Entries that were dismissed")
def what_was_dismissed_does_not_count() -> Iterator[Break]:
    confirmed = (
        Q(appointment__appointment__isnull=False)
        | Q(urgency__delegation__isnull=False)
        | Q(paper__signoff__isnull=False)
    )
    for row in Dismissal.objects.filter(confirmed).order_by("pk"):
        yield Break(row.address, "what it dismissed was confirmed all the same")


@verification("Recommendations and decisions")
def recommendations_are_as_tabled() -> Iterator[Break]:
    """The rows that were decided on are those of the report as it was tabled."""
    tablings = Tabling.objects.select_related("text", "appendix", "report")
    for tabling in tablings.prefetch_related("recommendations").order_by("pk"):
        document = tabling.text.document
        said = {
            uid: document.get(uid, "text")
            for uid in document.walk()
            if document.get(uid, "kind") == "recommendation"
        }
        rows = {row.uid: row for row in tabling.recommendations.all()}
        for uid in sorted(said.keys() - rows.keys()):
            yield Break(tabling.address, f"recommendation {uid} has no row")
        for uid, row in sorted(rows.items()):
            if said.get(uid) != row.text:
                yield Break(row.address, "it is not what the report recommends")
        if tabling.text.paper_id != tabling.report_id:
            yield Break(tabling.address, "its text is of another paper")
        if tabling.appendix.paper_id != tabling.report.about_id:
            yield Break(tabling.address, "its appendix is of another paper")
    decided = Recommendation.objects.filter(decision__isnull=False).select_related(
        "decision", "tabling__report"
    )
    for row in decided.order_by("pk"):
        if row.decision.meeting_id != row.tabling.report.meeting_id:
            yield Break(row.decision.address, "its meeting is not the report's")
    for delegation in (
        Delegation.objects.select_related(
            "decision__recommendation__tabling__report", "urgency"
        )
        .prefetch_related("offices")
        .order_by("pk")
    ):
        yield from _delegation_problems(delegation)


def _delegation_problems(delegation: Delegation) -> Iterator[Break]:
    decision = delegation.decision
    if decision:
        about = decision.recommendation.tabling.report.about_id
        if delegation.statement_id != about:
            yield Break(delegation.address, "its decision is about another statement")
    for problem in source_problems(delegation):
        yield Break(delegation.address, problem)


@verification("Minutes, corrections and endorsements")
def proceedings_hold() -> Iterator[Break]:
    """What the tables cannot hold by themselves about what is recorded of meetings."""
    findings = WordingFinding.objects.select_related("correction").order_by("pk")
    for finding in findings:
        if finding.corrected_by_id != finding.correction.recorded_by_id:
            yield Break(finding.address, "another clerk recorded the correction")
    confirmations = MinutesConfirmation.objects.select_related(
        "meeting", "confirmed_at", "minutes"
    )
    for row in confirmations.order_by("pk"):
        own, later = row.meeting, row.confirmed_at
        if own.body_id != later.body_id or own.held_on >= later.held_on:
            yield Break(row.address, "it was not at a later meeting of the body")
        if row.minutes.meeting_id != own.pk or row.minutes.part != MeetingPart.MINUTES:
            yield Break(row.address, "it confirms the minutes of another meeting")
    endorsements = Endorsement.objects.select_related("version").order_by("pk")
    for endorsement in endorsements:
        if endorsement.version.paper_id != endorsement.statement_id:
            yield Break(endorsement.address, "its version is of another statement")


@verification("Rulings on call-in")
def rulings_hold() -> Iterator[Break]:
    """What a second clerk confirmed is what the first had entered."""
    entries = CallInRuling.objects.filter(confirmation__isnull=False)
    for entry in entries.select_related("confirmation").order_by("pk"):
        row = entry.confirmation
        if row.entered_by_id != entry.recorded_by_id:
            yield Break(row.address, "another clerk entered what it confirms")
        if not entry.waits_because or _ruled(row) != _ruled(entry):
            yield Break(row.address, "it is not what waited to be confirmed")


def _ruled(row: CallInRuling) -> dict[str, Any]:
    """What a ruling says, whoever recorded it and when."""
    return {k: v for k, v in row.columns.items() if k not in _OF_ITS_RECORDING}


_OF_ITS_RECORDING = {
    "id",
    "number",
    "waits_because",
    "confirms_id",
    "entered_by_id",
    "recorded_by_id",
    "recorded_at",
}


@verification("Distributions of final copies")
def distributions_hold() -> Iterator[Break]:
    """Each member is on the roll once, and in one state that followed the one before;
    a certificate says what the states were."""
    rows = Distribution.objects.select_related("copy", "certificate").defer("copy__pdf")
    for distribution in rows.order_by("pk"):
        entries = list(distribution.entries.prefetch_related("states"))
        if len(entries) != distribution.roll_size:
            yield Break(distribution.address, "its roll has another number of members")
        for entry in entries:
            for problem in _copy_problems(entry):
                yield Break(entry.address, problem)
        if hasattr(distribution, "certificate"):
            for problem in _certificate_problems(distribution, entries):
                yield Break(distribution.certificate.address, problem)


def _copy_problems(entry: RollEntry) -> Iterator[str]:
    before = ""
    for number, state in enumerate(entry.states.all(), start=1):
        if state.number != number:
            yield f"state {number} of its copy is missing"
            return
        steps = (s for s in COPY_STEPS if s.target == state.status)
        follows = any(before in step.sources for step in steps)
        if not (follows or (number == 1 and state.status == CopyStatus.TO_SEND)):
            yield f"{state.status} does not follow {before or 'nothing'}"
        before = state.status
    if not before:
        yield "its copy is in no state"


def _certificate_problems(
    distribution: Distribution, entries: list[RollEntry]
) -> Iterator[str]:
    certificate = distribution.certificate
    if certificate.sha256 != distribution.copy.sha256:
        yield "it is about another file"
    then = Counter(_status_at(certificate.certified_at, entry) for entry in entries)
    said = {
        CopyStatus.DOWNLOADED: certificate.downloaded,
        CopyStatus.PAPER: certificate.on_paper,
        CopyStatus.LEFT: certificate.left_office,
    }
    if then != Counter(said):
        yield "its numbers are not those of the states"


def _status_at(moment: datetime, entry: RollEntry) -> str:
    """What a copy's state was at a moment in UTC; empty before its first."""
    until = [state.status for state in entry.states.all() if state.at <= moment]
    return until[-1] if until else ""


@verification("Records of decisions")
def records_say_what_was_decided() -> Iterator[Break]:
    rows = DecisionRecord.objects.select_related(
        "decision", "delegated__delegation", "endorsement__meeting"
    )
    for row in rows.order_by("pk"):
        for problem in _record_problems(row):
            yield Break(row.address, problem)


def _record_problems(row: DecisionRecord) -> Iterator[str]:
    content = bytes(row.content)
    if hashlib.sha256(content).hexdigest() != row.digest:
        yield "its digest is not that of its words"
        return
    record = Record.from_bytes(content)
    said = (record.get("number"), record.get("edition"), record.get("decided_on"))
    if said != (row.number, row.edition, row.decided_on.isoformat()):
        yield "it says another number, edition or day"
    if row.delegated is None and record.get("wording") not in _wordings(row):
        yield "it is not what was resolved"
    if row.endorsement:
        yield from _resolution_problems(row.endorsement, record)
    if row.delegated:
        rounds = items_of(row.delegated).values_list("signing_round__digest", flat=True)
        if {change["digest"] for change in record.get("changes")} != set(rounds):
            yield "it does not list the changes that were decided"


def _resolution_problems(about: Endorsement, record: Record) -> Iterator[str]:
    if about != about.first:
        yield "it is not about the row by which the resolution was recorded first"
    rows = about.recorded_rows.values_list("version__digest", flat=True)
    if record.get("version")["digest"] not in rows:
        yield "it names another version"


def _wordings(row: DecisionRecord) -> set[str]:
    """What a record may say was resolved: as recorded, as corrected, or withheld."""
    said: set[str] = set()
    instead = ""
    if row.decision:
        corrections = row.decision.corrections
        said = {row.decision.wording, *corrections.values_list("wording", flat=True)}
        instead = words_instead(row.decision)
    if row.endorsement:
        said = set(row.endorsement.recorded_rows.values_list("wording", flat=True))
        instead = resolved_instead(row.endorsement, by=row.published_at)
    return {instead} if instead else said - {""}


def _address(row: models.Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"
