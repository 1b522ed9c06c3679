"""Final approval asked for, the text cleared, sent, published, reopened."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from decisions.models import Clearance, Submission
from iegtracker import clock
from statements.models import FinalCopy
from statements.states import StatementStatus
from tests import makers
from tests.decisions.pages import STATES, signed_in

pytestmark = pytest.mark.django_db

SENT = {
    "reference": "ESD-7",
    "sent_on_day": "15",
    "sent_on_month": "12",
    "sent_on_year": "2004",
    "sent_at": "14:30",
}


@pytest.fixture(autouse=True)
def _the_day_after():
    with clock.told(makers.at("2004-12-16", "10:00")):
        yield


def built(name):
    with clock.told(makers.at("2004-12-10")):
        return STATES[name]()


def address(name):
    return reverse(f"decisions:{name}", args=["2004"])


def post(user, name, **told):
    return signed_in(user).post(address(name), told, follow=True)


def test_final_approval_is_asked_for_with_what_it_would_waive():
    story = built("applied")
    text = signed_in(story.people.officer).get(address("ask_final_approval"))
    assert "would be waived" in text.content.decode()
    assert "the forecast is still awaited from Revenues" in text.content.decode()
    assert "Finance and Resources Director: Director" in text.content.decode()
    response = post(story.people.officer, "ask_final_approval")
    assert "Final approval has been asked for." in response.content.decode()
    assert story.statement.changes.filter(kind="final", status="proposed").exists()


def test_clearing_too_early_lists_what_stands_in_the_way():
    story = built("half signed")
    response = post(story.people.clerk, "clear")
    text = response.content.decode()
    assert "things stand in the way" in text
    assert "waits for the Information and Customer Services Portfolio Holder" in text
    assert not Clearance.objects.exists()


def test_a_clerk_clears_submits_and_publishes():
    story = built("finally approved")
    clerk = story.people.clerk
    assert "is cleared for submission" in post(clerk, "clear").content.decode()
    receipt = SimpleUploadedFile("return.pdf", b"%PDF-1.4 as received")
    sent = {**SENT, "sent_on_day": "16", "sent_at": "10:00"}
    response = post(clerk, "submit", **sent, receipt=receipt)
    assert "The submission ESD-7 has been recorded." in response.content.decode()
    row = Submission.objects.get()
    assert bytes(row.receipt) == b"%PDF-1.4 as received"
    assert row.receipt_name == "return.pdf"
    assert row.sent_at == makers.at("2004-12-16", "10:00")
    response = signed_in(clerk).post(address("publish"))
    assert response.url == "/statements/2004/final-copy/"
    assert FinalCopy.objects.count() == 1
    assert story.fresh().status == StatementStatus.PUBLISHED
    response = post(clerk, "submit", **{**sent, "reference": "ESD-8"})
    assert "The submission ESD-8 has been recorded." in response.content.decode()


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"reference": ""}, "Enter the reference that the ministry gave"),
        ({"reference": "x" * 300_000}, "Reference must be 100 characters or fewer"),
        ({"reference": "nul \x00"}, "There is a problem"),
        ({"sent_on_day": ""}, "Date of sending must include a day"),
        ({"sent_on_month": "13"}, "Date of sending must be a real date"),
        ({"sent_on_year": "04"}, "Date of sending must have a year of 4 figures"),
        ({"sent_at": ""}, "Enter a time of sending"),
        ({"sent_at": "half past"}, "Enter a time like 14:30"),
        ({"sent_on_year": "2005"}, "The time of sending must not be in the future."),
        ({"sent_on_day": "1"}, "The text was cleared on 10 December 2004"),
        ({"note": "x" * 300_000}, "Note must be 2000 characters or fewer"),
        (
            {"receipt": SimpleUploadedFile("big.pdf", b"x" * (4 * 1024 * 1024 + 1))},
            "The print-out must be smaller than 4 MB",
        ),
        (
            {"receipt": SimpleUploadedFile("empty.pdf", b"")},
            "The selected file is empty",
        ),
    ],
)
def test_a_bad_submission_gets_a_sentence_and_records_nothing(told, sentence):
    story = built("cleared")
    response = post(story.people.clerk, "submit", **{**SENT, **told})
    text = response.content.decode()
    assert response.status_code == 200
    assert sentence in text
    kept = told.get("reference", "ESD-7")
    assert kept[:50].replace("\x00", "") in text
    assert not Submission.objects.exists()


def test_an_incident_says_what_happened_and_blocks_publication():
    story = built("cleared")
    clerk = story.people.clerk
    response = post(clerk, "incident", **SENT)
    assert "Say what was sent, and how it happened" in response.content.decode()
    assert not Submission.objects.exists()
    response = post(clerk, "incident", **SENT, note="An old file was sent.")
    assert "The incident has been recorded." in response.content.decode()
    assert Submission.objects.get().incident


def test_reopening_needs_a_reason_and_voids_the_approval():
    story = built("cleared")
    response = post(story.people.clerk, "reopen")
    assert "Enter the reason" in response.content.decode()
    assert story.fresh().status == StatementStatus.CLEARED
    response = post(story.people.clerk, "reopen", reason="A figure was wrong.")
    assert "The statement has been reopened." in response.content.decode()
    assert story.fresh().status == StatementStatus.DECIDED
    assert not story.statement.changes.filter(kind="final", status="applied").exists()


@pytest.mark.parametrize("person", ["officer", "director", "auditor", "member"])
@pytest.mark.parametrize("name", ["clear", "submit", "incident", "publish", "reopen"])
def test_only_democratic_services_may(person, name):
    story = built("cleared")
    told = {**SENT, "reason": "No.", "note": "No."}
    assert post(getattr(story.people, person), name, **told).status_code == 403
    assert story.fresh().status == StatementStatus.CLEARED
    assert not Submission.objects.exists()


@pytest.mark.parametrize("name", ["clear", "submit", "publish", "reopen"])
def test_a_step_at_the_wrong_time_says_so(name):
    story = built("reported")
    response = post(story.people.clerk, name, **SENT, reason="Why not.")
    assert "is reported to the meeting, so it is not possible" in (
        response.content.decode()
    )
    assert story.fresh().status == StatementStatus.REPORTED
