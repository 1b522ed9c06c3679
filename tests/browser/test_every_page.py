"""Every page in each state it can show: visited once on a phone, then judged."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test import Client

from decisions import actions as authority_actions
from decisions.actions import enter_appointment, open_report, record_meeting
from decisions.models import Appointment, DelegatedDecision
from decisions.story.resuming import resume_clock
from iegtracker import clock
from iegtracker.ledger.actions import record_check
from iegtracker.ledger.verification import Break
from iegtracker.ledger.watch import Checked
from iegtracker.people.models import User
from statements import actions
from statements.models import Receipt, Statement
from tests import makers, minute_book
from tests.browser.checks import axe, fits, fragments_land
from tests.browser.fixtures import PHONE, QuietHandler, Site
from tests.databases import copied
from tests.decisions.pages import STATES
from tests.nu import nu

pytestmark = pytest.mark.browser

ROUND = "/statements/2004/"
CHANGE = f"{ROUND}changes/1/"


@dataclass
class Visited:
    """What was found on all pages, by check, and their HTML."""

    wrong: dict[str, list[str]] = field(default_factory=dict)
    html: dict[str, str] = field(default_factory=dict)

    def note(self, check, words):
        self.wrong.setdefault(check, []).append(words)


@dataclass(frozen=True)
class Visit:
    """One page: whose, where, what is done there first, and the answer's status."""

    user: str
    address: str
    then: str = ""
    status: int = 200


def _pages(user, *addresses, status=200):
    return [Visit(user, address, status=status) for address in addresses]


def _demonstration():
    call_command("demo", verbosity=0)
    text = Statement.objects.get(round="2004").current.document
    named = {text.get(uid, "key"): uid for uid in text.children()}
    receipt = Receipt.objects.latest("pk").pk
    appointment = Appointment.objects.first().pk
    second = f"{ROUND}changes/2/"
    return [
        *_pages(
            "",
            "/sign-in/",
            "/account/password/reset/",
            "/account/password/reset/done/",
            "/help/",
            "/accessibility/",
            "/meetings/",
            "/meetings/2004-12-09/cabinet/",
            "/reports/1/",
        ),
        Visit("", "/sign-in/", then="Sign in"),
        *_pages(
            "officer",
            "/",
            "/statements/",
            ROUND,
            f"{ROUND}outcomes/",
            f"{ROUND}outcomes/?status=done",
            "/check/",
            f"/check/?sha256={'0' * 64}",
            "/check/?sha256=x",
            "/receipts/check/",
            f"/receipts/check/?receipt={'0' * 64}",
            "/receipts/check/?receipt=x",
            f"{ROUND}grants/",
            f"{ROUND}history/",
            f"{ROUND}compare/",
            f"{ROUND}compare/?from=1&to=2",
            f"{ROUND}changes/",
            f"{ROUND}changes/new/",
            CHANGE,
            f"{CHANGE}recall/",
            second,
            f"{second}sections/{named['context']}/",
            f"{second}sections/{named['take_up']}/",
            f"{second}outcomes/",
            f"{second}grants/",
            f"{second}propose/",
            f"{second}withdraw/",
            f"{second}history/1/undo/",
            f"{ROUND}changes/3/",
            f"{ROUND}gate/",
            f"{ROUND}since-cabinet/",
            f"{ROUND}timeline/",
            f"{ROUND}return/",
            f"{ROUND}return/?done=1&done=5",
            "/rounds/new/",
            "/rounds/earlier/",
            "/grants/",
            "/grants/new/",
            "/grants/receipts/new/",
            f"/grants/receipts/{receipt}/reverse/",
            "/meetings/",
            "/meetings/2004-12-09/cabinet/",
            "/reports/1/",
            "/reports/new/",
            "/ledger/",
            "/account/password/change/",
            "/account/email/",
            "/account/mail/",
            "/account/calendar/",
            "/admin/",
        ),
        Visit("officer", "/account/calendar/", then="Make an address"),
        Visit("officer", "/account/calendar/"),
        Visit("officer", f"{ROUND}changes/new/", then="Start writing"),
        Visit("officer", "/rounds/earlier/", then="Bring in the statement"),
        Visit("officer", "/grants/new/", then="Record the grant"),
        Visit("officer", "/grants/receipts/new/", then="Record the receipt"),
        Visit("officer", "/reports/new/", then="Open the report"),
        Visit("officer", f"{second}propose/", then="Propose change 2"),
        Visit("officer", "/nothing/", status=404),
        *_pages("portfolio-holder", "/", f"{CHANGE}sign/"),
        Visit("portfolio-holder", f"{CHANGE}sign/", then="Send my answer on change 1"),
        *_pages("director", "/", f"{CHANGE}signed/"),
        *_pages(
            "clerk",
            "/",
            "/offices/",
            "/offices/new/",
            f"/offices/appointments/{appointment}/end/",
            "/meetings/new/",
            f"{ROUND}gate/",
            f"{ROUND}return/",
            f"{ROUND}incident/",
            "/ledger/check/",
            "/admin/",
            "/admin/decisions/change/",
            "/admin/decisions/office/record/",
            "/admin/ledger/event/",
            "/admin/statements/statement/",
        ),
        Visit("clerk", f"{ROUND}incident/", then="Record the incident"),
        *_pages("auditor", "/", "/ledger/"),
        *_pages("administrator", "/", "/admin/people/user/"),
        *_pages("member-02", "/", "/statements/", "/statements/2003/final-copy/"),
        *_pages("member-02", ROUND, f"{ROUND}gate/", status=403),
    ]


