"""How two people race: one wins, the other is told, and the record holds."""

import pytest

from decisions.coverage import coverage
from iegtracker import clock
from iegtracker.errors import DomainError
from iegtracker.ledger.models import Event
from tests import makers
from tests.databases import copied

ON = makers.at("2004-12-10")
QUICK, REST, LONG, LONGEST = 3, 20, 200, 500
BATCH, RUN = 25, 100


def one_winner(answers):
    """The answer of the one that won; every other was refused with a sentence."""
    lost = [answer for answer in answers if isinstance(answer, Exception)]
    won = [answer for answer in answers if not isinstance(answer, Exception)]
    assert all(isinstance(answer, DomainError) for answer in lost), lost
    assert all(str(answer).strip().endswith(".") for answer in lost), lost
    assert len(won) == 1, answers
    return won[0]


def nobody_failed(answers):
    assert [a for a in answers if isinstance(a, Exception)] == []


def holds(story):
    assert makers.broken() == {}
    proof = coverage(story.fresh())
    assert proof.holds, proof.sentence


def run(race, rounds):
    story = makers.delegated_statement()
    with clock.told(ON):
        for number in rounds:
            race(story, number)
    assert Event.objects.count() == Event.objects.last().position
    holds(story)


def in_batches(race, rounds):
    """So many rounds on a copy of their own: a race asks nothing of those before it,
    and a statement that was decided on 500 times would only be slow to read."""
    for first in range(rounds.start, rounds.stop, BATCH):
        with copied():
            race(range(first, min(first + BATCH, rounds.stop)))


def runs(race, rounds):
    """All rounds of a race as tests of some, so that workers may share them."""
    return [
        pytest.param(
            race, range(first, min(first + RUN, rounds)), id=f"{named(race)}-{first}"
        )
        for first in range(0, rounds, RUN)
    ]


def named(race):
    return race.__name__
