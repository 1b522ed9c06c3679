"""The clerk's pages: send, see how far it is, follow up, certify."""

import re

import pytest
from django.urls import reverse

from decisions import actions
from decisions.models import Distribution, DistributionCertificate
from iegtracker import clock
from tests import makers
from tests.decisions.copies import entry_of

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-16", "10:00")


def page(name="distribution"):
    return reverse(f"decisions:{name}", args=["2004"])


def read(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def story(client):
    told = makers.published_statement()
    with clock.told(ON):
        client.force_login(told.people.clerk)
        yield told


@pytest.fixture
def sent(story):
    return makers.distributed(story)


def test_home_leads_the_clerk_to_sending_it(client, story):
    assert "Send the final copy to 2 members: IEG Statement 2004" in read(
        client.get("/")
    )
    assert "Send the final copy to 2 members" in read(client.get(page()))
    answer = client.post(page("distribute"), follow=True)
    assert answer.redirect_chain == [(page(), 302)]
    text = read(answer)
    assert "The final copy is being sent to 2 members." in text
    assert "0 of 2 messages have been dealt with." in text
    assert "To send</span>: 2" in text
    assert f'data-poll="{page("distribution_progress")}"' in text
    assert "Refresh" in text
    assert "See who has the final copy" in read(client.get("/"))


def test_progress_is_told_to_a_script_until_all_is_sent(client, story):
    assert read(client.get(page("distribution_progress"))) == ""
    made = actions.distribute(story.statement, by=story.people.clerk)
    assert "data-done" not in read(client.get(page("distribution_progress")))
    actions.deliver(made)
    done = read(client.get(page("distribution_progress")))
    assert "data-done" in done
    assert "Sent</span>: 2" in done
    assert "data-poll" not in read(client.get(page()))


def test_it_is_sent_once(client, sent):
    answer = client.get(page("distribute"), follow=True)
    assert "was sent to 2 members on 16 December 2004" in read(answer)
    client.post(page("distribute"))
    assert Distribution.objects.count() == 1


def test_what_needs_it_most_is_listed_first(client, sent, story):
    member = entry_of(story.people.member)
    actions.record_bounce([member], note="By post.", by=story.people.clerk)
    text = read(client.get(page()))
    names = re.findall(r'data-label="Member">([^<]+)', text)
    assert names == ["Member", "Portfolio holder"]
    assert "By post." in text
    assert "To follow up (2)" in text
    only = read(client.get(page(), {"show": "bounced"}))
    assert re.findall(r'data-label="Member">([^<]+)', only) == ["Member"]
    assert "No member’s copy is in that state." in read(
        client.get(page(), {"show": "paper_copy"})
    )
    for odd in ("x", "\0", "9" * 400):
        assert client.get(page(), {"show": odd, "page": odd}).status_code == 200


def test_a_paper_copy_is_recorded_on_the_page(client, sent, story):
    member = entry_of(story.people.member)
    told = {
        "members": [member.pk],
        "step": "record_paper_copy",
        "note": "In the pigeonhole.",
    }
    answer = client.post(page(), told, follow=True)
    assert "It has been recorded." in read(answer)
    assert entry_of(story.people.member).status == "paper_copy"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"members": []}, "Select at least one member"),
        ({"members": ["x"]}, "Select members of this list"),
        ({"members": ["9" * 30]}, "Select members of this list"),
        ({"members": ["99999"]}, "Select members of this list"),
        ({"step": ""}, "Select what is to be recorded"),
        ({"step": "publish"}, "must be one of the choices"),
        ({"note": " "}, "Say how it is known."),
        ({"note": "x" * 301}, "must be 300 characters or fewer"),
        ({"note": "a\0b"}, "must not contain control characters"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    client, sent, story, changed, sentence
):
    member = entry_of(story.people.member)
    told = {"members": [member.pk], "step": "record_left_office", "note": "Told so."}
    answer = client.post(page(), {**told, **changed})
    assert answer.status_code == 200
    text = read(answer)
    assert sentence in text
    if "members" not in changed:
        assert f'value="{member.pk}" checked' in text
    if "note" not in changed:
        assert "Told so." in text
    assert entry_of(story.people.member).status == "sent"


def test_a_step_that_is_closed_by_now_is_refused_beside_the_form(client, sent, story):
    member = entry_of(story.people.member)
    actions.record_download(member)
    told = {"members": [member.pk], "step": "record_bounce", "note": "It came back."}
    text = read(client.post(page(), told))
    assert "the copy of Member is downloaded, so it is not possible" in text


def test_the_certificate_stands_on_the_page(client, sent, story):
    answer = client.get(page("certify_distribution"), follow=True)
    assert "It is not certain yet that 2 members of 2" in read(answer)
    for entry in sent.entries.as_it_stands():
        actions.record_download(entry)
    assert "Certify the distribution" in read(client.get(page()))
    text = read(client.post(page("certify_distribution"), follow=True))
    assert "It is certified: 2 of 2." in text
    assert "Certificate: 2 of 2" in text
    assert sent.copy.sha256 in text
    assert DistributionCertificate.objects.count() == 1
    assert "final copy" not in read(client.get("/")).partition("at a glance")[0]


def test_an_auditor_sees_and_records_nothing(client, sent, story):
    client.force_login(story.people.auditor)
    text = read(client.get(page()))
    assert "member@example.invalid" in text
    assert '<form method="post" novalidate' not in text
    told = {"members": [entry_of(story.people.member).pk], "step": "record_bounce"}
    assert client.post(page(), told).status_code == 403


@pytest.mark.parametrize("role", ["officer", "member", "administrator"])
def test_the_roll_is_closed_to_others(client, sent, story, role):
    client.force_login(getattr(story.people, role))
    for name in ("distribution", "distribution_progress", "distribute"):
        answer = client.get(page(name))
        assert answer.status_code == 403
        assert "democratic services and auditors" in read(answer)


def test_before_publication_the_page_says_why_nothing_is_sent(client):
    story = makers.submitted_statement()
    client.force_login(story.people.clerk)
    with clock.told(ON):
        assert "IEG Statement 2004 is submitted" in read(client.get(page()))


def test_the_steps_are_in_the_admin(client, sent, story):
    member = entry_of(story.people.member)
    name = "admin:decisions_rollentry_record_paper_copy"
    address = reverse(name, args=[member.pk])
    assert "How it is known" in read(client.get(address))
    client.post(address, {"note": "By hand."})
    assert entry_of(story.people.member).status == "paper_copy"
    again = reverse("admin:decisions_rollentry_send_again", args=[member.pk])
    refused = read(client.get(again, follow=True))
    assert "is paper copy, so it is not possible to send it again" in refused
