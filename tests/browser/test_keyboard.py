"""The site without a mouse, and without scripts."""

import pytest

from decisions.models import Change
from decisions.states import ChangeStatus
from decisions.story.resuming import resume_clock
from iegtracker import clock
from statements.models import Save
from tests import makers

pytestmark = pytest.mark.browser

SIGN = "/statements/2004/changes/1/sign/"
LOCAL = "/statements/2004/sections/s-local/"


@pytest.fixture
def story(live_site):
    with clock.told(makers.at("2004-12-10")):
        made = makers.delegated_statement()
        makers.half_signed_change(made)
    resume_clock()
    return made


@pytest.fixture
def drafted(live_site):
    with clock.told(makers.at("2004-12-10")):
        made = makers.drafted_statement()
    resume_clock()
    return made


def tab_to(page, selector, *, most=60):
    """Press Tab until the focus is there, seen at each step."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert focus_is_seen(page), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"Tab never reaches {selector} on {page.url}")


def focus_is_seen(page):
    """The focused control, or the label drawn in its place, shows an outline."""
    return page.evaluate(
        """() => {
            const seen = (element, pseudo) => {
                const style = getComputedStyle(element, pseudo);
                return style.outlineStyle !== 'none' && style.outlineWidth !== '0px'
                    || style.boxShadow !== 'none';
            };
            const focused = document.activeElement;
            if (focused === document.body) return true;
            const label = focused.labels && focused.labels[0];
            return seen(focused) || !!label && seen(label, '::before');
        }"""
    )


def type_sign_in(page, site, username):
    page.goto(f"{site}/sign-in/")
    tab_to(page, "input[name=login]")
    page.keyboard.type(username)
    tab_to(page, "input[name=password]")
    page.keyboard.type(makers.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/")


def test_a_change_is_signed_by_keyboard_alone(live_site, page, story):
    type_sign_in(page, live_site, "portfolio-holder")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "govuk-skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
    tab_to(page, f"a[href='{SIGN}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_site}{SIGN}")
    tab_to(page, "input[name=interests]")
    page.keyboard.press("Space")
    tab_to(page, "input[name=answer]")
    page.keyboard.press("Space")
    tab_to(page, "input[name=password]")
    page.keyboard.type(makers.PASSWORD)
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/signed/")
    assert Change.objects.get().status == ChangeStatus.APPLIED


def test_the_summary_of_errors_takes_the_focus_and_leads_to_the_fields(
    live_site, page, story
):
    type_sign_in(page, live_site, "portfolio-holder")
    page.goto(live_site + SIGN)
    tab_to(page, "main button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    summary = page.locator(".govuk-error-summary")
    summary.wait_for()
    page.wait_for_function(
        "document.activeElement.matches('.govuk-error-summary')", timeout=5_000
    )
    assert page.title().startswith("Error: ")
    links = summary.get_by_role("link")
    assert links.all_inner_texts() == [
        "Select whether you have an interest",
        "Select your answer",
        "Enter your password",
    ]
    tab_to(page, ".govuk-error-summary a", most=1)
    for link, name in zip(
        links.all(), ("interests", "answer", "password"), strict=True
    ):
        link.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.name") == name


def test_a_section_is_edited_without_scripts(live_site, visitor, drafted):
    page = visitor(javascript=False)
    sign_in(page, live_site, "officer")
    page.goto(live_site + LOCAL)
    page.get_by_label("Text", exact=True).fill("The council serves 100 villages.")
    page.get_by_role("button", name="Preview").click()
    preview = page.locator("[data-preview]")
    assert "The council serves 100 villages." in preview.inner_text()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved: Section 1").wait_for()
    assert Save.objects.latest("pk").made_by == drafted.people.officer
    assert "The council serves 100 villages." in page.locator("main").inner_text()


def test_a_change_is_signed_without_scripts(live_site, visitor, story):
    page = visitor(javascript=False)
    sign_in(page, live_site, "portfolio-holder")
    page.locator(f"a[href='{SIGN}']").click()
    page.get_by_label("No, none").check()
    page.get_by_label("Approve", exact=True).check()
    page.get_by_label("Your password").fill(makers.PASSWORD)
    page.get_by_role("button", name="Send my answer on change 1").click()
    page.get_by_role("heading", name="You have approved change 1").wait_for()
    assert Change.objects.get().status == ChangeStatus.APPLIED


def sign_in(page, site, username):
    page.goto(f"{site}/sign-in/")
    page.get_by_label("Username or email address").fill(username)
    page.get_by_label("Password", exact=True).fill(makers.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/")
