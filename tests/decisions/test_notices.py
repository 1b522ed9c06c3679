"""Mail goes out after commit, to those whom it concerns, and undoes nothing."""

import pytest
from django.core import mail
from django.test import override_settings

from decisions import actions
from decisions.models import Change
from iegtracker import clock
from iegtracker.errors import WrongState
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    with clock.told(makers.at("2004-12-10")):
        yield makers.delegated_statement()


def test_a_proposal_asks_both_office_holders(story, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        makers.proposed_change(story)
    who = story.people
    asked = {address for message in mail.outbox for address in message.to}
    assert asked == {who.director.email, who.portfolio_holder.email}
    for message in mail.outbox:
        assert "/statements/2004/changes/1/sign/" in message.body
        assert "More is known now." in message.body
        assert "20 December 2004" in message.subject


@pytest.mark.parametrize("action", ["return_change", "decline_change"])
def test_whoever_proposed_is_told_what_was_said(
    story, action, django_capture_on_commit_callbacks
):
    change = makers.proposed_change(story)
    with django_capture_on_commit_callbacks(execute=True):
        makers.answer(story, change, action, comment="Not before May.")
    told = [m for m in mail.outbox if m.to == [story.people.officer.email]]
    assert len(told) == 1
    assert "Not before May." in told[0].body


@override_settings(EMAIL_BACKEND="tests.no.such.backend")
def test_a_mail_server_that_is_down_undoes_nothing(
    story, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        change = makers.applied_change(story)
    assert Change.objects.get(pk=change.pk).status == "applied"


def test_a_refused_proposal_asks_nobody(story, django_capture_on_commit_callbacks):
    change = makers.proposed_change(story)
    with (
        django_capture_on_commit_callbacks() as waiting,
        pytest.raises(WrongState),
    ):
        actions.propose_change(change, reason="x", by=story.people.officer)
    assert waiting == []
