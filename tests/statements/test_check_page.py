"""Is this the cleared copy? Answered without the file."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from decisions import actions
from iegtracker import clock
from statements import actions as statement_actions
from statements.actions.freezing import new_version
from statements.models import FinalCopy
from statements.rendering.pdf import Pdf
from tests import makers

pytestmark = pytest.mark.django_db
PAGE = reverse("statements:check")


def read(client, **asked):
    answer = client.get(PAGE, asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def verdict(told):
    found = re.search(r'data-check-verdict>(?:<p class="[^"]*">(.*?)</p>)?</div>', told)
    return found[1] or ""


@pytest.fixture
def member(client):
    story = makers.published_statement()
    client.force_login(story.people.member)
    return client


def test_each_copy_is_listed_and_what_is_pasted_is_compared(member):
    copy = FinalCopy.objects.get()
    told = read(member)
    assert told.count(copy.sha256) == 2
    assert verdict(told) == ""
    yes = "Yes: your file is the final copy of IEG Statement 2004."
    assert verdict(read(member, sha256=copy.sha256.upper())) == yes
    assert f'data-sha256="{copy.sha256}" data-verdict="{yes}"' in told
    no = "No: your file is none of the final copies listed on this page."
    assert verdict(read(member, sha256="0" * 64)) == no
    assert f'data-none="{no}"' in told


def test_a_copy_that_was_superseded_is_said_to_be(member):
    first = FinalCopy.objects.get()
    clearance = first.version.clearances.get()
    with clock.told(makers.at("2005-01-10")):
        later = new_version(
            first.version.paper,
            makers.statement_document(ministry="Another ministry"),
            last=first.version,
            authority="For a test.",
            by=clearance.cleared_by,
        )
        made = statement_actions.make_final_copy(
            later,
            Pdf(content=b"x", sha256="a" * 64, pages=1),
            chain=b"{}",
            by=clearance.cleared_by,
        )
    told = verdict(read(member, sha256=first.sha256))
    assert told.startswith("Yes, but it has been superseded")
    assert verdict(read(member, sha256=made.sha256)).startswith("Yes: your file")


def test_a_copy_whose_statement_was_reopened_is_said_to_be_void(client):
    story = makers.published_statement()
    client.force_login(story.people.member)
    copy = FinalCopy.objects.get()
    assert '<td data-label="Standing">stands</td>' in read(client)
    with clock.told(makers.at("2004-12-17")):
        actions.reopen(story.statement, reason="A slip.", by=story.people.clerk)
        told = read(client, sha256=copy.sha256)
        assert verdict(told) == (
            "No longer: your file was the cleared copy of IEG Statement 2004. It has "
            "been void since 17 December 2004, 9:00 am, when the statement was "
            "reopened. No copy stands in its place yet."
        )
        assert f'data-verdict="{verdict(told)}"' in told
        since = "void since 17 December 2004, 9:00 am"
        assert f'<td data-label="Standing">{since}</td>' in told
        page = reverse("statements:final_copy", args=["2004"])
        told = client.get(page).content.decode()
        assert "its clearance is void" in told
        assert "Download the void copy" in told
        assert "Download the final copy" not in told
        (button,) = re.findall(r'<a class="(govuk-button[^"]*)"', told)
        assert "govuk-button--secondary" in button
        makers.superseding_copy(story)
    told = verdict(read(client, sha256=copy.sha256))
    assert told.startswith("Yes, but it has been superseded")
    assert "stands" not in told


def test_the_page_sends_no_file(member):
    told = read(member)
    forms = re.findall(r"<form.*?</form>", told)
    assert not any('type="file"' in form for form in forms)
    (file,) = re.findall(r'<input[^>]*type="file"[^>]*>', told)
    assert "name=" not in file
    assert "Get-FileHash" in told
    assert "sha256sum" in told
    assert member.post(PAGE).status_code == 405


@pytest.mark.parametrize("typed", ["", "x", "0" * 63, "0" * 201, "\x00", "é" * 64])
def test_what_is_no_digest_is_refused_beside_the_field(member, typed):
    told = read(member, sha256=typed)
    assert "There is a problem" in told
    assert 'id="error_1_id_sha256"' in told or "govuk-error-message" in told
    assert verdict(told) == ""


def test_the_public_reads_it_by_setting(settings):
    makers.published_statement()
    assert Client().get(PAGE).status_code == 302
    settings.IEG_FINAL_COPY_PUBLIC = True
    assert FinalCopy.objects.get().sha256 in read(Client())


def test_before_anything_is_published_the_page_says_so(client):
    story = makers.cleared_statement()
    client.force_login(story.people.member)
    assert "No statement has been published yet." in read(client)
