import re
from pathlib import Path

import pytest

from statements.document.elements import check_elements
from statements.document.numbering import places
from statements.importing import report_from_text
from statements.rendering.markdown import render

FILE = Path(__file__).parents[2] / "decisions/story/report-2004-12-09.txt"
HEAD = (
    "SOUTH CAMBRIDGESHIRE DISTRICT COUNCIL\n\n"
    "REPORT TO: Leader and Cabinet 9th December 2004\n\n"
    "AUTHORS: Finance and Resources Director\n\n"
    "IMPLEMENTING ELECTRONIC GOVERNMENT\n\n"
)


@pytest.fixture(scope="module")
def source():
    return FILE.read_text()


@pytest.fixture(scope="module")
def report(source):
    return report_from_text(source)


def section(document, title):
    return next(u for u in document.children() if document.get(u, "title") == title)


def texts(document, title):
    return [
        document.get(u, "text") for u in document.children(section(document, title))
    ]


def test_the_heading_block_is_read(report):
    root = report.elements["root"]
    assert root["council"] == "South Cambridgeshire District Council"
    assert root["to"] == "Leader and Cabinet"
    assert root["date"] == "2004-12-09"
    assert root["authors"] == "Finance and Resources Director"
    assert root["title"] == "Implementing Electronic Government"


def test_the_sections_stand_in_the_order_of_the_source(report):
    assert [report.get(uid, "title") for uid in report.children()] == [
        "Purpose",
        "Effect on Corporate Objectives",
        "Background",
        "Considerations",
        "Financial Implications",
        "Legal Implications",
        "Staffing Implications",
        "Consultations",
        "Recommendations",
        "Background Papers",
        "Contact Officers",
    ]
    check_elements(report)


def stripped(line):
    """A line of the source without its number, letter and marks of emphasis."""
    line = re.sub(r"^ *(- )?(\d+\. |\([a-z]\) )?", "", line)
    return line.replace("*", "")


def test_ten_paragraphs_are_numbered_as_in_the_source(report, source):
    stated = dict(re.findall(r"^(?:- )?(\d+)\. (.*)$", source, re.MULTILINE))
    computed = {
        place.number: report.get(uid, "text")
        for uid, place in places(report).items()
        if place.number.isdecimal()
    }
    assert list(computed) == [str(n) for n in range(1, 11)]
    for number, text in computed.items():
        assert text.replace("*", "") == stated[number].replace("*", "")


def test_no_word_of_the_source_is_lost_or_added(report, source):
    """Read in order, the report says the source's words and no others."""
    lines = source.split("\n")[8:]
    wanted = " ".join(stripped(line) for line in lines)
    wanted = wanted.replace("Papers: ", "Papers ").replace("Officers: ", "Officers ")
    said = []
    for uid in report.walk():
        fields = report.elements[uid]
        said += [fields.get(name, "") for name in ("title", "label", "effect", "text")]
    words = re.sub(r"(^|\n)- ", " ", "\n".join(said)).replace("*", "")
    assert words.split() == wanted.split()


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Background", "consistent with it's content"),
        ("Background", "the ICT Strategy 2004 2007, the IEG Statement"),
        ("Background Papers", "ICT Strategy 2003 -2006"),
        ("Staffing Implications", "- the IEG programme continues"),
        ("Recommendations", "That Cabinet,"),
        ("Recommendations", "That Cabinet approves the delegation"),
        ("Purpose", "(IEG*)Statement 2004"),
    ],
)
def test_the_slips_of_the_source_are_kept(report, title, words):
    assert words in "\n".join(texts(report, title))


def test_emphasis_that_markdown_would_not_end_is_emphasis_all_the_same(report):
    html = render(texts(report, "Purpose")[0]).html
    assert "<em>Implementing Electronic Government (IEG</em>)Statement 2004" in html


