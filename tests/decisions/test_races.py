"""Two people at once: one wins, the other is told, and the record holds."""

from functools import partial

import pytest

from tests.decisions import races_of_clerks, races_of_signing, races_of_writing
from tests.decisions.races_of_signing import (
    both_offices_at_once,
    signature_against_recall_and_save,
    signature_against_renewal,
    signature_against_the_end_of_an_appointment,
    signature_against_withdrawal,
)
from tests.decisions.racing import (
    LONG,
    LONGEST,
    QUICK,
    REST,
    in_batches,
    named,
    run,
    runs,
)

RACES = [*races_of_signing.RACES, *races_of_writing.RACES, *races_of_clerks.RACES]
# The races that would cost a word its authority are run the longest.
ROUNDS = {
    both_offices_at_once: LONG,
    signature_against_recall_and_save: LONG,
    signature_against_withdrawal: LONGEST,
    signature_against_the_end_of_an_appointment: LONGEST,
    signature_against_renewal: LONGEST,
}


@pytest.mark.parametrize("race", RACES, ids=named)
def test_a_race_has_one_outcome(race, copied_database):
    run(race, range(QUICK))


@pytest.mark.soak
@pytest.mark.parametrize(
    ("race", "rounds"),
    [one for race in RACES for one in runs(race, ROUNDS.get(race, REST))],
)
def test_a_long_race_has_one_outcome(race, rounds, copied_database):
    in_batches(partial(run, race), rounds)
