"""What is exempt, by the law of its day, and a Document without it."""

from datetime import date

import pytest
from hypothesis import given

from statements.document import Document, compare
from statements.document import schedule12a as schedule
from statements.document.blocks import edit_section
from statements.document.elements import KINDS, check_elements
from statements.document.exempt import (
    Marked,
    Reader,
    is_withheld,
    may_read,
    paragraphs_at,
    placeholder,
    standing,
    withheld,
)
from statements.document.numbering import places
from statements.rendering.outline import outline
from statements.rendering.redline import compared_for
from tests import makers
from tests.statements.document.strategies import documents

IN_2004, LAST_DAY, NEW_DAY = date(2004, 12, 9), date(2006, 2, 28), date(2006, 3, 1)
# By hand: the paragraphs that a member may read, and those that a member may not.
TABLE = [
    (IN_2004, "7 8 10 13 15", "1 2 3 4 5 6 9 11 12 14 3-terms"),
    (LAST_DAY, "7 8 10 13 15", "1 2 3 4 5 6 9 11 12 14 3-terms"),
    (NEW_DAY, "3 6", "1 2 3-terms 4 5 7 8 9 10 11 12 13 14 15"),
    (date(2012, 9, 10), "3 6", "1 2 3-terms 4 5 7 8 9 10 11 12 13 14 15"),
]


@pytest.mark.parametrize(("on", "open_to_members", "closed"), TABLE)
def test_which_paragraphs_members_may_read(on, open_to_members, closed):
    told = {p: schedule.members_may_see(p, on) for p in schedule.PARAGRAPHS}
    assert {p for p, open_ in told.items() if open_} == set(open_to_members.split())
    assert {p for p, open_ in told.items() if not open_} == set(closed.split())


def test_the_schedule_of_the_day():
    assert list(schedule.paragraphs(LAST_DAY)) == [str(n) for n in range(1, 16)]
    new = schedule.paragraphs(NEW_DAY)
    assert sorted(set(map(schedule.number, new))) == [str(n) for n in range(1, 8)]


def test_only_sure_descriptions_are_printed():
    assert not any(schedule.OLD.values())
    assert {p for p, words in schedule.NEW.items() if words} == {
        *("1", "2", "3", "3-terms", "7")
    }


@pytest.mark.parametrize("reader", Reader)
def test_what_is_not_exempt_is_read_by_all(reader):
    assert may_read(reader, (), IN_2004)


@pytest.mark.parametrize(
    ("paragraphs", "readers"),
    [
        (("8",), {Reader.WORKS, Reader.MEMBER}),
        (("9",), {Reader.WORKS}),
        (("8", "9"), {Reader.WORKS}),
        (("8", "10"), {Reader.WORKS, Reader.MEMBER}),
    ],
)
def test_who_reads_what_is_exempt(paragraphs, readers):
    found = {reader for reader in Reader if may_read(reader, paragraphs, IN_2004)}
    assert found == readers


def mark(paragraph, reason="It names Foxton."):
    return {"paragraph": paragraph, "reason": reason}


def marked(changes, document=None):
    document = document or makers.statement_document()
    return document.with_values({(uid, "exempt"): m for uid, m in changes.items()})


def test_a_mark_needs_a_known_paragraph_and_a_reason():
    check_elements(marked({"b-1": mark("8")}))
    for wrong in (mark("16"), mark("8", " "), {"paragraph": "8"}, mark("")):
        with pytest.raises(ValueError, match="exempt of block b-1"):
            check_elements(marked({"b-1": wrong}))


def test_the_root_is_never_exempt():
    with pytest.raises(ValueError, match="no field exempt"):
        check_elements(marked({"root": mark("8")}))


def test_those_who_work_on_it_read_the_very_text():
    document = marked({"b-1": mark("9")})
    assert withheld(document, Reader.WORKS) is document


def test_words_are_replaced_and_the_reason_goes():
    seen = withheld(marked({"b-1": mark("9")}), Reader.MEMBER)
    assert seen.get("b-1", "text") == (
        "This part is not for publication: exempt under paragraph 9 of Schedule 12A."
    )
    assert seen.get("b-1", "exempt") == {"paragraph": "9"}
    assert is_withheld(seen, "b-1")
    assert not is_withheld(seen, "b-2")
    assert seen.get("b-2", "text") == "A contact centre will open."


def test_a_marked_section_covers_all_that_is_in_it():
    document = marked({"s-bvpi": mark("9")})
    seen = withheld(document, Reader.PUBLIC)
    assert seen.get("s-bvpi", "title") == "Not for publication"
    assert seen.get("f-1", "label") == placeholder("9")
    assert set(seen.get("f-1", "cells").values()) == {"Withheld"}
    assert {c["label"] for c in seen.get("s-bvpi", "columns")} == {"Withheld"}
    assert paragraphs_at(document, "f-1") == ("9",)


