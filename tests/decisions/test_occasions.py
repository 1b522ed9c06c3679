"""Several changes signed on one occasion: each by itself, all or none."""

from datetime import date

import pytest
from django.urls import reverse

from decisions import actions
from decisions.coverage import coverage
from decisions.models import Change, DecidedChange, DelegatedDecision, SignOff
from decisions.states import Scope
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, NotReady, Stale, WrongState
from iegtracker.ledger.models import Event
from iegtracker.ledger.verification import verify
from tests import makers
from tests.decisions.pages import signed_in, two_waiting
from tests.decisions.test_sign_page import page_of
from tests.decisions.test_signing import refused

pytestmark = pytest.mark.django_db
SEVERAL = "/statements/2004/sign/"


@pytest.fixture(autouse=True)
def _friday():
    with clock.told(makers.at("2004-12-10", "10:00")):
        yield


@pytest.fixture
def story():
    made = makers.delegated_statement()
    two_waiting(made)
    return made


def changes(story):
    return list(story.statement.changes.order_by("number"))


def sign_all(story, *found, **changed):
    told = {
        "office": story.portfolio_office,
        "interests": "None",
        "by": story.people.portfolio_holder,
        **changed,
    }
    read = [(change, change.latest_round.digest) for change in found]
    return actions.sign_changes(read, **told)


def test_each_is_signed_by_itself_and_one_decision_lists_them(story):
    one, other = changes(story)
    signoffs = sign_all(story, one, other)
    assert [s.signing_round.change for s in signoffs] == [one, other]
    assert {c.status for c in changes(story)} == {"applied"}
    made = DelegatedDecision.objects.get()
    assert {i.signing_round.change for i in made.items.all()} == {one, other}
    assert Event.objects.filter(verb="change.signed").count() == 4
    assert Event.objects.filter(verb="delegated_decision.made").count() == 1
    assert coverage(story.fresh()).changes == 2
    assert {title: found for title, found in verify() if found} == {}


def test_a_decision_lists_only_what_the_occasion_completed(story):
    one, other = changes(story)
    third = makers.proposed_change(story, block="b-1", text="The council serves towns.")
    sign_all(story, one, third)
    assert [i.signing_round.change for i in DecidedChange.objects.all()] == [one]
    assert Change.objects.get(pk=third.pk).status == "proposed"
    sign_all(story, other)
    assert DelegatedDecision.objects.count() == 2


def test_the_receipts_are_one_for_each_change(
    story, django_capture_on_commit_callbacks, mailoutbox
):
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        sign_all(story, *changes(story))
    subjects = sorted(mail.subject for mail in mailoutbox if "receipt" in mail.subject)
    assert subjects == [
        "IEG 2004: your receipt for change 1",
        "IEG 2004: your receipt for change 2",
    ]


def test_nothing_selected_is_refused(story):
    refused(BadInput, lambda: sign_all(story), "Select at least one")


def test_a_stale_digest_is_named_and_nothing_is_signed(story):
    one, other = changes(story)
    told = {
        "office": story.portfolio_office,
        "interests": "None",
        "by": story.people.portfolio_holder,
    }
    read = [(one, one.latest_round.digest), (other, "0" * 64)]
    refused(
        Stale,
        lambda: actions.sign_changes(read, **told),
        "Change 2: What you read.*Nothing has been signed",
    )


def test_one_that_makes_another_stale_takes_both_back(story):
    one = changes(story)[0]
    rival = makers.half_signed_change(story, text="A contact centre is open.")
    refused(Stale, lambda: sign_all(story, one, rival), "Change 3: .*at paragraph 1.2")


def test_each_other_refusal_names_its_change(story):
    one, other = changes(story)
    refused(WrongState, lambda: sign_all(story, one, one), "Change 1 is agreed")
    actions.recall_change(other, by=story.people.officer)
    refused(
        WrongState, lambda: sign_all(story, one, other), "Change 2 is being written"
    )
    refused(
        NotAllowed,
        lambda: sign_all(story, one, by=story.people.officer),
        "Change 1: Only the holder",
    )
    with pytest.raises(BadInput) as caught:
        sign_all(story, one, interests=" ")
    assert caught.value.field == "interests"


