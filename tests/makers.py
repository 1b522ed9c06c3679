"""Each state of the story, built by calling the actions as the people who would."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from decisions import actions as authority_actions
from decisions import links
from decisions.actions import DecisionTaken, DelegationGiven
from decisions.call_in import CallInTold
from decisions.models import (
    Absence,
    Body,
    Change,
    CopyMessage,
    Decision,
    DecisionRecord,
    DelegatedDecision,
    Delegation,
    Distribution,
    DistributionCertificate,
    Meeting,
    Office,
    ReadBack,
    Report,
    Urgency,
)
from decisions.records import RecordTold
from decisions.selectors.home import home_page
from decisions.states import (
    CallIn,
    CallInEnd,
    KeyDecision,
    Mode,
    Outcome,
    Part,
    Scope,
)
from iegtracker import clock
from iegtracker.ledger.actions import record_check
from iegtracker.ledger.record import head
from iegtracker.ledger.watch import check
from iegtracker.people.models import User
from iegtracker.people.roles import Role, give_role, sync_roles
from statements import actions
from statements.document import Document, compare
from statements.models import FinalCopy, Guidelines, Statement
from statements.rendering.pdf import Pdf
from statements.returning import as_text, fields_of, return_of
from tests import minute_book
from tests.retelling import told_once

LONDON = ZoneInfo("Europe/London")
PASSWORD = "a password for tests only"
_serial = itertools.count(1)


def at(day: str, time: str = "09:00") -> datetime:
    """A moment in the council's time zone: `at("2004-12-10", "09:30")`."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=LONDON)


GUIDELINES = {
    "round": "2004",
    "title": "Guidelines for the IEG Statement 2004",
    "statement_title": "IEG Statement 2004",
    "ministry": "Office of the Deputy Prime Minister",
    "deadline": "2004-12-20",
    "sections": [],
    "return": {
        "characters": "iso-8859-1",
        "characters_confidence": "for tests",
        "fields": [
            {
                "key": "authority_name",
                "label": "Authority name",
                "type": "line",
                "fill": {"paper": "council"},
                "confidence": "found",
            },
            {
                "key": "local_context",
                "label": "Local context",
                "type": "text",
                "fill": {"section": "local"},
                "element": "ContextStatement",
                "limit": 4000,
                "limit_confidence": "for tests",
                "confidence": "found",
            },
            {
                "key": "telephone",
                "label": "Telephone",
                "type": "line",
                "fill": {"section": "local", "line": "Telephone"},
                "confidence": "found",
            },
        ],
    },
    "outcomes": [
        {
            "code": code,
            "level": level,
            "area": "Transport",
            "applies_to": "all",
            "due": due,
            "summary": f"Summary of {code}.",
            "confidence": "HIGH",
        }
        for code, level, due in (
            ("R1", "required", "2005-12-31"),
            ("R2", "required", "2005-12-31"),
            ("G1", "good", "2006-04-01"),
        )
    ],
}


def user(username: str, *roles: Role, superuser: bool = False) -> User:
    """An account with roles; its name is its role."""
    made = User.objects.create_user(
        username,
        f"{username}@example.invalid",
        PASSWORD,
        name=username.replace("-", " ").capitalize(),
        is_superuser=superuser,
        is_staff=superuser or set(roles) != {Role.MEMBER},
    )
    for role in roles:
        give_role(made, role, by=None)
    return made


@dataclass
class People:
    officer: User
    second_officer: User
    portfolio_holder: User
    director: User
    clerk: User
    second_clerk: User
    member: User
    auditor: User
    administrator: User


def people() -> People:
    """One person in each role, and the offices' future holders."""
    with transaction.atomic():
        sync_roles()
        return People(
            officer=user("officer", Role.OFFICER),
            second_officer=user("second-officer", Role.OFFICER),
            portfolio_holder=user("portfolio-holder", Role.DELEGATE, Role.MEMBER),
            director=user("director", Role.DELEGATE),
            clerk=user("clerk", Role.CLERK),
            second_clerk=user("second-clerk", Role.CLERK),
            member=user("member", Role.MEMBER),
            auditor=user("auditor", Role.AUDITOR),
            administrator=user("administrator", superuser=True),
        )


