import functools
import hashlib
import io
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pikepdf
import pypdf
import pytest
import weasyprint
from django.template.loader import render_to_string

from decisions import paper_form
from decisions.models import DelegatedDecision
from decisions.records import Record, record_pdf
from decisions.selectors.paper_forms import printed_form
from iegtracker import clock
from statements.document import Document
from statements.rendering.chain import Chain
from statements.rendering.fonts import FAMILIES, fonts_for
from statements.rendering.outline import outline
from statements.rendering.pdf import DRAFT, FINAL, REPORT, dressed, pdf, written
from tests import makers, minute_book
from tests.decisions.pages import signed_in
from tests.statements.rendering import papers
from tests.statements.rendering.extraction import pages, squeezed
from tests.statements.rendering.reading import first_difference
from tests.verapdf import failed_rules

pytestmark = pytest.mark.pdf

PAPERS = {
    "report": (papers.report, REPORT),
    "statement": (papers.statement, FINAL),
    "draft": (papers.statement, DRAFT),
    "long_words": (papers.long_words, FINAL),
    "other_scripts": (papers.other_scripts, FINAL),
    "huge_table": (papers.huge_table, FINAL),
    "empty": (papers.empty, FINAL),
    "bare": (papers.bare, FINAL),
}
NAMES = sorted(PAPERS)
JUDGED = ("report", "statement", "long_words", "other_scripts", "huge_table")
# Where the printed report differs from the source's text, one by one.
SLIPS = [
    # The source's conversion lost the space after the italics.
    ("(IEG)*Statement 2004", "(IEG)* Statement 2004"),
    # It made list items of three paragraphs.
    ("- 2. Council", "2. Council"),
    ("- 3. The", "3. The"),
    ("- 8. There", "8. There"),
    ("- 10. That", "10. That"),
    ("- (a)", "(a)"),
    ("- (b)", "(b)"),
    # These two run on from their headings there, and stand below them here.
    ("Background Papers:", "Background Papers"),
    ("Contact Officers:", "Contact Officers"),
]


@functools.cache
def made(name):
    """The document, its chain where it has one, and the file."""
    make, kind = PAPERS[name]
    document = make()
    chain = Chain(papers.chain_of(document)) if kind == FINAL else None
    return document, chain, pdf(document, chain, kind=kind)


@pytest.mark.once
@pytest.mark.django_db
def test_every_kind_of_file_is_archivable_and_accessible(tmp_path):
    """PDF/A-3a and PDF/UA-1: ten files of all kinds in one run of the checker, which
    must refuse the last. `make soak` has it judge two hundred texts."""
    files = {name: made(name)[2].content for name in JUDGED}
    files |= files_of_a_story()
    files["untagged"] = weasyprint.HTML(string="<p>Right.</p>").write_pdf()
    assert len(files) == 11
    paths = {name: tmp_path / f"{name}.pdf" for name in files}
    for name, path in paths.items():
        path.write_bytes(files[name])
    broken = failed_rules(list(paths.values()))
    assert broken.pop(paths["untagged"])
    assert broken == dict.fromkeys(broken, [])


def files_of_a_story():
    """A form to sign on paper, three records and what changed since Cabinet."""
    story = makers.delegated_and_urgent()
    with clock.told(makers.at("2004-12-10")):
        change = makers.proposed_change(story, text="Ĉiuj & <b>all</b> of £350,000.")
        form = paper_form.made(printed_form("2004", 1, story.people.director))
        makers.signed_on_paper(story, change)
        records = [
            makers.published_record(story, row, call_in=makers.applies())
            for row in (makers.decision_on(story), DelegatedDecision.objects.get())
        ]
        council = minute_book.council(story, date(2004, 12, 10))
        resolved = minute_book.endorsed(story, meeting=council)
        records += [makers.published_record(story, resolved, executive=False)]
        client = signed_in(story.people.officer)
        since = client.get("/statements/2004/since-cabinet.pdf")
    body, delegated, endorsement = (
        record_pdf(Record.from_bytes(row.content)) for row in records
    )
    return {
        "form": form.content,
        "record": body.content,
        "delegated": delegated.content,
        "endorsement": endorsement.content,
        "since": since.content,
    }


def test_the_report_is_the_source_word_for_word():
    source = Path(__file__).with_name("cabinet_report.txt").read_text()
    for slip, printed in SLIPS:
        assert source.count(slip) == 1, slip
        source = source.replace(slip, printed)
    source = re.sub(r"^\s*- ", "", source, flags=re.MULTILINE).replace("*", "")
    text = "".join(pages(made("report")[2].content)).replace("•", "")
    assert squeezed(text) == squeezed(source)


@pytest.mark.parametrize("name", NAMES)
def test_the_words_of_the_pdf_are_those_of_the_page(name):
    """Paragraph by paragraph, as a screen reader reads the file; and nothing else."""
    document, _, file = made(name)
    html = render_to_string("rendering/_document.html", {"outline": outline(document)})
    assert first_difference(html, file.content, kind=PAPERS[name][1]) == ""


@pytest.mark.parametrize("name", NAMES)
def test_only_the_vendored_fonts_are_in_the_file(name):
    found = set()
    with pikepdf.open(io.BytesIO(made(name)[2].content)) as file:
        for item in file.objects:
            if isinstance(item, pikepdf.Dictionary) and "/BaseFont" in item:
                found.add(str(item.BaseFont).partition("+")[2].replace("-", " "))
    assert found
    for font in found:
        assert font.startswith(tuple(FAMILIES.values())), font


