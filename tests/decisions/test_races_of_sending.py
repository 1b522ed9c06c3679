"""Races with a story of their own: saving against tabling, submissions, publishing."""

from datetime import date
from functools import partial

import pytest

from decisions import actions
from iegtracker import clock
from iegtracker.errors import DomainError
from iegtracker.ledger.models import Event
from statements import actions as statement_actions
from statements.models import FinalCopy
from tests import makers
from tests.databases import run_in_threads
from tests.decisions.racing import (
    LONG,
    LONGEST,
    QUICK,
    holds,
    in_batches,
    one_winner,
    runs,
)


def submitted_at_once(rounds):
    """Cleared by decision each round, so that only the submissions race."""
    story = makers.cleared_statement()
    who = story.people
    with clock.told(makers.at("2004-12-16", "15:00")):
        meeting = actions.record_meeting(
            story.body, held_on=date(2004, 12, 16), by=who.clerk
        )
        for number in rounds:
            submit = partial(
                actions.submit,
                story.fresh(),
                reference=f"ESD-{number}",
                sent_at=clock.now(),
                by=who.clerk,
            )
            one_winner(run_in_threads([submit] * 2))
            sent = story.statement.submissions.filter(reference=f"ESD-{number}")
            assert sent.count() == 1
            _cleared_again(story, meeting)
    holds(story)


def _cleared_again(story, meeting):
    """Reopened, put to the same day's meeting and approved outright."""
    who, statement = story.people, story.fresh()
    actions.reopen(statement, reason="Again.", by=who.clerk)
    story.report = actions.open_report(
        statement, meeting, makers.report_document(), by=who.officer
    )
    actions.report(statement, report=story.report, by=who.clerk)
    taken = makers.taken(story, delegation=None, approves_text=True)
    actions.decide(statement, taken, by=who.clerk)
    actions.clear(statement, by=who.clerk)


def test_two_submissions_at_once(copied_database):
    submitted_at_once(range(QUICK))


@pytest.mark.soak
@pytest.mark.parametrize(("race", "rounds"), runs(submitted_at_once, LONGEST))
def test_two_submissions_at_once_again_and_again(race, rounds, copied_database):
    in_batches(race, rounds)


def published_once():
    story = makers.submitted_statement()
    with clock.told(makers.at("2004-12-16")):
        publish = partial(actions.publish, story.statement, by=story.people.clerk)
        one_winner(run_in_threads([publish] * 2))
    assert FinalCopy.objects.count() == 1
    holds(story)


def test_two_publish_at_once(copied_database):
    published_once()


def test_two_publish_at_once_after_a_reopening(copied_database):
    published_again(range(QUICK))


def published_again(rounds):
    """Reopened, put to the same day's meeting, approved outright, sent again."""
    story = makers.published_statement()
    who = story.people
    with clock.told(makers.at("2004-12-16", "15:00")):
        meeting = actions.record_meeting(
            story.body, held_on=date(2004, 12, 16), by=who.clerk
        )
        for number in rounds:
            _cleared_again(story, meeting)
            statement = story.fresh()
            sent = {"reference": f"ESD-{number}", "sent_at": clock.now()}
            actions.submit(statement, by=who.clerk, **sent)
            publish = partial(actions.publish, statement, by=who.clerk)
            one_winner(run_in_threads([publish] * 2))
    published = Event.objects.filter(verb="statement.published")
    assert published.count() == 1 + len(rounds)
    assert FinalCopy.objects.count() == 1
    holds(story)


@pytest.mark.soak
@pytest.mark.parametrize(("race", "rounds"), runs(published_again, LONG))
def test_two_publish_at_once_again_and_again(race, rounds, copied_database):
    in_batches(race, rounds)


def test_papers_are_saved_and_tabled_at_once(copied_database):
    """A save is in what was tabled, or it came too late and says so."""
    story = makers.drafted_with_report()
    who = story.people
    with clock.told(makers.at("2004-12-03")):
        draft = story.statement.open_draft
        answers = run_in_threads(
            [
                partial(
                    statement_actions.save_draft,
                    draft,
                    draft.document.with_values(
                        {("b-1", "text"): "Saved at the last moment."}
                    ),
                    seen=draft.digest,
                    place="b-1",
                    by=who.officer,
                ),
                partial(
                    actions.report, story.statement, report=story.report, by=who.clerk
                ),
            ]
        )
    saved, tabling = answers
    assert not isinstance(tabling, Exception), tabling
    text = tabling.appendix.document.get("b-1", "text")
    in_time = text == "Saved at the last moment."
    assert in_time == (not isinstance(saved, Exception)), answers
    assert in_time or isinstance(saved, DomainError)
    assert makers.broken() == {}
