"""The words of each delegation beside what is enforced; pages of urgent powers."""

from datetime import date

import pytest
from django.urls import reverse

from decisions import actions
from decisions.authority import delegation_refusal, delegations_of
from decisions.models import Delegation, DelegationEnd, Urgency
from decisions.states import CallInEnd
from iegtracker import clock
from iegtracker.errors import NotReady
from tests import makers

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-10")
DELEGATIONS = "/statements/2004/delegations/"
ENTER = "/statements/2004/urgency/"


@pytest.fixture(autouse=True)
def _in_december():
    with clock.told(ON):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


def page(client, person, address=DELEGATIONS):
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def typed(holder, **changed):
    return {
        "kind": "rule",
        "citation": "Part 3, paragraph 12",
        "wording": "An officer may act.",
        "why": "The return is due.",
        "agreed_by": "None",
        "office": holder.pk,
        "scope": "any",
        **changed,
    }


def test_the_words_stand_beside_what_the_program_enforces(client, story):
    shown = page(client, story.people.auditor)
    assert "Cabinet AGREED the delegation." in shown
    assert "every one of these offices has signed it" in shown
    assert "It is for any change, and for the final approval" in shown
    assert "No substitute is named" in shown
    assert "A submission of the statement spends it." in shown
    assert "It ends when Cabinet decides on the statement anew." in shown
    assert "Holds it</span>: Director." in shown
    assert "Holds today" in shown
    assert "Enter an urgent power" not in shown
    assert "Record its end" not in shown


def test_order_substitutes_conditions_and_the_last_day_are_told(client):
    def given(story):
        leader = actions.record_office(
            slug="leader", name="Leader", holder_kind="member", by=story.people.clerk
        )
        makers.appoint(story, leader, story.people.member)
        return makers.consulting(
            story,
            scope="minor",
            until=date(2004, 12, 20),
            conditions="provided that no cost arises",
            substitutes={story.portfolio_office.pk: leader},
        )

    story = makers.delegated_as(given)
    until = date(2004, 12, 14)
    makers.away(story, story.portfolio_office, until=until)
    shown = page(client, story.people.officer)
    assert (
        "In this order: first the Information and Customer Services Portfolio Holder, "
        "then the Finance and Resources Director." in shown
    )
    assert "It is for minor changes only" in shown
    assert "provided that no cost arises" in shown
    assert "the program does not enforce them" in shown
    assert "to 20 December 2004, that day included" in shown
    assert "the Leader signs for that office" in shown
    assert (
        "Portfolio holder is away from 10 to 14 December 2004. Member, the Leader, "
        "acts today." in shown
    )


def test_what_is_spent_or_not_yet_begun_says_so(client):
    story = makers.submitted_statement()
    assert "so the delegation is spent" in page(client, story.people.clerk)
    with clock.told(makers.at("2004-12-08")):
        shown = page(client, story.people.clerk)
    assert "Not yet begun</span>. The delegation starts on 9 December 2004." in shown


def test_it_is_linked_from_the_pages_around_it(client, story):
    for address in (
        "/statements/2004/",
        "/statements/2004/gate/",
        "/statements/2004/changes/",
        "/statements/2004/since-cabinet/",
        "/meetings/2004-12-09/cabinet/",
    ):
        assert DELEGATIONS in page(client, story.people.officer, address), address
    member = page(client, story.people.member, "/meetings/2004-12-09/cabinet/")
    assert DELEGATIONS not in member


