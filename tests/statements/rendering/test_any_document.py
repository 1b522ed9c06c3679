"""Any Document that the program can hold, printed: 200 of them, made at random."""

from dataclasses import dataclass

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from statements.document import Document
from statements.document.text import TextRefused, plain_line
from statements.rendering.chain import Chain
from statements.rendering.outline import outline
from statements.rendering.pdf import DRAFT, FINAL, REPORT, Pdf, pdf
from tests.statements.document.strategies import documents
from tests.statements.rendering import papers
from tests.statements.rendering.reading import first_difference, same_signs
from tests.verapdf import failed_rules

MANY = 200
# Names and words that no council's typist would think of, and that people have.
HARD = [
    "W" * 120,
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch/" * 6,
    "أحمد بن محمد العربي",
    "משה רבנו (Moshe)",
    "Nguyễn Thị Ánh, Łukasz, Þórunn, Ğülşen",
    "Ωμέγα и Кириллица",
    "नमस्ते, ภาษาไทย, 北京市, 서울, ひらがな",
    "👩\u200d💻 🏳️\u200d🌈 🇬🇧 ☎ ⌛ ✓ ½ ‰",
    "soft\u00adhyphen, zero\u200bwidth, non\u2011breaking",
    "\ue000 \ufffd \u0378 \ufdd0 \U000e0041",
    "ệ ﷺ ﬁ ǅ",
    "~!@#$%^&*()_+|}{:?><,./;'[]\\=-`",
]
# A table in Markdown, with more rows than a page holds.
HUGE = "| Name | Number | Notes |\n| --- | ---: | --- |\n" + "\n".join(
    f"| Row {n} | {n:,} | {HARD[n % len(HARD)][:60].replace('|', ' ')} words |"
    for n in range(80)
)


def _admitted(text):
    """The text as the program takes it in, or nothing."""
    try:
        return plain_line(text)
    except TextRefused:
        return ""


anything = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
hard = st.one_of(st.sampled_from(HARD), anything).map(_admitted)
# Which fields of an element hold words that may be any words.
WORDED = ("title", "council", "label", "effect", "summary", "area", "to", "authors")


@st.composite
def printed(draw):
    """A Document with hard words in some places, and perhaps a huge table."""
    document = draw(documents(rows=6))
    places = [
        (uid, name)
        for uid, fields in document.elements.items()
        for name in fields
        if name in WORDED
        or (name == "text" and fields["kind"] in ("recommendation", "entry"))
    ]
    changed = {
        place: words
        for place in places
        if draw(st.integers(0, 2)) == 0 and (words := draw(hard))
    }
    texts = [uid for uid in document.walk() if document.get(uid, "kind") == "block"]
    if texts and draw(st.integers(0, 7)) == 0:
        changed[draw(st.sampled_from(texts)), "text"] = HUGE
    return document.with_values(changed)


@dataclass(frozen=True)
class Made:
    document: Document
    kind: str
    file: Pdf


def _drawn(many):
    """So many different Documents, the same each time."""
    found = {}

    @settings(
        max_examples=many * 2,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(printed())
    def draw(document):
        found.setdefault(document.digest, document)

    draw()
    assert len(found) >= many
    # The first ones drawn are the smallest.
    return list(found.values())[-many:]


def _made():
    """Each as a report, or in turn as a final copy and as a draft."""
    files = []
    for number, document in enumerate(_drawn(MANY)):
        kind = REPORT
        if document.get("root", "kind") == "statement":
            kind = (FINAL, DRAFT)[number % 2]
        chain = Chain(papers.chain_of(document)) if kind == FINAL else None
        files.append(Made(document, kind, pdf.__wrapped__(document, chain, kind=kind)))
    return files


@pytest.mark.soak
@pytest.mark.pdf
@pytest.mark.once
def test_any_document_makes_a_lasting_and_accessible_file_that_reads_as_its_page(
    tmp_path,
):
    made = _made()
    are_archivable_and_accessible(made, tmp_path)
    read_the_same(made)


def are_archivable_and_accessible(made, tmp_path):
    """PDF/A-3a and PDF/UA-1, all in one JVM."""
    kinds = {m.document.get(uid, "kind") for m in made for uid in m.document.walk()}
    assert len(kinds) == 8
    paths = []
    for number, one in enumerate(made):
        paths.append(tmp_path / f"{number:03}.pdf")
        paths[-1].write_bytes(one.file.content)
    broken = {path.name: rules for path, rules in failed_rules(paths).items() if rules}
    assert broken == {}


def read_the_same(made):
    """Paragraph by paragraph; where a row is taller than a page, sign by sign."""
    parted, lost = {}, {}
    for number, one in enumerate(made):
        context = {"outline": outline(one.document)}
        html = render_to_string("rendering/_document.html", context)
        file, kind = one.file.content, one.kind
        if words := first_difference(html, file, kind=kind):
            parted[number] = words
            if not same_signs(html, file, kind=kind):
                lost[number] = words
    assert lost == {}
    assert len(parted) < MANY / 4, parted
