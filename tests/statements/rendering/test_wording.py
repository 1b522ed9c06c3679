import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements.rendering.wording import ADDED, KEPT, REMOVED, Run, wording

WORDS = st.lists(
    st.sampled_from(["the ", "cat ", "sat", ". ", ",", "\n", "£1,234.50 ", "-"]),
    max_size=30,
).map("".join)


@given(st.one_of(WORDS, st.text()), st.one_of(WORDS, st.text()))
def test_kept_and_removed_are_the_text_before_and_kept_and_added_the_one_after(a, b):
    runs = wording(a, b)
    assert "".join(run.text for run in runs if run.fate != ADDED) == a
    assert "".join(run.text for run in runs if run.fate != REMOVED) == b
    assert all(run.text for run in runs)
    fates = [run.fate for run in runs]
    assert all(one != other for one, other in zip(fates, fates[1:], strict=False))


def test_a_figure_is_one_word():
    assert wording("costs £1,234.50 now", "costs £1,234.75 now") == (
        Run(KEPT, "costs £"),
        Run(REMOVED, "1,234.50 "),
        Run(ADDED, "1,234.75 "),
        Run(KEPT, "now"),
    )


def test_a_rewritten_sentence_is_not_confetti():
    assert [run.fate for run in wording("None.", "Two posts, from April.")] == [
        REMOVED,
        ADDED,
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 60_000, "a b " * 30_000),
        ("a. " * 60_000, "b. a. " * 30_000),
        ("." * 200_000, "!" * 200_000),
        ("a\n" * 100_000, "b\na\n" * 50_000),
    ],
)
def test_no_text_of_200_000_characters_takes_long(before, after):
    started = time.process_time()
    wording(before, after)
    assert time.process_time() - started < 3