def statement_document(**root: object) -> Document:
    """A small statement with every kind of element."""
    return Document.from_tree(
        {
            "root": {
                "kind": "statement",
                "title": "IEG Statement 2004",
                "council": "South Cambridgeshire District Council",
                "round": "2004",
                "ministry": "Office of the Deputy Prime Minister",
                "deadline": "2004-12-20",
                "order": ["s-local", "s-outcomes", "s-bvpi", "s-grants"],
                **root,
            },
            "s-local": {
                "kind": "section",
                "key": "local",
                "title": "Local context",
                "layout": "text",
                "numbered": True,
                "order": ["b-1", "b-2"],
            },
            "b-1": {"kind": "block", "text": "The council serves villages."},
            "b-2": {"kind": "block", "text": "A contact centre will open."},
            "s-outcomes": {
                "kind": "section",
                "key": "outcomes",
                "title": "Priority outcomes",
                "layout": "outcomes",
                "numbered": True,
                "order": ["o-r1", "o-r2"],
            },
            "o-r1": _outcome("R1", "planned"),
            "o-r2": _outcome("R2", "on_the_way"),
            "s-bvpi": {
                "kind": "section",
                "key": "bvpi157",
                "title": "BVPI 157",
                "layout": "figures",
                "numbered": True,
                "columns": [
                    {"key": "permissible", "label": "Permissible", "unit": "count"},
                    {"key": "enabled", "label": "Enabled", "unit": "count"},
                    {"key": "included", "label": "Included", "unit": "yes_no"},
                    {"key": "reason", "label": "Reason", "unit": "text"},
                ],
                "order": ["f-1"],
            },
            "f-1": {
                "kind": "figure",
                "label": "Providing information",
                "cells": {
                    "permissible": 100,
                    "enabled": 71,
                    "included": True,
                    "reason": "",
                },
            },
            "s-grants": {
                "kind": "section",
                "key": "grants",
                "title": "Grants",
                "layout": "grants",
                "numbered": True,
                "order": [],
            },
        }
    )


def _outcome(code: str, status: str) -> dict[str, object]:
    return {
        "kind": "outcome",
        "code": code,
        "level": "required",
        "area": "Transport",
        "summary": f"Summary of {code}.",
        "due": "2005-12-31",
        "applies_to": "all",
        "confidence": "HIGH",
        "progress": {"status": status, "on_time": "yes", "comment": ""},
    }


def report_document() -> Document:
    """A report with two recommendations."""
    return Document.from_tree(
        {
            "root": {
                "kind": "report",
                "title": "Implementing Electronic Government",
                "council": "South Cambridgeshire District Council",
                "to": "Leader and Cabinet",
                "date": "2004-12-09",
                "authors": "Finance and Resources Director",
                "order": ["s-purpose", "s-recommendations"],
            },
            "s-purpose": {
                "kind": "section",
                "key": "purpose",
                "title": "Purpose",
                "layout": "text",
                "numbered": True,
                "order": ["p-1"],
            },
            "p-1": {"kind": "block", "text": "To note progress."},
            "s-recommendations": {
                "kind": "section",
                "key": "recommendations",
                "title": "Recommendations",
                "layout": "recommendations",
                "numbered": True,
                "order": ["p-2", "r-a", "r-b"],
            },
            "p-2": {"kind": "block", "text": "That Cabinet,"},
            "r-a": {"kind": "recommendation", "text": "notes the progress."},
            "r-b": {"kind": "recommendation", "text": "approves the delegation."},
        }
    )


@dataclass
class Story:
    """A statement and everyone and everything around it, at some moment."""

    people: People
    statement: Statement
    guidelines: Guidelines
    portfolio_office: Office | None = None
    director_office: Office | None = None
    body: Body | None = None
    meeting: Meeting | None = None
    report: Report | None = None

    def fresh(self) -> Statement:
        self.statement = Statement.objects.get(pk=self.statement.pk)
        return self.statement


@told_once
def drafted_statement(document: Document | None = None) -> Story:
    """A statement with a complete draft, on 1 November 2004."""
    who = people()
    with clock.told(at("2004-11-01")):
        guidelines = actions.load_guidelines(GUIDELINES)
        statement = actions.open_statement(
            guidelines,
            council="South Cambridgeshire District Council",
            by=who.officer,
        )
        draft = statement.open_draft
        actions.save_draft(
            draft,
            document or statement_document(),
            seen=draft.digest,
            place="the whole statement",
            by=who.officer,
        )
    return Story(who, statement, guidelines)


