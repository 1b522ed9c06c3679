"""Check a receipt: is it still there, and what was it for?"""

import re

import pytest
from django.test import Client
from django.urls import reverse

from decisions.models import Notice
from iegtracker import clock
from iegtracker.ledger.models import Event
from tests import makers

pytestmark = pytest.mark.django_db
PAGE = reverse("decisions:check_receipt")


@pytest.fixture
def story():
    told = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10")):
        makers.half_signed_change(told)
        yield told


def as_read_by(person, receipt):
    client = Client()
    client.force_login(person)
    answer = client.get(PAGE, {"receipt": receipt})
    assert answer.status_code == 200
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)[0]
    return " ".join(main.split())


def receipt_of(person):
    """The digest and the head in the message that a signer got."""
    text = Notice.objects.get(person=person, occasion__startswith="receipt:").text
    return re.findall(r"\b[0-9a-f]{64}\b", text)


def test_a_signer_checks_the_receipt_that_came_by_mail(story):
    director = story.people.director
    digest, head = receipt_of(director)
    event = Event.objects.get(hash=head)
    told = as_read_by(director, head)
    assert "The record still holds it" in told
    assert f"head after event {event.position}" in told
    assert event.sentence in told
    groups = " ".join(head[n : n + 8].upper() for n in range(0, 64, 8))
    assert event.sentence in as_read_by(director, groups)
    told = as_read_by(director, digest)
    assert "It is a digest that event" in told
    assert "check the ledger’s head of the same receipt too" in told


def test_others_learn_that_it_is_there_and_not_whose_act_it_was(story):
    _, head = receipt_of(story.people.director)
    event = Event.objects.get(hash=head)
    for person in (story.people.auditor, story.people.clerk):
        assert event.sentence in as_read_by(person, head)
    for person in (story.people.member, story.people.officer):
        told = as_read_by(person, head)
        assert f"event {event.position}" in told
        assert event.sentence not in told
    assert Client().get(PAGE).status_code == 302


def test_a_hash_that_the_record_does_not_hold_is_said_to_be_missing(story):
    told = as_read_by(story.people.member, "0" * 64)
    assert "The record does not hold it" in told
    assert "keep the receipt" in told


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter the ledger head or the digest of the receipt"),
        ("x" * 64, "must be 64 figures and letters, 0 to 9 and a to f"),
        ("0" * 63, "must be 64 figures and letters, 0 to 9 and a to f"),
        ("0" * 201, "must be 64 figures and letters"),
        ("\x00", "must be 64 figures and letters, 0 to 9 and a to f"),
    ],
)
def test_what_is_no_hash_is_refused_beside_the_field(story, typed, sentence):
    told = as_read_by(story.people.member, typed)
    assert sentence in told
    assert "The record" not in told


def test_only_reading_is_possible(story):
    client = Client()
    client.force_login(story.people.clerk)
    assert client.post(PAGE).status_code == 405
