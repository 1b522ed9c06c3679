"""Bad input, typed where people type it: a sentence beside the field, nothing lost."""

import pytest

from decisions.story.resuming import resume_clock
from iegtracker import clock
from tests import makers

pytestmark = pytest.mark.browser

SECTION = "/statements/2004/sections/s-local/"
SIGN = "/statements/2004/changes/1/sign/"
SUBMIT = "/statements/2004/submit/"


def told(maker):
    with clock.told(makers.at("2004-12-10", "12:00")):
        maker()
    resume_clock()


def sign_in(page, site, username):
    page.goto(f"{site}/sign-in/")
    page.get_by_label("Username or email address").fill(username)
    page.get_by_label("Password", exact=True).fill(makers.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/")


def press(page, name):
    """Press a button, and expect to be shown the same page again."""
    with page.expect_navigation() as moved:
        page.get_by_role("button", name=name, exact=True).click()
    assert moved.value.status == 200
    assert page.title().startswith("Error: ")


def error_beside(page, label):
    """The sentence in the same group as the field, which names it in the summary."""
    group = page.locator(".govuk-form-group--error").filter(
        has=page.get_by_label(label, exact=True)
    )
    sentence = group.locator(".govuk-error-message").last.inner_text()
    sentence = sentence.removeprefix("Error:").strip()
    assert sentence in page.locator(".govuk-error-summary").inner_text()
    return sentence


def stored_only_by_reading():
    stored = makers.everything_stored()
    # Sessions come with signing in, and rate limits are counted in the cache.
    return {name: rows for name, rows in stored.items() if "sessions" not in name}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("word " * 40_000 + "x", "Text must be 200,000 characters or fewer"),
        ("é " * 150_000, "Text must be 200,000 characters or fewer"),
        ("The council\0 serves villages.", "Text"),
        ("PK\x03\x04\x14\x00\x06\x00\x08 [Content_Types].xml", "Text"),
        ("<script>alert(1)</script>", "HTML"),
        ("The <blink>council</blink> serves.", "HTML"),
        ("[Read](javascript:alert(1))", "must start with http://"),
    ],
    ids=[
        "one character too long",
        "pasted too long",
        "NUL",
        "binary",
        "script",
        "HTML in a line",
        "javascript link",
    ],
)
def test_a_section_refuses_what_it_cannot_hold(live_site, page, text, sentence):
    told(makers.drafted_statement)
    sign_in(page, live_site, "officer")
    page.goto(live_site + SECTION)
    before = stored_only_by_reading()
    # Typing so much would take minutes; a paste comes at once, as this does.
    box = page.get_by_label("Text", exact=True)
    box.evaluate("(box, text) => { box.value = text }", text)
    press(page, "Save")
    assert sentence in error_beside(page, "Text")
    kept = page.get_by_label("Text", exact=True).input_value()
    # A page cannot show NUL: HTML writes the replacement character for it.
    assert kept.replace("\ufffd", "\0").strip() == text.strip()
    assert stored_only_by_reading() == before


def half_signed():
    makers.half_signed_change(makers.delegated_statement())


def test_a_wrong_password_signs_nothing_and_keeps_the_answer(live_site, page):
    told(half_signed)
    sign_in(page, live_site, "portfolio-holder")
    page.goto(live_site + SIGN)
    before = stored_only_by_reading()
    page.get_by_label("Yes, I have one").check()
    interest = page.get_by_label("What the interest is, and any dispensation")
    interest.fill("My brother sells terminals.")
    page.get_by_label("Approve", exact=True).check()
    page.get_by_label("Your password", exact=True).fill("not my password")
    press(page, "Send my answer on change 1")
    assert "password" in error_beside(page, "Your password").lower()
    assert page.get_by_label("Approve", exact=True).is_checked()
    assert interest.input_value() == "My brother sells terminals."
    assert page.get_by_label("Your password", exact=True).input_value() == ""
    assert stored_only_by_reading() == before


def test_a_foreign_digest_signs_nothing(live_site, page):
    told(half_signed)
    sign_in(page, live_site, "portfolio-holder")
    page.goto(live_site + SIGN)
    before = stored_only_by_reading()
    page.locator("input[name=seen]").evaluate("seen => { seen.value = 'f'.repeat(64) }")
    page.get_by_label("No, none").check()
    page.get_by_label("Approve", exact=True).check()
    page.get_by_label("Your password", exact=True).fill(makers.PASSWORD)
    press(page, "Send my answer on change 1")
    assert "change" in page.locator(".govuk-error-summary").inner_text()
    assert page.get_by_label("No, none").is_checked()
    # The words are shown anew, so the answer to other words must be given again.
    assert not page.get_by_label("Approve", exact=True).is_checked()
    assert page.locator("input[name=seen]").input_value() != "f" * 64
    assert stored_only_by_reading() == before


def test_a_submission_needs_a_reference_and_a_time_after_the_clearing(live_site, page):
    told(makers.cleared_statement)
    sign_in(page, live_site, "clerk")
    page.goto(live_site + SUBMIT)
    before = stored_only_by_reading()
    told_day = page.get_by_role("group", name="Date of sending")
    for label, value in (("Day", "1"), ("Month", "12"), ("Year", "2004")):
        told_day.get_by_label(label).fill(value)
    page.get_by_label("Time of sending").fill("14:30")
    page.get_by_label("Note (optional)").fill("By the return's own page.")
    press(page, "Record the submission")
    assert error_beside(page, "Reference") == (
        "Enter the reference that the ministry gave"
    )
    assert page.get_by_label("Note (optional)").input_value().startswith("By the")

    # Before Cabinet's meeting, after it but before the clearing, and still to come.
    for day in ("1", "9", "24"):
        told_day.get_by_label("Day").fill(day)
        page.get_by_label("Reference").fill("ESD-1")
        press(page, "Record the submission")
        assert error_beside(page, "Time of sending"), day
        assert told_day.get_by_label("Day").input_value() == day
        assert page.get_by_label("Reference").input_value() == "ESD-1"
    assert stored_only_by_reading() == before