@told_once
def prepared_statement(document: Document | None = None) -> Story:
    """Offices filled, and a report written for Cabinet of 9 December 2004."""
    story = drafted_statement(document)
    who = story.people
    with clock.told(at("2004-11-02")):
        story.portfolio_office = authority_actions.record_office(
            slug="portfolio-holder",
            name="Information and Customer Services Portfolio Holder",
            holder_kind="member",
            by=who.clerk,
        )
        story.director_office = authority_actions.record_office(
            slug="director",
            name="Finance and Resources Director",
            holder_kind="officer",
            by=who.clerk,
        )
        appoint(story, story.portfolio_office, who.portfolio_holder)
        appoint(story, story.director_office, who.director)
        story.body = authority_actions.record_body(
            slug="cabinet", name="Cabinet", by=who.clerk
        )
        story.meeting = authority_actions.record_meeting(
            story.body, held_on=date(2004, 12, 9), by=who.clerk
        )
        story.report = authority_actions.open_report(
            story.statement, story.meeting, report_document(), by=who.officer
        )
    return story


@told_once
def reported_statement(document: Document | None = None) -> Story:
    """Put to Cabinet of 9 December 2004 on 1 December; offices filled."""
    story = prepared_statement(document)
    with clock.told(at("2004-12-01")):
        authority_actions.report(
            story.statement, report=story.report, by=story.people.clerk
        )
    story.fresh()
    return story


def appoint(story: Story, office: Office, person: User, on: date | None = None) -> None:
    """Two clerks make one appointment."""
    entry = authority_actions.enter_appointment(
        office, person, starts_on=on or date(2004, 5, 20), by=story.people.clerk
    )
    authority_actions.confirm_appointment(entry, by=story.people.second_clerk)


def taken(
    story: Story, *, delegation: DelegationGiven | None, **changed: object
) -> list[DecisionTaken]:
    """Recommendation (a) noted and (b) agreed, as Cabinet did."""
    tabling = story.report.tablings.order_by("-number").first()
    noted, agreed = tabling.recommendations.all()
    common = {
        "reasons": "As in the report.",
        "alternatives": "None.",
        "interests": "None.",
        "call_in": CallIn.NOT_KNOWN,
    }
    return [
        DecisionTaken(
            recommendation=noted,
            outcome=Outcome.NOTED,
            wording="Cabinet NOTED the progress.",
            **common,
        ),
        DecisionTaken(
            recommendation=agreed,
            wording="Cabinet AGREED the delegation.",
            **{
                "outcome": Outcome.AGREED,
                "delegations": [delegation] if delegation else [],
                **common,
                **changed,
            },
        ),
    ]


def joint(story: Story, **changed: object) -> DelegationGiven:
    """The delegation of the seed: to both offices jointly."""
    told = {
        "mode": Mode.JOINT,
        "scope": Scope.ANY,
        "offices": [
            (story.portfolio_office, Part.DECIDES),
            (story.director_office, Part.DECIDES),
        ],
        **changed,
    }
    return DelegationGiven(**told)


@told_once
def delegated_statement(
    document: Document | None = None, delegation: DelegationGiven | None = None
) -> Story:
    """Decided on 9 December 2004 with a joint delegation."""
    story = reported_statement(document)
    with clock.told(at("2004-12-09", "11:00")):
        authority_actions.decide(
            story.statement,
            taken(story, delegation=delegation or joint(story)),
            by=story.people.clerk,
        )
    story.fresh()
    return story


def written_change(
    story: Story, *, text: str = "A contact centre will open soon.", block: str = "b-2"
) -> Change:
    """A change to one block, saved and not yet proposed."""
    who = story.people
    change = authority_actions.start_change(
        story.statement, title=f"Change of {block}", by=who.officer
    )
    draft = change.draft
    actions.save_draft(
        draft,
        draft.document.with_values({(block, "text"): text}),
        seen=draft.digest,
        place="section 1, Local context",
        by=who.officer,
    )
    return Change.objects.get(pk=change.pk)


def proposed_change(story: Story, **written: str) -> Change:
    """A change that waits for both signatures."""
    change = written_change(story, **written)
    authority_actions.propose_change(
        change, reason="More is known now.", by=story.people.officer
    )
    return Change.objects.get(pk=change.pk)


