import hashlib

import pytest
from django.urls import reverse

from decisions import actions as authority_actions
from iegtracker import clock
from statements.models import FinalCopy
from tests import makers

pytestmark = pytest.mark.django_db
PAGE = reverse("statements:final_copy", args=["2004"])
PDF = reverse("statements:final_pdf", args=["2004"])


@pytest.fixture
def story(client):
    told = makers.published_statement()
    client.force_login(told.people.member)
    return told


def body(answer):
    return answer.getvalue()


def read(answer):
    return " ".join(answer.content.decode().split())


def test_the_page_gives_size_pages_digest_and_authority(client, story):
    copy = FinalCopy.objects.get()
    told = read(client.get(PAGE))
    assert f"KB, {copy.pages} pages)" in told
    assert copy.sha256 in told
    assert "1 signed change" in told
    assert "Finance and Resources Director" in told
    assert reverse("decisions:since_cabinet", args=["2004"]) in told


def test_the_bytes_are_those_that_were_stored(client, story):
    answer = client.get(PDF)
    copy = FinalCopy.objects.get()
    assert hashlib.sha256(body(answer)).hexdigest() == copy.sha256
    assert answer["ETag"] == f'"{copy.sha256}"'
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="ieg-statement-2004.pdf"' in answer["Content-Disposition"]
    assert "private" in answer["Cache-Control"]


def test_a_reader_who_has_the_bytes_is_told_so(client, story):
    etag = client.get(PDF)["ETag"]
    answer = client.get(PDF, headers={"if-none-match": etag})
    assert answer.status_code == 304
    assert answer.content == b""
    assert client.get(PDF, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_superseded_copy_stays_and_says_so(client, story):
    first = FinalCopy.objects.get()
    second = makers.superseding_copy(story)
    told = read(client.get(PAGE))
    assert second.sha256 in told
    assert f"?sha256={first.sha256}" in told
    old = read(client.get(PAGE, {"sha256": first.sha256}))
    assert "This copy has been superseded." in old
    answer = client.get(PDF, {"sha256": first.sha256})
    assert hashlib.sha256(body(answer)).hexdigest() == first.sha256


@pytest.mark.parametrize("wrong", ["0" * 64, "x", "\0"])
def test_an_unknown_copy_is_not_found(client, story, wrong):
    assert client.get(PAGE, {"sha256": wrong}).status_code == 404
    assert client.get(PDF, {"sha256": wrong}).status_code == 404


def test_the_final_copy_is_not_changed_by_a_post(client, story):
    assert client.post(PAGE).status_code == 405
    assert client.post(PDF).status_code == 405


def test_the_public_signs_in_first_unless_the_council_says_otherwise(
    client, story, settings
):
    client.logout()
    for there in (PAGE, PDF):
        assert client.get(there)["Location"].startswith("/sign-in/")
    settings.IEG_FINAL_COPY_PUBLIC = True
    assert client.get(PAGE).status_code == 200
    assert client.get(PDF).status_code == 200
    other = reverse("statements:grants", args=["2004"])
    assert client.get(other)["Location"].startswith("/sign-in/")


def test_the_public_gets_nothing_before_publication(client, settings):
    makers.submitted_statement()
    settings.IEG_FINAL_COPY_PUBLIC = True
    for there in (PAGE, PDF):
        assert client.get(there)["Location"].startswith("/sign-in/")


def test_a_published_copy_stays_while_a_correction_is_written(client, story):
    with clock.told(makers.at("2004-12-17")):
        authority_actions.reopen(
            story.statement, reason="A slip.", by=story.people.clerk
        )
    assert client.get(PDF).status_code == 200
    text = client.get("/statements/2004/").content.decode()
    assert "This is the text that was published." in text
    assert "This is the published text." not in text
