"""No page asks the database more when there is more, nor more than twelve times.

`make bench` counts the same with ten times the data.
"""

import pytest
from django.contrib import admin

from benchmarks import pages as counts
from tests import pages

pytestmark = pytest.mark.django_db
SCALES = (1, 2)


@pytest.mark.parametrize("state", counts.STATES)
def test_every_page_asks_the_same_few_queries_of_twice_the_data(state):
    small, large = (dict(counts.counted_in(state, times)) for times in SCALES)
    assert large == small
    assert {page: n for page, n in large.items() if n > counts.most(page)} == {}
    assert small


def test_every_page_there_is_is_counted():
    of_others = {n for n in pages.names() if n.startswith(("admin:", "account_"))}
    assert set(pages.names()) - of_others == counts.PAGES


def test_no_page_of_the_admin_asks_more_of_twice_the_data():
    small, large = (dict(counts.counted_in_admin(times)) for times in SCALES)
    assert large == small
    assert {f"list of {m._meta.label}" for m in admin.site._registry} <= set(small)