def sign(
    story: Story, change: Change, person: User, office: Office, **changed: object
) -> object:
    """Approve what the person sees now."""
    told = {"interests": "None", **changed}
    if "seen" not in told:
        told["seen"] = change.latest_round.digest
    return authority_actions.sign_change(change, office=office, by=person, **told)


def sign_as_director(story: Story, change: Change, **changed: object) -> object:
    return sign(story, change, story.people.director, story.director_office, **changed)


def sign_as_portfolio_holder(story: Story, change: Change, **changed: object) -> object:
    return sign(
        story,
        change,
        story.people.portfolio_holder,
        story.portfolio_office,
        **changed,
    )


def half_signed_change(story: Story, **written: str) -> Change:
    """A change that the director has signed."""
    change = proposed_change(story, **written)
    sign_as_director(story, change)
    return Change.objects.get(pk=change.pk)


def applied_change(story: Story, **written: str) -> Change:
    """A change that both have signed: it is in the text."""
    change = half_signed_change(story, **written)
    sign_as_portfolio_holder(story, change)
    story.fresh()
    return Change.objects.get(pk=change.pk)


SCAN = b"%PDF-1.4 a scan for tests"


def on_paper(story: Story, change: Change, **changed: object) -> object:
    """The director's approval on the printed form, as the first clerk enters it."""
    latest = change.latest_round
    told = {
        "office": story.director_office,
        "verdict": "approved",
        "digest": latest.digest if latest else "0" * 64,
        "interests": "None",
        "signed_on": clock.today(),
        "scan": SCAN,
        "scan_name": "form.pdf",
        "by": story.people.clerk,
        **changed,
    }
    return authority_actions.enter_paper_signature(change, **told)


def signed_on_paper(story: Story, change: Change) -> object:
    """The director's approval on paper, entered and confirmed."""
    paper = on_paper(story, change)
    return authority_actions.confirm_paper_signature(
        paper, by=story.people.second_clerk
    )


def finally_approved(story: Story) -> Change:
    """Both have approved the whole text."""
    authority_actions.ask_final_approval(story.statement, by=story.people.officer)
    change = story.statement.changes.get(kind="final", status="proposed")
    sign_as_director(story, change)
    sign_as_portfolio_holder(story, change)
    return Change.objects.get(pk=change.pk)


@told_once
def cleared_statement() -> Story:
    """Cleared on 10 December 2004 with one signed change."""
    story = delegated_statement()
    with clock.told(at("2004-12-10")):
        applied_change(story)
        finally_approved(story)
        authority_actions.clear(story.statement, by=story.people.clerk)
    story.fresh()
    return story


@told_once
def submitted_statement() -> Story:
    """Submitted on 15 December 2004."""
    story = cleared_statement()
    with clock.told(at("2004-12-15", "15:00")):
        authority_actions.submit(
            story.statement,
            reference="ESD-1",
            sent_at=at("2004-12-15", "14:00"),
            by=story.people.clerk,
        )
    story.fresh()
    return story


@told_once
def published_statement() -> Story:
    """Published on 16 December 2004."""
    story = submitted_statement()
    with clock.told(at("2004-12-16")):
        authority_actions.publish(story.statement, by=story.people.clerk)
    story.fresh()
    return story


def alone(story: Story, **changed: object) -> DelegationGiven:
    """A delegation to the director alone."""
    told = {"mode": Mode.SOLE, "offices": [(story.director_office, Part.DECIDES)]}
    return joint(story, **{**told, **changed})


def consulting(story: Story, **changed: object) -> DelegationGiven:
    """A delegation to the director, who consults the portfolio holder."""
    offices = [
        (story.director_office, Part.DECIDES),
        (story.portfolio_office, Part.CONSULTED),
    ]
    return joint(story, **{"mode": Mode.CONSULTATION, "offices": offices, **changed})


@told_once
def delegated_as(given: Callable[..., DelegationGiven], **changed: object) -> Story:
    """Decided on 9 December 2004 with another delegation: `delegated_as(alone)`."""
    story = reported_statement()
    with clock.told(at("2004-12-09", "11:00")):
        authority_actions.decide(
            story.statement,
            taken(story, delegation=given(story, **changed)),
            by=story.people.clerk,
        )
    story.fresh()
    return story


