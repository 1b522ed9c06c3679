"""The story itself: every step is an action, by its role, at its time."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from decisions.actions import (
    DecisionTaken,
    DelegationGiven,
    ItemGiven,
    cite_decision,
    confirm_appointment,
    decide,
    enter_appointment,
    open_report,
    propose_change,
    record_agenda,
    record_body,
    record_earlier_decision,
    record_meeting,
    record_office,
    record_publication,
    report,
    sign_change,
    start_change,
)
from decisions.models import Change, Meeting, Office, Report
from decisions.states import (
    CallIn,
    Endorsing,
    HolderKind,
    ItemKind,
    Mode,
    Outcome,
    Part,
    Scope,
)
from iegtracker.clock import told
from iegtracker.ledger.actions import record_check
from iegtracker.ledger.watch import check
from iegtracker.people.models import User
from statements.actions import (
    import_text,
    load_guidelines,
    open_statement,
    record_grant,
    record_receipt,
    reverse_receipt,
    save_draft,
)
from statements.document import Document
from statements.importing import report_from_text
from statements.models import Grant, Guidelines, Statement
from statements.skeleton import read_guidelines

from . import contents
from .accounts import DIRECTOR, PORTFOLIO_HOLDER, open_accounts

LONDON = ZoneInfo("Europe/London")
MEETING = date(2004, 12, 9)

Edit = Callable[[Document], Document]


@transaction.atomic
def tell() -> None:
    """Tell the whole story, or nothing of it."""
    with told(_at(9, 1, 9)):
        people = open_accounts()
    _offices(people)
    _earlier_rounds(people)
    _grants(people)
    statement = _drafting(people)
    cabinet_report = _reporting(statement, people)
    _decision(statement, cabinet_report, people)
    _changes(statement, people)


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2004, month, day, hour, minute, tzinfo=LONDON)


def _offices(people: dict[str, User]) -> None:
    posts = (
        ("portfolio-holder", PORTFOLIO_HOLDER, HolderKind.MEMBER),
        ("director", DIRECTOR, HolderKind.OFFICER),
    )
    for hour, (username, name, kind) in enumerate(posts, 10):
        with told(_at(9, 1, hour)):
            office = record_office(
                slug=_slug(name), name=name, holder_kind=kind, by=people["clerk"]
            )
            entry = enter_appointment(
                office,
                people[username],
                starts_on=date(2004, 9, 1),
                by=people["clerk"],
            )
        with told(_at(9, 1, hour, 15)):
            confirm_appointment(entry, by=people["second-clerk"])
    with told(_at(9, 1, 11, 30)):
        cabinet = record_body(slug="cabinet", name="Cabinet", by=people["clerk"])
        record_body(slug="council", name="Council", by=people["clerk"])
        record_meeting(cabinet, held_on=MEETING, by=people["clerk"])


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _earlier_rounds(people: dict[str, User]) -> None:
    """Statements of paragraph 2, "previously approved", brought in as they were."""
    for minute, year in enumerate(("2001", "2002", "2003")):
        document = contents.earlier_statement(year)
        with told(_at(9, 2, 9, minute)):
            import_text(document, by=people["officer"])


def _grants(people: dict[str, User]) -> None:
    """The grants of paragraph 2. One receipt was entered wrongly, and reversed."""
    by = people["officer"]
    example = "Example: the report names the year and the amount only."
    received = {"2002": (7, 15), "2003": (7, 14), "2004": (7, 12)}
    wrong = 2_000_000
    grants: dict[str, Grant] = {}
    with told(_at(9, 2, 10)):
        for year, pence in contents.GRANTS.items():
            grants[year] = record_grant(
                year=year,
                source="Central government, for implementing electronic government",
                capital=True,
                awarded_pence=pence,
                by=by,
            )
    slip = None
    for minute, (year, (month, day)) in enumerate(received.items()):
        with told(_at(9, 2, 10, 10 + minute)):
            receipt = record_receipt(
                grants[year],
                pence=wrong if year == "2003" else contents.GRANTS[year],
                received_on=date(int(year), month, day),
                reference=f"IEG {year}",
                note=example,
                by=by,
            )
            slip = receipt if year == "2003" else slip
    if slip is None:
        raise LookupError("The story has no receipt of 2003.")
    with told(_at(9, 3, 15, 20)):
        reverse_receipt(slip, note="Entered as £20,000 in place of £200,000.", by=by)
        record_receipt(
            grants["2003"],
            pence=contents.GRANTS["2003"],
            received_on=slip.received_on,
            reference=slip.reference,
            note=example,
            by=by,
        )


def _drafting(people: dict[str, User]) -> Statement:
    guidelines_told = read_guidelines(contents.GUIDELINES.read_text())
    with told(_at(9, 6, 9)):
        guidelines = load_guidelines(guidelines_told)
    with told(_at(9, 6, 9, 30)):
        statement = _opened(guidelines, by=people["officer"])

    def save(moment: datetime, username: str, place: str, edit: Edit) -> None:
        draft = statement.open_draft
        if draft is None:
            raise LookupError("The statement of the story has no draft.")
        with told(moment):
            new = edit(draft.document)
            save_draft(draft, new, seen=draft.digest, place=place, by=people[username])

    def writing(*keys: str) -> Edit:
        return lambda document: contents.written(document, *keys)

    def figures(*keys: str) -> Edit:
        return lambda d: contents.with_figures(contents.written(d, *keys), *keys)

    def statuses(level: str) -> Edit:
        return lambda document: contents.with_statuses(document, level)

    def grants(document: Document) -> Document:
        return contents.with_grants(contents.written(document, "grants"))

    first, second = "officer", "second-officer"
    save(_at(9, 7, 10, 5), first, "Authority and contact details", writing("authority"))
    save(_at(9, 14, 14, 40), first, "Local context", writing("context"))
    save(_at(9, 21, 11), second, "Priority outcomes", writing("outcomes"))
    save(_at(9, 21, 16, 15), second, "Required outcomes", statuses("required"))
    save(_at(9, 28, 15, 30), second, "Good outcomes", statuses("good"))
    save(_at(10, 12, 9, 50), first, "Change management", writing("change_management"))
    save(_at(11, 2, 13, 20), second, "BVPI 157", figures("bvpi157"))
    save(_at(11, 9, 16), second, "Access channel take-up", figures("take_up"))
    save(_at(11, 16, 10, 45), first, "Resources", figures("resources"))
    save(_at(11, 16, 11, 30), first, "Capital grants received", grants)
    save(_at(11, 23, 14), first, "Efficiency gains", figures("efficiency"))
    save(_at(11, 30, 16, 50), first, "What is still awaited", contents.with_gaps)
    return statement


def _opened(guidelines: Guidelines, *, by: User) -> Statement:
    return open_statement(
        guidelines,
        council=contents.COUNCIL,
        last=Statement.objects.get(round="2003").current,
        by=by,
    )


def _reporting(statement: Statement, people: dict[str, User]) -> Report:
    """Papers go out on 1 December: five clear days before the meeting.

    Paragraph 5 refers to Cabinet's resolution of 20 June 2002, whose wording the report
    does not give.
    """
    clerk = people["clerk"]
    meeting = Meeting.objects.get(held_on=MEETING)
    with told(_at(11, 30, 17, 30)):
        text = contents.REPORT.read_text()
        written = open_report(
            statement, meeting, report_from_text(text), by=people["officer"]
        )
    with told(_at(11, 30, 17, 40)):
        earlier = record_earlier_decision(
            body=meeting.body,
            held_on=date(2002, 6, 20),
            subject="Contact Centre",
            by=clerk,
        )
        cite_decision(written, earlier, place="paragraph 5", by=people["officer"])
    with told(_at(12, 1, 14, 45)):
        item = ItemGiven(title=written.title, kind=ItemKind.DECISION, report=written)
        agenda = record_agenda(meeting, [item], by=clerk)
    with told(_at(12, 1, 15)):
        tabled = report(statement, report=written, by=clerk)
    with told(_at(12, 1, 15, 30)):
        record_publication(
            meeting,
            published_on=date(2004, 12, 1),
            where="At the council's offices.",
            agenda=agenda,
            tablings=[tabled],
            by=clerk,
        )
    return written


def _decision(
    statement: Statement, cabinet_report: Report, people: dict[str, User]
) -> None:
    """As recommended. Whether call-in applied is not known, and is said so.

    Paragraph 4 speaks of Council's endorsement; the recommendations do not call for it.
    """
    noted, agreed = cabinet_report.tablings.get().recommendations.all()
    delegation = DelegationGiven(
        mode=Mode.JOINT,
        scope=Scope.ANY,
        offices=[
            (Office.objects.get(slug=_slug(name)), Part.DECIDES)
            for name in (PORTFOLIO_HOLDER, DIRECTOR)
        ],
    )
    with told(_at(12, 9, 10)):
        decide(
            statement,
            [
                DecisionTaken(
                    recommendation=noted,
                    outcome=Outcome.NOTED,
                    wording="Cabinet noted the progress of the IEG Statement 2004.",
                    reasons="To keep Cabinet informed before the return is due.",
                    alternatives="None",
                    interests="None",
                    call_in=CallIn.NOT_KNOWN,
                    endorsement=Endorsing.NOT_CALLED_FOR,
                ),
                DecisionTaken(
                    recommendation=agreed,
                    outcome=Outcome.AGREED,
                    wording=agreed.text.replace(
                        "That Cabinet approves", "Cabinet approved", 1
                    ),
                    reasons="Some of the detail in the statement is incomplete, and "
                    "the return is due on 20 December 2004.",
                    alternatives="None",
                    interests="None",
                    call_in=CallIn.NOT_KNOWN,
                    endorsement=Endorsing.NOT_CALLED_FOR,
                    delegations=[delegation],
                ),
            ],
            by=people["clerk"],
        )


def _changes(statement: Statement, people: dict[str, User]) -> None:
    """After the meeting: one waits for the portfolio holder, one is being written,
    and one has been agreed."""
    with told(_at(12, 9, 14, 10)):
        licences = start_change(
            statement, title="BVPI 157 forecast, 71% becomes 74%", by=people["officer"]
        )
    _write(
        licences,
        "BVPI 157",
        contents.more_licences,
        _at(12, 9, 14, 30),
        by=people["officer"],
    )
    with told(_at(12, 9, 14, 45)):
        users = start_change(
            statement, title="Website users in 2005/06", by=people["second-officer"]
        )
    with told(_at(12, 9, 14, 50)):
        pages = start_change(
            statement,
            title="Outcome R6, members' pages have begun",
            by=people["officer"],
        )
    _write(
        pages,
        "Outcome R6",
        contents.pages_begun,
        _at(12, 9, 14, 55),
        by=people["officer"],
    )
    with told(_at(12, 9, 15)):
        propose_change(
            pages,
            reason="Work on members' pages began on 1 December, after the papers "
            "had gone out.",
            by=people["officer"],
        )
    with told(_at(12, 9, 16, 20)):
        propose_change(
            licences,
            reason="Environmental Health has confirmed the count of licences that "
            "can be applied for electronically.",
            by=people["officer"],
        )
    _sign(pages, "director", _at(12, 9, 16, 40), people)
    _sign(pages, "portfolio-holder", _at(12, 9, 17, 25), people)
    with told(_at(12, 10, 2, 30)):
        record_check(check())
    _sign(licences, "director", _at(12, 10, 8, 40), people)
    _write(
        users,
        "Access channel take-up",
        contents.users_estimated,
        _at(12, 10, 8, 50),
        by=people["second-officer"],
    )


def _write(
    change: Change, place: str, edit: Edit, moment: datetime, *, by: User
) -> None:
    draft = change.draft
    if draft is None:
        raise LookupError("A change of the story has no draft.")
    with told(moment):
        save_draft(draft, edit(draft.document), seen=draft.digest, place=place, by=by)


def _sign(
    change: Change, username: str, moment: datetime, people: dict[str, User]
) -> None:
    names = {"director": DIRECTOR, "portfolio-holder": PORTFOLIO_HOLDER}
    put = change.latest_round
    if put is None:
        raise LookupError("A change of the story was never proposed.")
    with told(moment):
        sign_change(
            change,
            seen=put.digest,
            office=Office.objects.get(slug=_slug(names[username])),
            interests="None",
            by=people[username],
        )
