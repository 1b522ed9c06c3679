"""The face by itself: pages made of its parts, handed to Chromium without a server."""

import mimetypes
from pathlib import Path

import pytest
from django import forms
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context, Template

from iegtracker.govuk.fields import Checkboxes, DateField, Radios
from iegtracker.govuk.forms import GovukForm
from tests.browser.checks import axe, fits, fragments_land
from tests.browser.fixtures import DESKTOP, PHONE
from tests.nu import nu

pytestmark = pytest.mark.browser

SITE = "http://face.invalid"
DIGEST = "0123456789abcdef" * 4


class SignForm(GovukForm):
    submit_label = "Approve change 4"
    needed_sometimes = frozenset({"why"})

    answer = forms.ChoiceField(
        choices=[("approve", "Approve"), ("refuse", "Refuse")],
        widget=Radios(reveals={"refuse": "why"}),
    )
    why = forms.CharField(label="Why you refuse", required=False)
    wards = forms.MultipleChoiceField(choices=[("a", "Abington")], widget=Checkboxes())
    due = DateField(help_text="For example, 20 12 2004")
    reason = forms.CharField(
        max_length=20, widget=forms.Textarea(attrs={"data-maxlength": 20})
    )
    password = forms.CharField(widget=forms.PasswordInput)
    agree = forms.BooleanField(label="I have read it")


FORM_PAGE = """{% extends "base.html" %}
{% load crispy_forms_tags govuk_forms ieg_marks %}
{% block title %}Sign{% endblock title %}
{% block content %}
  {% govuk_error_summary form %}
  <h1 class="govuk-heading-l">Sign change 4</h1>
  {% include "_step_line.html" %}
  {% include "_digest.html" with name="change 4" %}
  <p>{% status_mark "done" %} {% status_mark "planned" %}</p>
  <p class="ieg-redline">From <del>71 %</del> to <ins>74 %</ins></p>
  {% crispy form %}
{% endblock content %}"""

WORK_PAGE = """{% extends "base.html" %}
{% load ieg_marks %}
{% block title %}Work{% endblock title %}
{% block content %}
  <h1 class="govuk-heading-l">Work</h1>
  <form method="post" data-editor>
    <input type="hidden" name="csrfmiddlewaretoken" value="token">
    <button type="button" class="govuk-button govuk-button--secondary"
            data-tick-all="row" hidden>Tick all</button>
    <table class="ieg-table ieg-cards ieg-table--sticky">
      <caption>Outcomes</caption>
      <thead>
        <tr><th scope="col">Tick</th><th scope="col">Code</th>
            <th scope="col">Status</th></tr>
      </thead>
      <tbody>
        <tr><td><input class="ieg-tick" type="checkbox" name="row" value="1"
                       aria-label="R1"></td>
            <th scope="row">R1</th>
            <td data-label="Status">{% status_mark "done" %}</td></tr>
        <tr><td><input class="ieg-tick" type="checkbox" name="row" value="2"
                       aria-label="R2"></td>
            <th scope="row">R2</th>
            <td data-label="Status">{% status_mark "not_stated" %}</td></tr>
      </tbody>
    </table>
    <div class="ieg-editor">
      <div class="govuk-form-group">
        <label class="govuk-label" for="id_text">Text of the section</label>
        {% include "_markdown_toolbar.html" with control="id_text" %}
        <textarea class="govuk-textarea" id="id_text" name="text" rows="20"
                  data-preview-url="/preview/">Grants</textarea>
      </div>
      <div>
        <h2 class="govuk-heading-s">Preview</h2>
        <div class="ieg-preview ieg-document" data-preview></div>
      </div>
    </div>
    <button type="submit" class="govuk-button">Save</button>
  </form>
{% endblock content %}"""


def html_of(source, **context):
    steps = [
        {"label": "Drafting", "state": "done", "date": None},
        {"label": "Decided", "state": "current", "date": None},
        {"label": "Published", "state": "to_come", "date": None},
    ]
    given = {"digest": DIGEST, "steps": steps, "council": "A Council", "demo": True}
    given["navigation"] = [("What waits for me", "/", True), ("Meetings", "/m/", False)]
    given["breadcrumbs"] = [("What waits for me", "/"), ("Change 4", "")]
    return Template(source).render(Context(given | context))


@pytest.fixture
def opened(visitor, collected_static):
    """Opens a page of the given HTML, with the static files and the site's policy."""

    def open_page(html, **options):
        def answer(route):
            path = route.request.url.removeprefix(SITE)
            if path.startswith("/static/"):
                file = Path(staticfiles_storage.path(path.removeprefix("/static/")))
                kind = mimetypes.guess_type(file.name)[0] or "font/woff2"
                route.fulfill(body=file.read_bytes(), content_type=kind)
            elif path == "/preview/":
                route.fulfill(body="<p>As members <em>read</em> it</p>")
            else:
                headers = {"Content-Security-Policy": "default-src 'self'"}
                route.fulfill(
                    body=html, headers=headers, content_type="text/html; charset=utf-8"
                )

        page = visitor(**options)
        page.route("**/*", answer)
        page.goto(f"{SITE}/")
        return page

    return open_page