@told_once
def delegated_twice(first: str, second: str) -> Story:
    """Delegated to both offices for the first scope, to the director for the second."""
    story = reported_statement()
    given = [joint(story, scope=first), alone(story, scope=second)]
    with clock.told(at("2004-12-09", "11:00")):
        authority_actions.decide(
            story.statement,
            taken(story, delegation=None, delegations=given),
            by=story.people.clerk,
        )
    story.fresh()
    return story


def delegated_and_urgent() -> Story:
    """Delegated to both offices jointly; and the director may act alone, in urgency."""
    story = delegated_statement()
    with clock.told(at("2004-12-09", "12:00")):
        urgent_power(story, story.director_office)
    return story


def receipt(story: Story, *pairs: tuple[str, str]) -> bytes:
    """What the form would give for the text that was sent, with words replaced."""
    submission = story.statement.submissions.filter(incident=False).latest("pk")
    filled = return_of(submission.version.document, fields_of(GUIDELINES))
    text = as_text(filled).decode()
    for old, new in pairs:
        text = text.replace(old, new)
    return text.encode()


def read_back(story: Story, *pairs: tuple[str, str], **changed: object) -> ReadBack:
    """The last submission read back, with words replaced on the way."""
    told = {
        "file": receipt(story, *pairs),
        "name": "receipt.txt",
        "by": story.people.clerk,
        **changed,
    }
    submission = story.statement.submissions.filter(incident=False).latest("pk")
    return authority_actions.read_back(submission, **told)


DIFFERENT = ("contact centre", "call centre")


def explained(story: Story, row: ReadBack, **changed: object) -> object:
    """A clerk found out why what was received differs."""
    told = {"why": "The form was filled in by hand.", "by": story.people.clerk}
    return authority_actions.explain_difference(row, **{**told, **changed})


def statement_in(status: str) -> Story:
    """A statement in any status of its life."""
    makers = {
        "drafting": drafted_with_report,
        "reported": reported_statement,
        "decided": delegated_statement,
        "cleared": cleared_statement,
        "submitted": submitted_statement,
        "published": published_statement,
    }
    return makers[status]()


@told_once
def drafted_with_report() -> Story:
    """Taken off the agenda of 9 December, so that it is drafted again."""
    story = reported_statement()
    with clock.told(at("2004-12-02")):
        authority_actions.withdraw_report(story.statement, by=story.people.clerk)
    story.fresh()
    return story


def delegated_statement_due(monkeypatch: object, day: str) -> Story:
    """The same with another day on which the return is due."""
    monkeypatch.setitem(GUIDELINES, "deadline", day)
    return delegated_statement(statement_document(deadline=day))


def change_in(story: Story, status: str) -> Change:
    """A change in any status."""
    who = story.people
    if status == "writing":
        return written_change(story)
    if status == "applied":
        return applied_change(story)
    if status == "withdrawn":
        change = written_change(story)
        return authority_actions.withdraw_change(change, by=who.officer)
    change = proposed_change(story)
    if status == "declined":
        answer(story, change, "decline_change")
    return Change.objects.get(pk=change.pk)


def answer(story: Story, change: Change, action: str, **changed: object) -> object:
    """Return or refuse a change as the director."""
    told = {
        "office": story.director_office,
        "interests": "None",
        "comment": "The date is not known.",
        "by": story.people.director,
        **changed,
    }
    if "seen" not in told:
        told["seen"] = change.latest_round.digest
    return getattr(authority_actions, action)(change, **told)


def waits_to_sign(person: User) -> list[Change]:
    """The changes that wait for a person's signature, as their home page says."""
    waits = home_page(User.objects.get(pk=person.pk)).waits
    return [wait.asked.change for wait in waits if wait.asked]


@contextmanager
def undone() -> Iterator[None]:
    """Take back all that happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def everything_stored() -> dict[str, object]:
    """Every row of every table by its key, every status, and the ledger's head."""
    stored: dict[str, object] = {}
    for model in apps.get_models():
        fields = ["pk"]
        if any(field.name == "status" for field in model._meta.concrete_fields):
            fields.append("status")
        rows = model._base_manager.order_by("pk").values_list(*fields)
        stored[model._meta.label] = list(rows)
    stored["head"] = head()
    return stored


def urgency(story: Story, office: Office, **changed: object) -> Urgency:
    """A rule that lets the holder of an office act alone, as a clerk entered it."""
    told = {
        "kind": "rule",
        "citation": "Part 3, paragraph 12",
        "wording": "An officer may act where the interests of the council require it.",
        "why": "The return is due.",
        "agreed_by": "None",
        "office": office,
        "by": story.people.second_clerk,
        **changed,
    }
    return authority_actions.enter_urgency(story.statement, **told)


