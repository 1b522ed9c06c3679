"""What changed since the decision, as a page and as a file of the same words."""

import io

import pytest
from pypdf import PdfReader

from iegtracker import clock
from tests import makers
from tests.decisions.pages import signed_in
from tests.statements.rendering.extraction import pages, paragraphs, squeezed

pytestmark = pytest.mark.django_db

PAGE, FILE = "/statements/2004/since-cabinet/", "/statements/2004/since-cabinet.pdf"
# Above what both print.
HEAD = "SouthCambridgeshireDistrictCouncilWhatchangedsinceCabinetIEGStatement2004"


def read(user, address, status=200):
    with clock.told(makers.at("2004-12-10", "12:00")):
        answer = signed_in(user).get(address)
    assert answer.status_code == status
    return answer


def told(user):
    """The paragraphs of the page from its lead to its end, as they follow."""
    text = read(user, PAGE).content.decode()
    main = text.partition("Download as PDF</a></p>")[2].partition("</main>")[0]
    return paragraphs(main.partition('<p class="govuk-body"><a')[0])


@pytest.mark.pdf
def test_the_file_says_what_the_page_says():
    """Paragraph by paragraph; what was urgent, or signed on paper, comes first."""
    story = makers.delegated_and_urgent()
    with clock.told(makers.at("2004-12-10")):
        change = makers.proposed_change(story)
        makers.signed_on_paper(story, change)
    answer = read(story.people.officer, FILE)
    assert answer["Content-Type"] == "application/pdf"
    wanted = told(story.people.officer)
    text, at = squeezed("".join(pages(answer.content))), 0
    for paragraph in wanted:
        found = text.find(paragraph, at)
        assert found >= 0, paragraph
        assert text[at:found].strip("•") in ("", HEAD), paragraph
        at = found + len(paragraph)
    assert text[at:] == ""
    urgent, paper = squeezed("Urgent: not decided"), squeezed("signed on paper, signed")
    assert -1 < text.index(urgent) < text.index(paper) < text.index("Sincethen:")
    assert squeezed("Paragraph 1.2: “open” becomes “open soon”.") in text
    assert squeezed("removed: −open added: +open soon") in text
    made = PdfReader(io.BytesIO(answer.content)).metadata
    assert made.creation_date.date().isoformat() == "2004-12-10"
    assert read(story.people.auditor, FILE).content == answer.content


def test_the_file_is_open_to_whom_the_page_is_open_once_a_body_has_decided():
    story = makers.reported_statement()
    shown = read(story.people.officer, PAGE).content.decode()
    assert "Download as PDF" not in shown
    assert "No body has decided on this text yet." in shown
    assert read(story.people.officer, FILE, status=302)["Location"] == PAGE
    read(story.people.member, FILE, status=403)
