import pytest

from statements.document import Conflict, Document, compare
from statements.document.merge import merge, merge_orders, rebase

BASE = Document.from_tree(
    {
        "root": {"kind": "statement", "order": ["s", "t"]},
        "s": {"kind": "section", "title": "One", "order": ["a", "b", "c"]},
        "t": {"kind": "section", "title": "Two", "order": ["d"]},
        **{uid: {"kind": "block", "text": uid} for uid in "abcd"},
    }
)


def saying(document, **texts):
    return document.with_values({(uid, "text"): text for uid, text in texts.items()})


def ordered(document, section, order, gone=""):
    new = {u for u in order if u not in document}
    values = {(section, "order"): list(order)}
    for uid in new:
        values |= {(uid, "kind"): "block", (uid, "text"): uid}
    return document.without(set(gone)).with_values(values)


def test_each_sides_own_changes_are_both_there():
    merged = merge(BASE, saying(BASE, a="mine"), saying(BASE, c="theirs"))
    assert merged.conflicts == ()
    assert merged.document == saying(BASE, a="mine", c="theirs")


def test_a_text_changed_by_both_is_named_and_theirs_stands():
    merged = merge(BASE, saying(BASE, a="mine"), saying(BASE, a="theirs"))
    assert merged.conflicts == (("a", "text"),)
    assert merged.document.get("a", "text") == "theirs"


def test_the_same_change_by_both_is_no_conflict():
    assert merge(BASE, saying(BASE, a="x"), saying(BASE, a="x")).conflicts == ()


def test_what_one_removed_and_the_other_edited_is_named_and_kept():
    less = ordered(BASE, "s", "ac", gone="b")
    for mine, theirs in ((less, saying(BASE, b="x")), (saying(BASE, b="x"), less)):
        merged = merge(BASE, mine, theirs)
        assert merged.conflicts == (("b", "text"),)
        assert merged.document.get("b", "text") == "x"
        assert merged.document.children("s") == ("a", "b", "c")


def test_a_section_removed_by_one_stands_while_the_other_wrote_in_it():
    removed = BASE.without({"t", "d"}).with_values({("root", "order"): ["s"]})
    merged = merge(BASE, removed, saying(BASE, d="x"))
    assert merged.conflicts == (("d", "text"), ("t", "order"))
    assert merged.document.children("t") == ("d",)
    assert merged.document.children() == ("s", "t")


def test_a_block_removed_by_one_and_moved_to_another_section_is_named_and_kept():
    merged = merge(
        BASE,
        ordered(BASE, "s", "ac", gone="b"),
        ordered(ordered(BASE, "s", "ac"), "t", "db"),
    )
    assert merged.conflicts == (("b", "kind"),)
    assert merged.document.children("t") == ("d", "b")


def test_a_block_moved_to_two_sections_is_named():
    mine = ordered(ordered(BASE, "s", "ac"), "t", "bd")
    other = BASE.with_values(
        {
            ("root", "order"): ["s", "t", "u"],
            ("u", "kind"): "section",
            ("u", "title"): "Three",
            ("u", "order"): ["b"],
            ("s", "order"): ["a", "c"],
        }
    )
    merged = merge(BASE, mine, other)
    assert merged.conflicts == (("t", "order"), ("u", "order"))
    assert merged.document.parents["b"] == "u"
    merged.document.check_form()


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected"),
    [
        ("abc", "abxc", "aybc", "aybxc"),
        ("abc", "abcx", "abcy", "abcyx"),
        ("abc", "xabc", "ac", "xac"),
        ("abc", "abxc", "ac", "axc"),
        ("abc", "bca", "cab", "cba"),
        ("abc", "bac", "abcx", "bacx"),
        ("abc", "bac", "bac", "bac"),
        ("abcd", "bxacd", "abdc", "bxadc"),
        ("", "xy", "z", "zxy"),
    ],
)
def test_orders_merge(base, mine, theirs, expected):
    for one, other in ((mine, theirs), (theirs, mine)):
        merged, clear = merge_orders(base, one, other, expected)
        assert ("".join(merged), clear) == (expected, True)


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [("abcd", "bacd", "bcda"), ("abc", "bac", "acb"), ("abcd", "acbd", "bacd")],
)
def test_one_moved_to_two_places_is_no_order(base, mine, theirs):
    merged, clear = merge_orders(base, mine, theirs, base)
    assert (merged, clear) == (list(theirs), False)


def test_a_stale_insertion_is_rebased_behind_what_it_followed():
    patch = compare(BASE, ordered(BASE, "s", "abxc"))
    current = ordered(BASE, "s", "yabc")
    assert patch.conflicts(current) == [("s", "order")]
    rebased = rebase(patch, current)
    assert rebased.apply(current).children("s") == ("y", "a", "b", "x", "c")


@pytest.mark.parametrize(
    ("mine", "current", "key"),
    [
        (saying(BASE, a="mine"), saying(BASE, a="theirs"), ("a", "text")),
        (saying(BASE, b="x"), ordered(BASE, "s", "ac", gone="b"), ("b", "text")),
        (ordered(BASE, "s", "ac", gone="b"), saying(BASE, b="x"), ("b", "text")),
        (
            ordered(BASE, "s", "ac", gone="b"),
            BASE.with_values({("b", "example"): True}),
            ("b", "example"),
        ),
        (
            BASE.with_values({("b", "example"): True}),
            ordered(BASE, "s", "ac", gone="b"),
            ("b", "example"),
        ),
        (ordered(BASE, "s", "bac"), ordered(BASE, "s", "acb"), ("s", "order")),
    ],
)
def test_what_cannot_be_rebased_is_named(mine, current, key):
    with pytest.raises(Conflict) as conflict:
        rebase(compare(BASE, mine), current)
    assert key in conflict.value.keys