def test_the_objectives_keep_the_blank_entry_and_join_what_runs_on(report):
    rows = report.children(section(report, "Effect on Corporate Objectives"))
    grid = {report.get(u, "label"): report.get(u, "effect") for u in rows}
    assert list(grid) == [
        "Quality, Accessible Service",
        "Village Life",
        "Sustainability",
        "Partnership",
    ]
    assert grid["Village Life"] == ""
    assert grid["Partnership"] == (
        "Jointly with ITNET, Cambridgeshire County Council and other 3 rd party"
        " suppliers/providers."
    )


def test_the_two_points_on_staffing_are_one_list(report):
    blocks = texts(report, "Staffing Implications")
    assert len(blocks) == 2
    assert [line[:2] for line in blocks[1].split("\n")] == ["- ", "- "]


def test_recommendations_have_computed_letters(report):
    found = places(report)
    uids = report.children(section(report, "Recommendations"))
    kinds = [report.get(uid, "kind") for uid in uids]
    assert kinds == ["block", "recommendation", "recommendation"]
    assert [found[uid].number for uid in uids] == ["10", "a", "b"]


def test_the_tail_is_read(report):
    assert texts(report, "Background Papers") == [
        "the following background papers were used in the preparation of this report:",
        "IEG Statement 2004",
        "ICT Strategy 2003 -2006",
        "Best Value Continuous Improvement Plan",
        "Cambridgeshire County Council ICT Strategy 2004-2007",
    ]
    officers = report.children(section(report, "Contact Officers"))
    assert [report.get(uid, "kind") for uid in officers] == ["entry", "entry", "block"]


def test_windows_line_ends_read_the_same(report, source):
    again = report_from_text(source.replace("\n", "\r\n"))
    assert [again.get(u, "text") for u in again.walk()] == [
        report.get(u, "text") for u in report.walk()
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The report ends before the council's name."),
        ("COUNCIL", "The report ends before “REPORT TO:”."),
        ("COUNCIL\nTO: Cabinet", "Line 2 must say to whom and when"),
        (
            "\n\nCOUNCIL\nREPORT TO: Cabinet 31st June 2004",
            "Line 4: 31 June 2004 is not a date.",
        ),
        ("COUNCIL\nREPORT TO: Cabinet 9 May 2004\nBY: X", "Line 3 must begin with"),
        (HEAD, "The report has no sections after its title."),
        (HEAD + "Purpose\n1. One.\n3. Three.", "Line 11 is numbered 3, but it is"),
        (HEAD + "1. One.", "Line 9 stands under no heading"),
        (HEAD + "Purpose\nA\tB", "Line 10 stands under no heading"),
        (HEAD + "Effect on Corporate Objectives\n\tB", "Line 10 names no objective."),
        (HEAD + "Effect on Corporate Objectives\nA\tB\tC", "Line 10 must have two"),
        (HEAD + "Recommendations\n(b) that", "Line 10 is lettered (b), but it is (a)."),
        (HEAD + "Purpose\n(a) that", "Line 10 stands under no heading"),
        (HEAD + "Purpose\n1. One.\nLoose words.", "Line 11 is neither numbered nor a"),
        (HEAD + "Purpose\nPurpose", "The heading “Purpose” stands there twice."),
        (HEAD + "Purpose\n1. ### No", "Line 10 must be a paragraph, not a heading."),
        (HEAD + "Purpose\n1. <b>No</b>", "Line 10 cannot be taken in: Remove the HTML"),
        (HEAD + "Purpose\n1. A\x07b", "Text must not contain control characters"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(text, sentence):
    with pytest.raises(ValueError, match=".") as refused:
        report_from_text(text)
    assert sentence in str(refused.value)


def test_an_acronym_in_a_title_of_capitals_stays_one():
    text = HEAD.replace("IMPLEMENTING", "IEG AND") + "Purpose\n1. To note IEG."
    assert (
        report_from_text(text).get("root", "title") == "IEG and Electronic Government"
    )
