"""Authority is an office in a delegation: every mode, scope and date of it."""

from datetime import date

import pytest

from decisions import actions
from decisions.authority import delegation_refusal
from decisions.coverage import coverage
from decisions.models import Change, Delegation
from decisions.states import Scope
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, NotReady, WrongState
from statements import actions as statement_actions
from statements.models import Draft
from tests import makers
from tests.decisions.test_signing import refused

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-10")


@pytest.fixture(autouse=True)
def _in_december():
    with clock.told(ON):
        yield


def status(change):
    return Change.objects.get(pk=change.pk).status


def test_alone_one_signature_applies_the_change():
    story = makers.delegated_as(makers.alone)
    change = makers.proposed_change(story)
    makers.sign_as_director(story, change)
    assert status(change) == "applied"
    assert coverage(story.fresh()).holds


def test_alone_the_other_office_signs_nothing():
    story = makers.delegated_as(makers.alone)
    change = makers.proposed_change(story)
    refused(
        NotAllowed,
        lambda: makers.sign_as_portfolio_holder(story, change),
        "has no part",
    )


@pytest.mark.parametrize("view", ["sign_change", "decline_change"])
def test_in_consultation_a_view_is_recorded_and_is_no_bar(view):
    story = makers.delegated_as(makers.consulting)
    change = makers.proposed_change(story)
    consulted = {"office": story.portfolio_office, "by": story.people.portfolio_holder}
    makers.answer(story, change, view, **consulted)
    assert status(change) == "proposed"
    makers.sign_as_director(story, change)
    assert status(change) == "applied"
    assert coverage(story.fresh()).holds


def test_in_consultation_the_decision_comes_after_the_view():
    story = makers.delegated_as(makers.consulting)
    change = makers.proposed_change(story)
    refused(
        NotReady,
        lambda: makers.sign_as_director(story, change),
        "has not given a view yet",
    )
    assert makers.waits_to_sign(story.people.director) == []
    assert makers.waits_to_sign(story.people.portfolio_holder) == [change]


def test_in_consultation_the_view_alone_decides_nothing():
    story = makers.delegated_as(makers.consulting)
    change = makers.proposed_change(story)
    makers.sign_as_portfolio_holder(story, change)
    assert status(change) == "proposed"
    makers.answer(story, change, "decline_change")
    assert status(change) == "declined"


def written_by(story, *people, block="b-2"):
    """A change in which each of these people saved."""
    change = actions.start_change(story.statement, title="Shared", by=people[0])
    for number, person in enumerate(people):
        draft = Draft.objects.get(pk=change.draft_id)
        statement_actions.save_draft(
            draft,
            draft.document.with_values({(block, "text"): f"Words no {number}."}),
            seen=draft.digest,
            place="section 1",
            by=person,
        )
    return Change.objects.get(pk=change.pk)


def test_jointly_an_author_signs_beside_one_who_wrote_none():
    story = makers.delegated_statement()
    change = written_by(story, story.people.director)
    actions.propose_change(change, reason="x", by=story.people.director)
    change = Change.objects.get(pk=change.pk)
    assert change.latest_round.author_names == ["Director"]
    makers.sign_as_director(story, change)
    makers.sign_as_portfolio_holder(story, change)
    assert status(change) == "applied"
    assert coverage(story.fresh()).holds


def test_what_every_signer_wrote_cannot_be_proposed():
    story = makers.delegated_statement()
    who = story.people
    change = written_by(story, who.director, who.portfolio_holder)
    refused(
        NotReady,
        lambda: actions.propose_change(change, reason="x", by=who.officer),
        "wrote part of it",
    )


@pytest.mark.parametrize("given", [makers.alone, makers.consulting])
def test_alone_or_in_consultation_an_author_does_not_decide(given):
    story = makers.delegated_as(given)
    change = written_by(story, story.people.director)
    refused(
        NotReady,
        lambda: actions.propose_change(change, reason="x", by=story.people.officer),
        "wrote part of it",
    )


def test_whoever_is_consulted_may_have_written_it():
    story = makers.delegated_as(makers.consulting)
    change = written_by(story, story.people.portfolio_holder)
    actions.propose_change(change, reason="x", by=story.people.officer)
    change = Change.objects.get(pk=change.pk)
    makers.sign_as_portfolio_holder(story, change)
    makers.sign_as_director(story, change)
    assert status(change) == "applied"


def test_an_author_who_comes_into_office_does_not_decide_alone():
    story = makers.delegated_as(makers.alone)
    who = story.people
    change = makers.proposed_change(story)
    actions.end_appointment(
        story.director_office.appointments.get(),
        ends_on=ON.date(),
        reason="Retires.",
        by=who.clerk,
    )
    makers.appoint(story, story.director_office, who.officer, on=date(2004, 12, 13))
    with clock.told(makers.at("2004-12-13")):
        refused(
            NotAllowed,
            lambda: makers.sign(story, change, who.officer, story.director_office),
            "You wrote part",
        )


def test_a_delegation_for_minor_changes_refuses_a_figure_and_takes_a_comma():
    story = makers.delegated_as(makers.joint, scope=Scope.MINOR)
    officer = story.people.officer
    figure = makers.written_change(story, text="A contact centre will open in 2005.")
    refused(
        NotReady,
        lambda: actions.propose_change(figure, reason="x", by=officer),
        "material",
    )
    comma = makers.written_change(story, text="A contact centre, will open.")
    actions.propose_change(comma, reason="x", by=officer)
    assert status(comma) == "proposed"


