"""Copying a return across, with scripts and without."""

import pytest

from decisions.story.resuming import resume_clock
from iegtracker import clock
from tests import makers
from tests.browser.test_keyboard import sign_in

pytestmark = pytest.mark.browser
RETURN = "/statements/2004/return/"


@pytest.fixture
def cleared(live_site):
    with clock.told(makers.at("2004-12-10")):
        made = makers.cleared_statement()
    resume_clock()
    return made


def test_a_field_is_copied_and_its_tick_stands_in_the_address(live_site, page, cleared):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, live_site, "clerk")
    page.goto(live_site + RETURN)
    field = page.locator("#f-local_context")
    field.get_by_role("button", name="Copy").click()
    field.get_by_text("Copied").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text == field.locator("textarea").input_value()
    assert text.startswith("The council serves villages.")
    field.get_by_label("Done").check()
    page.get_by_text("1 of 3 copied.").wait_for()
    assert page.url == f"{live_site}{RETURN}?done=2"
    page.reload()
    assert page.locator("#f-local_context").get_by_label("Done").is_checked()


def test_ticks_are_kept_without_scripts(live_site, visitor, cleared):
    page = visitor(javascript=False)
    sign_in(page, live_site, "clerk")
    page.goto(live_site + RETURN)
    assert page.get_by_role("button", name="Copy").count() == 0
    page.locator("#f-authority_name").get_by_label("Done").check()
    page.get_by_role("button", name="Keep these ticks in the address").click()
    page.wait_for_url(f"{live_site}{RETURN}?done=1")
    page.get_by_text("1 of 3 copied.").wait_for()
    assert page.locator("#f-authority_name").get_by_label("Done").is_checked()
