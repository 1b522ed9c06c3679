"""The gate and the list of changes, with twenty changes and with two hundred."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions.models import Change, SigningRound, SignOff
from iegtracker import clock
from statements.models import Draft
from tests import makers
from tests.decisions.pages import signed_in

pytestmark = pytest.mark.django_db
MOST = 15
PAGES = {
    "/statements/2004/changes/": "officer",
    "/statements/2004/gate/": "clerk",
    "/": "portfolio_holder",
    "/statements/2004/sign/": "portfolio_holder",
}


def _another(row, **changed):
    """The same row once more, with these columns."""
    fields = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    return type(row)(**{**fields, **changed})


def _grown(story, count):
    """So many more changes like each of those there are: rows, without their story.

    What is counted is questions, and a ledger of two hundred changes takes a minute.
    """
    last = story.statement.changes.order_by("-number").first().number
    kinds = list(story.statement.changes.filter(number__lte=4).order_by("number"))
    for n in range(count):
        like = kinds[n % len(kinds)]
        draft = _another(like.draft)
        draft.save()
        change = _another(like, number=last + n + 1, draft_id=draft.pk)
        change.save()
        for signing_round in like.rounds.all():
            digest = f"{change.number:064}"
            again = _another(signing_round, change_id=change.pk, digest=digest)
            again.save()
            SignOff.objects.bulk_create(
                [
                    _another(row, signing_round_id=again.pk, digest=digest)
                    for row in signing_round.signoffs.all()
                ]
            )


def _questions(story):
    asked = {}
    for address, role in PAGES.items():
        client = signed_in(getattr(story.people, role))
        client.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address).status_code == 200
        asked[address] = len(counted)
    return asked


def test_two_hundred_changes_ask_no_more_than_twenty():
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10", "10:00")):
        makers.written_change(story)
        makers.half_signed_change(story, block="b-1", text="The council serves towns.")
        declined = makers.proposed_change(story, text="Other words.")
        makers.answer(story, declined, "decline_change")
        makers.proposed_change(story, text="A contact centre will open in May.")
        _grown(story, 16)
        twenty = _questions(story)
        _grown(story, 180)
        two_hundred = _questions(story)
    assert Change.objects.count() == 200
    assert Draft.objects.filter(purpose="change").count() == 200
    assert SigningRound.objects.count() == 150
    assert two_hundred == twenty
    assert max(twenty.values()) <= MOST, twenty