def test_one_clerk_enters_urgency_and_another_confirms(client, story):
    who = story.people
    client.force_login(who.second_clerk)
    answer = client.post(ENTER, typed(story.director_office))
    assert answer.url == DELEGATIONS
    entered = Urgency.objects.get()
    confirm = reverse("decisions:confirm_urgency", args=["2004", entered.pk])
    own = page(client, who.second_clerk)
    assert "waiting for a second clerk" in own
    assert confirm not in own
    assert client.post(confirm).status_code == 403
    assert "waiting for a second clerk" not in page(client, who.officer)
    home = page(client, who.clerk, "/")
    assert "Confirm an urgent power of the Finance and Resources Director" in home
    assert "Confirm an urgent power" not in page(client, who.second_clerk, "/")
    assert confirm in page(client, who.clerk)
    assert "The return is due." in page(client, who.clerk, confirm)
    assert client.post(confirm).url == DELEGATIONS
    assert client.post(confirm).status_code == 409
    assert "Confirm an urgent power" not in page(client, who.clerk, "/")
    shown = page(client, who.officer)
    assert "Urgent: not decided by a meeting. A rule of the constitution, Part 3" in (
        shown
    )
    assert "confirmed by Clerk, 10 December 2004" in shown
    first = shown.index("Urgent: not decided")
    assert first < shown.index("Cabinet&#x27;s decision of 9 December 2004")


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"kind": ""}, "kind", "Select what gives the power"),
        ({"kind": "whim"}, "kind", "must be one of the choices"),
        ({"agreed_by": " "}, "agreed_by", "Enter who agreed"),
        ({"wording": "\x00"}, "wording", "must not contain control characters"),
        ({"why": "x" * 2001}, "why", "2,000 characters or fewer"),
        ({"office": "9" * 30}, "office", "must be one of the choices"),
        ({"scope": ""}, "scope", "Select for which changes"),
        ({"until_day": "1"}, "until", "must include a month and year"),
        (
            {"until_day": "9", "until_month": "12", "until_year": "2004"},
            "until",
            "must not be in the past",
        ),
    ],
)
def test_a_wrong_entry_is_said_beside_its_field(
    client, story, changed, field, sentence
):
    client.force_login(story.people.clerk)
    answer = client.post(ENTER, typed(story.director_office, **changed))
    assert answer.status_code == 200
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert "Part 3, paragraph 12" in answer.content.decode()
    assert not Urgency.objects.exists()


def test_a_clerk_records_the_end_of_a_delegation(client, story):
    given = Delegation.objects.get()
    address = reverse("decisions:end_delegation", args=["2004", given.pk])
    assert address in page(client, story.people.clerk)
    assert "Cabinet AGREED the delegation." in page(client, story.people.clerk, address)
    assert client.post(address, {"reason": " "}).context["form"].errors["reason"]
    assert not DelegationEnd.objects.exists()
    assert client.post(address, {"reason": "Revoked."}).url == DELEGATIONS
    assert client.post(address, {"reason": "Again."}).status_code == 409
    shown = page(client, story.people.clerk)
    assert "The delegation has ended: Revoked." in shown
    assert address not in shown


@pytest.mark.parametrize("who", ["officer", "director", "member", "administrator"])
def test_only_clerks_reach_the_steps(client, story, who):
    entered = makers.urgency(story, story.director_office)
    client.force_login(getattr(story.people, who))
    for address in (
        ENTER,
        reverse("decisions:confirm_urgency", args=["2004", entered.pk]),
        reverse("decisions:end_delegation", args=["2004", Delegation.objects.get().pk]),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, typed(story.director_office)).status_code == 403
    assert Urgency.objects.count() == 1
    assert not DelegationEnd.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "/statements/2099/delegations/",
        "/statements/2099/urgency/",
        "/statements/2004/urgency/99999999999999999999/confirm/",
        "/statements/2004/delegations/99/end/",
    ],
)
def test_what_is_not_there_is_not_found(client, story, address):
    client.force_login(story.people.clerk)
    assert client.get(address).status_code == 404


def test_members_are_shown_urgent_powers_first_once_it_is_published(client):
    story = makers.cleared_statement()
    who = story.people
    client.force_login(who.member)
    assert client.get(DELEGATIONS).status_code == 403
    with clock.told(makers.at("2004-12-12")):
        makers.urgent_power(story, story.director_office)
    with clock.told(makers.at("2004-12-15", "15:00")):
        sent = {"reference": "ESD-1", "sent_at": makers.at("2004-12-15", "14:00")}
        actions.submit(story.statement, by=who.clerk, **sent)
        actions.publish(story.fresh(), by=who.clerk)
    shown = page(client, who.member, "/statements/2004/since-cabinet/")
    assert shown.index("Urgent: not decided by a meeting") < shown.index("Since then:")
    for words in ("Part 3, paragraph 12", "The return is due.", "Who agreed", "None"):
        assert words in shown
    assert "Urgent: not decided by a meeting" in page(client, who.member)


def test_the_page_asks_the_same_few_questions_of_more_data(
    client, story, django_assert_max_num_queries
):
    counts = []
    for number in (1, 10):
        for _ in range(number):
            makers.urgent_power(story, story.director_office)
            makers.urgency(story, story.portfolio_office)
        client.force_login(story.people.clerk)
        for address in (DELEGATIONS, "/"):
            client.get(address)
            with django_assert_max_num_queries(12) as counted:
                assert client.get(address).status_code == 200
            counts.append(len(counted))
    assert counts[:2] == counts[2:]


