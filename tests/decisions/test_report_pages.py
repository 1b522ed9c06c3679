"""The report: read as it was tabled, written section by section, put and revised."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from decisions import actions as authority_actions
from decisions.actions import record_meeting
from decisions.models import Report, Tabling
from decisions.story import contents
from iegtracker import clock
from statements import actions as statement_actions
from statements.states import StatementStatus
from tests import makers

pytestmark = pytest.mark.django_db
REPORT = "/reports/1/"
BEFORE = makers.at("2004-12-02")


@pytest.fixture
def story():
    return makers.reported_statement()


@pytest.fixture
def opened():
    """A report that is written and not yet put to its meeting."""
    story = makers.reported_statement()
    authority_actions.withdraw_report(story.statement, by=story.people.clerk)
    story.fresh()
    with clock.told(BEFORE):
        story.report = authority_actions.open_report(
            story.statement,
            story.meeting,
            makers.report_document(),
            by=story.people.officer,
        )
    return story


def told(story, **changed):
    return {
        "about": story.statement.pk,
        "meeting": story.meeting.pk,
        "source": "text",
        "text": contents.REPORT.read_text(),
        **changed,
    }


def test_it_reads_like_the_paper_with_the_decisions_beside(client):
    story = makers.delegated_statement()
    client.force_login(story.people.member)
    page = client.get(REPORT).content.decode()
    assert "REPORT TO:" in page
    assert "Leader and Cabinet" in page
    assert "Cabinet AGREED the delegation." in page
    assert "Jointly: every office signs" in page
    assert "Edit" not in page


def test_members_read_a_report_once_it_was_tabled(client, opened):
    address = opened.report.get_absolute_url()
    client.force_login(opened.people.member)
    assert client.get(REPORT).status_code == 200
    assert client.get(address).status_code == 403
    assert client.get(f"{address[:-1]}.pdf").status_code == 403
    client.force_login(opened.people.auditor)
    assert b"has not been put to the meeting yet" in client.get(address).content


def test_a_member_never_gets_the_revision_that_is_being_written(client, story):
    with clock.told(BEFORE):
        draft = authority_actions.start_revision(
            story.statement, story.report, by=story.people.officer
        )
        statement_actions.save_draft(
            draft,
            draft.document.with_values({("p-1", "text"): "A secret revision."}),
            seen=draft.digest,
            place="section 1",
            by=story.people.officer,
        )
    client.force_login(story.people.member)
    page = client.get(f"{REPORT}?text=draft").content.decode()
    assert "A secret revision" not in page
    pdf = client.get("/reports/1.pdf?text=draft").content
    assert "secret" not in "".join(
        p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages
    )
    client.force_login(story.people.officer)
    assert "A secret revision" in client.get(f"{REPORT}?text=draft").content.decode()
    assert "A secret revision" not in client.get(REPORT).content.decode()


@pytest.mark.pdf
def test_the_pdf_says_what_was_tabled(client, story):
    client.force_login(story.people.member)
    answer = client.get("/reports/1.pdf")
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(
        p.extract_text() for p in PdfReader(io.BytesIO(answer.content)).pages
    )
    assert "To note progress." in text


def test_a_report_is_opened_from_a_text(client, story):
    client.force_login(story.people.officer)
    with clock.told(BEFORE):
        answer = client.post("/reports/new/", told(story))
    made = Report.objects.get(number=2)
    assert answer.url == made.get_absolute_url()
    assert made.title == "Implementing Electronic Government"
    assert made.open_draft.document.get("root", "to") == "Leader and Cabinet"


def test_a_report_is_opened_from_a_file(client, story):
    client.force_login(story.people.officer)
    file = SimpleUploadedFile("report.txt", contents.REPORT.read_bytes())
    with clock.told(BEFORE):
        answer = client.post("/reports/new/", told(story, text="", file=file))
    assert answer.status_code == 302


def test_a_report_is_opened_with_the_councils_headings(client, story):
    client.force_login(story.people.officer)
    blank = {"source": "blank", "text": "", "title": "E-government", "authors": "Me"}
    with clock.told(BEFORE):
        client.post("/reports/new/", told(story, **blank))
    document = Report.objects.get(number=2).open_draft.document
    titles = [document.get(uid, "title") for uid in document.children()]
    assert titles[0] == "Purpose"
    assert titles[-1] == "Contact Officers"


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"text": ""}, "text", "Paste the text of the report, or select a file"),
        ({"text": "x" * 200_001}, "text", "must be 200,000 characters or fewer"),
        ({"text": "Not a report"}, "text", "The report ends before"),
        ({"text": "A\x00B"}, "text", "control characters"),
        ({"source": ""}, "source", "Select what the report begins with"),
        ({"source": "blank"}, "title", "Enter a title"),
        ({"source": "blank"}, "authors", "Enter the authors"),
        ({"about": "0"}, "about", "Statement must be one of the choices"),
        ({"meeting": ""}, "meeting", "Select the meeting"),
    ],
)
def test_a_wrong_report_is_said_beside_its_field(
    client, story, changed, field, sentence
):
    client.force_login(story.people.officer)
    with clock.told(BEFORE):
        answer = client.post("/reports/new/", told(story, **changed))
    assert answer.status_code == 200
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 \xff\xfe\x00", "must be plain text (UTF-8), not Word or PDF"),
        (b"x" * (2 * 1024 * 1024 + 1), "must be smaller than 2 MB"),
        (b"", "The selected file is empty"),
    ],
)
def test_a_wrong_file_is_said_beside_its_field(client, story, content, sentence):
    client.force_login(story.people.officer)
    file = SimpleUploadedFile("report.txt", content)
    with clock.told(BEFORE):
        answer = client.post("/reports/new/", told(story, text="", file=file))
    assert sentence in " ".join(answer.context["form"].errors["file"])
    assert Report.objects.count() == 1


def test_a_report_for_another_day_is_not_opened(client, story):
    with clock.told(BEFORE):
        other = record_meeting(
            story.body, held_on=date(2005, 1, 6), by=story.people.clerk
        )
        client.force_login(story.people.officer)
        answer = client.post("/reports/new/", told(story, meeting=other.pk))
    assert "another day" in answer.context["form"].errors["meeting"][0]


def test_it_is_put_to_its_meeting(client, opened):
    number = opened.report.number
    client.force_login(opened.people.clerk)
    with clock.told(BEFORE):
        assert b"Put it to the meeting" in client.get(f"/reports/{number}/").content
        assert client.get(f"/reports/{number}/put/").status_code == 200
        answer = client.post(f"/reports/{number}/put/")
        assert answer.status_code == 302
        assert client.post(f"/reports/{number}/put/").status_code == 409
    assert Tabling.objects.filter(report=opened.report).count() == 1
    assert opened.fresh().status == StatementStatus.REPORTED


def test_it_is_not_put_to_a_meeting_that_was_held(client, opened):
    client.force_login(opened.people.clerk)
    with clock.told(makers.at("2004-12-10")):
        answer = client.post(f"/reports/{opened.report.number}/put/")
    assert "That meeting has been held" in answer.content.decode()
    assert not Tabling.objects.filter(report=opened.report).exists()


def test_papers_are_revised_and_tabled_late(client, story):
    client.force_login(story.people.officer)
    with clock.told(BEFORE):
        page = client.get(f"{REPORT}revise/").content.decode()
        assert "Start a revision of the report" in page
        answer = client.post(f"{REPORT}revise/", {"paper": "report"})
        assert answer.url == f"{REPORT}?text=draft"
        client.force_login(story.people.clerk)
        assert client.post(f"{REPORT}revise/").status_code == 302
    assert story.report.tablings.count() == 2


def test_nothing_is_tabled_that_was_not_revised(client, story):
    client.force_login(story.people.clerk)
    with clock.told(BEFORE):
        answer = client.post(f"{REPORT}revise/")
    assert "Neither the report nor the statement has been revised" in (
        answer.content.decode()
    )
    assert story.report.tablings.count() == 1


def test_it_is_taken_off_the_agenda_and_put_again(client, story):
    client.force_login(story.people.clerk)
    with clock.told(BEFORE):
        assert client.post(f"{REPORT}withdraw/").status_code == 302
        assert story.fresh().status == StatementStatus.DRAFTING
        assert client.post(f"{REPORT}put/").status_code == 302
    assert story.report.tablings.count() == 2


@pytest.mark.parametrize("step", ["put", "revise", "withdraw"])
@pytest.mark.parametrize("who", ["member", "auditor", "administrator"])
def test_who_may_not_take_a_step_changes_nothing(client, story, who, step):
    client.force_login(getattr(story.people, who))
    with clock.told(BEFORE):
        assert client.get(f"{REPORT}{step}/").status_code == 403
        assert client.post(f"{REPORT}{step}/").status_code == 403
    assert story.fresh().status == StatementStatus.REPORTED


def test_a_section_is_edited_by_officers_only(client, opened):
    address = reverse(
        "decisions:report_section", args=[opened.report.number, "s-purpose"]
    )
    client.force_login(opened.people.officer)
    assert client.get(address).status_code == 200
    client.force_login(opened.people.member)
    assert client.get(address).status_code == 403
    client.force_login(opened.people.officer)
    assert client.get(f"{REPORT}sections/s-purpose/").status_code == 409


@pytest.mark.parametrize("address", ["/reports/99/", "/reports/99.pdf"])
def test_no_such_report(client, story, address):
    client.force_login(story.people.clerk)
    assert client.get(address).status_code == 404
