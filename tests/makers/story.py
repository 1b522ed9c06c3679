"""A statement from its first draft to what Cabinet resolved of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from decisions import actions as authority_actions
from decisions.actions import DecisionTaken, DelegationGiven
from decisions.models import Body, Decision, Meeting, Office, Report
from decisions.states import CallIn, HolderKind, Mode, Outcome, Part, Scope
from iegtracker import clock
from iegtracker.people.models import User
from iegtracker.people.roles import Role, give_role
from statements import actions
from statements.document import Document
from statements.models import Guidelines, Statement
from tests.retelling import told_once

from .documents import GUIDELINES, report_document, statement_document
from .people import People, people

LONDON = ZoneInfo("Europe/London")


def at(day: str, time: str = "09:00") -> datetime:
    """A moment in the council's time zone: `at("2004-12-10", "09:30")`."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=LONDON)


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


@transaction.atomic
def appoint(story: Story, office: Office, person: User, on: date | None = None) -> None:
    """Two clerks make one appointment; only a councillor holds a member's office."""
    if office.holder_kind == HolderKind.MEMBER:
        give_role(person, Role.MEMBER, by=None)
    entry = authority_actions.enter_appointment(
        office, person, starts_on=on or date(2004, 5, 20), by=story.people.clerk
    )
    authority_actions.confirm_appointment(entry, by=story.people.second_clerk)


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


@told_once
def drafted_with_report() -> Story:
    """Taken off the agenda of 9 December, so that it is drafted again."""
    story = reported_statement()
    with clock.told(at("2004-12-02")):
        authority_actions.withdraw_report(story.statement, by=story.people.clerk)
    story.fresh()
    return story


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


def delegated_statement_due(monkeypatch: object, day: str) -> Story:
    """The same with another day on which the return is due."""
    monkeypatch.setitem(GUIDELINES, "deadline", day)
    return delegated_statement(statement_document(deadline=day))


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


def decision_on(story: Story, letter: str = "b") -> Decision:
    """What was resolved on a recommendation."""
    return Decision.objects.get(
        recommendation__letter=letter,
        recommendation__tabling__report__about=story.statement,
    )
