"""What is exempt from report to final copy: pages, files, gate, chain; and the public.

Who reads which word in which state is held by tests/test_who_sees_what.py.
"""

import io
import re
from datetime import date

import pytest
from django.test import Client
from pypdf import PdfReader

from decisions import actions
from decisions.evidence import chain_of
from decisions.gate import BLOCKS, blocking, obstacles
from decisions.models import Body
from decisions.transitions import ASK, CLEAR, SUBMIT
from iegtracker import clock
from iegtracker.errors import NotReady
from iegtracker.people.models import User
from statements import actions as statement_actions
from tests import makers
from tests.told_in_words import told_until

pytestmark = pytest.mark.django_db

REPORT, REPORT_PDF = "/reports/1/", "/reports/1.pdf"
MEETING, STATEMENT = "/meetings/2004-12-09/cabinet/", "/statements/2004/"
SINCE = "/statements/2004/since-cabinet/"
CLOSED = "This part is not for publication: exempt under paragraph 9 of Schedule 12A."


@pytest.fixture(autouse=True)
def _in_december():
    with clock.told(makers.at("2004-12-17", "12:00")):
        yield


def read(user, address):
    client = Client()
    if user is not None:
        client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def words_of(user, address):
    client = Client()
    if user is not None:
        client.force_login(user)
    file = PdfReader(io.BytesIO(client.get(address).content))
    attached = b"".join(part for parts in file.attachments.values() for part in parts)
    pages = " ".join(page.extract_text() for page in file.pages)
    return " ".join(pages.split()), attached.decode()


def exempt_statement(paragraph="9"):
    mark = {"paragraph": paragraph, "reason": "It names Foxton."}
    return makers.statement_document().with_values({("b-1", "exempt"): mark})


# --- read


@pytest.mark.parametrize("role", ["officer", "director", "clerk", "auditor"])
def test_those_who_work_on_it_read_the_mark_and_what_others_miss(role):
    story = told_until("decided")
    user = getattr(story.people, role)
    page = read(user, REPORT)
    assert "Exempt (paragraph 9): It names Foxton. Withheld from members and" in page
    assert "Exempt (paragraph 8): It names Harston. Members may read it, the" in page
    assert "4 parts of this text are exempt, and withheld from the public; 3 of" in page
    page = read(user, STATEMENT)
    assert "3 parts of this text are exempt, and withheld from the public; 2 of" in page


def test_a_member_reads_by_the_paragraph():
    story = told_until("decided")
    page = read(story.people.member, REPORT)
    assert "Of Oakington." in page
    assert "Exempt (paragraph 8): It names Harston." in page
    assert CLOSED in page
    assert "parts of this text" not in page


def test_numbers_are_the_same_for_every_reader():
    story = told_until("decided")
    readers = (story.people.officer, story.people.member, None)
    numbers = {
        tuple(re.findall(r'class="ieg-number">([^<]+)<', read(user, REPORT)))
        for user in readers
    }
    assert numbers == {("1.", "2.", "3.", "4.", "(a)", "(b)")}


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("officer", {"Oakington", "Papworth", "Foxton", "Harston"}),
        ("member", {"Oakington", "Harston"}),
        (None, set()),
    ],
)
def test_a_file_and_what_is_attached_to_it_are_for_their_reader(role, seen):
    story = told_until("decided")
    user = getattr(story.people, role) if role else None
    names = {"Oakington", "Papworth", "Foxton", "Harston"}
    for told in words_of(user, REPORT_PDF):
        assert {name for name in names if name in told} == seen


def test_the_digest_of_a_page_is_that_of_what_it_shows():
    story = told_until("decided")
    digest = story.report.current.digest
    assert digest in read(story.people.officer, REPORT)
    for user in (story.people.member, None):
        assert digest not in read(user, REPORT)


def test_what_was_resolved_on_an_exempt_recommendation_is_its_letter_and_outcome():
    told_until("decided")
    page = read(None, MEETING)
    assert "Recommendation (b)" in page
    assert "Agreed as amended" in page
    assert "Teversham" not in page
    assert "NOTED at Histon." in page


def test_what_changed_since_the_decision_says_that_withheld_words_were_removed():
    story = told_until("published")
    page = read(story.people.member, SINCE)
    assert "The kiosk at Girton." in page
    assert CLOSED in page
    assert "Landbeach" not in page


def test_the_chain_of_a_final_copy_is_for_everybody():
    told = told_until("cleared")
    chain = chain_of(told.statement)
    stored = chain.canonical.decode()
    for name in ("Girton", "Landbeach", "Harston", "Foxton", "Teversham"):
        assert name not in stored
    taken_out = chain.get("changes")[-1]
    assert taken_out["withheld"].startswith("Words that are exempt")
    assert "withheld" not in chain.get("changes")[1]
    assert chain.get("decisions")[0]["wording"] == "NOTED at Histon."
    assert chain.get("decisions")[1]["wording"] == CLOSED


