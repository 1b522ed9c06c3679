"""What stands in the way of a step, as data.

The page shows the list and the action refuses by it: there is one function.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.urls import reverse

from iegtracker import clock
from iegtracker.errors import NotReady
from iegtracker.workflow import Transition
from iegtracker.working_days import last_working_day, working_days_until
from statements import figures
from statements.checks import findings
from statements.document import Document
from statements.models import Grant, Statement, Version

from .authority import council_day, delegation_refusal, unsigned
from .casefile import CaseFile, open_file
from .coverage import Coverage, coverage, signing_problems
from .models import Change, Clearance, Decision, SigningRound
from .states import CallIn, ChangeStatus, Outcome
from .transitions import ASK, CLEAR, PUBLISH, RESUBMIT, SUBMIT

BLOCKS, WARNS, WAIVER = "blocks", "warns", "needs a waiver"


@dataclass(frozen=True)
class Obstacle:
    """One thing in the way: what, how grave, whose, where, and by when."""

    kind: str
    severity: str
    sentence: str
    owner: str
    place: str = ""
    by: date | None = None

    def __str__(self) -> str:
        return self.sentence


def obstacles(
    statement: Statement, step: Transition, file: CaseFile | None = None
) -> list[Obstacle]:
    """Everything that stands in the way of `step`, the gravest first."""
    found = list(_found(file or open_file(statement), step))
    grave = {BLOCKS: 0, WAIVER: 1, WARNS: 2}
    return sorted(found, key=lambda o: (grave[o.severity], o.kind))


def blocking(found: Iterable[Obstacle], step: Transition = CLEAR) -> list[Obstacle]:
    """What refuses the step. Asking for final approval is asking for the waivers."""
    passed = {WARNS, WAIVER} if step is ASK else {WARNS}
    return [o for o in found if o.severity not in passed]


def require_ready(statement: Statement, step: Transition) -> None:
    """Raise NotReady with the list unless nothing blocks the step."""
    in_the_way = blocking(obstacles(statement, step), step)
    if in_the_way:
        count = len(in_the_way)
        things = "1 thing stands" if count == 1 else f"{count} things stand"
        raise NotReady(
            f"It is not yet possible to {step.words}: {things} in the way.",
            obstacles=in_the_way,
        )


def _found(file: CaseFile, step: Transition) -> Iterator[Obstacle]:
    statement, current = file.statement, file.current
    if current is None:
        yield Obstacle(
            "coverage", BLOCKS, "Nothing has been put to a meeting.", "IEG officer"
        )
        return
    by = last_safe_day(statement)
    if step in (CLEAR, ASK):
        approved = is_approved(file)
        yield from _text(statement, current.document, waived=approved, by=by)
        yield from _reconciliation(file, current.document, by=by)
        yield from _changes(file, by=by)
        yield from _coverage(file, by=by)
        yield from _delegation(file, approved=approved, by=by)
        if step is CLEAR:
            yield from _final_approval(file, current, approved=approved, by=by)
    if step in (SUBMIT, RESUBMIT, PUBLISH):
        yield from _cleared(file, current)
        yield from _coverage(file, by=by)
    if step is PUBLISH:
        yield from _incident(file)
    yield from _call_in(file)
    yield from _deadline(file)


def is_approved(file: CaseFile) -> bool:
    """Whether the delegates, or the body itself, approved the whole current text."""
    return bool(completed_final_approval(file) or outright_decision(file))


def completed_final_approval(file: CaseFile) -> SigningRound | None:
    """The delegates' final approval of exactly the current text, if it is complete."""
    current = file.current
    for change in file.changes:
        if current and change.is_final and change.status == ChangeStatus.APPLIED:
            for read in change.rounds.all():
                of_this = read.version_id == current.pk
                if of_this and not next(signing_problems(read), None):
                    return read
    return None


def outright_decision(file: CaseFile) -> Decision | None:
    """The decision by which the body approved exactly the current text outright."""
    current = file.current
    if current is None:
        return None
    return next((d for d in reversed(file.decisions) if _is_outright(d, current)), None)


def _is_outright(decision: Decision, version: Version) -> bool:
    authority = getattr(version, "proven_authority", None)
    as_it_was = (
        decision.outcome == Outcome.AGREED
        and decision.recommendation.tabling.appendix_id == version.pk
    )
    amended = (
        decision.outcome == Outcome.AMENDED
        and authority is not None
        and authority.decision_id == decision.pk
        # Nothing else came between what was tabled and what the body made of it.
        and version.number == decision.recommendation.tabling.appendix.number + 1
    )
    return decision.approves_text and (as_it_was or amended)


def last_safe_day(statement: Statement) -> date:
    """The last working day on which the return can be sent in time."""
    return last_working_day(statement.due)


def working_days_left(statement: Statement) -> int:
    """Working days after today, up to and including the day it is due."""
    return working_days_until(clock.today(), statement.due)


def live_clearance(statement: Statement) -> Clearance | None:
    """The clearance that holds: the last one, unless it was reopened."""
    return (
        statement.clearances.filter(reopening__isnull=True)
        .select_related("version")
        .order_by("-pk")
        .first()
    )


def _text(
    statement: Statement, document: Document, *, waived: bool, by: date
) -> Iterator[Obstacle]:
    for finding in findings(document):
        incomplete = finding.kind == "incomplete"
        if incomplete and waived:
            continue
        section = document.section_of(finding.uid) if finding.uid in document else ""
        place = (
            reverse("statements:section", args=[statement.round, section])
            + f"#e-{finding.uid}"
            if section and section != "root"
            else statement.get_absolute_url()
        )
        yield Obstacle(
            finding.kind,
            WAIVER if incomplete else finding.severity,
            finding.sentence,
            finding.owner or "IEG officer",
            place,
            date.fromisoformat(finding.by) if finding.by else by,
        )