def test_one_alone_with_minor_changes_moves_no_figure_to_another_column():
    table = "| Kiosks | 2003 | 2004 |\n|---|---|---|\n| Foxton | {} |"
    story = makers.reported_statement(
        makers.statement_document().with_values({("b-2", "text"): table.format("5 | ")})
    )
    with clock.told(makers.at("2004-12-09", "11:00")):
        given = makers.alone(story, scope=Scope.MINOR)
        told = makers.taken(story, delegation=given)
        actions.decide(story.statement, told, by=story.people.clerk)
    story.fresh()
    change = makers.written_change(story, text=table.format(" | 5"))
    refused(
        NotReady,
        lambda: actions.propose_change(change, reason="x", by=story.people.officer),
        "material: .*“5” changes its place",
    )


def test_a_vacant_office_is_named_with_who_can_fill_it():
    story = makers.delegated_statement()
    change = makers.written_change(story)
    actions.end_appointment(
        story.portfolio_office.appointments.get(),
        ends_on=date(2004, 12, 9),
        reason="Retires.",
        by=story.people.clerk,
    )
    refused(
        NotReady,
        lambda: actions.propose_change(change, reason="x", by=story.people.officer),
        "Nobody holds the office of Information.*Democratic services can enter",
    )


def test_a_holder_whose_account_is_closed_is_no_signer():
    story = makers.delegated_statement()
    change = makers.written_change(story)
    director = story.people.director
    director.is_active = False
    director.save()
    refused(
        NotReady,
        lambda: actions.propose_change(change, reason="x", by=story.people.officer),
        "account of Director.*is closed",
    )


def test_nothing_is_proposed_before_a_delegation_is_born():
    story = makers.reported_statement()
    change = makers.written_change(story)
    refused(
        NotReady,
        lambda: actions.propose_change(change, reason="x", by=story.people.officer),
        "No decision has delegated",
    )


def test_a_decision_without_a_delegation_delegates_nothing():
    story = makers.reported_statement()
    actions.decide(
        story.statement, makers.taken(story, delegation=None), by=story.people.clerk
    )
    assert Delegation.objects.count() == 0
    change = makers.written_change(story)
    refused(
        NotReady,
        lambda: actions.propose_change(change, reason="x", by=story.people.officer),
    )


def test_a_delegation_has_a_first_and_a_last_day():
    story = makers.delegated_as(makers.joint, until=date(2004, 12, 13))
    delegation = Delegation.objects.get()
    assert "starts on 9 December 2004" in str(
        delegation_refusal(delegation, date(2004, 12, 8))
    )
    assert delegation_refusal(delegation, date(2004, 12, 9)) is None
    assert delegation_refusal(delegation, date(2004, 12, 13)) is None
    assert "ended on 13 December 2004" in str(
        delegation_refusal(delegation, date(2004, 12, 14))
    )
    change = makers.half_signed_change(story)
    with clock.told(makers.at("2004-12-14")):
        refused(
            NotReady,
            lambda: makers.sign_as_portfolio_holder(story, change),
            "ended on",
        )


def test_after_submission_the_delegation_is_spent():
    story = makers.submitted_statement()
    who = story.people
    with clock.told(makers.at("2004-12-16")):
        actions.reopen(story.statement, reason="A figure was wrong.", by=who.clerk)
        change = makers.written_change(story, text="Other words.")
        refused(
            NotReady,
            lambda: actions.propose_change(change, reason="x", by=who.officer),
            "the delegation is spent",
        )
        refused(
            NotReady,
            lambda: actions.ask_final_approval(story.statement, by=who.officer),
        )


def test_an_incident_does_not_spend_the_delegation():
    story = makers.delegated_statement()
    actions.record_incident(
        story.statement,
        reference="ESD-0",
        sent_at=ON,
        note="Pressed too early.",
        by=story.people.clerk,
    )
    assert status(makers.applied_change(story)) == "applied"


def test_a_change_waits_for_those_who_can_still_sign_it():
    story = makers.delegated_statement()
    change = makers.proposed_change(story)
    who = story.people
    waits = makers.waits_to_sign
    assert waits(who.director) == waits(who.portfolio_holder) == [change]
    assert waits(who.officer) == waits(who.administrator) == []
    makers.sign_as_director(story, change)
    assert waits(who.director) == []
    assert waits(who.portfolio_holder) == [change]


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"mode": "joint", "count": 1}, "at least two"),
        ({"mode": "sole", "count": 2}, "exactly one"),
        ({"mode": "consultation", "count": 1}, "one office that decides"),
        ({"mode": "anything", "count": 2}, "Choose how"),
        ({"scope": "anything", "count": 2}, "Choose how"),
        ({"until": date(2004, 12, 8), "count": 2}, "must not end before"),
    ],
)
def test_a_delegation_that_cannot_be_is_refused(changed, match):
    story = makers.reported_statement()
    both = makers.joint(story).offices
    told = {name: value for name, value in changed.items() if name != "count"}
    given = makers.joint(story, offices=both[: changed["count"]], **told)
    refused(
        BadInput,
        lambda: actions.decide(
            story.statement,
            makers.taken(story, delegation=given),
            by=story.people.clerk,
        ),
        match,
    )


def test_a_delegation_names_each_office_once():
    story = makers.reported_statement()
    twice = makers.joint(story).offices[:1] * 2
    given = makers.joint(story, offices=twice)
    refused(
        BadInput,
        lambda: actions.decide(
            story.statement,
            makers.taken(story, delegation=given),
            by=story.people.clerk,
        ),
        "each office once",
    )


def test_the_wrong_time_is_told_before_the_wrong_person():
    story = makers.delegated_statement()
    change = makers.applied_change(story)
    refused(
        WrongState,
        lambda: makers.answer(
            story, change, "sign_change", by=story.people.administrator
        ),
    )
