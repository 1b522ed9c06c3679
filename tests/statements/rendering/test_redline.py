import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings

from statements.document import ABSENT, Conflict, Patch, compare
from statements.document.document import ROOT
from statements.rendering.moves import moved, reading_order
from statements.rendering.redline import compared, redline
from statements.rendering.wording import ADDED, REMOVED
from tests.statements.document.strategies import pairs
from tests.statements.rendering import papers


def uid_of(document, **fields):
    return next(
        uid
        for uid in document.walk()
        if all(document.get(uid, name) == value for name, value in fields.items())
    )


def sentences(document, changes):
    return compared(document, document.with_values(changes)).sentences


@settings(max_examples=80)
@given(pairs())
def test_every_amended_key_is_shown(pair):
    before, after = pair
    patch = compare(before, after)
    found = redline(before, patch)
    shown = {a.uid: a for a in found.amendments if a.kind != "moved"}
    assert shown.keys() == {uid for uid, name in patch.changes if name != "order"}
    assert bool(found) == bool(patch)
    for amendment in found.amendments:
        assert re.fullmatch(r"\S.*(\.|\.”)", amendment.sentence, re.DOTALL)
        assert "order" not in amendment.sentence
        if amendment.kind == "changed":
            fates = [r.fate for part in amendment.parts for r in part.runs]
            assert ADDED in fates or REMOVED in fates


@settings(max_examples=80)
@given(pairs())
def test_the_page_is_well_formed_and_holds_both_texts(pair):
    before, after = pair
    html = render_to_string(
        "rendering/_redline.html", {"redline": compared(before, after)}
    )
    page = ElementTree.fromstring(f"<div>{html}</div>")  # noqa: S314
    blocks = [
        (uid, before.get(uid, "text"), after.get(uid, "text"))
        for uid in reading_order(before, after)
        if "block" in (before.get(uid, "kind"), after.get(uid, "kind"))
        and before.get(uid, "text") != after.get(uid, "text")
        and uid in before
        and uid in after
    ]
    amendments = compared(before, after).amendments
    items = page.findall(".//li") if amendments else []
    assert len(items) == len(amendments)
    by_uid = {
        a.uid: item
        for a, item in zip(amendments, items, strict=True)
        if a.kind == "changed"
    }
    for uid, old, new in blocks:
        words = next(
            p
            for p in by_uid[uid].findall("p[@class='ieg-redline__words']")
            if p.find("span[@class='ieg-redline__label']") is None
        )
        assert text_without(words, "ins") == old
        assert text_without(words, "del") == new


def text_without(element, tag):
    """The element's text; neither marks, hidden words nor the elements of `tag`."""
    text = element.text or ""
    for child in element:
        silent = child.tag == "span" and child.get("class") != "ieg-run"
        if child.tag != tag and not silent:
            text += text_without(child, tag)
        text += child.tail or ""
    return text


@settings(max_examples=80)
@given(pairs())
def test_what_was_not_moved_is_still_in_turn(pair):
    before, after = pair
    away = moved(before, after)
    for parent in after.elements:
        if parent in before:
            old = [u for u in before.children(parent) if u in after and u not in away]
            new = [u for u in after.children(parent) if u in before and u not in away]
            assert old == new


@settings(max_examples=80)
@given(pairs())
def test_reading_order_names_every_element_once(pair):
    before, after = pair
    order = list(reading_order(before, after))
    assert sorted(order) == sorted(before.elements.keys() | after.elements.keys())


def test_a_status_is_said_from_word_to_word():
    document = papers.statement()
    uid = uid_of(document, code="R3")
    progress = document.thawed(uid, "progress")
    changed = {**progress, "status": "on_the_way"}
    assert sentences(document, {(uid, "progress"): changed}) == (
        "Outcome R3: status changes from Planned to On the way.",
    )
    both = {**changed, "comment": "Live in May.\nNot before."}
    assert sentences(document, {(uid, "progress"): both}) == (
        "Outcome R3: status changes from Planned to On the way; comment is changed.",
    )


def test_a_figure_is_said_with_its_row_and_column():
    document = papers.statement()
    uid = uid_of(document, label="Collecting revenue")
    cells = {**document.thawed(uid, "cells"), "enabled": 12}
    assert sentences(document, {(uid, "cells"): cells}) == (
        "Collecting revenue, Enabled, March 2005: 9 becomes 12.",
    )


def test_a_grant_is_said_in_pounds():
    document = papers.statement()
    uid = uid_of(document, kind="grant")
    quote = {"year": "2002", "pence": 19_000_000}
    assert sentences(document, {(uid, "quote"): quote}) == (
        "Grant of 2002: £200,000 becomes £190,000.",
    )