def _reconciliation(
    file: CaseFile, document: Document, *, by: date
) -> Iterator[Obstacle]:
    place = reverse("statements:grants", args=[file.statement.round])
    ledger = received_by_year()
    quoted = figures.quoted_grants(document)
    if quoted:
        for sentence in reconciled(ledger, quoted, None):
            yield Obstacle("reconciliation", BLOCKS, sentence, "IEG officer", place, by)
    tabling = file.tabling
    stated = stated_grants(tabling.text.document) if tabling else None
    if stated:
        for sentence in reconciled(ledger, dict(stated.by_year), stated.total):
            yield Obstacle("reconciliation", WARNS, sentence, "IEG officer", place, by)


def received_by_year() -> dict[str, int]:
    """What came in for each grant, in pence, reversals taken off."""
    rows = Grant.objects.annotate(received=Sum("receipts__pence", default=0))
    return dict(rows.values_list("year", "received"))


def reconciled(
    ledger: dict[str, int], quoted: dict[str, int], total: int | None
) -> list[str]:
    return [f.sentence for f in figures.reconcile(ledger, quoted, total)]


def _changes(file: CaseFile, *, by: date) -> Iterator[Obstacle]:
    for change in file.open_changes:
        if change.is_final:
            continue
        place = change.get_absolute_url()
        if change.status == ChangeStatus.WRITING:
            yield Obstacle(
                "open changes",
                BLOCKS,
                # Without its title: this page has readers whom the change has not.
                f"Change {change.number} is still being written.",
                "IEG officer",
                place,
                by,
            )
        else:
            yield from _missing(change, place, by=by)


def _missing(change: Change, place: str, *, by: date) -> Iterator[Obstacle]:
    latest = max(change.rounds.all(), key=lambda r: r.number)
    name = (
        "Final approval"
        if change.is_final
        else f"Change {change.number}, “{change.title}”,"
    )
    for row in unsigned(latest):
        yield Obstacle(
            "missing sign-offs",
            BLOCKS,
            f"{name} waits for the {row.office}.",
            row.office.name,
            place,
            by,
        )


def _coverage(file: CaseFile, *, by: date) -> Iterator[Obstacle]:
    proof: Coverage = coverage(file.statement, file)
    if not proof.holds:
        place = reverse("statements:history", args=[file.statement.round])
        yield Obstacle(
            "coverage", BLOCKS, proof.sentence, "Democratic services", place, by
        )


def _delegation(file: CaseFile, *, approved: bool, by: date) -> Iterator[Obstacle]:
    if approved:
        return
    error = delegation_refusal(file.delegation, clock.today())
    if error:
        yield Obstacle("delegation", BLOCKS, str(error), "Democratic services", "", by)


def _final_approval(
    file: CaseFile, current: Version, *, approved: bool, by: date
) -> Iterator[Obstacle]:
    """Not asked for; or asked for and waiting, even beside an outright decision."""
    asked = next((change for change in file.open_changes if change.is_final), None)
    if asked:
        yield from _missing(asked, asked.get_absolute_url(), by=by)
    elif not approved:
        yield Obstacle(
            "missing sign-offs",
            BLOCKS,
            f"Nobody has asked for final approval of version {current.number}.",
            "IEG officer",
            reverse("decisions:gate", args=[file.statement.round]),
            by,
        )


def _cleared(file: CaseFile, current: Version) -> Iterator[Obstacle]:
    if file.cleared_version != current.pk:
        yield Obstacle(
            "coverage",
            BLOCKS,
            "The current text has not been cleared.",
            "Democratic services",
        )


def _incident(file: CaseFile) -> Iterator[Obstacle]:
    if file.incident_unanswered:
        yield Obstacle(
            "incident",
            BLOCKS,
            f"Text that was not cleared was sent ({file.incident_reference}). "
            "Send the cleared text and record that submission first.",
            "Democratic services",
            reverse("decisions:submit", args=[file.statement.round]),
        )


def _call_in(file: CaseFile) -> Iterator[Obstacle]:
    unknown = [d for d in file.last_decisions if d.call_in == CallIn.NOT_KNOWN]
    letters = ", ".join(f"({d.recommendation.letter})" for d in unknown)
    if letters:
        yield Obstacle(
            "call-in",
            WARNS,
            f"It is not known whether call-in applies to the decision on {letters}.",
            "Democratic services",
            unknown[0].recommendation.tabling.report.meeting.get_absolute_url(),
        )


def _deadline(file: CaseFile) -> Iterator[Obstacle]:
    statement = file.statement
    left = working_days_left(statement)
    due = council_day(statement.due)
    if file.was_submitted:
        return
    if clock.today() > statement.due:
        late = -left
        days = "1 working day" if late == 1 else f"{late} working days"
        sentence = f"The statement was due on {due}: it is {days} late."
    elif left <= 5:
        days = "1 working day is" if left == 1 else f"{left} working days are"
        sentence = f"{days} left: the statement is due on {due}."
    else:
        return
    yield Obstacle(
        "deadline", WARNS, sentence, "Everyone", "", last_safe_day(statement)
    )


def stated_grants(report: Document) -> figures.Amounts | None:
    """The grants that a report's text adds up (the seed's paragraph 2), if any."""
    for uid in report.walk():
        text = report.get(uid, "text") or ""
        if "grant" in text.lower():
            stated = figures.amounts_in_text(text)
            if stated.by_year:
                return stated
    return None
