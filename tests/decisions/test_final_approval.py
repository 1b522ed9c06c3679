"""The final approval names one whole version, and falls with it."""

from datetime import date

import pytest

from decisions import actions
from decisions.coverage import coverage
from decisions.models import Change, Clearance, Report
from decisions.states import Outcome
from iegtracker import clock
from iegtracker.errors import BadInput, NotReady, WrongState
from iegtracker.ledger.verification import verify
from statements.models import FinalCopy
from tests import makers
from tests.decisions.test_signing import refused

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-10")


@pytest.fixture(autouse=True)
def _in_december():
    with clock.told(ON):
        yield


def asked(story):
    return actions.ask_final_approval(story.statement, by=story.people.officer).change


def test_both_sign_the_whole_version_and_it_can_be_cleared():
    story = makers.delegated_statement()
    final = makers.finally_approved(story)
    clearance = actions.clear(story.statement, by=story.people.clerk)
    assert clearance.signing_round == final.latest_round
    assert clearance.version == story.fresh().current


def test_a_change_applied_in_between_makes_the_approval_void():
    story = makers.delegated_statement()
    change = makers.half_signed_change(story)
    # The gate asks that no change is open, so this one comes later.
    actions.recall_change(change, by=story.people.officer)
    actions.withdraw_change(change, by=story.people.officer)
    final = asked(story)
    makers.sign_as_director(story, final)
    makers.applied_change(story)
    final = Change.objects.get(pk=final.pk)
    assert final.status == "withdrawn"
    refused(WrongState, lambda: makers.sign_as_portfolio_holder(story, final))
    refused(NotReady, lambda: actions.clear(story.statement, by=story.people.clerk))


def test_a_complete_approval_is_void_when_the_text_changes():
    story = makers.delegated_statement()
    final = makers.finally_approved(story)
    makers.applied_change(story)
    assert Change.objects.get(pk=final.pk).status == "withdrawn"
    refused(NotReady, lambda: actions.clear(story.statement, by=story.people.clerk))
    makers.finally_approved(story)
    actions.clear(story.statement, by=story.people.clerk)


def test_it_is_not_asked_for_twice():
    story = makers.delegated_statement()
    asked(story)
    refused(NotReady, lambda: asked(story), "asked for already")


def test_it_is_not_asked_for_while_a_change_is_open():
    story = makers.delegated_statement()
    makers.written_change(story)
    refused(NotReady, lambda: asked(story))


def test_what_is_awaited_is_waived_by_the_signatures():
    document = makers.statement_document().with_values(
        {
            ("b-1", "awaiting"): {
                "what": "figures for villages",
                "whom": "Planning",
                "by": "2004-12-15",
            }
        }
    )
    story = makers.delegated_statement(document)
    refused(NotReady, lambda: actions.clear(story.statement, by=story.people.clerk))
    makers.finally_approved(story)
    actions.clear(story.statement, by=story.people.clerk)
    assert story.fresh().status == "cleared"


@pytest.mark.parametrize("action", ["return_change", "decline_change"])
def test_refused_or_returned_it_can_be_asked_for_again(action):
    story = makers.delegated_statement()
    final = asked(story)
    makers.answer(story, final, action)
    assert Change.objects.get(pk=final.pk).status in ("withdrawn", "declined")
    makers.finally_approved(story)
    actions.clear(story.statement, by=story.people.clerk)


def test_reopening_makes_it_void_and_the_text_is_approved_anew():
    story = makers.cleared_statement()
    clerk = story.people.clerk
    final = Change.objects.get(kind="final")
    actions.reopen(story.statement, reason="A slip.", by=clerk)
    assert Change.objects.get(pk=final.pk).status == "withdrawn"
    refused(NotReady, lambda: actions.clear(story.statement, by=clerk))
    makers.finally_approved(story)
    actions.clear(story.statement, by=clerk)
    assert Clearance.objects.count() == 2
    assert [found for _, found in verify() if found] == []


def outright(story, **changed):
    with clock.told(makers.at("2004-12-09", "11:00")):
        taken = makers.taken(
            story, delegation=makers.joint(story), approves_text=True, **changed
        )
        actions.decide(story.statement, taken, by=story.people.clerk)
    story.fresh()


def test_a_text_approved_outright_is_cleared_under_the_decision():
    story = makers.reported_statement()
    outright(story)
    clearance = actions.clear(story.statement, by=story.people.clerk)
    assert clearance.signing_round is None
    assert clearance.decision.approves_text
    assert [found for _, found in verify() if found] == []


def test_a_text_changed_since_it_was_approved_outright_needs_the_delegates():
    story = makers.reported_statement()
    outright(story)
    makers.applied_change(story)
    refused(NotReady, lambda: actions.clear(story.statement, by=story.people.clerk))


