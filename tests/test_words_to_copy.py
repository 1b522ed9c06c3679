"""A page that closes while somebody types on it gives the words back, to be copied."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from decisions import actions as authority_actions
from iegtracker import clock
from iegtracker.ledger.record import head
from statements import actions
from tests import makers
from tests.decisions.pages import signed_in, two_waiting

pytestmark = pytest.mark.django_db

WORDS = "My precious words.\n\nA second <paragraph> & more."
THEIRS = "The words of somebody else."


@pytest.fixture(autouse=True)
def _friday():
    with clock.told(makers.at("2004-12-10", "10:00")):
        yield


def section(uid="s-local"):
    return reverse("statements:section", args=["2004", uid])


def of_change(change, name, *rest):
    return reverse(f"decisions:{name}", args=["2004", change.number, *rest])


def to_copy(answer):
    """The words in the read-only box of a refusal; none when there is no box."""
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Nothing was changed." in page
    box = re.search(r'<textarea[^>]* id="typed"[^>]* readonly>\n(.*?)</t', page, re.S)
    return html.unescape(box[1]) if box else ""


def test_a_section_whose_draft_was_reported_meanwhile():
    story = makers.reported_statement()
    told = {"text": WORDS, "seen": "0" * 64, "rows": "b-1 b-2", "step": "save"}
    answer = signed_in(story.people.officer).post(section(), told)
    assert to_copy(answer) == WORDS


@pytest.mark.parametrize("page", ["statements:section", "admin"])
def test_whoever_was_signed_out_while_typing(page):
    """A session lasts for ten hours, and the last save may come after them."""
    makers.drafted_statement()
    record = "admin:statements_grant_record_grant"
    place = reverse(record) if page == "admin" else section()
    told = {"text": WORDS, "password": "not-to-be-shown", "seen": "0" * 64}
    answer = Client().post(place, told)
    assert answer.status_code == 403
    text = answer.content.decode()
    assert f'href="/sign-in/?next={place}"' in text
    assert html.escape(WORDS) in text
    assert "not-to-be-shown" not in text


def test_whoever_typed_nothing_signs_in_first():
    makers.drafted_statement()
    answer = Client().post(section(), {"step": "save"})
    assert answer.url == f"/sign-in/?next={section()}"


def test_figures_and_dates_in_the_rows_of_a_section_too():
    story = makers.reported_statement()
    told = {
        "seen": "0" * 64,
        "rows": "f-1",
        "f-1-cell_0": "100",
        "f-1-cell_3": "Not before May.",
        "awaited-f-1-by_day": "13",
        "exempt-f-1-why": "",
    }
    answer = signed_in(story.people.officer).post(section("s-bvpi"), told)
    assert to_copy(answer) == "100\n\nNot before May.\n\n13"


@pytest.mark.parametrize("page", ["change_section", "change_outcomes", "change_grants"])
def test_a_text_of_a_change_that_was_proposed_meanwhile(page):
    story = makers.delegated_statement()
    change = makers.proposed_change(story)
    place = of_change(change, page, *(["s-local"] if page == "change_section" else []))
    answer = signed_in(story.people.officer).post(place, {"text": WORDS})
    assert to_copy(answer) == WORDS


def test_a_section_of_a_report_that_was_put_meanwhile():
    story = makers.reported_statement()
    place = reverse("decisions:report_section", args=[story.report.number, "r-body"])
    answer = signed_in(story.people.officer).post(place, {"text": WORDS})
    assert to_copy(answer) == WORDS


def test_a_choice_between_two_texts_in_a_draft_that_closes():
    story = makers.delegated_statement()
    change = makers.written_change(story)
    client = signed_in(story.people.officer)
    place = of_change(change, "change_section", "s-local")
    seen = change.draft.digest
    draft = change.draft
    actions.save_draft(
        draft,
        draft.document.with_values({("b-1", "text"): THEIRS}),
        seen=seen,
        place="section 1",
        by=story.people.second_officer,
    )
    asked = client.post(place, {"text": "My precious words.", "seen": seen})
    page = asked.content.decode()
    assert "Choose between two texts" in page
    seal = re.search(r'name="conflict" value="([^"]*)"', page)[1]
    mine = re.search(r'<textarea[^>]* name="mine" form="choices".*?>\n(.*?)<', page)[1]
    authority_actions.propose_change(change, reason="Now.", by=story.people.officer)
    answer = client.post(place, {"conflict": seal, "choice_0": "yours", "mine": mine})
    assert to_copy(answer) == "My precious words."


def test_a_seal_that_is_not_known_gives_the_words_back():
    story = makers.drafted_statement()
    told = {"conflict": "a:b:c", "choice_0": "yours", "mine": WORDS}
    answer = signed_in(story.people.officer).post(section(), told)
    assert to_copy(answer) == WORDS


def test_a_reason_for_refusing_a_change_that_was_recalled_meanwhile():
    story = makers.delegated_statement()
    change = makers.proposed_change(story)
    told = {
        "seen": change.latest_round.digest,
        "interests": "declared",
        "interest": "I sit on the board.",
        "answer": "refused",
        "why": WORDS,
        "password": makers.PASSWORD,
        "csrfmiddlewaretoken": "A token",
    }
    authority_actions.recall_change(change, by=story.people.officer)
    answer = signed_in(story.people.director).post(of_change(change, "sign"), told)
    assert to_copy(answer) == f"I sit on the board.\n\n{WORDS}"
    assert makers.PASSWORD not in answer.content.decode()


def test_an_interest_on_the_page_of_several_changes_that_wait_no_longer():
    story = makers.delegated_statement()
    two_waiting(story)
    for change in story.statement.changes.all():
        authority_actions.recall_change(change, by=story.people.officer)
    place = reverse("decisions:sign_several", args=["2004"])
    told = {"changes": ["1", "2"], "interest": WORDS, "password": makers.PASSWORD}
    answer = signed_in(story.people.portfolio_holder).post(place, told)
    assert to_copy(answer) == WORDS


STEPS = [
    ("propose", "officer", "reason"),
    ("raise", "director", "reason"),
    ("withdraw_signature", "director", "reason"),
    ("enter_paper", "clerk", "comment"),
]


@pytest.mark.parametrize(("page", "person", "field"), STEPS, ids=[s[0] for s in STEPS])
def test_a_step_of_a_change_that_was_decided_meanwhile(page, person, field):
    story = makers.delegated_statement()
    change = makers.applied_change(story)
    client = signed_in(getattr(story.people, person))
    answer = client.post(of_change(change, page), {field: WORDS})
    assert to_copy(answer) == WORDS


@pytest.mark.parametrize("page", ["start", "reopen", "submit", "publish", "read_back"])
def test_a_step_of_a_statement_that_is_closed_now(page):
    story = makers.drafted_statement()
    person = "officer" if page == "start" else "clerk"
    place = reverse(f"decisions:{page}", args=["2004"])
    answer = signed_in(getattr(story.people, person)).post(place, {"note": WORDS})
    assert to_copy(answer) == WORDS


def test_a_step_of_the_records():
    story = makers.delegated_statement()
    change = makers.written_change(story)
    place = f"/admin/decisions/change/{change.pk}/raise_change/"
    client = signed_in(story.people.director)
    assert to_copy(client.post(place, {"reason": WORDS})) == WORDS


def test_a_step_without_words_leads_back_with_the_reason():
    story = makers.delegated_statement()
    change = makers.applied_change(story)
    before = head()
    client = signed_in(story.people.officer)
    answer = client.post(of_change(change, "propose"), {"under": "1"}, follow=True)
    assert answer.redirect_chain == [(change.get_absolute_url(), 302)]
    assert "so it is not possible to propose it" in answer.content.decode()
    assert head() == before


def test_whoever_may_not_save_any_longer_keeps_the_words_too():
    story = makers.drafted_statement()
    answer = signed_in(story.people.clerk).post(section(), {"text": WORDS})
    assert answer.status_code == 403
    assert "My precious words." in answer.content.decode()
