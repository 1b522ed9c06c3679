"""What is material, held by pairs of texts, and the page that lists them."""

import pytest

from decisions.materiality import why_material
from decisions.telling import telling_words
from statements.document import compare
from statements.document.blocks import edit_section
from tests import makers
from tests.decisions import materiality_pairs
from tests.decisions.materiality_pairs import PAGE, pairs, reasons

PAIRS = pairs()


def _name(pair):
    return f"{pair['before']} -> {pair['after']}"[:70].replace("\n", " ")


@pytest.mark.parametrize("pair", PAIRS, ids=_name)
def test_a_pair_is_material_or_not(pair):
    found = reasons(pair)
    assert bool(found) == (pair["verdict"] == "material"), found
    assert found == pair.get("why", [])


@pytest.mark.parametrize("pair", PAIRS, ids=_name)
def test_the_way_back_is_as_material_as_the_way_there(pair):
    back = {**pair, "before": pair["after"], "after": pair["before"]}
    assert bool(reasons(back)) == (pair["verdict"] == "material")


def test_there_are_enough_pairs_of_both_kinds():
    verdicts = [pair["verdict"] for pair in PAIRS]
    assert len({(p.get("what"), p["before"], p["after"]) for p in PAIRS}) >= 60
    assert verdicts.count("material") >= 30
    assert verdicts.count("minor") >= 25


def test_the_page_lists_the_pairs():
    assert PAGE.read_text() == materiality_pairs.page(), (
        "run python -m tests.decisions.materiality_pairs"
    )


def _why(before, after):
    return why_material(before, compare(before, after))


def test_nothing_changed_is_not_material():
    document = makers.statement_document()
    assert _why(document, document) == []


def test_a_paragraph_that_goes_to_another_section_is_material():
    before = makers.statement_document()
    after = before.with_values(
        {
            ("s-local", "order"): ["b-1"],
            ("s-outcomes", "order"): ["b-2", "o-r1", "o-r2"],
        }
    )
    assert _why(before, after) == ["Paragraph 2.1 is moved to another section"]


def test_what_is_awaited_in_a_paragraph_is_material_though_its_words_stay():
    before = makers.statement_document()
    note = {"what": "the date", "whom": "Finance", "by": "2004-12-17"}
    noted = before.with_values({("b-2", "awaiting"): note})
    later = before.with_values({("b-2", "awaiting"): {**note, "by": "2004-12-20"}})
    assert _why(before, noted) == ["Paragraph 1.2: content is awaited"]
    assert _why(noted, before) == ["Paragraph 1.2: content is no longer awaited"]
    assert _why(noted, later) == [
        "Paragraph 1.2: what is awaited changes. "
        "Still awaited: the date, from Finance, by 20 December 2004"
    ]


def test_a_paragraph_joined_away_takes_no_note_of_missing_content_with_it():
    note = {"what": "the date", "whom": "Finance", "by": "2004-12-17"}
    before = makers.statement_document().with_values({("b-2", "awaiting"): note})
    joined = before.without({"b-2"}).with_values(
        {
            ("b-1", "text"): "The council serves villages. A contact centre will open.",
            ("s-local", "order"): ["b-1"],
        }
    )
    assert _why(before, joined) == ["Paragraph 1.2 is removed"]


def test_the_deadline_of_the_paper_is_material():
    before = makers.statement_document()
    assert _why(before, makers.statement_document(deadline="2004-12-21")) == [
        "The paper, Due: “20 December 2004” becomes “21 December 2004”"
    ]


def test_the_unit_of_a_column_is_material():
    before = makers.statement_document()
    columns = before.thawed("s-bvpi", "columns")
    columns[0]["unit"] = "percent"
    (reason,) = _why(before, before.with_values({("s-bvpi", "columns"): columns}))
    assert reason.startswith("Section 3, BVPI 157, Columns: “Permissible (number")


def test_every_reason_is_one_line():
    before = makers.statement_document()
    text = (
        "The council\nserves 5 villages and\nwill not serve 6.\n\n- one\n- two thirds"
    )
    found = _why(before, edit_section(before, "s-local", text))
    assert found
    assert not [reason for reason in found if "\n" in reason]


def test_exempt_words_do_not_run_over_into_words_that_are_not():
    mark = {"paragraph": "8", "reason": "names a bidder"}
    before = makers.statement_document().with_values({("b-1", "exempt"): mark})
    told = before.get("b-1", "text") + " " + before.get("b-2", "text")
    for cut in (len("The council"), len(told) - len("will open.")):
        after = before.with_values(
            {
                ("b-1", "text"): told[:cut].strip(),
                ("b-2", "text"): told[cut:].strip(),
            }
        )
        assert _why(before, after), cut
        assert _why(after, before), cut


def test_a_row_that_comes_to_stand_under_another_heading_is_material():
    row = {"kind": "entry", "text": "A plan of 2003"}
    before = makers.statement_document().with_values(
        {
            ("b-1", "text"): "### What is done",
            ("b-2", "text"): "### What is not done",
            **{("e-1", name): value for name, value in row.items()},
            ("s-local", "order"): ["b-1", "e-1", "b-2"],
        }
    )
    after = before.with_values({("s-local", "order"): ["b-1", "b-2", "e-1"]})
    assert _why(before, after) == ["“A plan of 2003” stands under other words"]


def test_items_that_change_lists_within_one_block_are_material():
    document = makers.statement_document()
    lists = "We do:\n\n- {}\n\nWe do not:\n\n- {}"
    before, after = (
        document.with_values({("b-1", "text"): lists.format(*items)})
        for items in (("publish plans", "sell data"), ("sell data", "publish plans"))
    )
    assert _why(before, after)


def test_a_lead_in_keeps_its_list_whatever_is_spelt_otherwise_in_it():
    before = edit_section(
        makers.statement_document(), "s-local", "We do not accomodate:\n\n- cars"
    )
    after = edit_section(before, "s-local", "We do not accommodate:\n\n- cars")
    assert _why(before, after) == []


def test_a_long_text_written_anew_is_material_and_quickly_found_so():
    old = " ".join(f"Village {n} has a kiosk." for n in range(400))
    new = " ".join(f"Parish {n} wants a library." for n in range(400))
    found = telling_words(old, new)
    assert "“Village” becomes “Parish”" in found
    assert len(found) < 10


def test_a_sentence_put_in_is_named_from_its_first_word():
    old = "The plan is ready. The centre opens."
    for new in (f"The form is short. {old}", f"{old} The form is short."):
        assert telling_words(old, new) == ["“The form is short” is added"]
        assert telling_words(new, old) == ["“The form is short” is removed"]
