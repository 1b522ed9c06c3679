"""The return: what the gate warns of, what is read back, and what that blocks."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from decisions import actions
from decisions.gate import obstacles
from decisions.models import ReadBack, ReadBackFinding, Submission
from decisions.transitions import ASK, CLEAR, PUBLISH, SUBMIT
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, NotReady, Stale, WrongState
from statements.models import Guidelines
from tests import makers
from tests.decisions.pages import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/statements/2004/return/"


@pytest.fixture(autouse=True)
def now():
    with clock.told(makers.at("2004-12-15", "16:00")):
        yield


@pytest.fixture
def story():
    return makers.submitted_statement()


def incidents(story, step=PUBLISH):
    return [
        o.sentence
        for o in obstacles(story.fresh(), step)
        if o.kind == "incident" and o.severity == "blocks"
    ]


def sent_again(story, reference="ESD-2"):
    return actions.submit_again(
        story.statement,
        reference=reference,
        sent_at=clock.now(),
        by=story.people.clerk,
    )


def upload(client, story, content, name="receipt.txt", submission=None):
    submission = submission or story.statement.submissions.latest("pk")
    file = SimpleUploadedFile(name, content)
    return client.post(f"{PAGE}read-back/", {"submission": submission.pk, "file": file})


# --- What blocks, and what ends it ---------------------------------------------------


def test_what_was_received_as_it_was_sent_is_no_incident(story):
    row = makers.read_back(story)
    assert (row.differences, row.comparison.equal) == (0, 3)
    assert incidents(story) == []
    actions.publish(story.statement, by=story.people.clerk)


def test_a_difference_blocks_publication_until_somebody_explains_it(story):
    row = makers.read_back(story, makers.DIFFERENT)
    assert incidents(story) == [
        "What the ministry received (ESD-1) differs from the cleared text in 1 field. "
        "Record what explains it, or send the cleared text again and read that back."
    ]
    with pytest.raises(NotReady):
        actions.publish(story.statement, by=story.people.clerk)
    finding = makers.explained(story, row)
    assert (finding.found_by, finding.why) == (
        story.people.clerk,
        "The form was filled in by hand.",
    )
    assert incidents(story) == []
    actions.publish(story.statement, by=story.people.clerk)


def test_a_further_submission_read_back_equal_ends_it(story):
    makers.read_back(story, makers.DIFFERENT)
    sent_again(story)
    assert len(incidents(story)) == 1
    makers.read_back(story)
    assert incidents(story) == []


def test_the_last_reading_of_each_submission_counts(story):
    first = makers.read_back(story, makers.DIFFERENT)
    makers.read_back(story)
    assert incidents(story) == []
    again = makers.read_back(story, makers.DIFFERENT)
    assert len(incidents(story)) == 1
    with pytest.raises(Stale):
        makers.explained(story, first)
    makers.explained(story, again)
    assert incidents(story) == []
    makers.read_back(story, makers.DIFFERENT)
    assert len(incidents(story)) == 1


def test_an_earlier_submission_read_back_equal_ends_nothing(story):
    makers.read_back(story)
    sent_again(story)
    makers.read_back(story, makers.DIFFERENT)
    assert len(incidents(story)) == 1


def test_a_difference_found_after_publication_stands_on_the_gate():
    story = makers.published_statement()
    row = makers.read_back(story, makers.DIFFERENT)
    page = signed_in(story.people.clerk).get("/statements/2004/gate/")
    text = page.content.decode()
    assert "Published: something else was received" in text
    assert reverse("decisions:read_back_result", args=["2004", row.pk]) in text


def test_what_was_read_back_is_kept_with_its_bytes_and_their_digest(story):
    content = makers.receipt(story, makers.DIFFERENT)
    row = makers.read_back(story, makers.DIFFERENT, name="Receipt  1.txt")
    row.refresh_from_db()
    assert bytes(row.file) == content
    assert row.guidelines == Guidelines.objects.latest("pk")
    (field,) = row.comparison.fields
    assert field.sentence == "Local context: the text differs."


# --- What is refused, and leaves nothing ---------------------------------------------


def test_an_incident_has_no_cleared_text_to_compare_with(story):
    incident = actions.record_incident(
        story.statement,
        reference="X",
        sent_at=clock.now(),
        note="An old file.",
        by=story.people.clerk,
    )
    with pytest.raises(NotReady):
        actions.read_back(incident, file=b"x", name="x", by=story.people.clerk)


@pytest.mark.parametrize("file", [b"", b"%PDF-1.4", b"Hello", b"<!DOCTYPE x><x/>"])
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(file, story):
    before = makers.everything_stored()
    with pytest.raises(BadInput) as refused:
        makers.read_back(story, file=file)
    assert refused.value.field == "file"
    assert makers.everything_stored() == before


def test_only_what_differs_is_explained_and_only_once(story):
    row = makers.read_back(story)
    with pytest.raises(NotReady):
        makers.explained(story, row)
    row = makers.read_back(story, makers.DIFFERENT)
    with pytest.raises(BadInput):
        makers.explained(story, row, why=" ")
    makers.explained(story, row)
    with pytest.raises(Stale):
        makers.explained(story, row)
    assert ReadBackFinding.objects.count() == 1


def test_a_round_whose_guidelines_ask_nothing_cannot_be_read_back(story):
    submission = Submission.objects.get()
    Guidelines.objects.create(
        round="2004",
        edition=2,
        title="x",
        ministry="x",
        deadline=story.statement.due,
        content=b'{"sections":[],"outcomes":[]}',
        digest="x",
        loaded_at=clock.now(),
    )
    with pytest.raises(NotReady):
        actions.read_back(submission, file=b"x", name="x", by=story.people.clerk)
    text = signed_in(story.people.clerk).get(PAGE).content.decode()
    assert "do not say what the form asks" in text


def test_who_may_not_submit_may_not_read_back(story):
    for person in (story.people.officer, story.people.auditor, story.people.member):
        with pytest.raises(NotAllowed):
            makers.read_back(story, by=person)


def test_nothing_is_read_back_once_reopened(story):
    submission = Submission.objects.get()
    actions.reopen(story.statement, reason="A slip.", by=story.people.clerk)
    with pytest.raises(WrongState):
        actions.read_back(submission, file=b"x", name="x", by=story.people.clerk)


# --- The gate warns ------------------------------------------------------------------


def test_an_answer_over_its_limit_is_a_warning_with_its_place():
    long = makers.statement_document().with_values({("b-1", "text"): "x" * 4000})
    story = makers.delegated_statement(long)
    for step in (CLEAR, ASK, SUBMIT):
        (found,) = [o for o in obstacles(story.statement, step) if o.kind == "return"]
        assert found.severity == "warns"
        assert found.place == f"{PAGE}#f-local_context"
        assert found.sentence.startswith("Local context: 4,029 characters, 29 more")


def test_an_answer_that_fits_is_said_to_be_in_order():
    story = makers.delegated_statement()
    text = signed_in(story.people.officer).get("/statements/2004/gate/").content
    assert "Every answer fits into the ministry’s form." in text.decode()


# --- The pages -----------------------------------------------------------------------


def test_an_officer_reads_the_draft_and_a_clerk_waits_for_the_cleared_text():
    story = makers.delegated_statement()
    officer, clerk = signed_in(story.people.officer), signed_in(story.people.clerk)
    text = officer.get(PAGE).content.decode()
    assert "DRAFT" in text
    assert "The council serves villages." in text
    answer = officer.get(f"{PAGE}xml/")
    assert 'State="DRAFT: not cleared for submission"' in answer.content.decode()
    assert "ieg-2004-return-DRAFT.xml" in answer["Content-Disposition"]
    text = clerk.get(PAGE).content.decode()
    assert "The text is not cleared yet." in text
    assert "The council serves villages." not in text
    assert clerk.get(f"{PAGE}xml/").status_code == 409


def test_the_cleared_text_is_copied_and_the_ticks_stand_in_the_address():
    story = makers.cleared_statement()
    clerk = signed_in(story.people.clerk)
    text = clerk.get(PAGE + "?done=2&done=99&done=x").content.decode()
    assert "A contact centre will open soon.</textarea>" in text
    assert text.count("checked") == 1
    assert "<span data-ticks-done>1</span> of 3 copied." in text
    assert "Empty</span>: asked, and nothing answers it." in text
    for form, kind in (
        ("xml", "application/xml"),
        ("csv", "text/csv; charset=utf-8"),
        ("txt", "text/plain; charset=utf-8"),
    ):
        answer = clerk.get(f"{PAGE}{form}/")
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)
        assert "villages" in answer.content.decode()
        assert f"return-version-2.{form}" in answer["Content-Disposition"]
    assert clerk.get(f"{PAGE}pdf/").status_code == 404


def test_a_clerk_uploads_a_receipt_and_records_what_explains_it(story):
    clerk = signed_in(story.people.clerk)
    page = clerk.get(f"{PAGE}read-back/").content.decode()
    assert "ESD-1, sent on 15 December 2004 at 2:00 pm" in page
    answer = upload(clerk, story, makers.receipt(story, makers.DIFFERENT))
    row = ReadBack.objects.get()
    result = f"{PAGE}read-back/{row.pk}/"
    assert answer["Location"] == result
    text = clerk.get(result).content.decode()
    assert "Of 3 fields, 1 differs from the cleared text." in text
    assert "<strong>Local context</strong>" in text
    assert ">contact </span></del>" in text
    assert ">call </span></ins>" in text
    assert f"{result}explain/" in text
    reader = signed_in(story.people.auditor).get(result).content.decode()
    assert f"{result}explain/" not in reader
    assert clerk.post(f"{result}explain/", {"why": ""}).status_code == 200
    told = {"why": "A slip of the hand."}
    assert clerk.post(f"{result}explain/", told)["Location"] == result
    assert "A slip of the hand." in clerk.get(result).content.decode()
    assert "A slip of the hand." in clerk.get(PAGE).content.decode()


def test_a_bad_file_is_refused_beside_its_field(story):
    clerk = signed_in(story.people.clerk)
    for content, words in (
        (b"%PDF-1.4", "The file is a PDF."),
        (b"", "The selected file is empty"),
        (b"x" * (4 * 1024 * 1024 + 1), "The file must be smaller than 4 MB"),
    ):
        text = upload(clerk, story, content).content.decode()
        assert words in text
        assert "Error: " in text
    assert clerk.post(f"{PAGE}read-back/", {"submission": "9" * 30}).status_code == 200
    assert not ReadBack.objects.exists()


def test_there_is_nothing_to_read_back_before_something_was_sent():
    story = makers.cleared_statement()
    clerk = signed_in(story.people.clerk)
    answer = clerk.get(f"{PAGE}read-back/")
    assert answer["Location"] == PAGE
    assert clerk.get(f"{PAGE}read-back/1/").status_code == 404


def test_the_admin_reads_back_and_explains_by_the_same_actions(story):
    clerk = signed_in(story.people.clerk)
    submission = Submission.objects.get()
    address = reverse("admin:decisions_submission_read_back", args=[submission.pk])
    file = SimpleUploadedFile("r.txt", makers.receipt(story, makers.DIFFERENT))
    assert clerk.post(address, {"file": file}).status_code == 302
    row = ReadBack.objects.get()
    address = reverse("admin:decisions_readback_explain_difference", args=[row.pk])
    assert clerk.post(address, {"why": "Typed by hand."}).status_code == 302
    assert row.finding.why == "Typed by hand."
    shown = clerk.get(reverse("admin:decisions_readback_change", args=[row.pk]))
    assert "Local context: the text differs." in shown.content.decode()