def test_a_raised_change_under_a_minor_delegation_is_named():
    story = makers.delegated_as(makers.joint, scope=Scope.MINOR)
    change = makers.written_change(story, text="A contact centre, will open.")
    actions.propose_change(change, reason="x", by=story.people.officer)
    change = Change.objects.get(pk=change.pk)
    actions.raise_change(
        change,
        seen=change.latest_round.digest,
        office=story.director_office,
        reason="It matters.",
        by=story.people.director,
    )
    refused(NotReady, lambda: sign_all(story, change), "Change 1: It is held to be")


# --- The page ---------------------------------------------------------------


def ticked(story, *found, **changed):
    told = {
        "changes": [str(change.number) for change in found],
        "interests": "none",
        "password": makers.PASSWORD,
        **{f"seen_{c.number}": c.latest_round.digest for c in changes(story)},
    }
    return told | changed


def test_home_leads_to_the_page_when_two_or_more_wait(story):
    client = signed_in(story.people.portfolio_holder)
    assert f'href="{SEVERAL}"' in client.get("/").content.decode()
    makers.sign_as_portfolio_holder(story, changes(story)[0])
    assert f'href="{SEVERAL}"' not in client.get("/").content.decode()
    assert f'href="{SEVERAL}"' not in (
        signed_in(story.people.officer).get("/").content.decode()
    )


def test_the_page_shows_each_redline_and_selects_nothing(story):
    text = signed_in(story.people.portfolio_holder).get(SEVERAL).content.decode()
    for change in changes(story):
        assert f"Approve change {change.number}" in text
        assert f'value="{change.latest_round.digest}"' in text
        assert change.latest_round.reason in text
    assert text.count("<ins>") == 2
    assert "Figures before and after" in text
    assert " checked" not in text
    assert text.count('class="govuk-button"') == 1
    assert text.count('type="password"') == 1


def test_what_is_ticked_is_approved_and_the_rest_left(story):
    one, other = changes(story)
    client = signed_in(story.people.portfolio_holder)
    answer = client.post(SEVERAL, ticked(story, other))
    assert answer.url == "/statements/2004/signed/?changes=2"
    text = client.get(answer.url).content.decode()
    assert "1 answer recorded" in text
    assert "You have approved change 2" in text
    assert Change.objects.get(pk=one.pk).status == "proposed"
    assert Change.objects.get(pk=other.pk).status == "applied"


def test_both_at_once_and_the_pages_say_with_what(story):
    client = signed_in(story.people.portfolio_holder)
    answer = client.post(SEVERAL, ticked(story, *changes(story)), follow=True)
    text = answer.content.decode()
    assert "2 answers recorded" in text
    for change in changes(story):
        assert change.latest_round.digest in text
    text = client.get(page_of(changes(story)[0], "change")).content.decode()
    assert "Agreed on 10 December 2004 on one occasion with change 2" in text


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"changes": []}, "Select at least one change"),
        ({"changes": ["99"]}, "There is no change 99 to sign"),
        ({"changes": ["x"]}, "Select changes of the list"),
        ({"changes": ["1", "9" * 400]}, "There is a problem"),
        ({"interests": ""}, "Select whether you have an interest"),
        ({"password": ""}, "Enter your password"),
        ({"password": "guess-1234"}, "Your password is not right"),
        ({"seen_1": "0" * 64}, "Change 1: What you read is not"),
        ({"seen_1": ""}, "Change 1: What you read is not"),
        ({"seen_1": "x" * 300_000}, "Change 1: What you read is not"),
    ],
)
def test_bad_input_signs_nothing_and_keeps_ticks_and_words(story, told, sentence):
    client = signed_in(story.people.portfolio_holder)
    sent = ticked(story, *changes(story), interest="A shareholding.") | told
    answer = client.post(SEVERAL, sent)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in text
    assert ('href="#id_changes_0"' in text) == ("changes" in told or "seen_1" in told)
    assert 'value="A shareholding."' in text
    assert makers.PASSWORD not in text
    assert "guess-1234" not in text
    assert not SignOff.objects.filter(person=story.people.portfolio_holder).exists()
    if "changes" not in told:
        kept = {"1", "2"} - ({"1"} if "seen_1" in told else set())
        for number in ("1", "2"):
            box = f'type="checkbox" value="{number}" checked'
            assert (box in text) == (number in kept)


def test_one_that_went_stale_meanwhile_is_named_and_the_other_tick_kept(story):
    one, other = changes(story)
    sent = ticked(story, one, other)
    makers.applied_change(story, text="A contact centre is open.")
    client = signed_in(story.people.portfolio_holder)
    text = client.post(SEVERAL, sent).content.decode()
    assert "Change 1: The text has moved on since this was proposed, at paragraph" in (
        text
    )
    assert "Approve change 1" not in text
    assert 'type="checkbox" value="2" checked' in text
    assert Change.objects.get(pk=other.pk).status == "proposed"


