import copy
import datetime
import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template

from iegtracker.govuk.fields import Checkboxes, DateField, Radios
from iegtracker.govuk.forms import (
    Button,
    GovukForm,
    SecondaryButton,
    WarningButton,
)

PAGE = Template(
    "{% load crispy_forms_tags govuk_forms %}"
    "{% govuk_error_summary form %}{% crispy form %}"
)


class Everything(GovukForm):
    submit_label = "Approve change 4"
    needed_sometimes = frozenset({"why"})

    token = forms.CharField(widget=forms.HiddenInput)
    reference = forms.CharField(max_length=10, help_text="As on the return")
    reason = forms.CharField(
        max_length=50, widget=forms.Textarea(attrs={"data-maxlength": 50})
    )
    status = forms.ChoiceField(choices=[("", ""), ("done", "Done")])
    answer = forms.ChoiceField(
        label="Your answer",
        choices=[("approve", "Approve"), ("refuse", "Refuse")],
        widget=Radios(
            hints={"approve": "Nothing else is needed"}, reveals={"refuse": "why"}
        ),
    )
    why = forms.CharField(label="Why you refuse", required=False)
    interests = forms.ChoiceField(
        choices=[("none", "None"), ("one", "I have one")], widget=Radios(inline=True)
    )
    wards = forms.MultipleChoiceField(
        choices=[("a", "Abington"), ("b", "Bar Hill")],
        widget=Checkboxes(hints={"a": "In the south-east"}),
    )
    agree = forms.BooleanField(label="I have read it")
    due = DateField(label="Due date", help_text="For example, 20 12 2004")
    scan = forms.FileField(help_text="A PDF")
    password = forms.CharField(widget=forms.PasswordInput)
    email = forms.EmailField(label="Email address")
    days = forms.IntegerField(label="Working days", min_value=1)
    note = forms.CharField(required=False)

    def buttons(self):
        return [
            Button(self.submit_label),
            SecondaryButton("Save and next section", name="go", value="next"),
            WarningButton("Refuse"),
        ]