def urgent_power(story: Story, office: Office, **changed: object) -> Delegation:
    """An urgent power that two clerks recorded."""
    entered = urgency(story, office, **changed)
    return authority_actions.confirm_urgency(entered, by=story.people.clerk)


def away(story: Story, office: Office, **changed: object) -> Absence:
    """The holder of an office is away, from today unless it is said."""
    told = {
        "starts_on": clock.today(),
        "reason": "Leave.",
        "by": story.people.clerk,
        **changed,
    }
    return authority_actions.record_absence(office, **told)


def stood_in(story: Story, office: Office) -> None:
    """Its holder is away; it had an urgent power for a day, and another one waits."""
    away(story, office)
    urgent_power(story, office, until=clock.today())
    urgency(story, office)


def _powers(story: Story, deputy: Office) -> None:
    """An urgent power that was ended, and an absence that is over."""
    urgent = urgent_power(story, deputy)
    by = story.people.clerk
    authority_actions.end_delegation(urgent, reason="It is over.", by=by)
    authority_actions.end_absence(away(story, deputy), by=by)


def record_told(**changed: object) -> RecordTold:
    """What the clerk adds for a record; call-in is not known unless said."""
    told = {
        "executive": True,
        "key_decision": KeyDecision.NO,
        "key_reason": "It is below the council's threshold.",
        "dispensation": "None",
        "documents": ["IEG Statement 2004"],
        "contact": "Finance and Resources Director",
        "call_in": CallInTold(CallIn.NOT_KNOWN),
        "alternatives": "None",
    }
    return RecordTold(**{**told, **changed})


def applies(days: int = 5, **changed: object) -> CallInTold:
    """Call-in applies, for so many working days."""
    return CallInTold(CallIn.APPLIES, working_days=days, **changed)


def decision_on(story: Story, letter: str = "b") -> Decision:
    """What was resolved on a recommendation."""
    return Decision.objects.get(
        recommendation__letter=letter,
        recommendation__tabling__report__about=story.statement,
    )


def published_record(
    story: Story, row: Decision | DelegatedDecision, **changed: object
) -> DecisionRecord:
    """The record of a decision, published today."""
    return authority_actions.publish_record(
        row, record_told(**changed), by=story.people.clerk
    )


def called_in(story: Story, row: Decision | DelegatedDecision, **changed: object):
    """Five members called a published decision in today."""
    told = {
        "members": "Five members of the scrutiny committee",
        "grounds": "The cost is not known.",
        "on": clock.today(),
        "by": story.people.clerk,
    }
    return authority_actions.record_call_in(row, **{**told, **changed})


def call_in_ended(
    story: Story, row: Decision | DelegatedDecision, outcome: str, **changed: object
):
    """What scrutiny made of a call-in, today."""
    told = {
        "reasons": "The committee heard the portfolio holder.",
        "on": clock.today(),
        "by": story.people.clerk,
    }
    return authority_actions.record_call_in_outcome(
        row, outcome=outcome, **{**told, **changed}
    )


def waived(story: Story, row: Decision | DelegatedDecision, **changed: object):
    """The chairman of scrutiny agreed today that a decision could not wait."""
    told = {
        "agreed_by": "Chairman of the scrutiny committee",
        "why": "The return is due on 20 December 2004.",
        "on": clock.today(),
        "by": story.people.clerk,
    }
    return authority_actions.waive_call_in(row, **{**told, **changed})


def _records(story: Story) -> None:
    """Records of what was noted, corrected, and called in; a waiver for the other."""
    noted, agreed = decision_on(story, "a"), decision_on(story, "b")
    published_record(story, noted, call_in=applies())
    authority_actions.correct_record(
        noted, record_told(call_in=applies()), why="A slip.", by=story.people.clerk
    )
    called_in(story, noted)
    call_in_ended(story, noted, CallInEnd.RELEASED)
    authority_actions.rule_on_call_in(agreed, applies(), by=story.people.clerk)
    waived(story, agreed)


