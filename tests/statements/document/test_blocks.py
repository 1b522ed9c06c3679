import time
from contextlib import suppress
from itertools import count

import pytest

from statements.document import Document, IllFormed, TextRefused, compare
from statements.document.blocks import (
    assign_uids,
    check_markdown,
    edit_section,
    join,
    section_text,
    shape,
    split,
)


def section(*children):
    """A statement of one section: texts are blocks, pairs are rows."""
    tree = {
        "root": {"kind": "statement", "order": ["s"]},
        "s": {"kind": "section", "key": "k", "order": []},
    }
    for child in children:
        if isinstance(child, str):
            uid = f"b{len(tree) - 1}"
            tree[uid] = {"kind": "block", "text": child}
        else:
            uid, kind = child
            tree[uid] = {"kind": kind}
        tree["s"]["order"].append(uid)
    return Document.from_tree(tree)


def fresh():
    return map("new{}".format, count(1)).__next__


def uids(old, new):
    named = [(f"u{n}", text) for n, text in enumerate(old, 1)]
    return [uid for uid, _ in assign_uids(named, new, fresh())]


A = "Council has previously approved the statements of 2001, 2002 and 2003."
B = "The ICT Strategy builds on the previous statements and is being updated."
C = "Consultations have included neighbouring local authorities and ITNET."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("None.", "paragraph"),
        ("### Heading", "heading"),
        ("- one", "list"),
        ("2) two", "list"),
        ("> said", "quote"),
        ("| a |\n| - |", "table"),
        ("a | b\n--|--", "table"),
        ("a | b\n--|--|--", "paragraph"),
        ("-5 degrees", "paragraph"),
        ("#hashtag", "paragraph"),
        ("It went on until\n1986. A great year", "paragraph"),
        ("", "paragraph"),
    ],
)
def test_the_shape_of_a_block(text, expected):
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        ("one\ntwo\n\nthree", ["one\ntwo", "three"]),
        ("text\n- a\n- b", ["text", "- a\n- b"]),
        ("- a\n\n\n- b\n\n* c", ["- a\n\n\n- b", "* c"]),
        ("- a\n\n  more\n\n   para\n\nend", ["- a\n\n  more\n\n   para", "end"]),
        ("### Head\ntext", ["### Head", "text"]),
        ("  - a\n  - b", ["- a\n- b"]),
        ("> q\nlazy\n\n> r", ["> q\nlazy", "> r"]),
        ("| a |\n|---|\n| 1 |\n\nend", ["| a |\n|---|\n| 1 |", "end"]),
        ("a\r\n\r\nb\u00a0c  \r\n", ["a", "b c"]),
    ],
)
def test_a_text_is_cut_into_blocks(text, blocks):
    assert split(text) == blocks
    assert split(join(blocks)) == blocks


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "one\n\ntwo <b>bold</b>",
            "Remove the HTML tag <b> from line 3. Use **bold** instead.",
        ),
        ("<div>\nx\n</div>", "Remove the HTML tag <div> from line 1."),
        ("a\nb <!-- c -->", "Remove the HTML from line 2."),
        ("![a](https://b.c/d.png)", "Remove the image from line 1. Say it in words."),
        (
            "see\n[this](javascript:alert(1))",
            "The link “javascript:alert(1)” on line 2 must start with http://,"
            " https:// or mailto:.",
        ),
        ("[a](data:text/html,x)", "The link “data:text/html,x” on line 1"),
        ("[a](../b)", "The link “../b” on line 1"),
        ("[a](//b.c)", "The link “//b.c” on line 1"),
        ("[a](https:)", "The link “https:” on line 1"),
        ("[a](http:///b)", "The link “http:///b” on line 1"),
        ("<javascript:alert(1)>", "The link “javascript:alert(1)” on line 1"),
        ("- a [b](file:///etc)", "The link “file:///etc” on line 1"),
        ("| a |\n|--|\n| <i> |", "Remove the HTML tag <i> from line 3."),
        ("# Title", "The heading on line 1 must start with ### or ####."),
        ("Title\n=====", "Remove the line of “=” on line 2."),
        ("Title\n---", "Remove the line of “-” on line 2."),
        ("#### Deep", "The heading on line 1 skips a level."),
        ("### ", "Enter the words of the heading on line 1."),
        ("> ### Quoted", "Move the heading on line 1 out of the list or quotation."),
        ("a\n\n    code", "Remove the spaces at the start of line 3."),
        ("```\ncode", "Remove the code block that starts on line 1."),
        ("a\n\n***", "Remove the dividing line on line 3."),
        ("[a]: https://b.c", "Line 1 reads as the definition of a link."),
        (
            "- a\n  - b\n    - c\n      - d",
            "nested 3 deep or less. Line 4 goes deeper.",
        ),
        ("x" * 200_001, "Text must be 200,000 characters or fewer. It has 200,001."),
        ("a\x00b", "Text must not contain control characters."),
        ("a\n" * 10_001, "A section must have 10,000 lines or fewer."),
        ("|" + "-|" * 40, "The table at line 1 must have 30 columns or fewer."),
    ],
)
def test_what_a_section_may_not_hold_is_refused_by_line(text, sentence):
    with pytest.raises(TextRefused) as refused:
        check_markdown(text)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "### Head\n\n#### Below\n\n### Again",
        "1 < 2 and <5% & `<b>` and \\<b> and [sic] and a@b",
        "[a](https://b.c) <mailto:d@e.f> [g](mailto:h@i.j) <k@l.m> [n](http://o.p?q=r)",
        "- a\n  1. b\n     > c",
        "x" * 200_000,
        ("x" * 19 + "\r\n") * 9_999,
    ],
)
def test_what_a_section_may_hold(text):
    check_markdown(text)


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "![",
        "[](",
        "[a](b",
        "]",
        "*",
        "*a ",
        "_",
        "**a",
        "`",
        "`a``b",
        "<",
        "<a ",
        "a <!--",
        "a <?",
        'a <b c="',
        "<http:",
        "&",
        "&#",
        "\\",
        ">",
        "> ",
        "- ",
        "1. ",
        "# ",
        "|",
        "|-",
        "[a\n",
        "- a\n",
        "a\n\n",
        "-\n",
        "> a\n",
        "[a]: b 'c\n",
        "\t",
        "\u0301",
        "\ufb2c",
    ],
)
def test_hostile_text_is_answered_within_a_second(piece):
    text = (piece * 200_000)[:200_000]
    began = time.process_time()
    with suppress(TextRefused):
        check_markdown(text)
    # Twice the second, because test machines are busy.
    assert time.process_time() - began < 2


