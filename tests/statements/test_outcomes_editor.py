"""The grid of outcomes: cells, ticked rows, filters."""

import pytest
from django.urls import reverse

from iegtracker.ledger.record import head
from tests import makers
from tests.statements.test_editing_pages import controls, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(client):
    told = makers.drafted_statement()
    client.force_login(told.people.officer)
    return told


@pytest.fixture
def there():
    return reverse("statements:outcomes", args=["2004"])


def progress(story, uid):
    return dict(story.statement.open_draft.document.get(uid, "progress"))


def test_a_row_is_edited_in_place(client, story, there):
    sent = controls(client.get(there)) | {
        "o-r1-status": "done",
        "o-r1-comment": "Live since June.",
    }
    client.post(there, sent)
    assert progress(story, "o-r1") == {
        "status": "done",
        "on_time": "yes",
        "comment": "Live since June.",
    }
    assert progress(story, "o-r2")["status"] == "on_the_way"


def test_the_index_follows_the_draft(client, story, there):
    client.post(there, controls(client.get(there)) | {"o-r1-status": "done"})
    assert story.statement.progress.get(uid="o-r1").status == "done"


def test_ticked_rows_change_together_and_other_edits_are_kept(client, story, there):
    sent = controls(client.get(there)) | {
        "ticked": ["o-r1", "o-r2"],
        "bulk_status": "done",
        "o-r2-comment": "Both are.",
        "step": "bulk",
    }
    client.post(there, sent)
    assert progress(story, "o-r1")["status"] == "done"
    assert progress(story, "o-r2") == {
        "status": "done",
        "on_time": "yes",
        "comment": "Both are.",
    }


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"bulk_status": "done"}, "Tick at least one outcome"),
        ({"ticked": ["o-r1"]}, "Select a status or a forecast"),
        ({"ticked": ["b-1"], "bulk_status": "done"}, "Tick at least one outcome"),
        ({"ticked": ["o-r1"], "bulk_status": "fine"}, "must be one of the choices"),
    ],
)
def test_a_bulk_edit_of_nothing_is_refused(client, story, there, changed, sentence):
    before = head()
    sent = controls(client.get(there)) | {"step": "bulk", **changed}
    answer = client.post(there, sent)
    assert sentence in read(answer)
    assert head() == before


def test_bulk_answers_without_its_button_change_nothing(client, story, there):
    sent = controls(client.get(there)) | {"ticked": ["o-r1"], "bulk_status": "done"}
    client.post(there, sent)
    assert progress(story, "o-r1")["status"] == "planned"


def test_a_filter_hides_rows_and_leaves_them_as_they_are(client, story, there):
    narrowed = f"{there}?status=planned"
    answer = client.get(narrowed)
    assert "Summary of R1." in read(answer)
    assert "Summary of R2." not in read(answer)
    client.post(narrowed, controls(answer) | {"o-r1-on_time": "no"})
    assert progress(story, "o-r1")["on_time"] == "no"
    assert progress(story, "o-r2")["status"] == "on_the_way"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"o-r1-status": "finished"}, "Status of R1 must be one of the choices"),
        ({"o-r1-on_time": "\0"}, "Forecast of R1 must be one of the choices"),
        ({"o-r1-comment": "\0"}, "Text must not contain control characters."),
        ({"o-r1-comment": "x" * 300_000}, "10,000 characters or fewer"),
        ({"rows": "o-r1 o-r9"}, "The rows of this page are not those of the text."),
        ({"rows": "o-r1 b-1"}, "The rows of this page are not those of the text."),
    ],
)
def test_wrong_cells_are_refused_and_change_nothing(
    client, story, there, changed, sentence
):
    before = head()
    answer = client.post(there, controls(client.get(there)) | changed)
    assert answer.status_code == 200
    assert sentence in read(answer)
    assert head() == before


def test_the_ministrys_own_words_cannot_be_changed_here(client, story, there):
    sent = controls(client.get(there)) | {"o-r1-summary": "Other.", "o-r1-due": "x"}
    client.post(there, sent)
    assert story.statement.open_draft.document.get("o-r1", "summary").endswith("R1.")


def test_two_people_on_one_outcome_choose(client, story, there):
    sent = controls(client.get(there))
    client.post(there, sent | {"o-r1-comment": "First."})
    answer = client.post(there, sent | {"o-r1-comment": "Second.", "o-r2-comment": "x"})
    assert "Outcome R1" in read(answer)
    assert "First." in read(answer)
    assert "Second." in read(answer)
    assert progress(story, "o-r1")["comment"] == "First."