def test_the_paragraph_that_closes_it_is_the_one_named():
    document = marked({"s-local": mark("8"), "b-1": mark("9")})
    seen = withheld(document, Reader.MEMBER)
    assert seen.get("s-local", "title") == "Local context"
    assert seen.get("b-1", "text") == placeholder("9")
    assert seen.get("b-2", "text") == "A contact centre will open."


def test_of_an_outcome_only_the_councils_part_is_withheld():
    seen = withheld(marked({"o-r1": mark("9")}), Reader.PUBLIC)
    assert seen.get("o-r1", "summary") == "Summary of R1."
    assert dict(seen.get("o-r1", "progress")) == {
        "status": "Withheld",
        "on_time": "Withheld",
        "comment": placeholder("9"),
    }


def test_what_is_awaited_at_it_goes_too():
    note = {"what": "the bid", "whom": "Foxton", "by": "2004-12-15"}
    document = marked({"b-1": mark("9")}).with_values({("b-1", "awaiting"): note})
    assert withheld(document, Reader.PUBLIC).get("b-1", "awaiting") is None


@pytest.mark.parametrize(
    "text",
    ["### Foxton", "- Foxton", "1. Foxton", "> Foxton", "| Foxton |\n| --- |\n| x |"],
)
def test_what_has_no_number_gets_none_so_that_others_keep_theirs(text):
    document = makers.statement_document().with_values({("b-1", "text"): text})
    document = marked({"b-1": mark("9")}, document)
    seen = withheld(document, Reader.PUBLIC)
    assert "Foxton" not in seen.canonical.decode()
    assert places(seen)["b-2"].number == places(document)["b-2"].number == "1.1"


@given(documents())
def test_numbers_and_structure_stay_for_every_reader(document):
    for reader in Reader:
        seen = withheld(document, reader)
        seen.check_form()
        assert seen.elements.keys() == document.elements.keys()
        assert [seen.children(u) for u in seen.elements] == [
            document.children(u) for u in seen.elements
        ]
        now, was = places(seen), places(document)
        assert {u: p.number for u, p in now.items()} == {
            u: p.number for u, p in was.items()
        }
        outline(seen)


_PUBLIC_FIELDS = {
    "outcome": set(KINDS["outcome"].must) - {"progress"},
    "section": {"key", "layout", "numbered", "total", "order"},
}


@given(documents())
def test_nothing_of_an_exempt_element_is_left(document):
    seen = withheld(document, Reader.PUBLIC)
    for uid in document.walk():
        fields = document.elements[uid]
        if not paragraphs_at(document, uid):
            assert seen.elements[uid] == fields
            continue
        kept = {"kind", "example", *_PUBLIC_FIELDS.get(fields["kind"], ())}
        for name, value in fields.items():
            if name not in kept and value:
                assert seen.get(uid, name) != value, (uid, name)


def figures(document, uid):
    section = next(s for s in outline(document).sections if s.uid == uid)
    return section.items[0].table


def test_a_total_is_withheld_with_a_figure_of_it():
    document = makers.statement_document().with_values(
        {
            ("s-bvpi", "total"): True,
            ("s-bvpi", "order"): ["f-1", "f-2"],
            ("f-2", "kind"): "figure",
            ("f-2", "label"): "Paying bills",
            ("f-2", "cells"): {"permissible": 10, "enabled": 5, "included": True},
        }
    )
    whole = figures(document, "s-bvpi")
    assert [cell.text for cell in whole.total.cells][:2] == ["110", "76"]
    table = figures(
        withheld(marked({"f-2": mark("9")}, document), Reader.PUBLIC), "s-bvpi"
    )
    assert [cell.text for cell in table.total.cells][:2] == ["Withheld", "Withheld"]
    assert table.result.endswith("Withheld")
    assert [cell.text for cell in table.rows[0].cells][:2] == ["100", "71"]


def test_a_grant_is_withheld_with_the_sum():
    grants = {
        ("s-grants", "order"): ["g-1", "g-2"],
        ("g-1", "kind"): "grant",
        ("g-1", "quote"): {"year": "2003", "pence": 20_000_000},
        ("g-2", "kind"): "grant",
        ("g-2", "quote"): {"year": "2004", "pence": 35_000_000},
    }
    document = marked(
        {"g-2": mark("9")}, makers.statement_document(**{}).with_values(grants)
    )
    table = figures(withheld(document, Reader.MEMBER), "s-grants")
    assert [row.cells[0].text for row in table.rows] == ["£200,000", "Withheld"]
    assert table.total.cells[0].text == "Withheld"
    assert "350,000" not in str(table)