def test_lists_nested_without_end_are_answered_with_a_sentence():
    text = "\n".join("  " * depth + "- a" for depth in range(440))
    with pytest.raises(TextRefused, match="nested 3 deep"):
        check_markdown(text)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([A, B], [A, B], ["u1", "u2"]),
        ([A, B], [A, C, B], ["u1", "new1", "u2"]),
        ([A, B, C], [A, C], ["u1", "u3"]),
        ([A, B, C], [C, A, B], ["u3", "u1", "u2"]),
        ([A, B], [A, B.replace("is being", "has been")], ["u1", "u2"]),
        (["None.", A, "None."], ["None.", B, "None."], ["u1", "new1", "u3"]),
        (["None.", "None."], ["None."], ["u1"]),
        (
            ["None.", "None."],
            ["None.", "There are none.", "None."],
            ["u1", "new1", "u2"],
        ),
        (["None.", A], ["There are none.", A], ["u1", "u2"]),
        ([A, B, C], [C, A, B.upper() + " Soon."], ["u3", "u1", "u2"]),
        ([], ["None."], ["new1"]),
        (["None."], [], []),
    ],
)
def test_a_block_keeps_its_uid(old, new, expected):
    assert uids(old, new) == expected


def test_the_larger_part_of_a_split_block_keeps_its_uid():
    assert uids([f"{A} Yes."], ["Yes.", A]) == ["new1", "u1"]
    assert uids([f"{A} {B} {C} Yes."], [A, f"{B} {C} Yes."]) == ["new1", "u1"]


def test_the_larger_of_joined_blocks_keeps_its_uid():
    assert uids(["Yes indeed.", A], [f"Yes indeed. {A}"]) == ["u2"]
    assert uids([A, "Yes indeed."], [f"{A} Yes indeed."]) == ["u1"]


def test_two_thousand_edited_blocks_are_matched_quickly():
    old = [f"item {n} is planned for March" for n in range(2000)]
    new = [f"item {n} is planned for April" for n in range(2000)]
    began = time.process_time()
    assert uids(old, new) == [f"u{n}" for n in range(1, 2001)]
    assert time.process_time() - began < 3


def test_an_edit_changes_one_block_and_its_redline_is_one_key():
    document = section(A, B, C)
    text = section_text(document, "s").replace("being updated", "now updated")
    assert set(compare(document, edit_section(document, "s", text)).changes) == {
        ("b2", "text")
    }


def test_a_row_stays_behind_the_block_it_followed():
    document = section(("r1", "grant"), A, ("r2", "grant"), B, ("r3", "grant"), C)
    moved = edit_section(document, "s", join([B, A, C]))
    assert moved.children("s") == ("r1", "b4", "r3", "b2", "r2", "b6")
    less = edit_section(document, "s", join([A, C]))
    assert less.children("s") == ("r1", "b2", "r2", "r3", "b6")
    none = edit_section(document, "s", "")
    assert none.children("s") == ("r1", "r2", "r3")
    assert "b2" not in none


def test_notes_on_a_block_stay_with_it():
    document = section(A, B).with_values({("b2", "example"): True})
    edited = edit_section(document, "s", join([B, A + " More."]))
    assert edited.get("b2", "example") is True


def test_two_lists_side_by_side_stay_two_when_another_block_is_edited():
    document = section("- one", "- two", A)
    text = section_text(document, "s").replace("2003", "2004")
    edited = edit_section(document, "s", text)
    assert set(compare(document, edited).changes) == {("b3", "text")}


def test_a_refused_text_changes_nothing_and_a_row_is_no_section():
    document = section(A)
    with pytest.raises(TextRefused):
        edit_section(document, "s", "<b>")
    with pytest.raises(IllFormed):
        edit_section(document, "b1", "text")