def _signatures(story: Story) -> None:
    """A signature withdrawn, a change raised, and one signed on paper."""
    who = story.people
    change = proposed_change(story, block="b-1", text="The council serves its towns.")
    authority_actions.raise_change(
        change,
        seen=change.latest_round.digest,
        office=story.director_office,
        reason="Towns are a matter of policy.",
        by=who.director,
    )
    sign_as_director(story, change)
    authority_actions.withdraw_signature(
        change, office=story.director_office, reason="Too quick.", by=who.director
    )
    signed_on_paper(story, change)
    sign_as_portfolio_holder(story, change)


@told_once
def whole_record() -> Story:
    """A record with a row in every evidence table; reopened at the end."""
    story = delegated_statement()
    who = story.people
    with clock.told(at("2004-12-10")):
        grant = actions.record_grant(
            year="2004/5",
            source="ODPM",
            capital=True,
            awarded_pence=350_000_00,
            by=who.officer,
        )
        receipt = actions.record_receipt(
            grant,
            pence=35_000_00,
            received_on=date(2004, 11, 1),
            reference="R 1",
            by=who.officer,
        )
        actions.reverse_receipt(receipt, note="A nought was left out.", by=who.officer)
        deputy = authority_actions.record_office(
            slug="deputy", name="Deputy Director", holder_kind="officer", by=who.clerk
        )
        appoint(story, deputy, who.second_officer)
        authority_actions.end_appointment(
            deputy.appointments.get(),
            ends_on=date(2004, 12, 31),
            reason="Retires.",
            by=who.clerk,
        )
        change = proposed_change(story, block="b-1", text="The council serves towns.")
        answer(story, change, "decline_change")
        _powers(story, deputy)
        _signatures(story)
        _records(story)
        applied_change(story)
        finally_approved(story)
        authority_actions.clear(story.statement, by=who.clerk)
    with clock.told(at("2004-12-13")):
        minute_book.whole_meeting(story)
    with clock.told(at("2004-12-16")):
        told = {"sent_at": at("2004-12-15"), "by": who.clerk}
        authority_actions.submit(story.statement, reference="ESD-1", **told)
        explained(story, read_back(story, DIFFERENT))
        authority_actions.publish(story.statement, by=who.clerk)
        certified(story)
        authority_actions.record_incident(
            story.statement, reference="ESD-2", note="An old file was sent.", **told
        )
        authority_actions.reopen(story.statement, reason="A slip.", by=who.clerk)
        record_check(check())
    story.fresh()
    return story


def distributed(story: Story) -> Distribution:
    """Sent to every member; a mail server took each message."""
    made = authority_actions.distribute(story.statement, by=story.people.clerk)
    authority_actions.deliver(made)
    return made


def certified(story: Story) -> DistributionCertificate:
    """One member has downloaded the copy, the others were given it on paper."""
    first, *others = distributed(story).entries.as_it_stands()
    authority_actions.record_download(first, message=first.messages.get())
    authority_actions.record_paper_copy(others, note="By hand.", by=story.people.clerk)
    return authority_actions.certify_distribution(
        story.statement, by=story.people.clerk
    )


def link(person: User) -> str:
    """The personal link in the last message to a member."""
    return links.link_of(CopyMessage.objects.filter(entry__member=person).latest("pk"))


def members(count: int, *, start: str = "member") -> list[User]:
    """More members: their addresses begin with `start`."""
    group = Group.objects.get(name=Role.MEMBER.value)
    made = User.objects.bulk_create(
        User(
            username=f"{start}-{n:04}",
            email=f"{start}-{n:04}@example.invalid",
            name=f"{start.capitalize()} {n:04}",
            password="!",
        )
        for n in range(1, count + 1)
    )
    group.user_set.add(*made)
    return made


def superseding_copy(story: Story) -> FinalCopy:
    """A further version and its copy, made by the parts that the steps are made of."""
    before = story.statement.current.document
    after = before.with_values({("b-1", "text"): "The council serves towns."})
    made = b"%PDF-1.7 of the correction"
    with transaction.atomic():
        version = actions.apply_patch(
            story.statement,
            compare(before, after),
            authority="A test's.",
            by=story.people.clerk,
        )
        return actions.make_final_copy(
            version,
            Pdf(made, sha256(made).hexdigest(), 1),
            chain=bytes(FinalCopy.objects.get().chain),
            by=story.people.clerk,
        )


def empty_queue() -> None:
    """Lose every task that waits, as an operator might."""
    DBTaskResult.objects.all().delete()
