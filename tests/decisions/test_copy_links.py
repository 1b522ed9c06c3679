"""Personal links, and downloads whole and in part."""

import base64
import hashlib
import io
import logging
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse

from decisions import actions, links
from decisions.models import CopyMessage, RollEntry
from decisions.states import CopyStatus
from iegtracker import clock
from iegtracker.ledger.models import Event
from iegtracker.people.models import User
from statements.models import FinalCopy
from tests import makers
from tests.decisions.copies import status_of

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-16", "10:00")
FINAL = reverse("statements:final_copy", args=["2004"])
MY_COPY = reverse("decisions:my_copy", args=["2004"])


@pytest.fixture
def story():
    told = makers.published_statement()
    with clock.told(ON):
        makers.distributed(told)
        yield told


@pytest.fixture
def link(story):
    return makers.link(story.people.member)


def file_of(link):
    return Client().post(link)["Location"]


def read(answer):
    return " ".join(answer.content.decode().split())


def test_a_link_opens_the_copy_without_signing_in(story, link):
    page = Client().get(link)
    copy = FinalCopy.objects.get()
    text = read(page)
    assert page.status_code == 200
    assert "Final copy of the IEG Statement 2004" in text
    assert copy.sha256 in text
    assert "For Member" in text
    answer = Client().get(file_of(link))
    assert hashlib.sha256(answer.content).hexdigest() == copy.sha256
    assert 'filename="ieg-statement-2004.pdf"' in answer["Content-Disposition"]


def test_whoever_has_signed_in_is_led_on_to_what_changed(story, link, client):
    since = reverse("decisions:since_cabinet", args=["2004"])
    assert since not in read(client.get(link))
    client.force_login(story.people.member)
    assert since in read(client.get(link))


def test_a_program_that_looks_into_mail_marks_nothing(story, link):
    scanner = Client()
    for method in (scanner.get, scanner.head, scanner.options):
        method(link)
    # No address on the page is the file's: a program presses no button.
    assert ".pdf" not in read(scanner.get(link))
    assert status_of(story.people.member) == CopyStatus.SENT
    scanner.post(link)
    assert status_of(story.people.member) == CopyStatus.SENT


def test_fetching_the_file_marks_receipt_once(story, link):
    there = file_of(link)
    Client().head(there)
    assert status_of(story.people.member) == CopyStatus.SENT
    for _ in range(2):
        Client().get(there)
    assert status_of(story.people.member) == CopyStatus.DOWNLOADED
    entry = RollEntry.objects.get(member=story.people.member)
    assert entry.states.filter(status="downloaded").count() == 1
    event = Event.objects.latest("position")
    assert (event.verb, event.actor) == ("copy.downloaded", None)
    assert event.told["how"] == "personal link"
    assert status_of(story.people.portfolio_holder) == CopyStatus.SENT


def test_a_member_who_signs_in_sees_and_marks_their_own_copy(story, client):
    client.force_login(story.people.member)
    assert "It was sent to you on 16 December 2004." in read(client.get(FINAL))
    assert client.get(MY_COPY).status_code == 200
    assert "You downloaded it on 16 December 2004." in read(client.get(FINAL))
    assert "You downloaded it on 16 December 2004." in read(client.get("/"))
    assert status_of(story.people.member) == CopyStatus.DOWNLOADED
    event = Event.objects.latest("position")
    assert event.actor == story.people.member


def test_nobody_elses_download_marks_anything(story, client):
    before = Event.objects.count()
    for person in (story.people.clerk, story.people.auditor):
        client.force_login(person)
        assert client.get(MY_COPY).status_code == 200
        assert client.get(reverse("statements:final_pdf", args=["2004"]))
        assert "You " not in read(client.get(FINAL)).partition("<main")[2]
    assert Event.objects.count() == before


@pytest.fixture
def refused(caplog):
    """What a link answers, the sentence, and what was logged of it."""

    def refused(link):
        caplog.clear()
        with caplog.at_level(logging.WARNING, logger="decisions.links"):
            answer = Client().get(link)
        token = link.split("/")[2]
        assert token not in caplog.text
        assert answer["Cache-Control"] == "private, no-store"
        text = read(answer)
        assert "This link opens nothing" in text
        return answer.status_code, text, caplog.text

    return refused


def test_a_guessed_link_is_refused(story, refused):
    status, text, log = refused(reverse("decisions:copy", args=["A" * 43]))
    assert status == 404
    assert "This link is not known." in text
    assert "A personal link was refused: unknown" in log