# --- While its decision is called in ----------------------------------------------


HELD_UP = "The decision that made the delegation was called in"
MEANWHILE = "Changes can be proposed and signed"


def called_in(story):
    row = makers.decision_on(story)
    makers.published_record(story, row, call_in=makers.applies())
    makers.called_in(story, row)
    return row


def ended(story, row, outcome):
    makers.call_in_ended(story, row, outcome)
    return delegations_of([story.fresh()])[0]


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (None, f"{HELD_UP} on 10 December 2004."),
        (CallInEnd.TO_COUNCIL, f"{HELD_UP}, and referred to Council on 10 December"),
        (CallInEnd.REFERRED_BACK, f"{HELD_UP}, and referred back on 10 December 2004."),
    ],
)
def test_a_delegation_is_held_up_while_its_decision_is_called_in(
    client, story, outcome, sentence
):
    waiting = makers.proposed_change(story)
    other = makers.written_change(story, block="b-1", text="The council serves all.")
    row = called_in(story)
    if outcome:
        makers.call_in_ended(story, row, outcome)
    before = makers.everything_stored()
    with pytest.raises(NotReady, match=sentence) as caught:
        actions.propose_change(other, reason="x", by=story.people.officer)
    assert "Nothing can be proposed or signed under it until it" in str(caught.value)
    for answer in (makers.sign_as_director, makers.sign_as_portfolio_holder):
        with pytest.raises(NotReady, match=sentence):
            answer(story, waiting)
    with pytest.raises(NotReady, match=sentence):
        makers.answer(story, waiting, "decline_change")
    assert makers.everything_stored() == before
    shown = page(client, story.people.clerk)
    assert "Held up" in shown
    assert "Holds today" not in shown
    assert sentence in shown
    client.force_login(story.people.director)
    sign = client.get(
        reverse("decisions:sign", args=["2004", waiting.number]), follow=True
    )
    assert sentence in sign.content.decode()
    with pytest.raises(NotReady, match=sentence):
        makers.on_paper(story, waiting)


@pytest.mark.parametrize("outcome", [CallInEnd.RELEASED, CallInEnd.UPHELD])
def test_it_holds_again_once_the_decision_takes_effect(client, story, outcome):
    waiting = makers.proposed_change(story)
    row = called_in(story)
    given = ended(story, row, CallInEnd.REFERRED_BACK)
    assert delegation_refusal(given, ON.date())
    given = ended(story, row, CallInEnd.UPHELD)
    assert delegation_refusal(given, ON.date()) is None
    makers.corrected_outcome(story, row, CallInEnd.NOTHING)
    assert HELD_UP in page(client, story.people.clerk)
    makers.call_in_ended(story, row, outcome)
    shown = page(client, story.people.clerk)
    assert "Holds today" in shown
    assert HELD_UP not in shown
    makers.sign_as_director(story, waiting)


def test_a_signature_can_be_withdrawn_and_a_change_recalled_while_it_is_held_up(story):
    waiting = makers.half_signed_change(story)
    called_in(story)
    actions.recall_change(waiting, by=story.people.officer)


def test_before_it_is_called_in_the_pages_say_that_it_can_be(client, story):
    row, waiting = makers.decision_on(story), makers.proposed_change(story)
    sign = reverse("decisions:sign", args=["2004", waiting.number])
    clerk, director = story.people.clerk, story.people.director

    def both_say(sentence):
        for person, address in ((clerk, DELEGATIONS), (director, sign)):
            shown = page(client, person, address)
            assert sentence in shown
            assert MEANWHILE in shown
        assert "Holds today" in page(client, clerk)

    both_say("It is not known whether call-in applies to the decision that made")
    actions.rule_on_call_in(row, makers.applies(), by=clerk)
    both_say("delegation can be called in once it is published.")
    makers.published_record(story, row, call_in=makers.applies())
    both_say("delegation can be called in until the end of 17 December 2004.")
    makers.sign_as_director(story, waiting)
    with clock.told(makers.at("2004-12-18")):
        assert MEANWHILE not in page(client, clerk)


def test_an_urgent_power_is_no_decision_that_can_be_called_in(client):
    story = makers.delegated_statement()
    urgent = makers.urgent_power(story, story.director_office)
    called_in(story)
    assert delegation_refusal(urgent, ON.date()) is None
    change = makers.proposed_change(story)
    assert change.latest_round.delegation == urgent