PAGES = {
    "form": lambda: html_of(FORM_PAGE, form=SignForm()),
    "form with errors": lambda: html_of(FORM_PAGE, form=SignForm({})),
    "work": lambda: html_of(WORK_PAGE),
    "help": lambda: html_of('{% include "pages/help.html" %}'),
    "accessibility": lambda: html_of('{% include "pages/accessibility.html" %}'),
    "not found": lambda: html_of('{% include "404.html" %}'),
    "fault": lambda: html_of('{% include "500.html" %}'),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_face_has_no_barrier_that_a_program_can_find(opened, name, viewport):
    page = opened(PAGES[name](), viewport=viewport)
    page.wait_for_load_state("networkidle")
    fits(page)
    axe(page)
    fragments_land(page)


def test_the_face_is_valid_html(collected_static):
    assert nu({name: make() for name, make in PAGES.items()}) == []


def test_the_focus_goes_to_the_error_summary(opened):
    page = opened(PAGES["form with errors"]())
    assert page.title().startswith("Error: ")
    page.wait_for_function(
        "document.activeElement.classList.contains('govuk-error-summary')"
    )


def test_an_option_reveals_its_field_and_without_scripts_it_is_always_there(opened):
    page = opened(PAGES["form"]())
    assert not page.get_by_label("Why you refuse").is_visible()
    page.get_by_label("Refuse", exact=True).check()
    assert page.get_by_label("Why you refuse").is_visible()
    page.get_by_label("Approve", exact=True).check()
    assert not page.get_by_label("Why you refuse").is_visible()

    plain = opened(PAGES["form"](), javascript=False)
    assert plain.get_by_label("Why you refuse").is_visible()


def test_without_scripts_nothing_is_offered_that_needs_them(opened):
    page = opened(PAGES["work"](), javascript=False)
    assert page.get_by_role("button").all_inner_texts() == ["Save"]
    assert page.get_by_label("Text of the section").is_visible()


def test_a_digest_can_be_copied_or_at_least_selected(opened):
    page = opened(PAGES["form"]())
    page.get_by_role("button", name="Copy the SHA-256 of change 4").click()
    status = page.get_by_role("status").filter(has_text="Selected")
    status.wait_for()
    assert page.evaluate("getSelection().toString()") == DIGEST


def test_all_rows_can_be_ticked_at_once(opened):
    page = opened(PAGES["work"]())
    page.get_by_role("button", name="Tick all").click()
    assert [box.is_checked() for box in page.locator("[name=row]").all()] == [True] * 2
    page.get_by_label("R2").uncheck()
    assert page.get_by_role("button", name="Tick all", exact=True).is_visible()


@pytest.mark.parametrize(
    ("button", "text"),
    [
        ("Bold", "**Grants**"),
        ("Italic", "*Grants*"),
        ("Heading", "### Grants"),
        ("List", "- Grants"),
        ("Numbered list", "1. Grants"),
        ("Link", "[Grants](https://)"),
    ],
)
def test_a_button_writes_markdown_and_the_browser_can_undo_it(opened, button, text):
    page = opened(PAGES["work"]())
    area = page.get_by_label("Text of the section")
    area.select_text()
    page.get_by_role("button", name=button, exact=True).click()
    assert area.input_value() == text
    area.press("Control+z")
    assert area.input_value() == "Grants"


def test_the_preview_shows_what_the_server_makes_of_the_text(opened):
    page = opened(PAGES["work"]())
    page.locator("[data-preview] em").wait_for()
    with page.expect_request("**/preview/") as request:
        page.get_by_label("Text of the section").fill("New words")
    assert request.value.headers["x-csrftoken"] == "token"
    assert request.value.post_data == "text=New+words"


def test_text_from_word_becomes_markdown(opened):
    page = opened(PAGES["work"]())
    area = page.get_by_label("Text of the section")
    area.fill("")
    page.wait_for_function("window.pasteHtmlToGovspeak")
    area.evaluate(
        """area => {
            const data = new DataTransfer();
            data.setData("text/html", "<h2>Grants</h2><ul><li>2004</li></ul>");
            area.focus();
            area.dispatchEvent(
                new ClipboardEvent("paste", {clipboardData: data, cancelable: true}));
        }"""
    )
    assert area.input_value().split() == ["##", "Grants", "-", "2004"]


def test_leaving_with_unsaved_words_asks_first_and_saving_does_not(opened):
    page = opened(PAGES["work"]())
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Text of the section").type("More ")
    page.goto(f"{SITE}/elsewhere/")
    assert asked == ["beforeunload"]

    page.get_by_label("Text of the section").type("More ")
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()
    assert asked == ["beforeunload"]
