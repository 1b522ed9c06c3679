"""The printed form, and the pages on which two clerks record what it says."""

import io

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from decisions import actions
from decisions.actions.papers import LARGEST_SCAN
from decisions.models import PaperSignature, SignOff
from decisions.paper_form import made
from decisions.selectors.paper_forms import printed_form
from iegtracker import clock
from iegtracker.errors import WrongState
from tests import makers
from tests.decisions.pages import signed_in, two_waiting
from tests.decisions.test_paper import ON, PNG, paper_page
from tests.decisions.test_sign_page import page_of
from tests.decisions.test_signing import refused
from tests.verapdf import failed_rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _friday():
    with clock.told(ON):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


@pytest.fixture
def change(story):
    return makers.proposed_change(story)


def test_the_form_is_printed_for_those_who_see_the_change(story, change):
    address = page_of(change, "form")
    for name in ("director", "portfolio_holder", "officer", "clerk", "auditor"):
        answer = signed_in(getattr(story.people, name)).get(address)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Cache-Control"] == "private, no-store"
    assert signed_in(story.people.member).get(address).status_code == 403
    assert signed_in(story.people.director).post(address).status_code == 405
    read = pypdf.PdfReader(io.BytesIO(answer.content))
    assert len(read.pages) <= 2
    text = "".join(" ".join(page.extract_text().split()) for page in read.pages)
    digest = change.latest_round.digest
    assert digest in text.replace(" ", "")
    for words in (
        "Change 1: Change of b-2",
        "Reason",
        "More is known now.",
        "[+ open soon]",
        "Finance and Resources Director",
        "Information and Customer Services Portfolio Holder",
        "I refuse it, for a reason",
        "Signature",
        "Cabinet's decision of 9 December 2004",
    ):
        assert words in text, words


def test_the_form_is_the_same_bytes_until_the_next_round(story, change):
    user = story.people.director
    first = made(printed_form("2004", change.number, user))
    makers.sign_as_portfolio_holder(story, change)
    with clock.told(makers.at("2004-12-13")):
        assert made(printed_form("2004", change.number, user)) == first
    actions.recall_change(change, by=story.people.officer)
    refused(
        WrongState, lambda: printed_form("2004", change.number, user), "being written"
    )
    actions.propose_change(change, reason="Again.", by=story.people.officer)
    assert made(printed_form("2004", change.number, user)) != first


@pytest.mark.soak
@pytest.mark.pdf
def test_the_forms_are_archivable_and_accessible(story, tmp_path):
    two_waiting(story)
    user = story.people.portfolio_holder
    forms = {
        "words": printed_form("2004", 1, user),
        "row": printed_form("2004", 2, user),
    }
    for number in (1, 2):
        makers.sign_as_portfolio_holder(
            story, story.statement.changes.get(number=number)
        )
    actions.ask_final_approval(story.fresh(), by=story.people.officer)
    forms["final"] = printed_form("2004", 3, user)
    paths = []
    for name, form in forms.items():
        paths.append(tmp_path / f"{name}.pdf")
        paths[-1].write_bytes(made(form).content)
    assert failed_rules(paths) == {path: [] for path in paths}


# --- Pages ------------------------------------------------------------------


def entered(story, change, **changed):
    """What a clerk types; the digest in the groups in which it is printed."""
    digest = change.latest_round.digest.upper()
    groups = [digest[at : at + 4] for at in range(0, 64, 4)]
    told = {
        "office": str(story.director_office.pk),
        "digest": " ".join(groups[:8]) + "\r\n" + "  ".join(groups[8:]),
        "answer": "approved",
        "interests": "none",
        "signed_on_day": "10",
        "signed_on_month": "December",
        "signed_on_year": "2004",
        "scan": SimpleUploadedFile("form.png", PNG, "image/png"),
        **changed,
    }
    return {name: value for name, value in told.items() if value is not None}


