"""A signature taken back, and a change held to be material."""

from datetime import date

import pytest

from decisions import actions
from decisions.coverage import coverage
from decisions.models import Change, MaterialityRaise, SignatureWithdrawal
from decisions.states import Part, Scope
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, NotReady, Stale, WrongState
from iegtracker.ledger.verification import verify
from tests import makers
from tests.decisions.pages import signed_in
from tests.decisions.test_sign_page import page_of
from tests.decisions.test_signing import refused

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-10")
MONDAY = makers.at("2004-12-13")


@pytest.fixture(autouse=True)
def _friday():
    with clock.told(ON):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


def take_back(story, change, **changed):
    told = {
        "office": story.director_office,
        "reason": "Too quick.",
        "by": story.people.director,
        **changed,
    }
    return actions.withdraw_signature(change, **told)


def leave(story, office, on=date(2004, 12, 10)):
    actions.end_appointment(
        office.appointments.get(), ends_on=on, reason="Moves.", by=story.people.clerk
    )


def fresh(change):
    return Change.objects.get(pk=change.pk)


def test_a_withdrawn_signature_puts_the_same_words_again(story):
    change = makers.half_signed_change(story)
    first = change.latest_round
    take_back(story, change)
    again = fresh(change).latest_round
    assert (again.number, bytes(again.patch)) == (2, bytes(first.patch))
    assert again.digest != first.digest
    assert "withdrew its signature: Too quick." in again.restarted_because
    assert fresh(change).status == "proposed"
    assert not again.signoffs.exists()
    assert SignatureWithdrawal.objects.get().signoff == first.signoffs.get()
    makers.sign_as_portfolio_holder(story, fresh(change))
    assert fresh(change).status == "proposed"
    makers.sign_as_director(story, fresh(change))
    assert fresh(change).status == "applied"
    assert coverage(story.fresh()).holds
    assert {title: found for title, found in verify() if found} == {}


def test_every_signer_is_asked_again(
    story, django_capture_on_commit_callbacks, mailoutbox
):
    change = makers.half_signed_change(story)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        take_back(story, change)
    people = story.people
    told = {address for mail in mailoutbox for address in mail.to}
    assert told == {people.director.email, people.portfolio_holder.email}


def test_only_the_person_who_signed_takes_it_back(story):
    change = makers.half_signed_change(story)
    who = story.people
    for person in (who.portfolio_holder, who.officer, who.clerk, who.administrator):
        refused(
            NotAllowed,
            lambda p=person: take_back(story, change, by=p),
            "Only the person who signed",
        )


def test_a_former_holder_takes_nothing_back_nor_does_the_successor(story):
    change = makers.half_signed_change(story)
    successor = makers.user("successor")
    leave(story, story.director_office)
    makers.appoint(story, story.director_office, successor, on=date(2004, 12, 13))
    with clock.told(MONDAY):
        refused(NotAllowed, lambda: take_back(story, change), "left the office")
        refused(
            NotAllowed,
            lambda: take_back(story, change, by=successor),
            "Only the person who signed",
        )


def test_a_closed_account_takes_nothing_back(story):
    change = makers.half_signed_change(story)
    director = story.people.director
    director.is_active = False
    director.save()
    refused(NotAllowed, lambda: take_back(story, change), "is closed")


def test_an_office_that_has_not_signed_has_nothing_to_take_back(story):
    change = makers.half_signed_change(story)
    told = {"office": story.portfolio_office, "by": story.people.portfolio_holder}
    refused(WrongState, lambda: take_back(story, change, **told), "has not signed")


@pytest.mark.parametrize("reason", ["", "  ", "bell \x07", "x" * 2001])
def test_a_reason_is_needed(story, reason):
    change = makers.half_signed_change(story)
    before = makers.everything_stored()
    with pytest.raises(BadInput) as caught:
        take_back(story, change, reason=reason)
    assert caught.value.field == "reason"
    assert makers.everything_stored() == before


def test_what_is_agreed_recalled_or_declined_is_not_taken_back(story):
    applied = makers.applied_change(story)
    refused(WrongState, lambda: take_back(story, applied), "is agreed")
    recalled = makers.half_signed_change(story, block="b-1", text="Towns.")
    actions.recall_change(recalled, by=story.people.officer)
    refused(WrongState, lambda: take_back(story, recalled), "is being written")


def test_a_signature_of_an_older_round_has_lapsed(story):
    change = makers.half_signed_change(story)
    take_back(story, change)
    refused(WrongState, lambda: take_back(story, change), "has not signed this round")


