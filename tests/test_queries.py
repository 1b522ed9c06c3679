"""No page asks the database more when there is more, nor more than twelve times."""

import pytest
from django.contrib import admin

from benchmarks import pages as counts
from tests import pages

pytestmark = pytest.mark.django_db


def test_every_page_asks_the_same_few_queries_of_ten_times_the_data():
    small, large = (dict(counts.counted(times)) for times in counts.SCALES)
    assert large == small
    assert {page: n for page, n in large.items() if n > counts.most(page)} == {}
    named = {page.partition(" ")[0] for page in small}
    of_others = {n for n in pages.names() if n.startswith(("admin:", "account_"))}
    assert named == set(pages.names()) - of_others


def test_no_page_of_the_admin_asks_more_of_ten_times_the_data():
    small, large = (dict(counts.counted_in_admin(times)) for times in counts.SCALES)
    assert large == small
    assert {f"list of {m._meta.label}" for m in admin.site._registry} <= set(small)
