"""Two administrators who open the same account at once."""

from functools import partial

from iegtracker.errors import DomainError
from iegtracker.ledger.models import Event
from iegtracker.people import actions
from iegtracker.people.models import User
from iegtracker.people.roles import Role
from tests import makers
from tests.databases import run_in_threads


def test_of_two_accounts_opened_at_once_one_is_opened(copied_database):
    keeper = makers.people().administrator
    opening = partial(
        actions.open_account,
        username="newcomer",
        name="Newcomer",
        email="new@example.invalid",
        roles=[Role.CLERK],
        by=keeper,
    )
    answers = run_in_threads([opening] * 4)
    (opened,) = [answer for answer in answers if isinstance(answer, User)]
    refused = [answer for answer in answers if answer is not opened]
    assert all(isinstance(answer, DomainError) for answer in refused), refused
    assert Event.objects.about(opened).count() == 2
