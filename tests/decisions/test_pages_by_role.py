"""No page breaks, whatever the state.

Which role reads what, in each status, is `tests/test_who_sees_what.py`.
"""

from itertools import cycle

import pytest

from iegtracker import clock
from tests import makers
from tests.decisions import pages

pytestmark = pytest.mark.django_db


# One reader a state, in turn: who reads what is held elsewhere.
READERS = [
    pytest.param(state, role, marks=pytest.mark.soak if n % 16 else [])
    for n, (state, role) in enumerate(
        zip(pages.STATES, cycle(("portfolio_holder", "clerk")), strict=False)
    )
]


@pytest.mark.parametrize(("state", "role"), READERS)
def test_no_page_breaks_in_any_state(state, role):
    with clock.told(makers.at("2004-12-10", "10:00")):
        story = pages.STATES[state]()
    with clock.told(makers.at("2004-12-16", "12:00")):
        editors = pages.editors(story)
        client = pages.signed_in(getattr(story.people, role))
        for address in pages.addresses(story):
            answer = client.get(address)
            # A text that is closed by now is refused with a page of its own.
            closed = (409,) if address in editors else ()
            allowed = (200, 302, 403, 404, *closed)
            assert answer.status_code in allowed, address