@pytest.mark.parametrize("place", [0, 20, -1])
def test_an_altered_link_is_refused(story, link, refused, place):
    token = link.split("/")[2]
    other = "A" if token[place] != "A" else "B"
    letters = list(token)
    letters[place] = other
    status, _, log = refused(reverse("decisions:copy", args=["".join(letters)]))
    assert status == 404
    assert "unknown" in log


def test_an_expired_link_is_refused(story, link, refused):
    there = file_of(link)
    days = timedelta(days=site.IEG_COPY_LINK_DAYS)
    with clock.told(ON + days - timedelta(seconds=1)):
        assert Client().get(link).status_code == 200
    with clock.told(ON + days):
        for address in (link, there):
            status, text, log = refused(address)
            assert status == 410
            assert "This link has expired." in text
            assert "expired (message" in log
    assert status_of(story.people.member) == CopyStatus.SENT


def test_a_link_opens_no_other_document(story, link, refused):
    second = makers.superseding_copy(story)
    token = link.split("/")[2]
    other = reverse("decisions:copy_pdf", args=[token, second.sha256])
    status, text, log = refused(other)
    assert status == 404
    assert "This link opens another document." in text
    assert "another document (message" in log
    assert status_of(story.people.member) == CopyStatus.SENT


def test_there_is_no_link_before_publication(db, refused):
    """A link is made when a published copy is distributed, so any before is unknown."""
    makers.submitted_statement()
    token = links.token_of(links.new_nonce())
    with clock.told(ON):
        assert refused(reverse("decisions:copy", args=[token]))[0] == 404
    assert not CopyMessage.objects.exists()


def test_a_member_who_left_office_has_no_link(story, link, refused):
    entry = RollEntry.objects.as_it_stands().get(member=story.people.member)
    actions.record_left_office([entry], note="Told so.", by=story.people.clerk)
    status, text, log = refused(link)
    assert status == 410
    assert "a member no longer" in text
    assert "closed" in log


def test_a_closed_account_has_no_link(story, link, refused):
    User.objects.filter(pk=story.people.member.pk).update(is_active=False)
    assert refused(link)[0] == 410


def test_the_link_of_a_superseded_copy_says_so(story, link):
    second = makers.superseding_copy(story)
    text = read(Client().get(link))
    assert "This copy has been superseded" in text
    assert second.sha256 not in text
    assert Client().get(file_of(link)).status_code == 200


def test_a_link_stays_while_a_correction_is_written(story, link):
    actions.reopen(story.statement, reason="A slip.", by=story.people.clerk)
    assert Client().get(link).status_code == 200
    assert Client().get(file_of(link)).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/copy/%00/", "/copy/%ff/", "/copy//", f"/copy/{'x' * 4000}/", "/copy/x/y.pdf"],
)
def test_no_odd_address_is_an_error_of_ours(story, path):
    assert Client().get(path).status_code in (302, 404)


def test_what_a_link_opens_is_kept_by_nobody(story, link):
    for address in (link, file_of(link)):
        answer = Client().get(address)
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
    token = link.split("/")[2]
    page = read(Client().get(link))
    # Only where the button leads: not where one signs in.
    assert page.count(token) == 1


def test_a_page_of_another_site_needs_the_token_to_press_the_button(story, link):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link).status_code == 303


def test_no_log_holds_the_token(story, link):
    token = link.split("/")[2]
    (handler,) = (h for h in logging.getLogger().handlers if h.name == "stderr")
    written = io.StringIO()
    before = handler.setStream(written)
    try:
        Client().get(f"/copy/{token}x/")
        logging.getLogger("django.server").info('"GET /copy/%s/ HTTP" 200', token)
    finally:
        handler.setStream(before)
    assert "/copy/..." in written.getvalue()
    assert token not in written.getvalue()


# --- The file, whole and in part ----------------------------------------------


@pytest.fixture
def get(story, client):
    """The final copy with these headers, and all its bytes."""
    client.force_login(story.people.clerk)
    whole = bytes(FinalCopy.objects.get().pdf)

    def get(**headers):
        address = reverse("statements:final_pdf", args=["2004"])
        return client.get(address, headers=headers), whole

    return get


def digest(content):
    raw = hashlib.sha256(content).digest()
    return f"sha-256=:{base64.b64encode(raw).decode()}:"


