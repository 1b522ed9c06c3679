"""The laws of the Document's algebra, each over random papers and edits."""

import json
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statements.document import (
    Conflict,
    Document,
    IllFormed,
    Patch,
    TextRefused,
    compare,
)
from statements.document.blocks import (
    assign_uids,
    edit_section,
    join,
    section_text,
    shape,
    split,
)
from statements.document.document import ROOT
from statements.document.elements import check_elements
from statements.document.merge import merge, rebase
from statements.document.numbering import places
from statements.document.patch import ABSENT, same
from statements.document.text import plain_text

from . import strategies as some

LAWS = []


@dataclass(frozen=True)
class Law:
    """A law and what it is about, to be held over as many examples as are asked."""

    function: object
    over: tuple

    @property
    def name(self):
        return self.function.__name__

    def hold(self, examples):
        settings(max_examples=examples)(given(*self.over)(self.function))()


def law(*over):
    def note(function):
        LAWS.append(Law(function, over))
        return function

    return note


@law(some.pairs())
def every_paper_and_every_edit_is_well_formed(pair):
    for document in pair:
        check_elements(document)


@law(some.documents())
def canonical_bytes_come_back_the_same(document):
    again = Document.from_bytes(document.canonical)
    assert again == document
    assert again.canonical == document.canonical
    assert again.digest == document.digest


@law(some.documents())
def canonical_bytes_are_those_of_rfc_8785(document):
    text = document.canonical.decode()
    tree = json.loads(text, parse_float=pytest.fail)
    assert text == json.dumps(
        tree, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )
    keys = [key for fields in _mappings(tree) for key in fields]
    assert all(key.isascii() for key in keys)
    assert all(abs(n) < 2**53 for n in _numbers(tree))


@law(some.documents(), st.randoms(use_true_random=False))
def the_digest_does_not_depend_on_the_order_of_writing(document, random):
    items = list(document.values.items())
    random.shuffle(items)
    assert Document(dict(items)).digest == document.digest


@law(some.pairs())
def applying_a_comparison_gives_the_new_text(pair):
    old, new = pair
    assert compare(old, new).apply(old) == new
    assert bool(compare(old, new)) == (old.digest != new.digest)


@law(some.documents())
def a_text_compared_with_itself_gives_nothing(document):
    again = Document.from_bytes(document.canonical)
    assert not compare(document, again)


@law(some.pairs())
def the_inverse_takes_a_patch_back(pair):
    old, new = pair
    patch = compare(old, new)
    assert patch.inverse.apply(new) == old
    assert patch.inverse.inverse == patch
    assert patch.inverse == compare(new, old)


@law(some.pairs())
def a_patch_comes_back_from_its_bytes(pair):
    patch = compare(*pair)
    again = Patch.from_bytes(patch.canonical)
    assert again == patch
    assert again.digest == patch.digest
    assert again.apply(pair[0]) == pair[1]


def _meet(one, other):
    """The keys at which two patches of one text meet.

    One that removes an element meets every other that touches it.
    """
    keys = one.changes.keys() & other.changes.keys()
    for first, second in ((one, other), (other, one)):
        gone = {
            uid
            for (uid, name), (_, after) in first.items()
            if name == "kind" and after is ABSENT
        }
        keys |= {key for key in second.changes if key[0] in gone}
    return keys


@law(some.triples())
def patches_that_do_not_meet_commute_and_stay_well_formed(triple):
    base, mine, theirs = triple
    one, other = compare(base, mine), compare(base, theirs)
    if _meet(one, other):
        return
    result = one.apply(other.apply(base))
    assert result == other.apply(one.apply(base))
    check_elements(result)


@law(some.triples())
def of_patches_that_meet_the_second_is_stale_and_names_it(triple):
    base, mine, theirs = triple
    one, other = compare(base, mine), compare(base, theirs)
    meeting = _meet(one, other)
    for first, second in ((one, other), (other, one)):
        after = first.apply(base)
        if not meeting:
            assert second.conflicts(after) == []
            continue
        with pytest.raises(Conflict) as stale:
            second.apply(after)
        assert set(stale.value.keys) == meeting
        assert all(uid in str(stale.value) for uid, _ in meeting)


@law(
    some.documents(), st.sampled_from(["\n", "\r\n", "\r"]), st.text(" \t", max_size=3)
)
def saving_an_untouched_form_changes_nothing(document, line_end, blanks):
    for uid in document.children():
        posted = section_text(document, uid).replace("\n", blanks + line_end)
        saved = edit_section(document, uid, line_end + posted + blanks + line_end)
        assert not compare(document, saved)


@law(some.documents(), st.lists(some.passages, max_size=6))
def an_edited_section_says_what_was_typed_and_keeps_its_rows(document, typed):
    text = join(split(join(typed)))
    for uid in document.children():
        try:
            saved = edit_section(
                document, uid, text, iter(map("n{}".format, range(99))).__next__
            )
        except TextRefused:
            # Random passages may begin with a lower heading: nothing else is wrong.
            assert any(passage.startswith("####") for passage in typed)
            continue
        check_elements(saved)
        assert section_text(saved, uid) == text
        # A row follows the passage it stood behind, wherever that goes.
        assert sorted(_rows(saved, uid)) == sorted(_rows(document, uid))
        assert not compare(saved, edit_section(saved, uid, text))
        others = document.without({uid, *document.children(uid)}).values
        assert all(same(saved.values[key], value) for key, value in others.items())