def test_another_process_makes_the_same_bytes():
    """Elsewhere on earth, and with its words in sets in another order."""
    program = (
        "import django; django.setup()\n"
        "from statements.rendering.chain import Chain\n"
        "from statements.rendering.pdf import pdf\n"
        "from tests.statements.rendering import papers\n"
        "document = papers.statement()\n"
        "chain = Chain(papers.chain_of(document))\n"
        "print(pdf(document, chain, kind='final').sha256)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONHASHSEED": "1",
            "TZ": "Pacific/Auckland",
        },
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == [made("statement")[2].sha256]


def test_the_text_and_its_authority_are_attached():
    document, chain, file = made("statement")
    with pikepdf.open(io.BytesIO(file.content)) as opened:
        attached = {
            name: opened.attachments[name].get_file().read_bytes()
            for name in opened.attachments
        }
        relations = {str(spec.UF): str(spec.AFRelationship) for spec in opened.Root.AF}
        assert str(opened.docinfo.CreationDate).startswith("D:20041217")
    assert attached == {
        "document.json": document.canonical,
        "authority.json": chain.canonical,
        "record-cab-2004-12-09-1.json": papers.RECORD.canonical,
    }
    assert relations == dict.fromkeys(attached, "/Data") | {"document.json": "/Source"}
    words = squeezed("".join(pages(file.content)))
    for content in attached.values():
        assert hashlib.sha256(content).hexdigest() in words
    assert Document.from_bytes(attached["document.json"]) == document
    assert hashlib.sha256(file.content).hexdigest() == file.sha256


def test_a_typed_address_is_never_fetched():
    builder = papers._builder()
    section = builder.section("Addresses")
    for text in (
        '<link rel=attachment href="file:///etc/hostname">',
        "![x](file:///etc/hostname)",
        "[x](file:///etc/hostname)",
        "[http](http://127.0.0.1:9/x)",
    ):
        builder.add(section, "block", text=text)
    file = pdf(builder.document(), kind=DRAFT)
    with pikepdf.open(io.BytesIO(file.content)) as opened:
        assert list(opened.attachments) == ["document.json"]


@pytest.mark.parametrize("scheme", ["file:///etc/hostname", "http://127.0.0.1:9/"])
@pytest.mark.parametrize(
    "element", ['<link rel="attachment" href="{}">', '<img alt="x" src="{}">']
)
def test_nothing_is_fetched_even_from_a_template(scheme, element):
    with pytest.raises(ValueError, match="may not fetch anything"):
        written(f"<title>x</title>{element.format(scheme)}")


def test_a_chain_of_another_version_is_refused():
    chain = Chain(papers.chain_of(papers.statement()))
    with pytest.raises(ValueError, match="names another version"):
        pdf(papers.bare(), chain, kind=FINAL)
    with pytest.raises(ValueError, match="needs its chain"):
        pdf(papers.bare(), kind=FINAL)
    with pytest.raises(ValueError, match="not 'poster'"):
        pdf(papers.bare(), kind="poster")


def test_heads_and_feet_name_title_section_page_and_digest():
    document, _, file = made("statement")
    third = pypdf.PdfReader(io.BytesIO(file.content)).pages[2].extract_text()
    assert f"Page 3 of {file.pages}" in third
    assert document.digest[:12] in third
    assert third.count("Implementing Electronic Government Statement 2004") == 1
    assert third.count("1 Local context 1") >= 1


def test_a_draft_says_so_on_every_page():
    file = pypdf.PdfReader(io.BytesIO(made("draft")[2].content))
    assert all("Draft, not cleared" in page.extract_text() for page in file.pages)


def test_a_character_without_a_glyph_is_printed_by_its_number():
    fonts, text = fonts_for("a 中 b\ufe0f😀 é\n")
    assert text == "a [U+4E2D] b[U+1F600] é\n"
    assert "Atkinson" in fonts.stack
    assert "IBM Plex Sans Arabic" not in fonts.stack


def test_a_line_is_full_before_a_run_that_does_not_fit():
    """At some of these widths the words fit, and the space before the run does not."""
    words = "The public can use map-based council information about property."
    for run in ("<strong>example</strong>", "<em>example</em> of it"):
        lines = [
            f'<p style="width: {width / 4}mm">{words} {run}</p>'
            for width in range(200, 320)
        ]
        page = f"<title>x</title><style></style><body>{''.join(lines)}"
        told = "".join(pages(written(dressed(page, "0" * 64)))).splitlines()
        assert len(told) > len(lines)
        assert words.split()[5] not in told, run


def test_what_is_awaited_stays_with_its_paragraph():
    lengths = set()
    for before in range(22, 28):
        builder = papers._builder()
        section = builder.section("Take-up")
        for _ in range(before):
            builder.add(section, "block", text="A line.")
        builder.add(section, "block", text="It ends here.", awaiting=papers.AWAITING)
        printed = list(pages(pdf(builder.document(), kind=DRAFT).content))
        lengths.add(len(printed))
        last = printed[-1]
        assert "Still awaited" in last, before
        assert "It ends here." in last, before
    assert len(lengths) == 2, "no page ends among these lines"


def test_contents_link_to_the_sections():
    document, _, file = made("statement")
    with pikepdf.open(io.BytesIO(file.content)) as opened:
        named = {str(name) for name in opened.Root.Names.Dests.Names[::2]}
    assert {f"e-{uid}" for uid in document.children()} <= named