def test_a_consulted_view_may_be_taken_back():
    story = makers.delegated_as(makers.consulting)
    change = makers.proposed_change(story)
    told = {"office": story.portfolio_office, "by": story.people.portfolio_holder}
    makers.answer(story, change, "decline_change", **told)
    take_back(story, change, **told)
    refused(
        NotReady,
        lambda: makers.sign_as_director(story, fresh(change)),
        "has not given a view yet",
    )


def test_final_approval_is_put_again_for_the_same_version(story):
    actions.ask_final_approval(story.statement, by=story.people.officer)
    change = story.statement.changes.get(kind="final")
    makers.sign_as_director(story, change)
    version = change.latest_round.version
    take_back(story, change)
    assert fresh(change).latest_round.version == version
    for sign in (makers.sign_as_director, makers.sign_as_portfolio_holder):
        sign(story, fresh(change))
    assert fresh(change).status == "applied"


# --- Held to be material ----------------------------------------------------


def hold(story, change, **changed):
    told = {
        "seen": fresh(change).latest_round.digest,
        "office": story.director_office,
        "reason": "It is a matter of policy.",
        "by": story.people.director,
        **changed,
    }
    return actions.raise_change(change, **told)


def test_a_raised_change_is_material_in_every_later_round(story):
    change = makers.proposed_change(story, text=makers.COMMA_ADDED)
    hold(story, change)
    latest = fresh(change).latest_round
    assert latest.is_material
    assert not latest.material
    assert "holds it to be material: It is a matter" in latest.material_reasons[0]
    actions.recall_change(change, by=story.people.officer)
    again = actions.propose_change(change, reason="Again.", by=story.people.officer)
    assert again.material
    assert "holds it to be material" in again.material_because
    refused(WrongState, lambda: hold(story, change), "material already")


def test_under_a_delegation_for_minor_changes_it_can_no_longer_be_approved():
    story = makers.delegated_as(makers.joint, scope=Scope.MINOR)
    change = makers.written_change(story, text="A contact centre, will open.")
    officer = story.people.officer
    actions.propose_change(change, reason="x", by=officer)
    makers.sign_as_director(story, change)
    hold(story, change)
    for sign in (
        lambda: makers.sign_as_portfolio_holder(story, fresh(change)),
        lambda: makers.on_paper(story, fresh(change), office=story.portfolio_office),
    ):
        refused(NotReady, sign, "for minor changes only")
    actions.recall_change(change, by=officer)
    refused(
        NotReady,
        lambda: actions.propose_change(change, reason="x", by=officer),
        "for minor changes only",
    )
    assert coverage(story.fresh()).holds


def test_a_raised_change_may_still_be_returned_or_refused():
    story = makers.delegated_as(makers.joint, scope=Scope.MINOR)
    change = makers.written_change(story, text="A contact centre, will open.")
    actions.propose_change(change, reason="x", by=story.people.officer)
    hold(story, change)
    makers.answer(story, fresh(change), "return_change")
    assert fresh(change).status == "writing"


def test_only_a_signer_holds_a_change_to_be_material(story):
    change = makers.proposed_change(story, text=makers.COMMA_ADDED)
    who = story.people
    for person in (who.officer, who.clerk, who.portfolio_holder, who.administrator):
        refused(
            NotAllowed, lambda p=person: hold(story, change, by=p), "Only the holder"
        )
    makers.sign_as_director(story, change)
    leave(story, story.director_office)
    with clock.told(MONDAY):
        refused(NotAllowed, lambda: hold(story, change), "left the office")


def test_only_a_minor_change_that_was_read_is_raised(story):
    change = makers.proposed_change(story, text=makers.COMMA_ADDED)
    refused(Stale, lambda: hold(story, change, seen="0" * 64), "Read the change again")
    figure = makers.proposed_change(story, block="b-1", text="It serves 3 villages.")
    refused(WrongState, lambda: hold(story, figure), "material already")
    before = makers.everything_stored()
    with pytest.raises(BadInput) as caught:
        hold(story, change, reason=" ")
    assert caught.value.field == "reason"
    assert makers.everything_stored() == before


# --- Pages ------------------------------------------------------------------


