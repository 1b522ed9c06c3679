"""Two clerks at once record, confirm and publish."""

from functools import partial

import pytest

from decisions import actions
from decisions.models import Appointment, DecisionRecord, DelegatedDecision
from tests import makers
from tests.databases import run_in_threads
from tests.decisions.racing import (
    ON,
    QUICK,
    REST,
    in_batches,
    named,
    nobody_failed,
    one_winner,
    run,
)


def confirmations_at_once(story, number):
    """Of one entry: the office is filled once."""
    who = story.people
    office = actions.record_office(
        slug=f"office-{number}",
        name=f"Office {number}",
        holder_kind="officer",
        by=who.clerk,
    )
    entry = actions.enter_appointment(
        office, who.second_officer, starts_on=ON.date(), by=who.clerk
    )
    confirm = partial(actions.confirm_appointment, entry, by=who.second_clerk)
    one_winner(run_in_threads([confirm] * 2))
    assert Appointment.objects.filter(office=office).count() == 1


def offices_of_one_name_at_once(story, number):
    told = {
        "slug": f"twin-{number}",
        "name": f"Twin {number}",
        "holder_kind": "officer",
    }
    recorded = partial(actions.record_office, by=story.people.clerk, **told)
    one_winner(run_in_threads([recorded] * 2))


def records_published_at_once(story, number):
    """Each has its own number, and a decision only one record."""
    for n in range(2):
        makers.applied_change(story, text=f"A contact centre {number}.{n} opens.")
    first, second = DelegatedDecision.objects.order_by("-pk")[:2]
    publish = partial(makers.published_record, story)
    twice, other = partial(publish, first), partial(publish, second)
    answers = run_in_threads([twice, twice, other])
    one_winner(answers[:2])
    nobody_failed(answers[2:])
    made = DecisionRecord.objects.filter(delegated__in=[first, second])
    assert len(set(made.values_list("number", flat=True))) == made.count() == 2


RACES = [
    confirmations_at_once,
    offices_of_one_name_at_once,
    records_published_at_once,
]


@pytest.mark.parametrize("race", RACES, ids=named)
def test_a_race_has_one_outcome(race, copied_database):
    run(race, range(QUICK))


@pytest.mark.soak
@pytest.mark.parametrize("race", RACES, ids=named)
def test_a_long_race_has_one_outcome(race, copied_database):
    in_batches(partial(run, race), REST)
