"""What came back otherwise is named, by its place and its habit."""

from contextlib import suppress

import pytest

from statements.returning import (
    Comparison,
    FileRefused,
    Outcome,
    as_csv,
    as_text,
    as_xml,
    return_of,
)
from tests import makers
from tests.statements.returning.form import (
    FIELDS,
    WORDS,
    WRITERS,
    by_key,
    changed,
    read_back,
)


def only(comparison):
    (row,) = comparison.fields
    return row


@pytest.mark.parametrize("form", WRITERS)
def test_one_field_altered_is_named(form, sent):
    row = only(read_back(sent, changed(WRITERS[form](sent), ("villages", "towns"))))
    assert (row.key, row.outcome) == ("context", Outcome.DIFFERS)
    assert row.sentence == "Local context: the text differs."
    assert "towns" in row.received
    assert "villages" in row.sent


@pytest.mark.parametrize(("cut", "at"), [(120, True), (119, True), (40, False)])
def test_a_text_cut_off_is_named_with_its_limit(cut, at, document):
    long = document.with_values({("b-2", "text"): "word " * 40})
    filled = return_of(long, FIELDS)
    whole = by_key(filled)["context"].text
    row = only(read_back(filled, changed(as_text(filled), (whole, whole[:cut]))))
    assert row.outcome is Outcome.TRUNCATED
    assert ("at its limit" in row.sentence) is at


def test_a_figure_that_lost_a_digit_is_not_called_cut_off(sent):
    row = only(
        read_back(
            sent, changed(as_xml(sent, reference="x", state="x"), (">71<", ">7<"))
        )
    )
    assert (row.key, row.outcome) == ("counts", Outcome.DIFFERS)


@pytest.mark.parametrize(
    ("pairs", "named"),
    [
        ([("“", '"'), ("”", '"')], ("quotation marks",)),
        ([("–", "-")], ("dashes",)),
        ([("…", "...")], ("ellipsis",)),
        ([("“", "'"), ("”", "'")], None),
        ([("It said", "It  said")], ("spaces",)),
        ([("“", '"'), ("”", '"'), ("–", "-")], ("quotation marks", "dashes")),
    ],
)
def test_what_differs_only_in_typography_is_named_by_its_habit(pairs, named, sent):
    row = only(read_back(sent, changed(as_text(sent), *pairs)))
    if named is None:
        assert row.outcome is Outcome.DIFFERS
    else:
        assert (row.outcome, row.named) == (Outcome.TYPOGRAPHIC, named)


def test_line_ends_in_a_cell_are_named(sent):
    row = only(
        read_back(sent, changed(as_csv(sent), ("them.\n\nAnd", "them.\r\n\r\nAnd")))
    )
    assert row.named == ("line ends",)


def test_utf_8_that_was_taken_for_windows_1252_is_named(sent):
    garbled = as_text(sent).decode().encode().decode("cp1252", errors="ignore")
    assert "â€" in garbled
    document = makers.statement_document().with_values({("b-1", "text"): "café – £5"})
    filled = return_of(document, FIELDS)
    row = only(read_back(filled, as_text(filled).decode("cp1252").encode()))
    assert row.named == ("garbled accents",)


