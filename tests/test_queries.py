"""No page asks the database more when there is more, nor more than twelve times."""

import pytest
from django.contrib import admin

from benchmarks import pages as counts
from tests import pages

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def counted(django_db_setup, django_db_blocker):
    """The queries of every page with one of everything, and with ten."""
    with django_db_blocker.unblock():
        return [dict(counts.counted(times)) for times in counts.SCALES]


def test_every_page_asks_the_same_of_ten_times_the_data(counted):
    small, large = counted
    assert large == small


def test_no_page_asks_more_than_twelve_times(counted):
    for page, asked in counted[1].items():
        assert asked <= counts.most(page), page


def test_every_page_is_counted(counted):
    named = {page.partition(" ")[0] for page in counted[0]}
    of_others = {n for n in pages.names() if n.startswith(("admin:", "account_"))}
    assert named == set(pages.names()) - of_others


def test_no_page_of_the_admin_asks_more_of_ten_times_the_data():
    small, large = (dict(counts.counted_in_admin(times)) for times in counts.SCALES)
    assert large == small
    assert {f"list of {m._meta.label}" for m in admin.site._registry} <= set(small)