def _made(state, *visits):
    def make():
        STATES[state]()
        return visits

    return make


def _entered():
    """An appointment waits for another clerk, and a report to be put."""
    story = makers.drafted_statement()
    with clock.told(makers.at("2004-12-01", "10:00")):
        office = authority_actions.record_office(
            slug="director",
            name="Director",
            holder_kind="officer",
            by=story.people.clerk,
        )
        body = authority_actions.record_body(
            slug="cabinet", name="Cabinet", by=story.people.clerk
        )
        meeting = record_meeting(
            body, held_on=date(2004, 12, 14), by=story.people.clerk
        )
        open_report(
            story.statement, meeting, makers.report_document(), by=story.people.officer
        )
        entry = enter_appointment(
            office,
            story.people.director,
            starts_on=date(2004, 5, 20),
            by=story.people.clerk,
        )
    return [
        *_pages(
            "officer",
            "/",
            ROUND,
            "/reports/1/",
            "/reports/1/sections/s-purpose/",
            "/reports/1/sections/s-recommendations/",
            "/meetings/2004-12-14/cabinet/",
        ),
        *_pages("clerk", "/offices/", "/reports/1/put/"),
        *_pages("second-clerk", "/", f"/offices/entries/{entry.pk}/confirm/"),
    ]


def _unopened():
    """Guidelines and an earlier statement are there, and nothing to work on."""
    who = makers.people()
    actions.load_guidelines(makers.GUIDELINES)
    text = makers.statement_document(round="2003", deadline="2003-11-10")
    actions.import_text(text, by=who.officer)
    return [
        *_pages("officer", "/", "/statements/", "/grants/", "/rounds/new/"),
        Visit("officer", "/rounds/new/", then="Open the statement"),
        *_pages(
            "officer",
            "/admin/statements/statement/open_statement/",
            "/admin/statements/statement/import_statement/",
            "/admin/statements/grant/record_grant/",
        ),
        *_pages("clerk", "/statements/"),
    ]


def _drafted():
    makers.drafted_statement()
    return [
        *_pages(
            "officer",
            ROUND,
            f"{ROUND}sections/s-local/",
            f"{ROUND}sections/s-bvpi/",
            f"{ROUND}outcomes/",
            f"{ROUND}grants/",
            f"{ROUND}history/",
        ),
        Visit("officer", f"{ROUND}grants/", then="Add another grant"),
        Visit("officer", f"{ROUND}sections/s-local/", then=CONFLICT, status=409),
        Visit("officer", f"{ROUND}sections/s-local/", then=FORBIDDEN_TEXT),
        Visit(
            "second-officer", f"{ROUND}sections/s-local/", then=SIGNED_OUT, status=403
        ),
        *_pages("auditor", ROUND, f"{ROUND}sections/s-local/"),
    ]


