"""The one screen on which an office-holder answers."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from decisions import actions as authority_actions
from decisions.models import Change, SignOff
from decisions.states import ChangeStatus, Verdict
from iegtracker import clock
from iegtracker.ledger.models import Event
from iegtracker.people.roles import Role
from statements import actions
from tests import makers
from tests.decisions.pages import signed_in, two_waiting

pytestmark = pytest.mark.django_db

OTHER = "0" * 64


@pytest.fixture(autouse=True)
def _friday():
    with clock.told(makers.at("2004-12-10", "10:00")):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


def page_of(change, name="sign"):
    return reverse(f"decisions:{name}", args=["2004", change.number])


def answer(change, **told):
    return {
        "seen": change.latest_round.digest,
        "interests": "none",
        "answer": "approved",
        "password": makers.PASSWORD,
        **told,
    }


def refused(response, *sentences):
    """The page is shown again with the sentences, and without the password."""
    assert response.status_code == 200
    page = response.content.decode()
    assert "There is a problem" in page
    for sentence in sentences:
        assert sentence in page, sentence
    assert makers.PASSWORD not in page
    assert not SignOff.objects.filter(person=response.wsgi_request.user).exists()
    return page


def test_the_page_says_what_changes_and_as_whom(story):
    change = makers.half_signed_change(story)
    page = signed_in(story.people.portfolio_holder).get(page_of(change))
    text = page.content.decode()
    assert (
        "You are signing as Information and Customer Services Portfolio Holder, under "
        "Cabinet&#x27;s decision of 9 December 2004 (recommendation b)" in text
    )
    assert "<ins>" in text
    assert change.latest_round.digest in text
    assert "Send my answer on change 1" in text
    assert text.count('class="govuk-button"') == 1
    assert "checked" not in text


def test_approving_applies_the_change_and_shows_a_receipt(story, mailoutbox):
    change = makers.half_signed_change(story)
    client = signed_in(story.people.portfolio_holder)
    response = client.post(page_of(change), answer(change))
    assert response.url == page_of(change, "signed")
    text = client.get(response.url).content.decode()
    assert "You have approved change 1" in text
    assert "the text, which is now version 2" in text
    assert change.latest_round.digest in text
    event = Event.objects.about(change).order_by("position").last()
    assert event.hash in text
    assert Change.objects.get(pk=change.pk).status == ChangeStatus.APPLIED


def test_the_first_signature_says_for_whom_it_waits(story):
    change = makers.proposed_change(story)
    client = signed_in(story.people.director)
    response = client.post(page_of(change), answer(change), follow=True)
    assert (
        "It now waits for the Information and Customer Services Portfolio Holder"
        in response.content.decode()
    )


@pytest.mark.parametrize("verdict", [Verdict.RETURNED, Verdict.REFUSED])
def test_returning_and_refusing_need_words(story, verdict):
    change = makers.proposed_change(story)
    client = signed_in(story.people.director)
    sentence = {
        Verdict.RETURNED: "Enter what should be different",
        Verdict.REFUSED: "Enter a reason for refusing",
    }[verdict]
    refused(client.post(page_of(change), answer(change, answer=verdict)), sentence)
    field = {"returned": "comment", "refused": "why"}[verdict]
    told = answer(change, answer=verdict, **{field: "The date is wrong."})
    response = client.post(page_of(change), told)
    assert response.url == page_of(change, "signed")
    signoff = SignOff.objects.get()
    assert (signoff.verdict, signoff.comment) == (verdict, "The date is wrong.")
    text = client.get(response.url).content.decode()
    assert "Officer, with what you wrote." in text


def test_an_interest_is_said_or_named(story):
    change = makers.proposed_change(story)
    client = signed_in(story.people.director)
    told = answer(change, interests="declared")
    refused(client.post(page_of(change), told), "Enter what the interest is")
    refused(
        client.post(page_of(change), answer(change, interests="")),
        "Select whether you have an interest",
    )
    client.post(page_of(change), {**told, "interest": "I sit on the board."})
    assert SignOff.objects.get().interests == "I sit on the board."


def test_a_wrong_password_keeps_the_rest_and_changes_nothing(story):
    change = makers.proposed_change(story)
    client = signed_in(story.people.director)
    told = answer(change, answer="returned", comment="Say when.", password="guess-1234")
    text = refused(
        client.post(page_of(change), told),
        "Your password is not right. Enter it again.",
        "Say when.",
    )
    assert "guess-1234" not in text
    assert 'href="#id_password"' in text
    assert text.count(" checked") == 2


TOO_MANY = "Too many wrong passwords. Wait a few minutes and try again."


def test_many_wrong_passwords_lock_out_even_the_right_one(story):
    change = makers.proposed_change(story)
    client = signed_in(story.people.director)
    for _ in range(5):
        refused(
            client.post(page_of(change), answer(change, password="guess-1234")),
            "Your password is not right. Enter it again.",
        )
    refused(client.post(page_of(change), answer(change)), TOO_MANY)
    # Each account has a count of its own.
    holder = signed_in(story.people.portfolio_holder)
    assert holder.post(page_of(change), answer(change)).status_code == 302


def test_a_stranger_who_guesses_cannot_keep_an_office_from_signing(story):
    change = makers.proposed_change(story)
    client = signed_in(story.people.director)
    login = {"login": story.people.director.email, "password": "guess-1234"}
    for _ in range(6):
        Client().post("/sign-in/", login)
    assert client.post(page_of(change), answer(change)).status_code == 302


def test_right_passwords_are_not_counted(story):
    change = makers.proposed_change(story)
    client = signed_in(story.people.director)
    for _ in range(12):
        page = refused(client.post(page_of(change), answer(change, seen=OTHER)))
        assert TOO_MANY not in page
        assert "What you read is not what is waiting" in page


def test_a_foreign_digest_is_read_again(story):
    change = makers.proposed_change(story)
    client = signed_in(story.people.director)
    text = refused(
        client.post(page_of(change), answer(change, seen=OTHER)),
        "What you read is not what is waiting to be signed now",
    )
    assert OTHER not in text
    assert f'value="{change.latest_round.digest}"' in text
    assert text.count(" checked") == 1


@pytest.mark.parametrize(
    "told",
    [
        {"seen": ""},
        {"seen": "x" * 300_000},
        {"answer": "yes"},
        {"interests": "maybe"},
        {"answer": "returned", "comment": "x" * 300_000},
        {"answer": "returned", "comment": "nul \x00 byte"},
        {"answer": "refused", "why": "bell \x07"},
        {"interests": "declared", "interest": "x" * 3000},
        {"password": ""},
        {"password": "\x00"},
    ],
)
def test_bad_input_gets_a_sentence_and_changes_nothing(story, told):
    change = makers.proposed_change(story)
    client = signed_in(story.people.director)
    refused(client.post(page_of(change), answer(change, **told)))
    assert Change.objects.get(pk=change.pk).status == ChangeStatus.PROPOSED


@pytest.mark.parametrize("name", ["officer", "clerk", "auditor", "administrator"])
def test_nobody_without_the_office_sees_the_page(story, name):
    change = makers.proposed_change(story)
    client = signed_in(getattr(story.people, name))
    for response in (
        client.get(page_of(change)),
        client.post(page_of(change), answer(change)),
    ):
        assert response.status_code == 403
    assert not SignOff.objects.exists()


def test_a_superuser_with_a_role_reads_why_not(story):
    change = makers.proposed_change(story)
    root = makers.user("root", Role.OFFICER, superuser=True)
    response = signed_in(root).get(page_of(change))
    assert response.status_code == 403
    assert (
        "An account&#x27;s other rights do not replace an office"
        in response.content.decode()
    )


def test_whoever_holds_both_offices_says_for_which_and_signs_once(story):
    change = makers.proposed_change(story)
    people = story.people
    held = story.portfolio_office.appointments.get()
    authority_actions.end_appointment(
        held, ends_on=date(2004, 12, 9), reason="Left.", by=people.clerk
    )
    makers.appoint(story, story.portfolio_office, people.director, date(2004, 12, 10))
    client = signed_in(people.director)
    assert "Office in which you answer" in client.get(page_of(change)).content.decode()
    refused(
        client.post(page_of(change), answer(change)),
        "Select the office in which you answer",
    )
    office = str(story.director_office.pk)
    client.post(page_of(change), answer(change, office=office))
    assert SignOff.objects.get().office == story.director_office
    response = client.post(page_of(change), answer(change), follow=True)
    assert "Nobody signs for two" in response.content.decode()
    assert SignOff.objects.count() == 1


def test_one_who_has_signed_is_sent_back_with_the_reason(story):
    change = makers.half_signed_change(story)
    response = signed_in(story.people.director).get(page_of(change), follow=True)
    assert "has signed this round already" in response.content.decode()


def test_a_recall_in_another_tab_is_told_to_the_signer(story):
    change = makers.proposed_change(story)
    told = answer(change)
    authority_actions.recall_change(change, by=story.people.officer)
    client = signed_in(story.people.director)
    response = client.post(page_of(change), told, follow=True)
    assert "being written, so it is not possible to sign it" in (
        response.content.decode()
    )
    assert not SignOff.objects.exists()


def test_a_text_that_has_moved_on_is_not_approved(story):
    first = makers.proposed_change(story, text="First words.")
    second = makers.proposed_change(story, text="Other words.")
    for person, office in (
        (story.people.director, story.director_office),
        (story.people.portfolio_holder, story.portfolio_office),
    ):
        makers.sign(story, first, person, office)
    client = signed_in(story.people.director)
    response = client.post(page_of(second), answer(second))
    assert "The text has moved on since this was proposed" in response.content.decode()
    assert not second.latest_round.signoffs.exists()


def test_final_approval_shows_the_version_and_what_is_waived(story):
    document = makers.statement_document().with_values(
        {
            ("s-local", "awaiting"): {
                "what": "the forecast",
                "whom": "Revenues",
                "by": "2004-12-13",
            }
        }
    )
    # A second story cannot stand beside the first, so its text is changed instead.
    change = makers.written_change(story)
    draft = change.draft
    actions.save_draft(
        draft,
        draft.document.with_values(
            {("s-local", "awaiting"): document.get("s-local", "awaiting")}
        ),
        seen=draft.digest,
        place="section 1",
        by=story.people.officer,
    )
    authority_actions.propose_change(change, reason="Late.", by=story.people.officer)
    change = Change.objects.get(pk=change.pk)
    makers.sign_as_director(story, change)
    makers.sign_as_portfolio_holder(story, change)
    put = authority_actions.ask_final_approval(story.statement, by=story.people.officer)
    client = signed_in(story.people.director)
    text = client.get(page_of(put.change)).content.decode()
    assert "approve version 2 as a whole" in text
    assert put.version.digest in text
    assert "What changed since Cabinet" in text
    assert "the forecast is still awaited from Revenues" in text
    assert "Send my answer on the final approval" in text
    client.post(page_of(put.change), answer(put.change))
    other = signed_in(story.people.portfolio_holder)
    response = other.post(page_of(put.change), answer(put.change), follow=True)
    assert "Democratic services can clear the text now" in response.content.decode()


def test_a_password_that_was_changed_just_before_stands_beside_the_signature(story):
    change = makers.proposed_change(story)
    director = story.people.director
    director.password_changed_at = clock.now()
    director.save()
    makers.sign_as_director(story, change)
    text = (
        signed_in(story.people.portfolio_holder).get(page_of(change)).content.decode()
    )
    told = "The password of this account was changed on 10 December 2004 at 10:00 am"
    assert told in text


def test_figures_stand_before_and_after_in_a_table_of_their_own(story):
    two_waiting(story)
    client = signed_in(story.people.portfolio_holder)
    figure = client.get("/statements/2004/changes/2/sign/").content.decode()
    table = figure.split("Figures before and after", 1)[1].split("</table>", 1)[0]
    for words in ("Providing information", "Enabled", ">71<", "<strong>74</strong>"):
        assert words in table, words
    words = client.get("/statements/2004/changes/1/sign/").content.decode()
    assert "Figures before and after" not in words


def test_only_a_minor_change_can_be_held_to_be_material_from_here(story):
    makers.proposed_change(story, text=makers.COMMA_ADDED)
    makers.proposed_change(story)
    client = signed_in(story.people.portfolio_holder)
    for number, offered in ((1, True), (2, False)):
        text = client.get(f"/statements/2004/changes/{number}/sign/").content.decode()
        assert ("Hold it to be material" in text) is offered
