import re
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings

from statements.document.document import ROOT
from statements.document.numbering import places
from statements.rendering.outline import outline
from tests.statements.document.strategies import documents
from tests.statements.rendering import papers

VOID = {"br", "hr"}


def html_of(document, **more):
    context = {"outline": outline(document, **more)}
    return render_to_string("rendering/_document.html", context)


class Page(HTMLParser):
    """Reads a page, and fails where an element is not closed in its place."""

    def __init__(self, html):
        super().__init__()
        self.open, self.ids, self.headings, self.styles = [], [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if re.fullmatch(r"h\d", tag):
            self.headings.append(int(tag[1]))
        self.styles += [name for name in attributes if name == "style"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@settings(max_examples=60)
@given(documents())
def test_every_element_of_every_document_stands_on_the_page_once(document):
    page = Page(html_of(document))
    assert sorted(page.ids) == sorted(f"e-{uid}" for uid in document.walk())
    assert page.styles == []


@settings(max_examples=60)
@given(documents())
def test_no_document_skips_a_level_of_heading(document):
    for heading in (2, 3):
        last = heading - 1
        for level in Page(html_of(document, heading=heading)).headings:
            assert heading <= level <= last + 1
            last = level


def test_the_page_says_the_same_numbers_as_the_places():
    document = papers.report()
    html = html_of(document)
    for uid, place in places(document).items():
        if document.get(uid, "kind") == "block" and place.number:
            start = html.index(f'id="e-{uid}"')
            assert html[start:].split(">", 3)[2].startswith(f"{place.number}.<")


def test_outcomes_are_grouped_by_area_with_a_word_and_a_mark():
    html = html_of(papers.statement())
    assert html.count('<tr class="ieg-group">') == 4
    assert re.search(r'aria-hidden="true">◐</span> On the way', html)
    assert 'data-label="Will it meet its date"' in html


def test_a_blank_objective_keeps_its_row():
    html = html_of(papers.report())
    assert re.search(r'<th scope="row">Village Life</th>\s*<td></td>', html)


def test_recommendations_have_letters_and_notes_beside_them():
    document = papers.report()
    uid = next(u for u in document.walk() if places(document)[u].number == "b")
    html = html_of(document, notes={uid: "Agreed"})
    assert '<span class="ieg-number">(b)</span>' in html
    assert html.count("Agreed") == 1
    assert html.index(f"e-{uid}") < html.index("Agreed")


def test_totals_and_bvpi_157_are_computed_from_counts():
    html = html_of(papers.statement())
    assert "BVPI 157, enabled of what is permissible: 88.81%" in html
    assert "£750,000" in html
    # One of the two forecasts is missing, so their sum is not known.
    assert html.count("Not stated</td>") >= 2


def test_what_is_awaited_is_said_in_words():
    html = html_of(papers.statement())
    words = "Still awaited: the take-up of the last quarter, from the Contact Centre,"
    assert html.count(f"{words} by 15 December 2004.") == 2


def test_tables_are_numbered_by_position():
    html = html_of(papers.statement())
    assert re.findall(r"Table (\d+)", html) == [str(n) for n in range(1, 8)]


@pytest.mark.parametrize("text", ["<script>", "{{ x }}", "'\"&"])
def test_what_was_typed_is_escaped_everywhere(text):
    document = papers.statement()
    changed = {
        (uid, name): text
        for (uid, name), value in document.values.items()
        if uid != ROOT and name in ("text", "title", "label", "summary", "effect")
    }
    html = html_of(document.with_values(changed))
    assert "<script" not in html
    Page(html)


def test_a_section_may_offer_what_its_reader_can_do():
    document = papers.report()
    section = document.children()[0]
    html = html_of(document, actions={section: {"url": "/edit/", "label": "Edit"}})
    assert html.count('href="/edit/"') == 1
