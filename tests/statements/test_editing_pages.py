"""Editing a section: nothing typed is lost, and nothing wrong is saved."""

import html
import re

import pytest
from django.urls import reverse

from iegtracker.ledger.record import head
from statements import actions
from statements.document.blocks import section_text
from statements.models import Save
from tests import makers

pytestmark = pytest.mark.django_db


def section(uid="s-local"):
    return reverse("statements:section", args=["2004", uid])


@pytest.fixture
def story(client):
    told = makers.drafted_statement()
    client.force_login(told.people.officer)
    return told


def draft(story):
    return story.statement.open_draft


def controls(answer):
    """What a browser would send back from the editor's form, untouched."""
    page = answer.content.decode()
    form = re.search(r"<form[^>]*data-editor.*?</form>", page, re.DOTALL)[0]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]*)"', tag)[1]
        ticked = kind not in ("checkbox", "radio") or " checked" in tag
        if name and ticked and kind != "submit":
            sent[name[1]] = html.unescape(value[1]) if value else ""
    for name, rest in re.findall(
        r'<textarea name="([^"]*)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL
    ):
        sent[name] = html.unescape(rest).replace("\n", "\r\n")
    for name, rest in re.findall(
        r'<select name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', rest)
        first = re.search(r'<option value="([^"]*)"', rest)
        sent[name] = html.unescape((chosen or first)[1])
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def post(client, address=None, **changed):
    address = address or section()
    sent = controls(client.get(address)) | changed
    return client.post(address, sent)


def read(answer):
    return html.unescape(" ".join(answer.content.decode().split()))


def test_a_save_changes_the_draft_and_keeps_the_uids(client, story):
    answer = post(client, text="The council serves towns.\r\n\r\nA contact centre.")
    assert answer["Location"].startswith("/statements/2004/")
    document = draft(story).document
    assert document.children("s-local") == ("b-1", "b-2")
    assert document.get("b-1", "text") == "The council serves towns."


def test_save_and_next_leads_to_the_next_section(client, story):
    answer = post(client, text="One paragraph.", step="next")
    assert answer["Location"] == section("s-outcomes")


@pytest.mark.parametrize("uid", ["s-local", "s-outcomes", "s-bvpi", "s-grants"])
def test_an_untouched_form_saves_nothing(client, story, uid):
    before = draft(story).digest, Save.objects.count(), head()
    answer = client.post(section(uid), controls(client.get(section(uid))), follow=True)
    assert "Nothing had changed, so nothing was saved." in read(answer)
    assert (draft(story).digest, Save.objects.count(), head()) == before


WRONG_TEXTS = {
    "<b>bold</b> words": "Remove the HTML tag <b> from line 1. Use **bold** instead.",
    "See [this](javascript:alert(1))": "must start with http://, https:// or mailto:.",
    "![picture](http://a.example/b.png)": "Remove the image from line 1.",
    "# A title": "The heading on line 1 must start with ### or ####.",
    "before\0after": "Text must not contain control characters.",
    "bin\x1b\x02ary": "Text must not contain control characters.",
    "reversed \u202e order": "hidden marks that change the reading order",
    "x" * 300_000: "Text must be 200,000 characters or fewer. It has 300,000.",
    "    code": "Remove the spaces at the start of line 1.",
}


@pytest.mark.parametrize("text", WRONG_TEXTS, ids=lambda t: ascii(t[:12]))
def test_wrong_text_is_refused_beside_its_field_and_kept(client, story, text):
    before = draft(story).digest, head()
    answer = post(client, text=text)
    assert answer.status_code == 200
    told = read(answer)
    assert WRONG_TEXTS[text] in told
    assert 'id="id_text_error"' in told
    assert " ".join(text.split())[:200] in told
    assert (draft(story).digest, head()) == before


def test_a_whole_book_is_refused_beside_its_field_and_kept(client, story):
    before = draft(story).digest, head()
    text = "Five." * 1_200_000
    answer = post(client, text=text)
    assert answer.status_code == 200
    told = answer.content.decode()
    assert "Text must be 200,000 characters or fewer. It has 6,000,000." in told
    assert text in told
    assert (draft(story).digest, head()) == before


def test_what_is_too_long_to_be_read_is_told_the_limit(client, story):
    before = draft(story).digest, head()
    answer = client.post(section(), {"text": "x" * 21 * 2**20})
    assert answer.status_code == 413
    assert "What you sent has more than 20 MB" in answer.content.decode()
    assert (draft(story).digest, head()) == before


@pytest.mark.parametrize("seen", ["", "0" * 64, "\0", "x" * 5000])
def test_a_foreign_digest_is_refused_and_what_was_typed_kept(client, story, seen):
    before = draft(story).digest
    answer = post(client, text="My precious words.", seen=seen)
    assert "This page was opened on another text." in read(answer)
    assert "My precious words." in read(answer)
    assert draft(story).digest == before


def test_rows_that_are_not_the_sections_are_refused(client, story):
    before = draft(story).digest
    answer = post(client, section("s-grants"), rows="b-1 s-local")
    assert "The rows of this page are not those of the text." in read(answer)
    assert draft(story).digest == before


def test_a_preview_saves_nothing_and_keeps_what_was_typed(client, story):
    before = draft(story).digest
    answer = post(client, text="Some **bold** words.", step="preview")
    assert "<strong>bold</strong>" in read(answer)
    assert "Some **bold** words." in read(answer)
    assert draft(story).digest == before


