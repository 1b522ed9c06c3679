import pytest
from django.urls import reverse

from iegtracker.ledger.record import head
from statements import actions
from tests import makers

pytestmark = pytest.mark.django_db


def undo(number):
    return reverse("statements:undo", args=["2004", number])


def saved(story, uid, text):
    draft = story.statement.open_draft
    return actions.save_draft(
        draft,
        draft.document.with_values({(uid, "text"): text}),
        seen=draft.digest,
        place="section 1, Local context",
        by=story.people.officer,
    )


@pytest.fixture
def story(client):
    told = makers.drafted_statement()
    client.force_login(told.people.officer)
    saved(told, "b-1", "Towns.")
    return told


def read(answer):
    return " ".join(answer.content.decode().split())


def test_the_page_shows_what_undoing_changes_and_changes_nothing(client, story):
    before = head()
    told = read(client.get(undo(3)))
    assert "Undo save 3" in told
    assert "Towns." in told
    assert head() == before


def test_undo_brings_back_the_words_and_keeps_what_came_after(client, story):
    saved(story, "b-2", "Later.")
    answer = client.post(undo(3))
    assert answer["Location"] == reverse("statements:history", args=["2004"])
    document = story.statement.open_draft.document
    assert document.get("b-1", "text") == "The council serves villages."
    assert document.get("b-2", "text") == "Later."
    assert story.statement.open_draft.saves.get(number=5).undoes.number == 3


def test_words_changed_since_cannot_be_undone(client, story):
    saved(story, "b-1", "Hamlets.")
    assert "cannot be undone" in read(client.get(undo(3)))
    before = head()
    assert "cannot be undone" in read(client.post(undo(3)))
    assert head() == before


def test_the_save_that_set_the_paper_out_cannot_be_undone(client, story):
    before = head()
    assert client.post(undo(1)).status_code == 409
    assert head() == before


def test_an_unknown_save_is_not_found(client, story):
    assert client.get(undo(99)).status_code == 404


@pytest.mark.parametrize("role", ["clerk", "auditor", "member", "administrator"])
def test_others_cannot_undo(client, story, role):
    client.force_login(getattr(story.people, role))
    before = head()
    assert client.get(undo(3)).status_code == 403
    assert client.post(undo(3)).status_code == 403
    assert head() == before


def test_nothing_is_undone_once_reported(client):
    story = makers.reported_statement()
    client.force_login(story.people.officer)
    assert client.post(undo(2)).status_code == 409
