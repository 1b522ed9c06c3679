"""What stands in the way of a step, as data.

The page shows the list and the action refuses by it: there is one function.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from iegtracker import clock
from iegtracker.errors import NotReady
from iegtracker.workflow import Transition
from iegtracker.working_days import last_working_day, working_days_until
from statements import figures
from statements.checks import findings
from statements.document import Document
from statements.models import Grant, Statement, Version

from .authority import council_day, delegation_refusal, latest_delegation, unsigned
from .coverage import Coverage, coverage, decided_tabling, signing_problems
from .models import Change, Clearance, Decision, SigningRound
from .states import CallIn, ChangeKind, ChangeStatus, Outcome
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


def obstacles(statement: Statement, step: Transition) -> list[Obstacle]:
    """Everything that stands in the way of `step`, the gravest first."""
    found = list(_found(statement, step))
    grave = {BLOCKS: 0, WAIVER: 1, WARNS: 2}
    return sorted(found, key=lambda o: (grave[o.severity], o.kind))


def blocking(found: Iterable[Obstacle]) -> list[Obstacle]:
    return [o for o in found if o.severity != WARNS]


def require_ready(statement: Statement, step: Transition) -> None:
    """Raise NotReady with the list unless nothing blocks the step."""
    in_the_way = blocking(obstacles(statement, step))
    if in_the_way:
        count = len(in_the_way)
        things = "1 thing stands" if count == 1 else f"{count} things stand"
        raise NotReady(
            f"It is not yet possible to {step.words}: {things} in the way.",
            obstacles=in_the_way,
        )


def _found(statement: Statement, step: Transition) -> Iterator[Obstacle]:
    current = statement.current
    if current is None:
        yield Obstacle(
            "coverage", BLOCKS, "Nothing has been put to a meeting.", "IEG officer"
        )
        return
    by = last_safe_day(statement)
    if step in (CLEAR, ASK):
        final = completed_final_approval(statement, current)
        outright = outright_decision(statement, current)
        approved = final is not None or outright is not None
        yield from _text(statement, current.document, waived=approved, by=by)
        yield from _reconciliation(statement, current.document, by=by)
        yield from _changes(statement, by=by)
        yield from _coverage(statement, by=by)
        yield from _delegation(statement, approved=approved, by=by)
        if step is CLEAR and not approved:
            yield from _final_approval(statement, current, by=by)
    if step in (SUBMIT, RESUBMIT, PUBLISH):
        yield from _cleared(statement, current)
        yield from _coverage(statement, by=by)
    if step is PUBLISH:
        yield from _submissions(statement)
    yield from _call_in(statement)
    yield from _deadline(statement)


def last_safe_day(statement: Statement) -> date:
    """The last working day on which the return can be sent in time."""
    return last_working_day(statement.due)


def working_days_left(statement: Statement) -> int:
    """Working days after today, up to and including the day it is due."""
    return working_days_until(clock.today(), statement.due)


def completed_final_approval(
    statement: Statement, version: Version
) -> SigningRound | None:
    """The delegates' final approval of exactly this version, if it is complete."""
    found = (
        SigningRound.objects.filter(
            change__statement=statement,
            change__kind=ChangeKind.FINAL,
            change__status=ChangeStatus.APPLIED,
            version=version,
        )
        .select_related("change__statement", "delegation__decision", "version")
        .prefetch_related(
            "signoffs__appointment__end", "signoffs__office", "delegation__offices"
        )
        .order_by("-pk")
        .first()
    )
    if found is None or next(signing_problems(found), None):
        return None
    return found


def outright_decision(statement: Statement, version: Version) -> Decision | None:
    """The decision by which the body approved exactly this text outright, if any."""
    unchanged = Q(outcome=Outcome.AGREED, recommendation__tabling__appendix=version)
    amended = Q(outcome=Outcome.AMENDED, authority__version=version)
    return (
        Decision.objects.filter(
            unchanged | amended,
            approves_text=True,
            recommendation__tabling__report__about=statement,
        )
        .order_by("-pk")
        .first()
    )


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
    statement: Statement, document: Document, *, by: date
) -> Iterator[Obstacle]:
    place = reverse("statements:grants", args=[statement.round])
    ledger = received_by_year()
    quoted = figures.quoted_grants(document)
    if quoted:
        for sentence in reconciled(ledger, quoted, None):
            yield Obstacle("reconciliation", BLOCKS, sentence, "IEG officer", place, by)
    tabling = decided_tabling(statement)
    stated = stated_grants(tabling.text.document) if tabling else None
    if stated:
        for sentence in reconciled(ledger, dict(stated.by_year), stated.total):
            yield Obstacle("reconciliation", WARNS, sentence, "IEG officer", place, by)


