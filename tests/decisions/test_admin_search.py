"""Searches of the records that no database could be asked for."""

import pytest
from django.contrib import admin

from iegtracker.workflow_admin import LONGEST_SEARCH
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", [" ".join("a" * 1_000), "a" * 60_000])
def test_a_search_for_too_much_is_answered_with_the_whole_list(client, words):
    client.force_login(makers.people().auditor)
    answer = client.get("/admin/ledger/event/", {"q": words}, follow=True)
    assert answer.status_code == 200
    assert b"A search must be 200 characters or fewer." in answer.content


@pytest.mark.parametrize("word", ["a", '"'])
def test_any_list_can_be_asked_for_as_many_words_as_a_search_may_have(rf, word):
    words = " ".join(word * (LONGEST_SEARCH // 2))
    for model, records in admin.site._registry.items():
        rows = model._base_manager.all()
        found, _ = records.get_search_results(rf.get("/"), rows, words)
        assert found.first() is None, model