# --- comparisons


def test_a_change_of_withheld_words_is_said_without_them():
    before = marked({"b-1": mark("9")})
    after = before.with_values({("b-1", "text"): "Foxton."})
    shown = compared_for(Reader.PUBLIC, before, after, {})
    assert shown.sentences == (
        "Paragraph 1.1 is changed in words that are not for publication.",
    )
    assert "Foxton" not in shown.as_text


def test_what_becomes_exempt_is_withheld_from_the_text_before():
    before = makers.statement_document()
    after = marked({"b-1": mark("9")})
    also = standing([before, after])
    shown = compared_for(Reader.PUBLIC, before, after, also)
    assert "villages" not in shown.as_text


def test_what_was_taken_out_while_exempt_stays_withheld():
    first = makers.statement_document()
    exempt = marked({"b-1": mark("9")})
    last = exempt.without({"b-1"}).with_values({("s-local", "order"): ["b-2"]})
    also = standing([first, exempt, last])
    assert also == {"b-1": Marked(("9",))}
    for before, after in ((first, exempt), (exempt, last), (first, last)):
        told = compared_for(Reader.PUBLIC, before, after, also).as_text
        assert "villages" not in told


def test_what_was_written_anew_so_that_the_mark_could_go_stays_withheld():
    first, exempt = makers.statement_document(), marked({"b-1": mark("9")})
    last = first.with_values({("b-1", "text"): "The council serves some places."})
    also = standing([first, exempt, last])
    for before, after in ((first, exempt), (exempt, last), (first, last)):
        told = compared_for(Reader.PUBLIC, before, after, also).as_text
        assert "villages" not in told
    assert "some places" in told


def test_members_read_by_the_paragraph_that_was_marked_last():
    first, last = marked({"b-1": mark("8")}), marked({"b-1": mark("9")})
    told = compared_for(Reader.MEMBER, first, last, standing([first, last])).as_text
    assert "villages" not in told


def test_what_is_no_longer_exempt_is_read_again():
    exempt, last = marked({"b-1": mark("9")}), makers.statement_document()
    also = standing([exempt, last])
    shown = compared_for(Reader.PUBLIC, exempt, last, also)
    assert "villages" in shown.as_text
    assert "is no longer exempt" in shown.sentences[0]


def test_members_read_the_change_of_what_their_paragraph_lets_them():
    before = marked({"b-1": mark("8")})
    after = before.with_values({("b-1", "text"): "The council serves towns."})
    assert "towns" in compared_for(Reader.MEMBER, before, after, {}).as_text
    assert "towns" not in compared_for(Reader.PUBLIC, before, after, {}).as_text


# --- edits


def edited(document, text):
    return edit_section(document, "s-local", text)


def exempt_texts(document):
    return {
        document.get(uid, "text")
        for uid in document.children("s-local")
        if document.get(uid, "exempt")
    }


EXEMPT_FIRST = marked({"b-1": mark("9")})


@pytest.mark.parametrize(
    ("text", "exempt"),
    [
        # Split in two.
        (
            "The council\n\nserves villages.\n\nA contact centre will open.",
            {"The council", "serves villages."},
        ),
        # Joined to what was open.
        (
            "The council serves villages. A contact centre will open.",
            {"The council serves villages. A contact centre will open."},
        ),
        # Edited in its place, another written beside it.
        (
            "The council serves towns.\n\nA contact centre will open.\n\nNew.",
            {"The council serves towns.", "New."},
        ),
        # Only another one written.
        (
            "The council serves villages.\n\nA contact centre will open.\n\nNew.",
            {"The council serves villages."},
        ),
        # Moved.
        (
            "A contact centre will open.\n\nThe council serves villages.",
            {"The council serves villages."},
        ),
        # Taken out.
        ("A contact centre will open.", set()),
    ],
)
def test_no_edit_of_a_section_lets_exempt_words_out(text, exempt):
    assert exempt_texts(edited(EXEMPT_FIRST, text)) == exempt


def test_another_text_than_the_exempt_one_is_edited_freely():
    text = "The council serves villages.\n\nA contact centre may open."
    patch = compare(EXEMPT_FIRST, edited(EXEMPT_FIRST, text))
    assert set(patch.changes) == {("b-2", "text")}


def test_an_empty_document_has_nothing_to_withhold():
    assert withheld(Document(), Reader.PUBLIC) == Document()