def test_two_clerks_carry_a_form_through_the_pages(story, change):
    client = signed_in(story.people.clerk)
    address = page_of(change, "enter_paper")
    assert address in client.get(page_of(change, "change")).content.decode()
    answer = client.post(address, entered(story, change), follow=True)
    text = answer.content.decode()
    paper = PaperSignature.objects.get()
    assert "It counts once another clerk confirms it." in text
    assert "it takes two clerks" in text
    assert paper_page(change, paper, "scan") in text
    assert "Confirm the signature on change 1" not in text
    assert "Confirm the signature on paper" not in client.get("/").content.decode()
    other = signed_in(story.people.second_clerk)
    assert paper_page(change, paper) in other.get("/").content.decode()
    assert paper_page(change, paper) in (
        other.get(page_of(change, "change")).content.decode()
    )
    assert "Confirm the signature on change 1" in (
        other.get(paper_page(change, paper)).content.decode()
    )
    text = other.post(paper_page(change, paper), follow=True).content.decode()
    assert "is confirmed, and counts from now" in text
    assert "recorded by Clerk and Second clerk" in text
    assert "Confirmed" in other.get(paper_page(change, paper)).content.decode()
    assert SignOff.objects.get().paper == paper


def test_a_scan_is_for_clerks_and_auditors_and_no_cache(story, change):
    paper = makers.on_paper(story, change, scan=PNG, scan_name='x".html')
    for name in ("clerk", "second_clerk", "auditor"):
        answer = signed_in(getattr(story.people, name)).get(
            paper_page(change, paper, "scan")
        )
        assert answer.content == PNG
        assert answer["Content-Type"] == "image/png"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Content-Disposition"] == (
            f'attachment; filename="ieg-2004-change-1-paper-{paper.pk}.png"'
        )
    for name in ("director", "portfolio_holder", "officer", "member", "administrator"):
        client = signed_in(getattr(story.people, name))
        for page in ("paper", "scan"):
            assert client.get(paper_page(change, paper, page)).status_code == 403
    client = signed_in(story.people.clerk)
    other = makers.proposed_change(story, block="b-1", text="Towns.")
    assert client.get(paper_page(other, paper, "scan")).status_code == 404
    assert "was entered by Clerk" in (
        signed_in(story.people.officer).get(page_of(change, "change")).content.decode()
    )


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"office": None}, "Select the office that is ticked"),
        ({"office": "99"}, "Select the office that is ticked"),
        ({"digest": ""}, "Enter the digest printed on the form"),
        ({"digest": "0" * 63}, "must be the 64 figures and letters"),
        ({"digest": "g" * 64}, "must be the 64 figures and letters"),
        ({"digest": "0" * 64}, "another digest"),
        ({"digest": "0" * 300_000}, "There is a problem"),
        ({"digest": "nul \x00"}, "There is a problem"),
        ({"answer": None}, "Select the answer that is ticked"),
        ({"answer": "refused"}, "Enter a reason for refusing"),
        ({"answer": "refused", "why": "bell \x07"}, "There is a problem"),
        ({"interests": None}, "Select whether an interest is declared"),
        ({"interests": "declared"}, "Enter what the interest is"),
        ({"signed_on_day": "31", "signed_on_month": "2"}, "must be a real date"),
        ({"signed_on_day": "11"}, "must not be before 10 December 2004"),
        ({"scan": None}, "Select the scan of the signed form"),
        ({"scan": SimpleUploadedFile("a.pdf", b"")}, "The selected file is empty"),
        ({"scan": SimpleUploadedFile("a.pdf", b"MZ")}, "must be a PDF, PNG or JPEG"),
        (
            {"scan": SimpleUploadedFile("a.pdf", b"%PDF-" + b"x" * LARGEST_SCAN)},
            "must be at most 4 MB",
        ),
        ({"scan": SimpleUploadedFile("x" * 250, PNG)}, "200 characters or fewer"),
    ],
)
def test_bad_input_is_told_and_the_rest_is_kept(story, change, told, sentence):
    client = signed_in(story.people.clerk)
    sent = entered(story, change, comment="A comment to keep.") | told
    sent = {name: value for name, value in sent.items() if value is not None}
    answer = client.post(page_of(change, "enter_paper"), sent)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in text
    assert "A comment to keep." in text
    assert 'value="2004"' in text
    assert not PaperSignature.objects.exists()


def test_a_form_that_was_entered_before_a_recall_leads_back(story, change):
    client = signed_in(story.people.clerk)
    actions.recall_change(change, by=story.people.officer)
    text = client.get(page_of(change, "enter_paper"), follow=True).content.decode()
    assert "nothing to sign on paper" in text
