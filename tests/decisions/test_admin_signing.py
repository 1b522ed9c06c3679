"""Signing in the admin alone: each on their own account, by the same actions."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from decisions import actions
from decisions.models import (
    Change,
    Delegation,
    MaterialityRaise,
    PaperSignature,
    SignatureWithdrawal,
    SignOff,
)
from decisions.states import Mode
from iegtracker import clock
from tests import makers
from tests.decisions.test_admin import page_of, post, step_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _friday():
    with clock.told(makers.at("2004-12-10", "10:00")):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


def fresh(change):
    return Change.objects.get(pk=change.pk)


def offered(client, person, obj):
    client.force_login(person)
    return client.get(page_of(obj)).content.decode()


def test_a_signer_withdraws_with_a_reason_and_the_password(client, story):
    change = makers.half_signed_change(story)
    director = story.people.director
    assert "Withdraw your signature" in offered(client, director, change)
    client.force_login(director)
    assert (
        "added: " in client.get(step_of(change, "withdraw_signature")).content.decode()
    )
    told = {"reason": "Too quick.", "password": "guess-1234"}
    answer = post(client, director, change, "withdraw_signature", **told)
    assert "Your password is not right" in answer.content.decode()
    assert "Too quick." in answer.content.decode()
    assert not SignatureWithdrawal.objects.exists()
    told["password"] = makers.PASSWORD
    answer = post(client, director, change, "withdraw_signature", **told)
    assert answer.status_code == 302
    assert fresh(change).latest_round.number == 2
    row = SignatureWithdrawal.objects.get()
    client.force_login(story.people.auditor)
    assert "Too quick." in client.get(page_of(row)).content.decode()


def test_nobody_else_withdraws_or_raises(client, story):
    change = makers.half_signed_change(story)
    for name in ("officer", "clerk", "auditor", "administrator"):
        person = getattr(story.people, name)
        for step in ("withdraw_signature", "raise_change"):
            told = {"reason": "x", "password": makers.PASSWORD}
            assert post(client, person, change, step, **told).status_code == 403
    assert not SignatureWithdrawal.objects.exists()
    assert not MaterialityRaise.objects.exists()


def test_a_signer_holds_a_change_to_be_material(client, story):
    change = makers.proposed_change(story, text=makers.COMMA_ADDED)
    director = story.people.director
    told = {"seen": change.latest_round.digest, "reason": ""}
    answer = post(client, director, change, "raise_change", **told)
    assert "Enter why it is material" in answer.content.decode()
    told["reason"] = "It matters."
    assert post(client, director, change, "raise_change", **told).status_code == 302
    row = MaterialityRaise.objects.get()
    client.force_login(story.people.auditor)
    assert "It matters." in client.get(page_of(row)).content.decode()


def test_an_officer_renews_what_is_stale(client, story):
    change = makers.half_signed_change(story, text="Other words.")
    makers.applied_change(story, text="First words.")
    officer = story.people.officer
    client.force_login(officer)
    page = client.get(step_of(change, "renew_change")).content.decode()
    assert "removed: " in page
    assert "First" in page
    assert post(client, officer, change, "renew_change").status_code == 302
    assert fresh(change).latest_round.number == 2
    answer = post(client, officer, change, "renew_change")
    assert "It is up to date" in answer.content.decode()
    clerk = story.people.clerk
    assert post(client, clerk, change, "renew_change").status_code == 403


def test_an_officer_reverses_what_is_agreed(client, story):
    change = makers.applied_change(story)
    officer = story.people.officer
    client.force_login(officer)
    assert "“open soon” becomes “open”" in (
        client.get(step_of(change, "reverse_change")).content.decode()
    )
    assert post(client, officer, change, "reverse_change").status_code == 302
    assert Change.objects.get(reverses=change).status == "writing"
    answer = post(client, officer, change, "reverse_change")
    assert "about to reverse it already" in answer.content.decode()


def test_the_words_that_stand_in_the_way_of_a_reversal_are_named(client, story):
    change = makers.applied_change(story)
    makers.applied_change(story, text="Newer words.")
    client.force_login(story.people.officer)
    page = client.get(step_of(change, "reverse_change")).content.decode()
    assert "paragraph 1.2 has been changed since" in page


def test_an_officer_chooses_among_delegations(client):
    story = makers.delegated_and_urgent()
    change = makers.written_change(story)
    officer = story.people.officer
    answer = post(client, officer, change, "propose_change", reason="Kept.")
    assert "Select the delegation" in answer.content.decode()
    assert "Kept." in answer.content.decode()
    sole = Delegation.objects.get(mode=Mode.SOLE)
    told = {"reason": "x", "under": sole.pk}
    assert post(client, officer, change, "propose_change", **told).status_code == 302
    assert fresh(change).latest_round.delegation == sole


def form(story, change, **changed):
    return {
        "office": story.director_office.pk,
        "digest": change.latest_round.digest,
        "answer": "approved",
        "interests": "none",
        "signed_on_day": "10",
        "signed_on_month": "12",
        "signed_on_year": "2004",
        "scan": SimpleUploadedFile("form.pdf", makers.SCAN),
        **changed,
    }


def test_two_clerks_record_a_signature_on_paper(client, story):
    change = makers.proposed_change(story)
    who = story.people
    told = form(story, change, digest="0" * 64)
    answer = post(client, who.clerk, change, "enter_paper_signature", **told)
    assert "another digest" in answer.content.decode()
    told = form(story, change)
    answer = post(client, who.clerk, change, "enter_paper_signature", **told)
    assert answer.status_code == 302
    paper = PaperSignature.objects.get()
    assert bytes(paper.scan) == makers.SCAN
    assert post(client, who.clerk, paper, "confirm_paper_signature").status_code == 403
    client.force_login(who.second_clerk)
    page = client.get(step_of(paper, "confirm_paper_signature")).content.decode()
    assert f"/changes/1/paper/{paper.pk}/scan/" in page
    answer = post(client, who.second_clerk, paper, "confirm_paper_signature")
    assert answer.status_code == 302
    assert SignOff.objects.get().confirmed_by == who.second_clerk
    answer = post(client, who.second_clerk, paper, "confirm_paper_signature", follow=1)
    assert SignOff.objects.count() == 1


def test_nobody_but_clerks_records_paper(client, story):
    change = makers.proposed_change(story)
    paper = makers.on_paper(story, change)
    for name in ("officer", "director", "auditor", "administrator"):
        person = getattr(story.people, name)
        told = form(story, change)
        answer = post(client, person, change, "enter_paper_signature", **told)
        assert answer.status_code == 403
        answer = post(client, person, paper, "confirm_paper_signature")
        assert answer.status_code == 403
    client.force_login(story.people.officer)
    assert "/scan/" not in client.get(page_of(paper)).content.decode()
    client.force_login(story.people.auditor)
    assert "/scan/" in client.get(page_of(paper)).content.decode()


def test_paper_that_the_council_forbids_is_refused_here_too(client, story, settings):
    change = makers.proposed_change(story)
    paper = makers.on_paper(story, change)
    settings.IEG_PAPER_SIGNATURES = False
    clerk = story.people.second_clerk
    told = form(story, change)
    assert (
        post(client, clerk, change, "enter_paper_signature", **told).status_code == 403
    )
    assert post(client, clerk, paper, "confirm_paper_signature").status_code == 403


def test_what_an_occasion_decided_is_a_record(client, story):
    one = makers.half_signed_change(story)
    other = makers.half_signed_change(story, block="b-1", text="Towns.")
    (signed, _) = actions.sign_changes(
        [(c, c.latest_round.digest) for c in (one, other)],
        office=story.portfolio_office,
        interests="None",
        by=story.people.portfolio_holder,
    )
    client.force_login(story.people.auditor)
    page = client.get(page_of(signed.decision_made)).content.decode()
    assert "change 1, change 2" in page