@law(st.lists(some.passages, max_size=8))
def blocks_stay_what_they_are_when_joined(passages):
    blocks = split("\n\n".join(passages))
    assert split(join(blocks)) == blocks
    assert all(split(block) == [block] for block in blocks)


@law(some.edited_texts())
def each_block_gets_one_uid_and_what_was_there_keeps_its_own(texts):
    old, new = texts
    named = [(f"o{n}", text) for n, text in enumerate(old)]
    fresh = iter(map("n{}".format, range(99))).__next__
    result = assign_uids(named, new, fresh)
    again = assign_uids(named, new, iter(map("n{}".format, range(99))).__next__)
    assert result == again
    assert [text for _, text in result] == new
    uids = [uid for uid, _ in result]
    assert len(set(uids)) == len(uids)
    for text in set(old) & set(new):
        had = {uid for uid, was in named if was == text}
        kept = [uid for uid, now in result if now == text and uid in had]
        assert len(kept) == min(old.count(text), new.count(text))
    assert assign_uids(named, old, fresh) == named


@law(some.triples())
def merging_with_who_did_nothing_gives_the_other(triple):
    base, mine, theirs = triple
    assert merge(base, mine, base) == merge(base, base, mine) == merge(base, mine, mine)
    merged = merge(base, mine, base)
    assert (merged.document, merged.conflicts) == (mine, ())


@law(some.triples())
def a_merge_does_not_depend_on_whose_side_is_whose(triple):
    base, mine, theirs = triple
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one.conflicts == other.conflicts
    if not one.conflicts:
        assert one.document == other.document


@law(some.triples())
def a_merge_is_well_formed_even_where_it_conflicts(triple):
    check_elements(merge(*triple).document)


@law(some.triples())
def a_merge_loses_nobodys_text(triple):
    base, mine, theirs = triple
    merged = merge(base, mine, theirs)
    named = {uid for uid, _ in merged.conflicts}
    for side in (mine, theirs):
        for key, (_, after) in compare(base, side).items():
            uid, name = key
            if name == "order" or uid in named:
                continue
            assert same(merged.document.values.get(key, ABSENT), after), key
    in_both = mine.elements.keys() & theirs.elements.keys()
    assert in_both <= merged.document.elements.keys()


@law(some.triples())
def a_merge_changes_nothing_that_nobody_changed(triple):
    base, mine, theirs = triple
    merged = merge(base, mine, theirs)
    touched = compare(base, mine).changes.keys() | compare(base, theirs).changes.keys()
    assert compare(base, merged.document).changes.keys() <= touched


@law(some.triples())
def what_both_changed_differently_is_named(triple):
    base, mine, theirs = triple
    conflicts = merge(base, mine, theirs).conflicts
    one, other = compare(base, mine).changes, compare(base, theirs).changes
    both = {
        key
        for key in one.keys() & other.keys()
        if key[1] != "order" and not same(one[key][1], other[key][1])
        if key[0] in mine and key[0] in theirs
    }
    assert both <= set(conflicts)
    assert set(conflicts) <= one.keys() | other.keys()


@law(some.triples())
def a_patch_on_the_current_text_is_its_own_rebase(triple):
    base, mine, _ = triple
    patch = compare(base, mine)
    assert rebase(patch, base) == patch


@law(some.triples())
def a_rebased_patch_applies_and_does_what_the_old_one_did(triple):
    base, mine, current = triple
    patch = compare(base, mine)
    try:
        rebased = rebase(patch, current)
    except Conflict:
        assert patch.conflicts(current)
        return
    result = rebased.apply(current)
    check_elements(result)
    for key, (_, after) in patch.items():
        if key[1] != "order":
            assert same(result.values.get(key, ABSENT), after)


@law(some.documents())
def every_element_has_a_place_in_words(document):
    found = places(document)
    assert found.keys() == document.elements.keys() - {ROOT}
    assert all(place.words.strip() for place in found.values())


@law(st.text())
def text_has_one_spelling(text):
    try:
        plain = plain_text(text)
    except ValueError:
        return
    assert plain_text(plain) == plain
    assert plain_text(plain.replace("\n", " \r\n")) == plain


@law(some.documents(), st.data())
def a_loose_or_doubled_element_is_refused(document, data):
    uids = [uid for uid in document.elements if uid != ROOT]
    if not uids:
        return
    uid = data.draw(st.sampled_from(uids))
    parent = document.parents[uid]
    order = document.children(parent)
    for wrong in ([*order, uid], [u for u in order if u != uid], [*order, "nobody"]):
        with pytest.raises(IllFormed):
            document.with_values({(parent, "order"): wrong}).check_form()


def _rows(document, uid):
    children = document.children(uid)
    return [child for child in children if document.get(child, "kind") != "block"]


def _mappings(value):
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _mappings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _mappings(item)


def _numbers(tree):
    for fields in _mappings(tree):
        yield from (v for v in fields.values() if isinstance(v, int))


@law(st.lists(some.passages, max_size=4))
def a_blocks_shape_is_its_own(passages):
    known = {
        "#": "heading",
        "-": "list",
        "*": "list",
        ">": "quote",
        "|": "table",
        "1.": "list",
        "3)": "list",
    }
    for block in split(join(passages)):
        start = block.split()[0].rstrip("#") or "#"
        expected = known.get(start, "table" if "Name | Note" in block else "paragraph")
        assert shape(block) == expected
