"""The list of changes, one change, and the pages of its steps."""

import pytest
from django.urls import reverse

from decisions.models import Change, SigningRound
from decisions.states import ChangeStatus
from iegtracker import clock
from statements.models import Version
from tests import makers
from tests.decisions.pages import STATES, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _friday():
    with clock.told(makers.at("2004-12-10", "10:00")):
        yield


def page_of(number, name="change"):
    return reverse(f"decisions:{name}", args=["2004", number])


def text_of(user, number, name="change"):
    response = signed_in(user).get(page_of(number, name))
    assert response.status_code == 200
    return response.content.decode()


def test_a_change_says_what_changes_before_anything_else():
    story = STATES["half signed"]()
    text = text_of(story.people.officer, 1)
    places = [
        text.index(words)
        for words in (
            "Paragraph 1.2",
            "<ins>",
            "More is known now.",
            "delegated it to the",
            "This change is material",
            "Finance and Resources Director</strong>, Director",
        )
    ]
    assert places == sorted(places)
    assert "Waiting for signatures" in text
    assert Change.objects.get().latest_round.digest in text


@pytest.mark.parametrize(
    ("state", "person", "shown", "hidden"),
    [
        ("written", "officer", ["Propose this change", "Withdraw it"], ["Answer"]),
        ("written", "auditor", [], ["Propose this change", "Withdraw it", "Undo"]),
        ("proposed", "officer", ["Recall it"], ["Answer change", "Propose this"]),
        ("proposed", "director", ["Answer change 1"], ["Propose this change"]),
        ("half signed", "director", [], ["Answer change 1"]),
        ("half signed", "clerk", [], ["Answer change 1", "Recall it"]),
        ("stale", "officer", ["Bring it up to date"], ["Propose this change"]),
        ("applied", "officer", ["version 2"], ["Recall it", "Withdraw it"]),
        ("returned", "officer", ["Say when.", "Returned with a comment"], []),
        ("declined", "officer", ["Not now.", "Declined"], ["Propose this change"]),
        ("withdrawn", "officer", ["<ins>", "Withdrawn"], ["Withdraw it"]),
    ],
)
def test_buttons_and_words_are_those_of_state_and_reader(state, person, shown, hidden):
    story = STATES[state]()
    text = text_of(getattr(story.people, person), 1)
    main = text.split("<main", 1)[1]
    assert [words for words in shown if words not in main] == []
    assert [words for words in hidden if words in main] == []
    assert main.count('class="govuk-button"') <= 1


def test_a_stale_change_says_where_and_what_to_do():
    story = STATES["stale"]()
    text = text_of(story.people.director, 2)
    assert "The text has moved on at paragraph 1.2." in text
    assert "An officer brings it up to date and asks again" in text
    assert "Answer change 2" not in text


def test_members_see_no_change():
    story = STATES["proposed"]()
    client = signed_in(story.people.member)
    for name in ("change", "propose", "recall", "withdraw", "sign", "signed"):
        assert client.get(page_of(1, name)).status_code == 403
    assert client.get(reverse("decisions:changes", args=["2004"])).status_code == 403


def test_starting_needs_a_title_and_leads_to_the_change():
    story = makers.delegated_statement()
    client = signed_in(story.people.officer)
    address = reverse("decisions:start", args=["2004"])
    for title in ("", "x" * 300_000, "nul \x00"):
        response = client.post(address, {"title": title})
        assert response.status_code == 200
        assert "There is a problem" in response.content.decode()
    assert not Change.objects.exists()
    response = client.post(address, {"title": "BVPI 157"})
    assert response.url == page_of(1)
    assert Change.objects.get().title == "BVPI 157"


def test_proposing_shows_who_will_be_asked_and_needs_a_reason():
    story = STATES["written"]()
    text = text_of(story.people.officer, 1, "propose")
    assert "Finance and Resources Director: Director" in text
    assert "Portfolio Holder: Portfolio holder" in text
    assert "This change is <strong>material</strong>" in text
    assert "“soon” is added" in text
    client = signed_in(story.people.officer)
    for reason, sentence in (
        ("", "Enter a reason for the change"),
        ("  ", "Enter a reason for the change"),
        ("x" * 300_000, "Reason must be 2000 characters or fewer"),
        ("bell \x07", "There is a problem"),
    ):
        response = client.post(page_of(1, "propose"), {"reason": reason})
        assert sentence in response.content.decode()
        assert not SigningRound.objects.exists()
    response = client.post(page_of(1, "propose"), {"reason": "Known now."}, follow=True)
    assert "Change 1 has been proposed" in response.content.decode()
    assert Change.objects.get().status == ChangeStatus.PROPOSED


def test_proposing_without_a_delegation_says_so_and_offers_no_button():
    story = makers.reported_statement()
    makers.written_change(story)
    text = text_of(story.people.officer, 1, "propose")
    assert "No decision has delegated changes to this statement." in text
    assert "<button" not in text.split("<main", 1)[1]
    response = signed_in(story.people.officer).post(
        page_of(1, "propose"), {"reason": "Known now."}
    )
    assert "No decision has delegated changes" in response.content.decode()
    assert not SigningRound.objects.exists()


def test_recall_withdraw_and_rebase_are_steps_of_their_own():
    story = STATES["stale"]()
    client = signed_in(story.people.officer)
    response = client.post(page_of(2, "recall"), follow=True)
    assert "Change 2 has been recalled." in response.content.decode()
    assert "these signatures have lapsed" in response.content.decode()
    response = client.post(page_of(2, "rebase"), follow=True)
    text = response.content.decode()
    assert "Change 2 is up to date" in text
    assert "The text has moved on" not in text
    response = client.post(page_of(2, "withdraw"), follow=True)
    assert "Change 2 has been withdrawn" in response.content.decode()
    assert Change.objects.get(number=2).status == ChangeStatus.WITHDRAWN


@pytest.mark.parametrize("name", ["propose", "recall", "rebase", "withdraw"])
def test_a_step_that_is_closed_says_why_and_changes_nothing(name):
    story = STATES["applied"]()
    client = signed_in(story.people.officer)
    response = client.post(page_of(1, name), {"reason": "Again."}, follow=True)
    assert "is agreed, so it is not possible" in response.content.decode()
    assert Change.objects.get().status == ChangeStatus.APPLIED
    assert Version.objects.filter(paper=story.statement).count() == 2


@pytest.mark.parametrize("name", ["propose", "recall", "rebase", "withdraw"])
def test_steps_are_refused_to_those_without_the_right(name):
    story = STATES["proposed" if name == "recall" else "written"]()
    before = Change.objects.get().status
    for person in ("clerk", "auditor", "member", "administrator"):
        client = signed_in(getattr(story.people, person))
        response = client.post(page_of(1, name), {"reason": "x"})
        assert response.status_code == 403
    assert Change.objects.get().status == before


def test_what_is_not_there_is_not_found():
    story = STATES["proposed"]()
    client = signed_in(story.people.officer)
    assert client.get(page_of(99)).status_code == 404
    assert client.get("/statements/1999/changes/").status_code == 404
    assert client.get("/statements/2004/changes/x/").status_code == 404