# --- the gate


def of_exempt(story, step):
    return [o for o in obstacles(story.fresh(), step) if o.kind == "exempt"]


@pytest.mark.parametrize("step", [ASK, CLEAR])
def test_an_exempt_part_stands_in_the_way_of_clearing(step):
    story = makers.delegated_statement(exempt_statement())
    (found,) = of_exempt(story, step)
    assert (found.severity, found.owner) == (BLOCKS, "IEG officer")
    assert found.place == "/statements/2004/sections/s-local/#e-b-1"
    assert found.sentence.startswith("Paragraph 1.1 is exempt under paragraph 9 of")
    assert found in blocking(obstacles(story.statement, step), step)
    assert of_exempt(story, SUBMIT) == []


def test_final_approval_is_refused_and_nothing_is_left_behind():
    story = makers.delegated_statement(exempt_statement("8"))
    before = makers.everything_stored()
    with pytest.raises(NotReady, match="1 thing stands in the way"):
        actions.ask_final_approval(story.statement, by=story.people.officer)
    assert makers.everything_stored() == before


def test_a_text_approved_outright_is_not_cleared_either():
    story = makers.reported_statement(exempt_statement())
    taken = makers.taken(story, delegation=None, approves_text=True)
    actions.decide(story.statement, taken, by=story.people.clerk)
    before = makers.everything_stored()
    with pytest.raises(NotReady):
        actions.clear(story.fresh(), by=story.people.clerk)
    assert makers.everything_stored() == before


def test_a_signed_change_unmarks_it_and_the_way_is_free():
    story = makers.delegated_statement(exempt_statement())
    change = actions.start_change(
        story.statement, title="Not exempt", by=story.people.officer
    )
    draft = change.draft
    open_again = makers.statement_document()
    statement_actions.save_draft(
        draft, open_again, seen=draft.digest, place="x", by=story.people.officer
    )
    actions.propose_change(change, reason="It is known.", by=story.people.officer)
    change.refresh_from_db()
    assert change.latest_round.material
    assert "it is no longer exempt" in change.latest_round.material_because
    makers.sign_as_director(story, change)
    makers.sign_as_portfolio_holder(story, change)
    assert of_exempt(story, CLEAR) == []


# --- the public


def test_a_page_of_the_public_has_a_way_in_and_no_way_that_is_closed():
    told_until("decided")
    client = Client()
    for address in ("/meetings/", MEETING, REPORT):
        page = client.get(address).content.decode()
        assert f'href="/sign-in/?next={address.replace("/", "%2F")}"' in page
        assert "waits for me" not in page
        assert "Sign out" not in page
        for link in set(re.findall(r'href="(/[^"#]*)"', page)):
            if link.startswith("/static/"):
                continue
            answer = client.get(link)
            assert answer.status_code == 200, (address, link)


def test_with_the_setting_too_no_link_of_the_public_is_closed(settings):
    settings.IEG_FINAL_COPY_PUBLIC = True
    told_until("published")
    client = Client()
    seen, waiting = set(), {"/meetings/", "/statements/"}
    while waiting:
        address = waiting.pop()
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        if answer["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            found = set(re.findall(r'href="(/[^"#?]*)', page))
            waiting |= {a for a in found - seen if not a.startswith("/static/")}
    assert {SINCE, STATEMENT, "/statements/2004/final.pdf"} <= seen
    assert "/" not in seen


def test_the_public_finds_no_meeting_whose_papers_are_not_published():
    told_until("decided")
    actions.record_meeting(
        Body.objects.get(slug="cabinet"),
        held_on=date(2005, 1, 13),
        by=User.objects.get(username="clerk"),
    )
    listed = read(None, "/meetings/")
    assert "9 December 2004" in listed
    assert "13 January 2005" not in listed
    answer = Client().get("/meetings/2005-01-13/cabinet/")
    assert answer["Location"].startswith("/sign-in/")


PUBLIC = ("/meetings/", MEETING, REPORT, REPORT_PDF)


@pytest.mark.parametrize("address", PUBLIC)
def test_only_what_bears_nobodys_name_is_kept_by_others(address):
    story = told_until("reported")
    client = Client()
    answer = client.get(address)
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in answer["Vary"]
    assert not answer.cookies
    assert "no-cache" in client.post(address)["Cache-Control"]
    client.cookies["other"] = "x"
    assert "private" in client.get(address)["Cache-Control"]
    client.force_login(story.people.member)
    answer = client.get(address)
    assert "private" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]


def test_what_leads_to_signing_in_is_not_kept():
    told_until("drafting")
    answer = Client().get(REPORT)
    assert answer["Location"] == "/sign-in/?next=/reports/1/"
    assert "public" not in answer.get("Cache-Control", "")
