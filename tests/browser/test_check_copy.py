"""Is this the cleared copy? The browser hashes the file and sends nothing."""

import pytest

from decisions import actions
from decisions.story.resuming import resume_clock
from iegtracker import clock
from statements.models import FinalCopy
from tests import makers
from tests.browser.test_bad_input import sign_in

pytestmark = pytest.mark.browser


def test_a_file_is_hashed_in_the_browser_and_sent_nowhere(live_site, visitor, tmp_path):
    with clock.told(makers.at("2004-12-17")):
        story = makers.published_statement()
    resume_clock()
    copy = FinalCopy.objects.get()
    right, wrong = tmp_path / "copy.pdf", tmp_path / "other.pdf"
    right.write_bytes(bytes(copy.pdf))
    wrong.write_bytes(bytes(copy.pdf) + b" ")
    page = visitor()
    sign_in(page, live_site, story.people.member.username)
    page.goto(f"{live_site}/check/")
    asked = []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    told = page.get_by_role("status").filter(has=page.locator("p"))
    page.get_by_label("Choose the file").set_input_files(right)
    told.get_by_text(
        "Yes: your file is the final copy of IEG Statement 2004."
    ).wait_for()
    assert copy.sha256 in told.inner_text()
    page.get_by_label("Choose the file").set_input_files(wrong)
    told.get_by_text("No: your file is none of the final copies").wait_for()
    # The browser may still fetch its icon; nothing else is asked for.
    assert [told for told in asked if "/favicon." not in told[1]] == []
    assert {method for method, _ in asked} <= {"GET"}
    # The button below compares the file that was chosen.
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/check/?sha256=*")
    told.get_by_text("No: your file is none of the final copies").wait_for()
    page.locator("#id_sha256").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(copy.sha256)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Yes: your file is the final copy").first.wait_for()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_void_copy_is_said_to_be_void_either_way(
    live_site, visitor, tmp_path, javascript
):
    with clock.told(makers.at("2004-12-17")):
        story = makers.published_statement()
        actions.reopen(story.statement, reason="A slip.", by=story.people.clerk)
    resume_clock()
    copy = FinalCopy.objects.get()
    file = tmp_path / "copy.pdf"
    file.write_bytes(bytes(copy.pdf))
    page = visitor(javascript=javascript)
    sign_in(page, live_site, story.people.member.username)
    page.goto(f"{live_site}/check/")
    verdict = page.locator("[data-check-verdict]")
    said = "It has been void since 17 December 2004, 9:00 am"
    if javascript:
        page.get_by_label("Choose the file").set_input_files(file)
        verdict.get_by_text(said).wait_for()
    else:
        page.locator("#id_sha256").fill(copy.sha256)
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/check/?sha256=*")
    assert said in verdict.inner_text()
    assert page.get_by_text("There is a problem").count() == 0


def test_without_scripts_it_is_explained_and_compared(live_site, visitor):
    with clock.told(makers.at("2004-12-17")):
        story = makers.published_statement()
    resume_clock()
    page = visitor(javascript=False)
    sign_in(page, live_site, story.people.member.username)
    page.goto(f"{live_site}/check/")
    assert not page.get_by_label("Choose the file").is_visible()
    assert page.get_by_text("How to work it out yourself").is_visible()
    page.locator("#id_sha256").fill("0" * 64)
    page.get_by_role("button", name="Compare").click()
    assert page.get_by_text("No: your file is none of the final copies").is_visible()