def _recorded():
    """A decision with a record, corrected once; others without; one called in."""
    story = makers.delegated_statement()
    row = makers.decision_on(story)
    with clock.told(makers.at("2004-12-10", "10:00")):
        makers.applied_change(story)
        made = makers.published_record(story, row, call_in=makers.applies())
        told = makers.record_told(call_in=makers.applies())
        authority_actions.correct_record(
            row, told, why="A slip.", by=story.people.clerk
        )
        makers.called_in(story, row)
        council = minute_book.council(story, date(2004, 12, 10))
        resolved = minute_book.endorsed(story, meeting=council)
        other = makers.published_record(story, resolved, executive=False)
    call_in = f"/call-in/decisions/{row.pk}"
    delegated = DelegatedDecision.objects.get().pk
    record, draft = made.get_absolute_url(), f"/records/delegated/{delegated}/publish/"
    return [
        *_pages(
            "clerk",
            "/records/",
            record,
            f"{record}?edition=1",
            f"/records/decisions/{row.pk}/publish/",
            draft,
            f"{ROUND}call-in/",
            f"{ROUND}gate/",
            f"{call_in}/outcome/",
            f"/call-in/delegated/{delegated}/rule/",
            "/admin/decisions/decisionrecord/publish/",
        ),
        Visit("clerk", draft, then="Show the draft"),
        Visit("clerk", f"{call_in}/outcome/", then="Record what was decided"),
        *_pages("clerk", f"/records/endorsements/{resolved.pk}/publish/"),
        *_pages("member", "/records/", record, other.get_absolute_url()),
    ]


def _read_back():
    """What was received differs from what was sent; and the record does not hold."""
    story = makers.submitted_statement()
    with clock.told(makers.at("2004-12-15", "16:00")):
        row = makers.read_back(story, makers.DIFFERENT)
        broken = Break("decisions.office:1", "the row was altered")
        record_check(Checked((("Evidence", [broken]),), 1, "0" * 64))
    page = f"{ROUND}return/"
    result = f"{page}read-back/{row.pk}/"
    return [
        *_pages(
            "clerk",
            "/",
            page,
            f"{page}read-back/",
            result,
            f"{result}explain/",
            f"{ROUND}gate/",
            f"{ROUND}timeline/",
            "/ledger/check/",
            "/admin/decisions/readback/1/change/",
            "/admin/decisions/readback/1/explain_difference/",
            "/admin/decisions/submission/1/read_back/",
            "/admin/ledger/recordcheck/1/change/",
        ),
        Visit("clerk", f"{page}read-back/", then="Read it back"),
        Visit("clerk", f"{result}explain/", then="Record what was found"),
    ]


CONFLICT = "save what another has changed"
FORBIDDEN_TEXT = "save a link that runs a script"
SIGNED_OUT = "save when the session is over"
ADMIN = "/admin/decisions/change/1/"
APPROVE_SELECTED = "Approve the selected changes"
TAKE_BACK = "Withdraw my signature of change 1"
RAISE = "Hold change 1 to be material"