def test_the_preview_is_clean(client, story):
    there = reverse("statements:preview")
    answer = client.post(there, {"text": "A **word** [here](https://a.example)."})
    assert "<strong>word</strong>" in read(answer)
    assert '<a href="https://a.example">' in read(answer)
    for bad in ("<script>alert(1)</script>", "[x](javascript:alert(1))", "\0"):
        answer = client.post(there, {"text": bad})
        assert answer.status_code == 200
        assert "<script" not in answer.content.decode()
        assert "href" not in answer.content.decode()


def test_the_preview_is_for_writers_and_by_post_only(client, story):
    assert client.get(reverse("statements:preview")).status_code == 405
    client.force_login(story.people.member)
    assert client.post(reverse("statements:preview"), {"text": "x"}).status_code == 403


@pytest.mark.parametrize("role", ["clerk", "auditor"])
def test_those_who_only_read_cannot_save(client, story, role):
    sent = controls(client.get(section()))
    client.force_login(getattr(story.people, role))
    before = draft(story).digest
    assert "<textarea" not in read(client.get(section()))
    assert client.post(section(), sent | {"text": "Mine."}).status_code == 403
    assert draft(story).digest == before


def test_nothing_is_saved_after_the_report(client):
    story = makers.reported_statement()
    client.force_login(story.people.officer)
    before = head()
    answer = client.post(section(), {"text": "Too late.", "seen": "0" * 64})
    assert answer.status_code == 409
    assert "What you typed was not saved. Write a change instead." in read(answer)
    assert head() == before


# --- two people at once


def save_as_another(story, uid, text):
    current = draft(story)
    actions.save_draft(
        current,
        current.document.with_values({(uid, "text"): text}),
        seen=current.digest,
        place="section 1, Local context",
        by=story.people.second_officer,
    )


def test_two_people_in_different_paragraphs_both_stand(client, story):
    sent = controls(client.get(section()))
    save_as_another(story, "b-1", "Theirs.")
    client.post(section(), sent | {"text": "The council serves villages.\n\nMine."})
    text = section_text(draft(story).document, "s-local")
    assert text == "Theirs.\n\nMine."


def conflict(client, story):
    sent = controls(client.get(section()))
    save_as_another(story, "b-1", "The council serves many villages.")
    mine = "The council serves towns.\n\nA contact centre will open in May."
    return client.post(section(), sent | {"text": mine})


def sealed(answer):
    return re.search(r'name="conflict" value="([^"]*)"', answer.content.decode())[1]


def test_a_conflict_shows_both_texts_and_preselects_nothing(client, story):
    answer = conflict(client, story)
    told = read(answer)
    assert "Theirs" in told
    assert "Yours" in told
    assert "many" in told
    assert "towns." in told
    assert "A contact centre will open in May." in told
    assert "checked" not in told
    assert draft(story).document.get("b-1", "text").endswith("many villages.")
    assert draft(story).document.get("b-2", "text") == "A contact centre will open."


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        ("yours", "The council serves towns."),
        ("theirs", "The council serves many villages."),
    ],
)
def test_a_choice_resolves_a_conflict_and_loses_nothing(client, story, choice, text):
    answer = conflict(client, story)
    client.post(section(), {"conflict": sealed(answer), "choice_0": choice})
    document = draft(story).document
    assert document.get("b-1", "text") == text
    assert document.get("b-2", "text") == "A contact centre will open in May."


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({}, "Choose whose text is to stand for paragraph 1.1"),
        ({"choice_0": "both"}, "must be one of the choices"),
    ],
)
def test_a_conflict_without_a_choice_is_asked_again(client, story, choice, sentence):
    answer = conflict(client, story)
    before = draft(story).digest
    again = client.post(section(), {"conflict": sealed(answer), **choice})
    assert sentence in read(again)
    assert "A contact centre will open in May." in read(again)
    assert draft(story).digest == before


def test_a_second_conflict_is_asked_about_too(client, story):
    answer = conflict(client, story)
    save_as_another(story, "b-1", "The council serves hamlets.")
    again = client.post(section(), {"conflict": sealed(answer), "choice_0": "yours"})
    assert "hamlets" in read(again)
    client.post(section(), {"conflict": sealed(again), "choice_0": "yours"})
    document = draft(story).document
    assert document.get("b-1", "text") == "The council serves towns."
    assert document.get("b-2", "text") == "A contact centre will open in May."


@pytest.mark.parametrize("seal", ["", "nonsense", "a:b:c", "\0"])
def test_a_forged_conflict_changes_nothing(client, story, seal):
    before = draft(story).digest
    answer = client.post(section(), {"conflict": seal, "choice_0": "yours"})
    assert answer.status_code == 409
    assert draft(story).digest == before


@pytest.mark.parametrize(
    ("choice", "order"), [("yours", ("b-2",)), ("theirs", ("b-1", "b-2"))]
)
def test_a_paragraph_that_one_removed_and_one_changed_is_chosen(
    client, story, choice, order
):
    sent = controls(client.get(section()))
    save_as_another(story, "b-1", "The council serves many villages.")
    answer = client.post(section(), sent | {"text": "A contact centre will open."})
    assert "Removed here." in read(answer)
    client.post(section(), {"conflict": sealed(answer), "choice_0": choice})
    assert draft(story).document.children("s-local") == order