def test_the_whole_file_comes_with_its_digest(get):
    answer, whole = get()
    assert answer.content == whole
    assert answer["Repr-Digest"] == answer["Content-Digest"] == digest(whole)
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Length"] == str(len(whole))


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=10-19", slice(10, 20)),
        ("bytes=1000-", slice(1000, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=5-99999999", slice(5, None)),
        ("bytes=-99999999", slice(0, None)),
    ],
)
def test_a_part_is_sent_with_its_place_and_digest(get, asked, part):
    answer, whole = get(range=asked)
    piece = whole[part]
    assert answer.status_code == 206
    assert answer.content == piece
    first = whole.index(piece) if len(piece) > 7 else len(whole[: part.start])
    assert answer["Content-Range"].endswith(f"/{len(whole)}")
    assert answer["Content-Range"].startswith(f"bytes {first}-")
    assert answer["Content-Digest"] == digest(piece)
    assert answer["Repr-Digest"] == digest(whole)


@pytest.mark.parametrize(
    "asked", ["bytes=5-2", "bytes=-", "bytes=0-1,4-5", "lines=0-1", "bytes=a-b", "x"]
)
def test_what_is_not_understood_is_answered_with_the_whole(get, asked):
    answer, whole = get(range=asked)
    assert (answer.status_code, answer.content) == (200, whole)


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_part_behind_the_end_is_refused(get, asked):
    answer, whole = get(range=asked)
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(whole)}"


def test_a_download_goes_on_only_with_the_same_file(get):
    tag = get()[0]["ETag"]
    same, _ = get(range="bytes=5-9", **{"if-range": tag})
    assert same.status_code == 206
    for other in ('"other"', f"W/{tag}", "Thu, 16 Dec 2004 09:00:00 GMT"):
        answer, whole = get(range="bytes=5-9", **{"if-range": other})
        assert (answer.status_code, answer.content) == (200, whole)
    answer, _ = get(range="bytes=5-9", **{"if-none-match": tag})
    assert answer.status_code == 304
    answer, _ = get(**{"if-match": '"other"'})
    assert answer.status_code == 412


@pytest.mark.parametrize(
    "asked", ["bytes=0-0", "bytes=0-200", "bytes=100-200", "bytes=0-{before}"]
)
def test_a_part_that_does_not_reach_the_end_is_no_receipt(story, link, asked):
    size = len(FinalCopy.objects.get().pdf)
    part = asked.format(before=size - 2)
    assert Client().get(file_of(link), headers={"range": part}).status_code == 206
    assert status_of(story.people.member) == CopyStatus.SENT


@pytest.mark.parametrize(
    "asked", ["bytes=0-{last}", "bytes=0-", "bytes=200-", "bytes=-1", "bytes=9-1"]
)
def test_whoever_asks_for_the_last_byte_has_it(story, link, asked):
    """The whole, or where a download that broke off goes on."""
    size = len(FinalCopy.objects.get().pdf)
    Client().get(file_of(link), headers={"range": asked.format(last=size - 1)})
    assert status_of(story.people.member) == CopyStatus.DOWNLOADED


def test_what_is_not_sent_is_no_receipt(story, link):
    tag = f'"{FinalCopy.objects.get().sha256}"'
    there = file_of(link)
    for headers in ({"range": "bytes=99999999-"}, {"if-none-match": tag}):
        Client().get(there, headers=headers)
        assert status_of(story.people.member) == CopyStatus.SENT


def test_a_member_who_signs_in_marks_receipt_by_the_last_byte_too(story, client):
    client.force_login(story.people.member)
    client.get(MY_COPY, headers={"range": "bytes=0-0"})
    assert status_of(story.people.member) == CopyStatus.SENT
    client.get(MY_COPY, headers={"range": "bytes=200-"})
    assert status_of(story.people.member) == CopyStatus.DOWNLOADED


def test_who_left_office_by_mistake_only_has_their_copy_again(story, client):
    entry = RollEntry.objects.as_it_stands().get(member=story.people.member)
    clerk = story.people.clerk
    actions.record_left_office([entry], note="Told so.", by=clerk)
    client.force_login(story.people.member)
    assert "downloaded it" not in read(client.get(FINAL))
    actions.mark_not_known([entry], note="A slip.", by=clerk)
    assert "You have not downloaded it yet." in read(client.get(FINAL))
    assert MY_COPY in read(client.get(FINAL))
    client.get(MY_COPY)
    assert status_of(story.people.member) == CopyStatus.DOWNLOADED


def test_the_link_of_a_copy_whose_clearance_is_void_says_so(story, link):
    void = "its clearance is void"
    assert void not in read(Client().get(link))
    actions.reopen(story.statement, reason="A slip.", by=story.people.clerk)
    assert void in read(Client().get(link))
    makers.superseding_copy(story)
    told = read(Client().get(link))
    assert void not in told
    assert "This copy has been superseded" in told
