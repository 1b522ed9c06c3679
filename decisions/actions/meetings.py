"""Meetings, what is put to them, and what they resolve."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from decisions.authority import council_day
from decisions.models import (
    Authority,
    Body,
    Change,
    Decision,
    Meeting,
    Recommendation,
    Report,
    Tabling,
)
from decisions.notices import tell_decided
from decisions.permissions import Perm
from decisions.states import TURNED_BACK, ChangeStatus
from decisions.transitions import (
    DECIDE,
    REFER_BACK,
    REPORT,
    REVISE,
    TAKE_UP,
    WITHDRAW_REPORT,
)
from iegtracker import clock
from iegtracker.errors import (
    BadInput,
    DomainError,
    NotAllowed,
    NotReady,
    WrongState,
)
from iegtracker.ledger.evidence import Evidence, lasting
from iegtracker.ledger.record import record
from iegtracker.people.models import User
from iegtracker.workflow import advance, first_come, refusal
from statements.actions import (
    apply_patch,
    close_draft,
    freeze,
    lock_paper,
    open_draft,
    save_draft,
)
from statements.actions.wording import said
from statements.document import Document, Patch, compare
from statements.document.numbering import places
from statements.models import Draft, Paper, Statement, Version

from .completing import void_final_approval
from .delegations import end_earlier, give
from .locking import locked_statement
from .resolutions import (
    DecisionTaken,
    as_kept,
    check_taken,
)


@transaction.atomic
def record_body(*, slug: str, name: str, by: User) -> Body:
    """Record a body that decides."""
    _ask(by)
    name = said(name, "name", required="Enter the name of the body.", longest=120)
    twice = f"{name} has been recorded already."
    if Body.objects.filter(Q(slug=slug) | Q(name=name)).exists():
        raise BadInput(twice, field="name")
    with first_come(twice):
        body = Body.objects.create(slug=slug, name=name)
    record("body.recorded", about=body, by=by)
    return body


@transaction.atomic
def record_meeting(body: Body, *, held_on: date, by: User) -> Meeting:
    """Record a meeting, past or to come. Raises BadInput for the same one twice."""
    _ask(by)
    Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    if Meeting.objects.filter(body=body, held_on=held_on).exists():
        raise BadInput(
            f"The meeting of {body} on {council_day(held_on)} has been recorded.",
            field="held_on",
        )
    meeting = Meeting.objects.create(
        body=body, held_on=held_on, recorded_by=by, recorded_at=clock.now()
    )
    record("meeting.recorded", about=meeting, by=by)
    return meeting


@transaction.atomic
def open_report(
    statement: Statement, meeting: Meeting, document: Document, *, by: User
) -> Report:
    """Open a report about a statement for a meeting, with a draft to write it in."""
    if not by.holds("statements.edit_paper"):
        raise NotAllowed(f"{by} may not write a report.")
    locked_statement(statement)
    last = Report.objects.order_by("-number").first()
    with first_come("Somebody opened another report just now. Open yours again."):
        opened = Report.objects.create(
            number=last.number + 1 if last else 1,
            title=document.get("root", "title"),
            about=statement,
            meeting=meeting,
            created_at=clock.now(),
        )
    record(
        "report.opened",
        about=opened,
        by=by,
        statement=statement.round,
        fixed=lasting(opened),
    )
    draft = open_draft(opened, purpose=Draft.Purpose.PAPER, base=None, by=by)
    save_draft(draft, document, seen=draft.digest, place="the whole report", by=by)
    return opened


@transaction.atomic
def report(statement: Statement, *, report: Report, by: User) -> Tabling:
    """Put a report to its meeting, with the statement as Appendix 1.

    What is incomplete stays so, and is recorded. Raises NotReady when there is no
    text, BadInput when the meeting is past, WrongState, NotAllowed.
    """
    statement = locked_statement(statement)
    if error := refusal(REPORT, statement, by):
        raise error
    _check_report(report, statement)
    draft = statement.open_draft
    appendix = (
        freeze(draft, authority=f"Put to {report.meeting}", by=by)
        if draft
        else statement.current
    )
    if appendix is None:
        raise NotReady("The statement has no text yet.")
    tabling, rows = _table(report, appendix, by=by)
    advance(REPORT, statement, by=by, rows=rows, told={"digest": appendix.digest})
    void_final_approval(statement, by=by)
    return tabling


@transaction.atomic
def start_revision(statement: Statement, paper: Paper, *, by: User) -> Draft:
    """Open a draft of papers that have been tabled, so that they can be revised."""
    statement = locked_statement(statement)
    if error := revision_refusal(statement, by):
        raise error
    tabling = latest_tabling(statement)
    if tabling is None or paper.pk not in (statement.pk, tabling.report_id):
        raise WrongState(f"{paper} has not been put to the meeting.")
    if paper.open_draft:
        raise WrongState("A revision of this paper is being written already.")
    base = paper.current
    return open_draft(paper, purpose=Draft.Purpose.PAPER, base=base, by=by)


def revision_refusal(statement: Statement, user: User) -> DomainError | None:
    """Why this person may not begin to revise tabled papers, or None."""
    if not user.holds("statements.edit_paper"):
        return NotAllowed(f"{user} may not revise papers.")
    if statement.status not in REVISE.sources:
        return WrongState("Only papers that wait for their meeting can be revised.")
    return None


@transaction.atomic
def revise_report(statement: Statement, *, report: Report, by: User) -> Tabling:
    """Put revised papers to the meeting: coverage starts at what was decided on.

    Raises NotReady when neither paper has been revised.
    """
    statement = locked_statement(statement)
    if error := refusal(REVISE, statement, by):
        raise error
    _check_report(report, statement)
    tabled = latest_tabling(statement)
    if tabled is None or tabled.report_id != report.pk:
        raise BadInput("That report has not been put to the meeting.")
    draft = statement.open_draft
    if draft is None and report.open_draft is None:
        raise NotReady("Neither the report nor the statement has been revised.")
    appendix = (
        freeze(draft, authority=f"Put to {report.meeting}, revised", by=by)
        if draft
        else statement.current
    )
    if appendix is None:
        raise NotReady("The statement has no text yet.")
    tabling, rows = _table(report, appendix, by=by)
    advance(REVISE, statement, by=by, rows=rows, told={"digest": appendix.digest})
    return tabling


@transaction.atomic
def withdraw_report(statement: Statement, *, by: User) -> Statement:
    """Take the statement off the agenda: it is drafted again."""
    statement = locked_statement(statement)
    advance(WITHDRAW_REPORT, statement, by=by)
    _draft_again(statement, by=by)
    return statement


@transaction.atomic
def decide(
    statement: Statement, taken: Sequence[DecisionTaken], *, by: User
) -> list[Decision]:
    """Record what the body resolved on every recommendation that was put to it.

    A delegation is born here or not at all. Referred back, deferred or rejected, the
    statement is drafted again. Raises BadInput for a meeting to come or a
    recommendation left out, NotReady, WrongState, NotAllowed.
    """
    statement = locked_statement(statement)
    resolved = not any(d.outcome in TURNED_BACK for d in taken)
    step = DECIDE if resolved else REFER_BACK
    if error := refusal(step, statement, by):
        raise error
    tabling = latest_tabling(statement)
    if tabling is None:
        raise NotReady("Nothing has been put to a meeting.")
    check_taken(tabling, taken)
    taken = [as_kept(one, statement) for one in taken]
    meeting = tabling.report.meeting
    decisions = [_decision(one, meeting, by=by) for one in taken]
    rows: list[Evidence] = [*decisions]
    rows += end_earlier(statement, decisions[0], by=by)
    for one, decision in zip(taken, decisions, strict=True):
        if one.amended_by:
            rows.append(_amend(statement, one.amended_by, decision, by=by))
        for given in one.delegations:
            rows += give(statement, decision, given)
    if resolved:
        _close_revision(statement, tabling.report, by=by)
    advance(step, statement, by=by, rows=tuple(rows), told={"meeting": str(meeting)})
    if not resolved:
        _draft_again(statement, by=by)
    tell_decided(statement, decisions, by=by)
    return decisions


def latest_tabling(statement: Statement) -> Tabling | None:
    """The papers that were put to a meeting last."""
    return (
        Tabling.objects.filter(report__about=statement)
        .select_related("report__meeting__body", "appendix", "text")
        .order_by("-pk")
        .first()
    )


def _check_report(report: Report, statement: Statement) -> None:
    """Lock the report, so that a save is in what is tabled or comes too late.

    Nothing is tabled after the day of the meeting: nobody there could have read it.
    """
    lock_paper(report.pk)
    if report.about_id != statement.pk:
        raise BadInput("That report is about another statement.")
    if report.meeting.held_on < clock.today():
        raise BadInput("That meeting has been held. Choose a meeting to come.")


def _table(
    report: Report, appendix: Version, *, by: User
) -> tuple[Tabling, tuple[Tabling | Recommendation, ...]]:
    draft = report.open_draft
    text = (
        freeze(draft, authority=f"Put to {report.meeting}", by=by)
        if draft
        else report.current
    )
    if text is None:
        raise NotReady("The report has no text yet.")
    tabling = Tabling.objects.create(
        report=report,
        number=report.tablings.count() + 1,
        text=text,
        appendix=appendix,
        tabled_by=by,
        tabled_at=clock.now(),
    )
    numbered = places(text.document)
    recommendations = [
        Recommendation.objects.create(
            tabling=tabling,
            uid=uid,
            letter=numbered[uid].number,
            text=text.document.get(uid, "text"),
        )
        for uid in text.document.walk()
        if text.document.get(uid, "kind") == "recommendation"
    ]
    if not recommendations:
        raise NotReady("The report recommends nothing, so nothing could be decided.")
    return tabling, (tabling, *recommendations)


def _decision(one: DecisionTaken, meeting: Meeting, *, by: User) -> Decision:
    patch = _amendment(one.amended_by) if one.amended_by else Patch()
    if one.amended_by and not patch:
        raise BadInput(f"Change {one.amended_by.number} changes nothing.")
    return Decision.objects.create(
        recommendation=one.recommendation,
        meeting=meeting,
        outcome=one.outcome,
        wording=one.wording,
        reasons=one.reasons,
        alternatives=one.alternatives,
        interests=one.interests,
        patch=patch.canonical,
        approves_text=one.approves_text,
        minute_number=one.minute_number,
        call_in=one.call_in,
        call_in_reason=one.call_in_reason,
        endorsement=one.endorsement,
        endorsing_body=one.endorsing_body,
        recorded_by=by,
        recorded_at=clock.now(),
    )


def _amendment(change: Change) -> Patch:
    if change.status != ChangeStatus.WRITING or change.draft is None:
        raise WrongState(f"Change {change.number} is not being written.")
    return compare(change.draft.base_document, change.draft.document)


def _amend(
    statement: Statement, change: Change, decision: Decision, *, by: User
) -> Authority:
    """Take a written change into the text by the decision's own authority."""
    version = apply_patch(
        statement, decision.amendment, authority=f"By {decision}", by=by
    )
    if change.draft:
        close_draft(change.draft, by=by)
    advance(TAKE_UP, change, by=by, told={"decision": str(decision)})
    return Authority.objects.create(version=version, decision=decision)


def _close_revision(statement: Statement, report: Report, *, by: User) -> None:
    """A revision that was never tabled ends when the body decides."""
    for paper in (statement, report):
        if draft := paper.open_draft:
            close_draft(draft, by=by)


def _draft_again(statement: Statement, *, by: User) -> None:
    if statement.open_draft is None:
        base = statement.current
        open_draft(statement, purpose=Draft.Purpose.PAPER, base=base, by=by)


def _ask(user: User) -> None:
    if not user.holds(Perm.RECORD_MEETING):
        raise NotAllowed(f"{user} may not record meetings.")