def test_one_that_was_recalled_meanwhile_is_named(story):
    one, other = changes(story)
    sent = ticked(story, one, other)
    actions.recall_change(one, by=story.people.officer)
    client = signed_in(story.people.portfolio_holder)
    assert "Change 1 is being written" in (client.post(SEVERAL, sent).content.decode())
    assert Change.objects.get(pk=other.pk).status == "proposed"


def test_nobody_without_an_office_approves_anything(story):
    for name in ("officer", "clerk", "auditor"):
        client = signed_in(getattr(story.people, name))
        assert "No change waits to be approved by you" in (
            client.get(SEVERAL).content.decode()
        )
        client.post(SEVERAL, ticked(story, *changes(story)))
    for name in ("member", "administrator"):
        client = signed_in(getattr(story.people, name))
        assert client.get(SEVERAL).status_code == 403
        assert client.post(SEVERAL, ticked(story)).status_code == 403
    assert SignOff.objects.count() == 2


def test_whoever_holds_two_offices_says_for_which():
    story = makers.delegated_statement()
    who = story.people
    one = makers.proposed_change(story)
    other = makers.proposed_change(story, block="b-1", text="The council serves towns.")
    actions.end_appointment(
        story.portfolio_office.appointments.get(),
        ends_on=date(2004, 12, 9),
        reason="Left.",
        by=who.clerk,
    )
    makers.appoint(story, story.portfolio_office, who.director, date(2004, 12, 10))
    client = signed_in(who.director)
    assert "Office in which you answer" in client.get(SEVERAL).content.decode()
    text = client.post(SEVERAL, ticked(story, one, other)).content.decode()
    assert "Select the office in which you answer" in text
    office = str(story.director_office.pk)
    client.post(SEVERAL, ticked(story, one, other, office=office))
    assert {s.office for s in SignOff.objects.all()} == {story.director_office}
    assert SignOff.objects.count() == 2
    assert "No change waits to be approved by you" in (
        client.get(SEVERAL).content.decode()
    )


def test_a_change_of_another_delegation_is_not_approved_in_the_wrong_office():
    story = makers.delegated_statement()
    who = story.people
    joint = makers.proposed_change(story)
    deputy = actions.record_office(
        slug="deputy", name="Deputy Director", holder_kind="officer", by=who.clerk
    )
    makers.appoint(story, deputy, who.director)
    urgency = actions.enter_urgency(
        story.statement,
        kind="rule",
        citation="Part 3, paragraph 12",
        wording="An officer may act.",
        why="The return is due.",
        agreed_by="None",
        office=deputy,
        by=who.clerk,
    )
    urgent = actions.confirm_urgency(urgency, by=who.second_clerk)
    sole = makers.written_change(story, block="b-1", text="The council serves towns.")
    actions.propose_change(sole, reason="x", under=urgent, by=who.officer)
    sole = Change.objects.get(pk=sole.pk)
    client = signed_in(who.director)
    told = ticked(story, joint, sole, office=str(story.director_office.pk))
    text = client.post(SEVERAL, told).content.decode()
    assert f"Change {sole.number} is not the Finance and Resources Director" in text
    assert 'value="1" checked' in text
    assert not SignOff.objects.exists()
    client.post(SEVERAL, ticked(story, sole, office=str(deputy.pk)))
    assert Change.objects.get(pk=sole.pk).status == "applied"


def test_the_final_approval_keeps_its_own_page():
    story = makers.delegated_statement()
    actions.ask_final_approval(story.statement, by=story.people.officer)
    client = signed_in(story.people.director)
    text = client.get(SEVERAL).content.decode()
    assert "The final approval is answered on its own page" in text
    assert "Approve change" not in text
    assert f'href="{SEVERAL}"' not in client.get("/").content.decode()


def test_the_receipts_page_is_ones_own(story):
    address = reverse("decisions:signed_several", args=["2004"])
    client = signed_in(story.people.director)
    for asked in ("", "?changes=", "?changes=x,99", "?changes=" + "9" * 5000):
        assert client.get(address + asked).url == "/"
    text = client.get(f"{address}?changes=1,2,2,99").content.decode()
    assert "2 answers recorded" in text
    assert signed_in(story.people.officer).get(f"{address}?changes=1").url == "/"
