"""A step is taken whole, or not at all."""

import pytest
from django.db import transaction

from decisions.models import Body
from decisions.transitions import PUBLISH, WITHDRAW_REPORT
from iegtracker.errors import BadInput, NotAllowed, NotReady, Stale, WrongState
from iegtracker.ledger.models import Event
from iegtracker.workflow import advance, first_come, refusal
from tests import makers

pytestmark = pytest.mark.django_db


def test_a_step_moves_the_status_and_records_both():
    story = makers.reported_statement()
    advance(WITHDRAW_REPORT, story.statement, by=story.people.clerk)
    assert story.statement.status == "drafting"
    told = Event.objects.last().told
    assert (told["before"], told["after"]) == ("reported", "drafting")


def test_a_step_from_another_status_is_refused_with_the_status_in_words():
    story = makers.reported_statement()
    error = refusal(PUBLISH, story.statement, story.people.clerk)
    assert isinstance(error, WrongState)
    assert "reported to the meeting" in str(error)


def test_a_person_without_the_permission_is_refused_before_the_status_is_told():
    story = makers.reported_statement()
    for person in (story.people.member, story.people.administrator):
        error = refusal(PUBLISH, story.statement, person)
        assert isinstance(error, NotAllowed)
        assert str(person) in str(error)


def test_whoever_holds_an_old_copy_loses_and_leaves_nothing():
    story = makers.reported_statement()
    old = story.fresh()
    type(old).objects.filter(pk=old.pk).update(status="decided")
    old.status = "reported"
    before = makers.everything_stored()
    with pytest.raises(Stale, match="changed while you were reading"):
        advance(WITHDRAW_REPORT, old, by=story.people.clerk)
    assert makers.everything_stored() == before


def test_the_second_to_insert_is_told_a_sentence():
    Body.objects.create(slug="council", name="Council")
    with (
        transaction.atomic(),
        pytest.raises(Stale, match="too late"),
        first_come("You are too late."),
    ):
        Body.objects.create(slug="council", name="Council")
    assert Body.objects.count() == 1


def test_a_refusal_names_its_field_and_its_obstacles():
    assert BadInput("Enter a reason.", field="reason").field == "reason"
    assert NotReady("Not yet.", obstacles=[1, 2]).obstacles == (1, 2)
