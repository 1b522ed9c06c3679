"""What a page asks of the database does not grow with what it shows."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from iegtracker import clock
from statements.models import Draft, Receipt, Save
from tests import makers, scale

pytestmark = pytest.mark.django_db
MOST = 12
TOLD = {"drafting": scale.drafting, "reported": scale.reported}
PAGES = [
    ("drafting", name)
    for name in (
        "statement",
        "section",
        "outcomes",
        "grants",
        "history",
        "compare",
        "undo",
        "list",
        "grants_ledger",
        "record_receipt",
        "reverse_receipt",
    )
] + [
    ("reported", name)
    for name in ("statement", "section", "outcomes", "grants", "compare", "history")
]


def address(name):
    if name in ("list", "grants_ledger", "record_receipt"):
        return reverse(f"statements:{name}")
    if name == "reverse_receipt":
        return reverse("statements:reverse_receipt", args=[Receipt.objects.first().pk])
    rest = []
    if name == "section":
        rest = ["s-local"]
    if name == "undo":
        saves = Save.objects.filter(draft__purpose=Draft.Purpose.PAPER)
        rest = [saves.latest("number").number]
    return reverse(f"statements:{name}", args=["2004", *rest])


def asked(story, there, role="officer"):
    client = Client()
    client.force_login(getattr(story.people, role))
    client.get(there)
    with clock.told(makers.at("2004-12-20")), CaptureQueriesContext(connection) as seen:
        assert client.get(there).status_code == 200
    return len(seen)


def counts(status, times):
    """What each page of that status asks; the story is undone afterwards."""
    with transaction.atomic():
        story = TOLD[status](times)
        found = {
            name: asked(story, address(name))
            for stage, name in PAGES
            if stage == status
        }
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("status", TOLD)
def test_ten_times_the_data_asks_no_more(status):
    small = counts(status, 1)
    assert counts(status, 10) == small
    assert max(small.values()) <= MOST, small


@pytest.mark.parametrize("name", ["statement", "outcomes", "final_copy"])
def test_a_members_pages_ask_at_most_twelve_questions(name):
    assert asked(makers.published_statement(), address(name), "member") <= MOST