STORIES = {
    "demonstration": _demonstration,
    "unopened": _unopened,
    "drafted": _drafted,
    "entered": _entered,
    "reported": _made(
        "reported",
        *_pages("clerk", "/", "/meetings/2004-12-09/cabinet/"),
        *_pages("clerk", "/meetings/2004-12-09/cabinet/decide/"),
        *_pages("clerk", "/reports/1/", "/reports/1/revise/", "/reports/1/withdraw/"),
        Visit(
            "clerk", "/meetings/2004-12-09/cabinet/decide/", then="Record the decisions"
        ),
        *_pages("member", "/", "/reports/1/"),
    ),
    "recorded": _recorded,
    "read back": _read_back,
    "delegated": _made(
        "delegated", *_pages("officer", "/", f"{ROUND}gate/", f"{ROUND}changes/")
    ),
    "half signed": _made(
        "half signed",
        *_pages("portfolio-holder", ADMIN, f"{ADMIN}sign/"),
        *_pages("director", f"{CHANGE}withdraw-signature/"),
        *_pages("director", f"{ADMIN}withdraw_signature/"),
        Visit("director", f"{CHANGE}withdraw-signature/", then=TAKE_BACK),
        *_pages("clerk", f"{CHANGE}paper/", f"{ADMIN}enter_paper_signature/"),
        Visit("clerk", f"{CHANGE}paper/", then="Enter the signature on change 1"),
    ),
    "two waiting": _made(
        "two waiting",
        *_pages("portfolio-holder", "/", f"{ROUND}sign/", f"{ROUND}changes/2/sign/"),
        Visit("portfolio-holder", f"{ROUND}sign/", then=APPROVE_SELECTED),
        *_pages("director", f"{ROUND}sign/", f"{ROUND}signed/?changes=1,2"),
    ),
    "signature withdrawn": _made(
        "signature withdrawn", *_pages("officer", CHANGE, f"{ROUND}changes/")
    ),
    "minor": _made(
        "minor",
        *_pages("portfolio-holder", f"{CHANGE}raise/", f"{ADMIN}raise_change/"),
        Visit("portfolio-holder", f"{CHANGE}raise/", then=RAISE),
    ),
    "raised": _made("raised", *_pages("director", CHANGE, f"{CHANGE}sign/")),
    "stale proposed": _made(
        "stale proposed",
        *_pages("officer", "/", CHANGE, f"{CHANGE}renew/", f"{ADMIN}renew_change/"),
        *_pages("portfolio-holder", f"{CHANGE}sign/"),
    ),
    "on paper": _made(
        "on paper",
        *_pages("officer", CHANGE),
        *_pages("clerk", f"{CHANGE}paper/1/"),
        *_pages("second-clerk", "/", f"{CHANGE}paper/1/"),
        *_pages("second-clerk", "/admin/decisions/papersignature/1/change/"),
    ),
    "reversed": _made("reversed", *_pages("officer", CHANGE, f"{ROUND}changes/2/")),
    "choosing": _made(
        "choosing",
        *_pages("officer", f"{CHANGE}propose/", f"{ADMIN}propose_change/"),
        Visit("officer", f"{CHANGE}propose/", then="Propose change 1"),
    ),
    "returned": _made("returned", *_pages("officer", "/", CHANGE)),
    "declined": _made("declined", *_pages("officer", CHANGE)),
    "withdrawn": _made("withdrawn", *_pages("officer", CHANGE)),
    "applied": _made(
        "applied",
        *_pages("officer", CHANGE, f"{CHANGE}reverse/", f"{ADMIN}reverse_change/"),
    ),
    "stale": _made("stale", *_pages("officer", "/", CHANGE, f"{CHANGE}rebase/")),
    "final asked": _made(
        "final asked",
        *_pages("officer", CHANGE, f"{ROUND}gate/"),
        *_pages("portfolio-holder", "/", f"{CHANGE}sign/"),
    ),
    "finally approved": _made(
        "finally approved",
        *_pages("clerk", "/", f"{ROUND}gate/", f"{ROUND}clear/"),
        *_pages("director", f"{CHANGE}signed/"),
    ),
    "cleared": _made(
        "cleared",
        *_pages("clerk", "/", f"{ROUND}gate/", f"{ROUND}submit/", f"{ROUND}reopen/"),
        Visit("clerk", f"{ROUND}submit/", then="Record the submission"),
        *_pages("member", "/"),
        *_pages("member", f"{ROUND}final-copy/", status=403),
    ),
    "submitted": _made(
        "submitted",
        *_pages("clerk", "/", f"{ROUND}gate/", f"{ROUND}publish/", f"{ROUND}submit/"),
    ),
    "published": _made(
        "published",
        *_pages("member", "/", f"{ROUND}final-copy/", f"{ROUND}since-cabinet/", ROUND),
        *_pages("member", f"{ROUND}timeline/"),
        *_pages("clerk", "/", f"{ROUND}gate/", "/admin/statements/finalcopy/1/change/"),
    ),
}


