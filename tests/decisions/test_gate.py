"""One list of obstacles: the page shows it, and the action refuses by it."""

from datetime import date

import pytest

from decisions import actions
from decisions.gate import BLOCKS, WAIVER, WARNS, blocking, obstacles
from decisions.transitions import ASK, CLEAR, PUBLISH, SUBMIT
from iegtracker import clock
from iegtracker.errors import NotReady
from statements import actions as statement_actions
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_december():
    with clock.told(makers.at("2004-12-10")):
        yield


def kinds(story, step, severity=None):
    return {
        found.kind
        for found in obstacles(story.fresh(), step)
        if severity in (None, found.severity)
    }


def test_before_the_final_approval_only_it_is_missing():
    story = makers.delegated_statement()
    assert kinds(story, CLEAR, BLOCKS) == {"missing sign-offs"}
    assert kinds(story, ASK, BLOCKS) == set()
    makers.finally_approved(story)
    assert blocking(obstacles(story.fresh(), CLEAR)) == []


def test_a_change_being_written_or_signed_blocks_and_is_named():
    story = makers.delegated_statement()
    makers.written_change(story)
    assert "open changes" in kinds(story, ASK, BLOCKS)
    makers.half_signed_change(story, block="b-1", text="Towns.")
    missing = [
        o for o in obstacles(story.fresh(), ASK) if o.kind == "missing sign-offs"
    ]
    assert [o.owner for o in missing] == [
        "Information and Customer Services Portfolio Holder"
    ]


def test_what_is_awaited_needs_a_waiver_that_does_not_stop_the_asking():
    awaited = {"what": "figures", "whom": "Planning", "by": "2004-12-15"}
    document = makers.statement_document().with_values({("b-1", "awaiting"): awaited})
    story = makers.delegated_statement(document)
    assert kinds(story, CLEAR, WAIVER) == {"incomplete"}
    assert blocking(obstacles(story.statement, ASK), ASK) == []
    makers.finally_approved(story)
    assert kinds(story, CLEAR, WAIVER) == set()


def test_grants_that_do_not_reconcile_block():
    document = makers.statement_document().with_values(
        {
            ("s-grants", "order"): ["g-1"],
            ("g-1", "kind"): "grant",
            ("g-1", "quote"): {"year": "2004/5", "pence": 350_000_00},
        }
    )
    story = makers.delegated_statement(document)
    officer = story.people.officer
    grant = statement_actions.record_grant(
        year="2004/5",
        source="ODPM",
        capital=True,
        awarded_pence=350_000_00,
        by=officer,
    )
    assert "reconciliation" in kinds(story, CLEAR, BLOCKS)
    statement_actions.record_receipt(
        grant,
        pence=350_000_00,
        received_on=date(2004, 12, 1),
        reference="R 1",
        by=officer,
    )
    assert "reconciliation" not in kinds(story, CLEAR)


def test_the_dates_of_the_delegation_block():
    story = makers.delegated_as(makers.joint, until=date(2004, 12, 13))
    assert "delegation" not in kinds(story, ASK)
    with clock.told(makers.at("2004-12-14")):
        assert "delegation" in kinds(story, ASK, BLOCKS)


def test_the_deadline_warns_and_never_blocks():
    story = makers.delegated_statement()
    assert "deadline" not in kinds(story, CLEAR)
    for day, words in (("2004-12-17", "1 working day is left"), ("2004-12-22", "late")):
        with clock.told(makers.at(day)):
            found = [o for o in obstacles(story.fresh(), CLEAR) if o.kind == "deadline"]
            assert [o.severity for o in found] == [WARNS]
            assert words in found[0].sentence


def test_call_in_that_is_not_known_is_a_warning():
    assert "call-in" in kinds(makers.delegated_statement(), CLEAR, WARNS)


def test_what_was_not_cleared_is_neither_submitted_nor_published():
    story = makers.delegated_statement()
    for step in (SUBMIT, PUBLISH):
        assert "coverage" in kinds(story, step, BLOCKS)


def test_the_action_refuses_by_the_list_that_the_page_shows():
    story = makers.delegated_statement()
    makers.half_signed_change(story)
    shown = blocking(obstacles(story.fresh(), CLEAR))
    with pytest.raises(NotReady) as caught:
        actions.clear(story.statement, by=story.people.clerk)
    assert list(caught.value.obstacles) == shown
    assert all(o.sentence.endswith(".") and o.owner for o in shown)