@pytest.mark.parametrize(
    ("codec", "named"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("cp1252", "Windows-1252"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
@pytest.mark.parametrize("form", WRITERS)
def test_each_encoding_is_found_and_is_no_difference(form, codec, named, sent):
    text = WRITERS[form](sent).decode("utf-8-sig")
    comparison = read_back(sent, text.replace("\n", "\n").encode(codec))
    assert (comparison.encoding, comparison.differences) == (named, 0)


def test_another_order_is_said_and_is_no_difference(sent):
    comparison = read_back(sent, as_xml(sent[::-1], reference="x", state="x"))
    assert (comparison.reordered, comparison.differences) == (True, 0)


def test_a_missing_and_an_extra_field_are_named(sent):
    content = as_xml(sent[1:], reference="x", state="x")
    extra = b"<Fax>0123</Fax></IegStatement>"
    comparison = read_back(sent, content.replace(b"</IegStatement>", extra))
    assert [(row.key, row.outcome) for row in comparison.fields] == [
        ("council", Outcome.MISSING),
        ("Fax", Outcome.EXTRA),
    ]
    twice = content.replace(
        b"</IegStatement>", b'<Field key="r1">Done</Field></IegStatement>'
    )
    assert [row.label for row in read_back(sent, twice).fields] == [
        "Council",
        "R1 (once more)",
    ]


# Words that stand in no field: the form, what is replaced, and where they are named.
BESIDES = [
    ("plain text", ("[r1] R1", "[r1] A tram too"), ("After [r1]", "A tram too")),
    ("plain text", ("[r1] R1", "[r1]A tram too"), ("After [r1]", "A tram too")),
    ("plain text", ("[council]", "A tram\ntoo\n[council]"),
     ("Before the first field", "A tram\ntoo")),
    ("XML", ('State="x">', 'State="x">A tram\n too'),
     ("Between the fields", "A tram too")),
    ("XML", ("</IegStatement>", "A tram too</IegStatement>"),
     ("Between the fields", "A tram too")),
    ("XML", ("<ContextStatement ", '<ContextStatement note="A tram too" '),
     ("ContextStatement/@note", "A tram too")),
    ("XML", (' label="R1"', ' label="A tram too"'), ("Field/@label", "A tram too")),
    ("XML", (' label="R1"', ' label="R1" example="yes"'), ("Field/@example", "yes")),
    ("XML", ('<ContextStatement key="context"', '<ContextStatement key="r1"'),
     ("ContextStatement/@key", "r1")),
    ("XML", (' State="x"', ' State="x" note="A tram too"'),
     ("IegStatement/@note", "A tram too")),
    ("XML", (">The council", '><b title="A tram too">The</b> council'),
     ("b/@title", "A tram too")),
    ("CSV", ("r1,R1,Planned", "r1,R1,Planned,A tram,too"), ("Row 4", "A tram too")),
    ("CSV", ("r1,R1,Planned", "r1,A tram too,Planned"), ("Row 4", "A tram too")),
    ("CSV", ("r1,R1,Planned", "r1,R1,Planned\r\nA tram too"), ("Row 5", "A tram too")),
    ("CSV", ("r1,R1,Planned", "r1,R1,Planned\r\n,,A tram too"),
     ("Row 5", "A tram too")),
    ("CSV", ("key,label,text", "key,label,text,A tram too"), ("Row 1", "A tram too")),
]  # fmt: skip


def written(sent, form):
    if form == "XML":
        return as_xml(sent, reference="x", state="x")
    return WRITERS[form](sent)


@pytest.mark.parametrize(("form", "pair", "named"), BESIDES)
def test_words_that_stand_in_no_field_are_named_with_their_place(
    form, pair, named, sent
):
    row = only(read_back(sent, changed(written(sent, form), pair)))
    assert (row.outcome, row.label, row.received) == (Outcome.EXTRA, *named)


@pytest.mark.parametrize("form", WRITERS)
def test_a_word_slipped_in_anywhere_is_never_equal(form, sent):
    """Wherever it stands: but for what an XML file says of itself before its fields."""
    text = written(sent, form).decode("utf-8-sig")
    first = text.index('State="x">') + len('State="x">') if form == "XML" else 0
    for at in range(first, len(text.rstrip().removesuffix("</IegStatement>"))):
        with suppress(FileRefused):
            told = f"{text[:at]} tram {text[at:]}"
            assert read_back(sent, told.encode()).differences, told


def test_what_only_says_how_to_read_or_show_a_file_is_no_difference(sent):
    content = changed(
        written(sent, "XML"),
        ("<IegStatement ", '<IegStatement xmlns:f="urn:f" xml:lang="en-GB" '),
        (">The council", '><span class="x" style="y">The</span> council'),
    )
    assert read_back(sent, content).fields == ()


def test_text_under_labels_is_read_as_the_receipt_prints_it(sent):
    told = (
        "Your receipt\n\nCouncil:\nSouth Cambridgeshire District Council\n\nR1\nDone\n"
    )
    comparison = read_back(sent, told.encode())
    outcomes = {row.key: row.outcome for row in comparison.fields}
    assert "council" not in outcomes
    assert outcomes["r1"] is Outcome.DIFFERS


def test_html_inside_a_field_is_read_as_its_words(sent):
    content = as_xml(sent, reference="x", state="x").decode()
    html = (
        "<p>"
        + WORDS.replace("\n\n", "</p><p>")
        + "</p><p>A contact centre will open.</p>"
    )
    whole = by_key(sent)["context"].text
    assert whole in content
    assert read_back(sent, content.replace(whole, html).encode()).fields == ()


def test_a_comparison_is_kept_in_bytes_and_read_again(sent):
    comparison = read_back(sent, changed(as_text(sent), ("–", "-")))
    again = Comparison.from_bytes(comparison.canonical)
    assert again == comparison
    assert again.canonical == comparison.canonical