@contextmanager
def _served():
    site = Site(("127.0.0.1", 0), QuietHandler)
    site.set_app(get_wsgi_application())
    thread = threading.Thread(target=site.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{site.server_port}"
    site.shutdown()
    site.server_close()
    thread.join()


@pytest.fixture(scope="class")
def visited(request, django_db_setup, django_db_blocker, collected_static, browser):
    """All pages of a class's stories, visited once."""
    found = Visited()
    with django_db_blocker.unblock(), _served() as site:
        for state in request.cls.stories:
            with copied():
                clock.offset.cache_clear()
                with clock.told(makers.at("2004-12-10", "12:00")):
                    visits = STORIES[state]()
                resume_clock()
                _visit_all(browser, site, state, visits, found)
    clock.offset.cache_clear()
    return found


def _visit_all(browser, site, state, visits, found):
    pages = {}
    for visit in visits:
        if visit.user not in pages:
            pages[visit.user] = _page(browser, site, visit.user)
        name = f"{state}: {visit.user or 'nobody'} at {visit.address} {visit.then}"
        _look(pages[visit.user], site, visit, name, found)
    for page in pages.values():
        page.context.close()


def _page(browser, site, username):
    context = browser.new_context(viewport=PHONE, locale="en-GB")
    context.set_default_timeout(15_000)
    if username:
        client = Client()
        client.force_login(User.objects.get(username=username))
        cookie = client.cookies["ieg_session"].value
        context.add_cookies([{"name": "ieg_session", "value": cookie, "url": site}])
    page = context.new_page()
    # What was typed in a visit is left behind by the next.
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def _look(page, site, visit, name, found):
    def hear(message):
        # The browser calls every answer that is not a success an error.
        if message.type == "error" and "Failed to load" not in message.text:
            found.note("scripts", f"{name}: {message.text}")

    def fail(error):
        found.note("scripts", f"{name}: {error}")

    page.on("console", hear)
    page.on("pageerror", fail)
    answer = page.goto(site + visit.address)
    if visit.then:
        with page.expect_navigation() as moved:
            _do(page, visit.then)
        answer = moved.value
    if answer.status == visit.status:
        found.html[name] = answer.text()
        _judge(page, (fits, fragments_land), name, found)
        # It reads imported styles by a way that the page's policy refuses.
        page.remove_listener("console", hear)
        _judge(page, (axe,), name, found)
    else:
        found.note("status", f"{name}: {answer.status}")
        page.remove_listener("console", hear)
    page.remove_listener("pageerror", fail)


def _judge(page, checks, name, found):
    for check in checks:
        try:
            check(page)
        except AssertionError as error:
            words = str(error).partition("\nassert ")[0]
            found.note(check.__name__, f"{name}\n{words}")


def _do(page, what):
    if what == CONFLICT:
        draft = Statement.objects.get().open_draft
        actions.save_draft(
            draft,
            draft.document.with_values({("b-1", "text"): "The council is rural."}),
            seen=draft.digest,
            place="Local context",
            by=User.objects.get(username="second-officer"),
        )
        page.get_by_label("Text", exact=True).fill("The council is large.")
        page.get_by_role("button", name="Save", exact=True).click()
    elif what == FORBIDDEN_TEXT:
        page.get_by_label("Text", exact=True).fill("[Here](javascript:alert)")
        page.get_by_role("button", name="Save", exact=True).click()
    elif what == SIGNED_OUT:
        page.get_by_label("Text", exact=True).fill("The council is large.")
        page.context.clear_cookies(name="ieg_session")
        page.get_by_role("button", name="Save", exact=True).click()
    else:
        page.get_by_role("button", name=what, exact=True).click()


def _assert_none(visited, check):
    found = visited.wrong.get(check, [])
    assert not found, f"{len(found)} pages:\n" + "\n\n".join(found)


class _Judged:
    def test_every_page_answers_as_it_should(self, visited):
        _assert_none(visited, "status")
        assert len(visited.html) > 30

    def test_axe_finds_nothing(self, visited):
        _assert_none(visited, "axe")

    def test_no_page_scrolls_sideways_on_a_phone(self, visited):
        _assert_none(visited, "fits")

    def test_every_link_within_a_page_lands_and_takes_the_focus(self, visited):
        _assert_none(visited, "fragments_land")

    def test_no_script_or_security_policy_complains(self, visited):
        _assert_none(visited, "scripts")

    def test_the_nu_checker_finds_nothing_but_what_is_wrong(self, visited):
        page = (
            '<!DOCTYPE html><html lang="en-GB"><title>A</title><p id="a">One<p id="a">2'
        )
        found = nu({**visited.html, "wrong": page})
        assert any("Duplicate ID" in line for line in found)
        others = [line for line in found if not line.startswith("wrong, line ")]
        assert not others, "\n".join(others)


# About as many pages in each, so that workers may take one each.
class TestTheDemonstration(_Judged):
    stories = ("demonstration",)


class TestStoriesOfPapersAndSignatures(_Judged):
    stories = (
        "unopened", "drafted", "entered", "recorded", "read back", "half signed",
        "two waiting",
    )  # fmt: skip


class TestTheOtherStories(_Judged):
    stories = tuple(
        story
        for story in STORIES
        if story not in TestTheDemonstration.stories
        and story not in TestStoriesOfPapersAndSignatures.stories
    )