def test_a_signer_withdraws_on_a_page_of_its_own(story):
    change = makers.half_signed_change(story)
    client = signed_in(story.people.director)
    address = page_of(change, "withdraw_signature")
    assert address in client.get(page_of(change, "signed")).content.decode()
    assert "You answered as Finance and Resources Director" in (
        client.get(address).content.decode()
    )
    kept = {"reason": "The date is wrong.", "password": "guess-1234"}
    for told, sentence in (
        ({"reason": "", "password": makers.PASSWORD}, "Enter why you withdraw it"),
        (kept, "Your password is not right"),
        ({**kept, "password": ""}, "Enter your password"),
        ({**kept, "reason": "bell \x07"}, "There is a problem"),
        ({**kept, "reason": "x" * 300_000}, "There is a problem"),
    ):
        text = client.post(address, told).content.decode()
        assert sentence in text
        assert not SignatureWithdrawal.objects.exists()
    assert "The date is wrong." in client.post(address, kept).content.decode()
    answer = client.post(address, {**kept, "password": makers.PASSWORD}, follow=True)
    text = answer.content.decode()
    assert "Your signature has been withdrawn" in text
    assert "Signed, then withdrawn" in text
    assert "Put again." in text
    assert "A new round took its place" in text
    later = client.get(address, follow=True).content.decode()
    assert "Your signature has lapsed" in later
    assert address not in client.get(page_of(change, "signed")).content.decode()


def test_nobody_else_is_shown_that_page(story):
    change = makers.half_signed_change(story)
    for name in ("portfolio_holder", "officer", "clerk", "member"):
        client = signed_in(getattr(story.people, name))
        for ask in (client.get, client.post):
            answer = ask(page_of(change, "withdraw_signature"))
            assert answer.status_code == 403, name


def test_a_signer_holds_a_change_to_be_material_on_a_page_of_its_own(story):
    change = makers.proposed_change(story, text=makers.COMMA_ADDED)
    client = signed_in(story.people.director)
    address = page_of(change, "raise")
    assert address in client.get(page_of(change)).content.decode()
    told = {"seen": change.latest_round.digest, "reason": ""}
    assert "Enter why it is material" in client.post(address, told).content.decode()
    old = {"seen": "0" * 64, "reason": "It matters."}
    text = client.post(address, old).content.decode()
    assert "What you read is not what is waiting" in text
    assert "It matters." in text
    assert f'value="{change.latest_round.digest}"' in text
    assert not MaterialityRaise.objects.exists()
    told["reason"] = "It matters."
    text = client.post(address, told, follow=True).content.decode()
    assert "held to be material from now on" in text
    assert "holds it to be material: It matters." in text
    assert address not in client.get(page_of(change)).content.decode()
    assert "material already" in client.get(address, follow=True).content.decode()


def test_an_officer_is_asked_to_recall_what_nobody_can_approve():
    story = makers.delegated_as(makers.joint, scope=Scope.MINOR)
    change = makers.written_change(story, text="A contact centre, will open.")
    actions.propose_change(change, reason="x", by=story.people.officer)
    hold(story, change)
    home = signed_in(story.people.officer).get("/").content.decode()
    assert "Recall change 1" in home
    assert "for minor changes only" in home
    client = signed_in(story.people.portfolio_holder)
    assert "Sign change 1" not in client.get("/").content.decode()
    text = client.get(page_of(change)).content.decode()
    assert "You can still return or refuse it" in text


def test_a_substitute_signs_in_the_holders_absence_and_takes_it_back():
    story = makers.reported_statement()
    who = story.people
    deputy = actions.record_office(
        slug="deputy", name="Deputy Director", holder_kind="officer", by=who.clerk
    )
    makers.appoint(story, deputy, who.second_officer)
    given = makers.joint(
        story,
        offices=[
            (story.portfolio_office, Part.DECIDES),
            (story.director_office, Part.DECIDES),
        ],
        substitutes={story.director_office.pk: deputy},
    )
    actions.decide(story.statement, makers.taken(story, delegation=given), by=who.clerk)
    story.fresh()
    change = makers.proposed_change(story)
    told = {"office": story.director_office}
    refused(
        NotAllowed,
        lambda: makers.sign(story, change, who.second_officer, **told),
        "Only the holder",
    )
    actions.record_absence(
        story.director_office, starts_on=ON.date(), reason="Leave.", by=who.clerk
    )
    refused(
        NotAllowed,
        lambda: makers.sign_as_director(story, change),
        "recorded as away",
    )
    text = signed_in(who.second_officer).get(page_of(change)).content.decode()
    assert "as Deputy Director, in the holder&#x27;s absence" in text
    makers.sign(story, change, who.second_officer, **told)
    text = signed_in(who.portfolio_holder).get(page_of(change)).content.decode()
    assert "as Deputy Director, in the holder&#x27;s absence" in text
    take_back(story, change, by=who.second_officer)
    assert fresh(change).latest_round.number == 2