class Elements(HTMLParser):
    """The elements of a page, with their attributes, in order."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def by_id(self, id):
        return next(attrs for _, attrs in self.found if attrs.get("id") == id)

    def tag_of(self, id):
        return next(tag for tag, attrs in self.found if attrs.get("id") == id)

    def all(self, name, tag=None):
        return [
            attrs[name]
            for found, attrs in self.found
            if name in attrs and tag in (None, found)
        ]


def rendered(form):
    return PAGE.render(Context({"form": form}))


def text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


def date_of(day, month, year, **options):
    class OneDate(GovukForm):
        due = DateField(label="Due date", **options)

    return OneDate({"due_day": day, "due_month": month, "due_year": year})


@pytest.mark.parametrize("data", [None, {}], ids=["untouched", "all wrong"])
def test_every_reference_to_an_id_lands(data):
    page = Elements(rendered(Everything(data)))
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    targets = [link.removeprefix("#") for link in page.all("href", "a")]
    targets += page.all("for")
    for name in (
        "aria-describedby",
        "aria-controls",
        "aria-labelledby",
        "data-reveals",
    ):
        targets += [id for value in page.all(name) for id in value.split()]
    assert targets
    assert set(targets) <= set(ids)


def test_the_summary_leads_each_error_to_a_control_that_takes_focus():
    page = Elements(rendered(Everything({})))
    links = [link.removeprefix("#") for link in page.all("href", "a")]
    assert links == [
        "id_reference",
        "id_reason",
        "id_status",
        "id_answer_0",
        "id_interests_0",
        "id_wards_0",
        "id_agree",
        "id_due_0",
        "id_scan",
        "id_password",
        "id_email",
        "id_days",
    ]
    assert {page.tag_of(id) for id in links} <= {"input", "select", "textarea"}
    assert "hidden" not in {page.by_id(id).get("type") for id in links}


def test_the_summary_also_tells_the_errors_of_hidden_fields_and_of_the_whole_form():
    form = Everything({})
    form.add_error(None, "Somebody was quicker")
    summary = rendered(form).split("<form")[0]
    assert "<li>Somebody was quicker</li>" in summary
    assert "<li>Enter the token</li>" in summary


def test_a_form_without_errors_has_no_summary():
    assert "govuk-error-summary" not in rendered(Everything())


def test_sentences_of_errors_are_the_design_systems():
    form = Everything(
        {"reason": "x" * 51, "days": "soon", "email": "nobody", "status": "lost"},
        {"scan": SimpleUploadedFile("scan.pdf", b"")},
    )
    said = {name: errors[0] for name, errors in form.errors.items()}
    assert said == {
        "token": "Enter the token",
        "reference": "Enter the reference",
        "reason": "Reason must be 50 characters or fewer",
        "status": "Status must be one of the choices",
        "answer": "Select your answer",
        "interests": "Select the interests",
        "wards": "Select the wards",
        "agree": "Tick the box “I have read it”",
        "due": "Enter the due date",
        "scan": "The selected file is empty",
        "password": "Enter the password",
        "email": "Enter an email address in the correct format, like name@example.com",
        "days": "Working days must be a whole number",
    }


def test_a_number_below_its_least_is_told_the_least():
    form = Everything({"days": "0"})
    assert form.errors["days"] == ["Working days must be 1 or more"]


def test_a_forms_own_sentence_wins():
    class Own(GovukForm):
        reference = forms.CharField(
            error_messages={"required": "Enter the reference of the return"}
        )

    assert Own({}).errors["reference"] == ["Enter the reference of the return"]


def test_a_label_with_a_percent_sign_does_not_break_a_sentence():
    class Percent(GovukForm):
        share = forms.CharField(label="Share in % of all", max_length=2)

    assert Percent({"share": "abc"}).errors["share"] == [
        "Share in % of all must be 2 characters or fewer"
    ]


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("Reason", "Enter the reason"),
        ("BVPI 157 forecast", "Enter the BVPI 157 forecast"),
        ("I say", "Enter I say"),
        ("Your answer", "Enter your answer"),
        ("Why it could not wait", "Enter why it could not wait"),
    ],
)
def test_a_label_inside_a_sentence_keeps_its_abbreviations(label, sentence):
    class Named(GovukForm):
        field = forms.CharField(label=label)

    assert Named({}).errors["field"] == [sentence]


def test_what_comes_from_data_is_escaped_everywhere():
    class Hostile(GovukForm):
        plain = forms.CharField(label="<b>label</b>", help_text="<b>hint</b>")
        pick = forms.ChoiceField(
            label="<b>legend</b>",
            choices=[("<b>", "<b>option</b>")],
            widget=Radios(hints={"<b>": "<b>option hint</b>"}),
        )
        box = forms.BooleanField(label="<b>box</b>")

    form = Hostile({})
    form.add_error(None, "<b>whole form</b>")
    form.add_error("plain", "<b>error</b>")
    html = rendered(form)
    assert "<b>" not in html
    for word in ("label", "hint", "legend", "option", "option hint", "box", "error"):
        assert f"&lt;b&gt;{word}&lt;/b&gt;" in html


def test_rendering_leaves_the_widgets_as_they_were():
    form = Everything({})
    before = copy.deepcopy({n: f.widget.attrs for n, f in form.fields.items()})
    first = rendered(form)
    assert rendered(form) == first
    assert {n: f.widget.attrs for n, f in form.fields.items()} == before


@pytest.mark.parametrize(
    ("id", "css_class"),
    [
        ("id_reference", "govuk-input--error"),
        ("id_reason", "govuk-textarea--error"),
        ("id_status", "govuk-select--error"),
        ("id_scan", "govuk-file-upload--error"),
        ("id_password", "govuk-input--error"),
        ("id_email", "govuk-input--error"),
        ("id_due_0", "govuk-input--error"),
    ],
)
def test_a_wrong_control_is_marked_for_eyes_and_for_ears(id, css_class):
    control = Elements(rendered(Everything({}))).by_id(id)
    assert css_class in control["class"].split()
    assert control["aria-invalid"] == "true"
    untouched = Elements(rendered(Everything())).by_id(id)
    assert css_class not in untouched["class"].split()
    assert "aria-invalid" not in untouched


def test_an_error_says_that_it_is_one():
    html = rendered(Everything({}))
    at = html.index('id="id_reference_error"')
    assert "Error: Enter the reference" in text(html[at : html.index("</p>", at)])


def test_a_control_is_described_by_its_hint_and_its_error():
    page = Elements(rendered(Everything({})))
    assert page.by_id("id_reference")["aria-describedby"].split() == [
        "id_reference_helptext",
        "id_reference_error",
    ]
    groups = page.all("aria-describedby", "fieldset")
    assert "id_due_helptext id_due_error" in groups
    assert "id_answer_error" in groups


def test_a_counted_text_is_never_cut_off_by_the_browser():
    page = Elements(rendered(Everything()))
    area = page.by_id("id_reason")
    assert "maxlength" not in area
    assert "id_reason-info" in area["aria-describedby"]
    assert page.by_id("div_id_reason")["data-maxlength"] == "50"
    assert page.by_id("id_reference")["maxlength"] == "10"


def test_a_revealed_field_stands_once_and_under_its_option():
    html = rendered(Everything())
    assert html.count('id="id_why"') == 1
    assert html.index('value="refuse"') < html.index('id="id_why"')
    assert html.index('id="id_why"') < html.index('id="id_interests_0"')


def test_only_a_field_that_is_never_needed_says_optional():
    words = text(rendered(Everything()))
    assert "Note (optional)" in words
    assert "Why you refuse (optional)" not in words
    assert "Reference (optional)" not in words


def test_options_have_hints_and_show_what_was_chosen():
    page = Elements(rendered(Everything({"answer": "approve", "wards": ["b"]})))
    assert "checked" in page.by_id("id_answer_0")
    assert "checked" not in page.by_id("id_answer_1")
    assert page.by_id("id_answer_0")["aria-describedby"] == "id_answer_0_hint"
    assert "checked" not in page.by_id("id_wards_0")
    assert "checked" in page.by_id("id_wards_1")


def test_radios_stand_in_a_line_only_when_asked():
    html = rendered(Everything())
    assert html.count("govuk-radios--inline") == 1


def test_one_green_button_and_the_others_are_quiet_or_warn():
    page = Elements(rendered(Everything()))
    buttons = [
        attrs
        for tag, attrs in page.found
        if tag == "button" and attrs["type"] == "submit"
    ]
    kinds = [sorted(button["class"].split()) for button in buttons]
    assert kinds == [
        ["govuk-button"],
        ["govuk-button", "govuk-button--secondary"],
        ["govuk-button", "govuk-button--warning"],
    ]
    assert (buttons[1]["name"], buttons[1]["value"]) == ("go", "next")
    assert "name" not in buttons[0]


def test_a_form_with_a_file_says_so_and_asks_no_browser_to_validate():
    (form,) = [a for tag, a in Elements(rendered(Everything())).found if tag == "form"]
    assert form["enctype"] == "multipart/form-data"
    assert form["method"] == "post"
    assert "novalidate" in form
    assert not Elements(rendered(Everything())).all("required")


def test_a_password_is_never_written_back():
    form = Everything({"password": "quite secret"})
    assert "quite secret" not in rendered(form)


@pytest.mark.parametrize("month", ["12", "December", "dec", "DEC"])
def test_a_date_takes_the_month_as_a_number_or_a_word(month):
    form = date_of("9", month, "2004")
    assert form.is_valid()
    assert form.cleaned_data["due"] == datetime.date(2004, 12, 9)


@pytest.mark.parametrize(
    ("boxes", "sentence", "wrong"),
    [
        (("", "", ""), "Enter the due date", ["0", "1", "2"]),
        (("9", "", "2004"), "Due date must include a month", ["1"]),
        (("9", "", ""), "Due date must include a month and year", ["1", "2"]),
        (("9", "12", "04"), "Due date must have a year of 4 figures", ["2"]),
        (("31", "2", "2004"), "Due date must be a real date", ["0", "1", "2"]),
        (("x", "12", "2004"), "Due date must be a real date", ["0", "1", "2"]),
        (("9", "13", "2004"), "Due date must be a real date", ["0", "1", "2"]),
    ],
)
def test_a_wrong_date_says_what_is_wrong_and_leads_to_the_box(boxes, sentence, wrong):
    form = date_of(*boxes)
    assert form.errors["due"] == [sentence]
    html = rendered(form)
    page = Elements(html)
    assert page.all("href", "a") == [f"#id_due_{wrong[0]}"]
    marked = [box for box in "012" if "aria-invalid" in page.by_id(f"id_due_{box}")]
    assert marked == wrong
    assert [page.by_id(f"id_due_{box}")["value"] for box in "012"] == list(boxes)


def test_a_date_that_is_not_required_may_be_left_out():
    form = date_of("", "", "", required=False)
    assert form.is_valid()
    assert form.cleaned_data["due"] is None


def test_a_date_shows_its_initial_value_and_knows_when_it_changed():
    class Due(GovukForm):
        due = DateField()

    first = datetime.date(2004, 12, 20)
    page = Elements(rendered(Due(initial={"due": first})))
    assert [page.by_id(f"id_due_{i}")["value"] for i in range(3)] == [
        "20",
        "12",
        "2004",
    ]
    data = {"due_day": "20", "due_month": "12", "due_year": "2004"}
    assert not Due(data, initial={"due": first}).has_changed()
    assert Due(data | {"due_day": "21"}, initial={"due": first}).has_changed()
