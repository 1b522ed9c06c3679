"""What a clerk entered by mistake is dismissed: it does not count, nor wait."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse

from decisions import actions
from decisions.coverage import coverage
from decisions.models import Appointment, Delegation, Dismissal, SignOff
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, WrongState
from iegtracker.ledger.verification import verify
from tests import makers
from tests.decisions.pages import signed_in
from tests.decisions.test_signing import refused

pytestmark = pytest.mark.django_db
KINDS = ("appointment", "urgency", "paper")


@pytest.fixture(autouse=True)
def _friday():
    with clock.told(makers.at("2004-12-10")):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


def entered(story, kind):
    """An entry of a kind by the first clerk, for an office that the director holds."""
    who = story.people
    if kind == "urgency":
        return makers.urgency(story, story.director_office, by=who.clerk)
    if kind == "paper":
        return makers.on_paper(story, makers.proposed_change(story))
    deputy = actions.record_office(
        slug="deputy", name="Deputy", holder_kind="officer", by=who.clerk
    )
    return actions.enter_appointment(
        deputy, who.second_officer, starts_on=date(2004, 12, 10), by=who.clerk
    )


def confirm(entry, kind, by):
    step = {
        "appointment": actions.confirm_appointment,
        "urgency": actions.confirm_urgency,
        "paper": actions.confirm_paper_signature,
    }
    return step[kind](entry, by=by)


def dismiss(entry, by, reason="The wrong one was chosen."):
    return actions.dismiss_entry(entry, reason=reason, by=by)


def address(entry, kind):
    args = {
        "appointment": [entry.pk],
        "urgency": ["2004", entry.pk],
        "paper": ["2004", 1, entry.pk],
    }
    return reverse(f"decisions:dismiss_{kind}", args=args[kind])


def shown_at(entry, kind):
    return {
        "appointment": "/offices/",
        "urgency": "/statements/2004/delegations/",
        "paper": f"/statements/2004/changes/1/paper/{entry.pk}/",
    }[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_dismissed_cannot_be_confirmed(story, kind):
    entry = entered(story, kind)
    dismiss(entry, story.people.clerk)
    why = "Clerk dismissed this entry on 10 December 2004, so it does not count"
    refused(WrongState, lambda: confirm(entry, kind, story.people.second_clerk), why)
    assert not Appointment.objects.filter(office__slug="deputy").exists()
    assert not Delegation.objects.filter(urgency__isnull=False).exists()
    assert not SignOff.objects.exists()
    assert {title: found for title, found in verify() if found} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_confirmed_cannot_be_dismissed(story, kind):
    entry = entered(story, kind)
    confirm(entry, kind, story.people.second_clerk)
    refused(WrongState, lambda: dismiss(entry, story.people.clerk), "it counts")
    assert not Dismissal.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_is_dismissed_once_and_with_a_reason(story, kind):
    entry = entered(story, kind)
    refused(BadInput, lambda: dismiss(entry, story.people.clerk, reason=" "))
    dismiss(entry, story.people.second_clerk)
    refused(WrongState, lambda: dismiss(entry, story.people.clerk), "dismissed")
    assert Dismissal.objects.count() == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", ["officer", "director", "member", "administrator"])
def test_only_clerks_dismiss(story, kind, who):
    entry = entered(story, kind)
    person = getattr(story.people, who)
    refused(NotAllowed, lambda: dismiss(entry, person))
    assert signed_in(person).get(address(entry, kind)).status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_a_clerk_dismisses_by_the_page_and_nobody_waits_for_it_any_more(story, kind):
    entry = entered(story, kind)
    second = signed_in(story.people.second_clerk)
    at_home = "/confirm" if kind != "paper" else f"/paper/{entry.pk}/"
    if kind == "urgency":
        at_home = "/delegations/"
    assert at_home in second.get("/").content.decode()
    client = signed_in(story.people.clerk)
    page = client.get(shown_at(entry, kind)).content.decode()
    assert address(entry, kind) in page
    empty = client.post(address(entry, kind), {"reason": ""})
    assert "There is a problem" in empty.content.decode()
    answer = client.post(address(entry, kind), {"reason": "A slip."}, follow=True)
    assert "has been dismissed" in answer.content.decode()
    assert at_home not in second.get("/").content.decode()
    assert (
        address(entry, kind) not in client.get(shown_at(entry, kind)).content.decode()
    )


def test_the_page_of_a_signature_says_why_it_was_dismissed(story):
    entry = entered(story, "paper")
    dismiss(entry, story.people.clerk, reason="The scan is upside down.")
    page = signed_in(story.people.second_clerk).get(shown_at(entry, "paper"))
    assert "Reason: The scan is upside down." in page.content.decode()
    assert "Waits to be confirmed" not in page.content.decode()


def test_an_earlier_form_stands_again_once_the_later_was_dismissed(story):
    earlier = entered(story, "paper")
    later = makers.on_paper(story, earlier.signing_round.change, interests="A house.")
    dismiss(later, story.people.second_clerk)
    signoff = confirm(earlier, "paper", story.people.second_clerk)
    assert signoff.interests == "None"


def test_coverage_names_a_signature_whose_form_was_dismissed(story):
    """The database holds both rows only where somebody wrote past the actions."""
    paper = entered(story, "paper")
    signoff = confirm(paper, "paper", story.people.second_clerk)
    Dismissal.objects.create(
        paper=paper,
        reason="Too late.",
        recorded_by=story.people.clerk,
        recorded_at=clock.now(),
    )
    makers.sign_as_portfolio_holder(story, signoff.signing_round.change)
    assert "was dismissed" in coverage(story.fresh()).sentence


def test_a_dismissal_is_of_one_entry(story):
    entry = entered(story, "urgency")
    told = {
        "reason": "Both.",
        "recorded_by": story.people.clerk,
        "recorded_at": clock.now(),
    }
    with pytest.raises(IntegrityError, match="dismissal_is_of_one_entry"):
        Dismissal.objects.create(
            urgency=entry, appointment=entered(story, "appointment"), **told
        )