def test_a_short_replacement_is_quoted_and_a_long_one_is_not():
    document = papers.report()
    uid = uid_of(document, text="None.")
    assert sentences(document, {(uid, "text"): "A licence."}) == (
        "Paragraph 7: “None.” becomes “A licence.”",
    )
    assert sentences(document, {(uid, "text"): "word " * 40 + "end."}) == (
        "Paragraph 7 is changed.",
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("### Our partners", "heading"),
        ("- forms\n- kiosks", "list"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "table"),
        ("> As the leader said.", "quotation"),
    ],
)
def test_what_has_no_number_is_called_what_it_is(text, name):
    document = papers.report()
    section = document.parents[uid_of(document, text="None.")]
    first, *_ = document.children(section)
    uid = "n" * 20
    with_it = document.with_values(
        {
            (uid, "kind"): "block",
            (uid, "text"): text,
            (section, "order"): [first, uid],
        }
    )
    where = "in section Legal Implications"
    assert compared(document, with_it).sentences == (
        f"A new {name} is inserted {where}.",
    )
    told = f"{name.capitalize()} in Legal Implications"
    assert compared(with_it, document).sentences == (f"{told} is removed.",)
    longer = text + " word" * 40
    assert sentences(with_it, {(uid, "text"): longer}) == (f"{told} is changed.",)


def test_insertion_removal_and_awaiting_are_said_in_words():
    document = papers.report()
    uid = uid_of(document, text="None.")
    section = document.parents[uid]
    inserted = document.with_values(
        {
            ("n" * 20, "kind"): "block",
            ("n" * 20, "text"): "Counsel was asked.",
            (section, "order"): [uid, "n" * 20],
        }
    )
    assert compared(document, inserted).sentences == (
        "A new paragraph 8 is inserted in section Legal Implications.",
    )
    assert compared(inserted, document).sentences == ("Paragraph 8 is removed.",)
    assert sentences(document, {(uid, "awaiting"): papers.AWAITING}) == (
        "Paragraph 7 is marked as still awaited.",
    )


def test_a_move_is_said_in_words_and_not_as_removal_and_insertion():
    document = papers.report()
    section = uid_of(document, title="Considerations")
    first, second = document.children(section)
    after = document.with_values({(section, "order"): [second, first]})
    found = compared(document, after)
    assert [amendment.kind for amendment in found.amendments] == ["moved"]
    assert found.sentences[0] in (
        "Paragraph 4 is moved and becomes paragraph 5.",
        "Paragraph 5 is moved and becomes paragraph 4.",
    )
    assert found.amendments[0].renumbered


def test_the_title_of_the_paper_can_change():
    document = papers.report()
    assert sentences(document, {(ROOT, "title"): "Other"}) == (
        "The report: title changes from Implementing Electronic Government to Other.",
    )


def test_marks_and_hidden_words_stand_beside_the_colours():
    document = papers.report()
    uid = uid_of(document, text="None.")
    found = compared(document, document.with_values({(uid, "text"): "<Two> posts."}))
    html = render_to_string("rendering/_redline.html", {"redline": found})
    hidden = '<span class="govuk-visually-hidden">'
    mark = '<span class="ieg-mark" aria-hidden="true">'
    run = '<span class="ieg-run">'
    assert f"<del>{hidden}removed: </span>{mark}−</span>{run}None.</span></del>" in html
    assert (
        f"<ins>{hidden}added: </span>{mark}+</span>{run}&lt;Two&gt; posts.</span></ins>"
        in html
    )
    assert found.as_text == (
        "Paragraph 7: “None.” becomes “<Two> posts.”\n"
        "    [removed: None.] [added: <Two> posts.]"
    )


def test_the_text_for_a_message_keeps_the_spaces():
    document = papers.report()
    uid = uid_of(document, text="None.")
    long = "One two three four five six seven, eight nine."
    before = document.with_values({(uid, "text"): long})
    after = document.with_values({(uid, "text"): long.replace("seven", "7")})
    assert compared(before, after).as_text.splitlines()[1] == (
        "    One two three four five six [removed: seven] [added: 7], eight nine."
    )


def test_a_patch_that_does_not_fit_is_a_conflict():
    document = papers.report()
    uid = uid_of(document, text="None.")
    with pytest.raises(Conflict):
        redline(document, Patch({(uid, "text"): ("Other.", "Two.")}))
    with pytest.raises(Conflict):
        redline(document, Patch({(uid, "text"): (ABSENT, "Two.")}))


def test_no_change_says_so():
    found = compared(papers.report(), papers.report())
    assert not found
    html = render_to_string("rendering/_redline.html", {"redline": found})
    assert "No word or figure changes." in html