def test_an_approval_asked_for_beside_an_outright_decision_is_settled_first():
    story = makers.reported_statement()
    outright(story)
    final = asked(story)
    clerk = story.people.clerk
    refused(NotReady, lambda: actions.clear(story.statement, by=clerk))
    actions.recall_change(final, by=clerk)
    actions.clear(story.statement, by=clerk)


def put_again(story, outcome=Outcome.AGREED):
    """The statement goes to a second meeting, on 16 December, and is decided on."""
    who = story.people
    meeting = actions.record_meeting(
        story.body, held_on=date(2004, 12, 16), by=who.clerk
    )
    story.report = actions.open_report(
        story.statement, meeting, makers.report_document(), by=who.officer
    )
    actions.report(story.statement, report=story.report, by=who.clerk)
    with clock.told(makers.at("2004-12-16")):
        taken = makers.taken(story, delegation=makers.joint(story), outcome=outcome)
        actions.decide(story.statement, taken, by=who.clerk)
    story.fresh()


def test_putting_the_text_to_another_meeting_makes_it_void():
    story = makers.delegated_statement()
    final = makers.finally_approved(story)
    put_again(story)
    assert Change.objects.get(pk=final.pk).status == "withdrawn"
    with clock.told(makers.at("2004-12-16")):
        makers.finally_approved(story)
        actions.clear(story.statement, by=story.people.clerk)
    assert coverage(story.fresh()).holds
    assert Report.objects.count() == 2


def test_a_text_published_and_cleared_again_unchanged_keeps_its_copy():
    story = makers.published_statement()
    clerk = story.people.clerk
    with clock.told(makers.at("2004-12-16", "10:00")):
        actions.reopen(story.fresh(), reason="Pressed by mistake.", by=clerk)
    with clock.told(makers.at("2004-12-16", "10:30")):
        put_again_today(story)
        makers.finally_approved(story)
        actions.clear(story.statement, by=clerk)
        actions.submit(
            story.statement, reference="ESD-2", sent_at=clock.now(), by=clerk
        )
        copy = actions.publish(story.statement, by=clerk)
    assert FinalCopy.objects.get().sha256 == copy.sha256
    assert story.fresh().status == "published"
    assert [found for _, found in verify() if found] == []


def put_again_today(story):
    who = story.people
    meeting = actions.record_meeting(
        story.body, held_on=date(2004, 12, 16), by=who.clerk
    )
    story.report = actions.open_report(
        story.statement, meeting, makers.report_document(), by=who.officer
    )
    actions.report(story.statement, report=story.report, by=who.clerk)
    actions.decide(
        story.statement,
        makers.taken(story, delegation=makers.joint(story)),
        by=who.clerk,
    )


def test_a_correction_after_publication_needs_a_decision_and_has_its_own_copy():
    story = makers.published_statement()
    clerk = story.people.clerk
    with clock.told(makers.at("2004-12-16", "10:00")):
        actions.reopen(story.fresh(), reason="A figure was wrong.", by=clerk)
        put_again_today(story)
        makers.applied_change(story, text="A contact centre is open.")
        makers.finally_approved(story)
        actions.clear(story.statement, by=clerk)
        actions.submit(
            story.statement, reference="ESD-2", sent_at=clock.now(), by=clerk
        )
        copy = actions.publish(story.statement, by=clerk)
    first, second = FinalCopy.objects.order_by("pk")
    assert (second, second.supersedes) == (copy, first)
    assert [found for _, found in verify() if found] == []


def test_an_incident_blocks_publication_until_the_cleared_text_is_sent():
    story = makers.submitted_statement()
    clerk = story.people.clerk
    with clock.told(makers.at("2004-12-16")):
        told = {"sent_at": clock.now(), "by": clerk}
        actions.record_incident(
            story.statement, reference="ESD-2", note="An old file.", **told
        )
        refused(NotReady, lambda: actions.publish(story.statement, by=clerk))
        actions.submit_again(story.statement, reference="ESD-3", **told)
        actions.publish(story.statement, by=clerk)
    assert story.fresh().submissions.count() == 3
    assert story.statement.status == "published"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"reference": " "}, "reference"),
        ({"reference": "x" * 101}, "reference"),
        ({"reference": "a\x00b"}, "reference"),
        ({"sent_at": makers.at("2004-12-09")}, "sent_at"),
        ({"sent_at": makers.at("2005-01-01")}, "sent_at"),
        ({"receipt": b"x" * (4 * 1024 * 1024 + 1)}, "receipt"),
        ({"note": "\x00"}, "note"),
    ],
)
def test_a_submission_that_cannot_be_is_refused_beside_its_field(told, field):
    story = makers.cleared_statement()
    before = makers.everything_stored()
    given = {"reference": "ESD-1", "sent_at": makers.at("2004-12-15"), **told}
    with (
        clock.told(makers.at("2004-12-16")),
        pytest.raises(BadInput) as caught,
    ):
        actions.submit(story.statement, by=story.people.clerk, **given)
    assert caught.value.field == field
    assert makers.everything_stored() == before