def received_by_year() -> dict[str, int]:
    """What came in for each grant, in pence, reversals taken off."""
    totals: dict[str, int] = {}
    for grant in Grant.objects.prefetch_related("receipts"):
        totals[grant.year] = sum(r.pence for r in grant.receipts.all())
    return totals


def reconciled(
    ledger: dict[str, int], quoted: dict[str, int], total: int | None
) -> list[str]:
    return [f.sentence for f in figures.reconcile(ledger, quoted, total)]


def _changes(statement: Statement, *, by: date) -> Iterator[Obstacle]:
    open_changes = (
        statement.changes.amendments()
        .open()
        .prefetch_related("rounds__signoffs", "rounds__delegation__offices__office")
    )
    for change in open_changes:
        place = reverse("decisions:change", args=[statement.round, change.number])
        if change.status == ChangeStatus.WRITING:
            yield Obstacle(
                "open changes",
                BLOCKS,
                f"Change {change.number}, “{change.title}”, is still being written.",
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


def _coverage(statement: Statement, *, by: date) -> Iterator[Obstacle]:
    proof: Coverage = coverage(statement)
    if not proof.holds:
        place = reverse("statements:history", args=[statement.round])
        yield Obstacle(
            "coverage", BLOCKS, proof.sentence, "Democratic services", place, by
        )


def _delegation(
    statement: Statement, *, approved: bool, by: date
) -> Iterator[Obstacle]:
    if approved:
        return
    error = delegation_refusal(latest_delegation(statement), clock.today())
    if error:
        yield Obstacle("delegation", BLOCKS, str(error), "Democratic services", "", by)


def _final_approval(
    statement: Statement, current: Version, *, by: date
) -> Iterator[Obstacle]:
    asked = (
        statement.changes.filter(kind=ChangeKind.FINAL, status=ChangeStatus.PROPOSED)
        .prefetch_related("rounds__signoffs", "rounds__delegation__offices__office")
        .first()
    )
    if asked:
        place = reverse("decisions:change", args=[statement.round, asked.number])
        yield from _missing(asked, place, by=by)
    else:
        yield Obstacle(
            "missing sign-offs",
            BLOCKS,
            f"Nobody has asked for final approval of version {current.number}.",
            "IEG officer",
            reverse("decisions:gate", args=[statement.round]),
            by,
        )


def _cleared(statement: Statement, current: Version) -> Iterator[Obstacle]:
    clearance = live_clearance(statement)
    if clearance is None or clearance.version_id != current.pk:
        yield Obstacle(
            "coverage",
            BLOCKS,
            "The current text has not been cleared.",
            "Democratic services",
        )


def _submissions(statement: Statement) -> Iterator[Obstacle]:
    rows = list(statement.submissions.order_by("pk"))
    incidents = [row for row in rows if row.incident]
    if incidents and not any(
        not row.incident and row.pk > incidents[-1].pk for row in rows
    ):
        yield Obstacle(
            "incident",
            BLOCKS,
            f"Text that was not cleared was sent ({incidents[-1].reference}). "
            "Send the cleared text and record that submission first.",
            "Democratic services",
            reverse("decisions:submit", args=[statement.round]),
        )


def _call_in(statement: Statement) -> Iterator[Obstacle]:
    tabling = decided_tabling(statement)
    if tabling is None:
        return
    unknown = Decision.objects.filter(
        recommendation__tabling=tabling, call_in=CallIn.NOT_KNOWN
    ).select_related("recommendation")
    letters = ", ".join(f"({d.recommendation.letter})" for d in unknown)
    if letters:
        meeting = tabling.report.meeting
        yield Obstacle(
            "call-in",
            WARNS,
            f"It is not known whether call-in applies to the decision on {letters}.",
            "Democratic services",
            meeting.get_absolute_url(),
        )


def _deadline(statement: Statement) -> Iterator[Obstacle]:
    left = working_days_left(statement)
    due = council_day(statement.due)
    if statement.submissions.filter(incident=False).exists():
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
