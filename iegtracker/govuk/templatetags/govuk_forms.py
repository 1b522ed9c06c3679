"""Tags of the crispy-forms template pack `govuk` (govuk-frontend 6)."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from iegtracker.govuk.fields import PARTS, DateInput, wrong_parts

register = template.Library()

# The first row that fits counts. CheckboxSelectMultiple is a RadioSelect to Python, so
# it stands before it.
KINDS: tuple[tuple[tuple[type[forms.Widget], ...], str], ...] = (
    ((forms.CheckboxSelectMultiple,), "checkboxes"),
    ((forms.RadioSelect,), "radios"),
    ((DateInput,), "date"),
    ((forms.MultiWidget, forms.SelectDateWidget), "multi"),
    ((forms.CheckboxInput,), "checkbox"),
    ((forms.PasswordInput,), "password"),
    ((forms.Textarea,), "textarea"),
    ((forms.Select,), "select"),
    ((forms.FileInput,), "file-upload"),
)

CLASSES = {
    "checkbox": "govuk-checkboxes__input",
    "file-upload": "govuk-file-upload",
    "input": "govuk-input",
    "password": (
        "govuk-input govuk-password-input__input govuk-js-password-input-input"
    ),
    "select": "govuk-select",
    "textarea": "govuk-textarea",
}
ERROR_CLASSES = {**CLASSES, "password": "govuk-input", "checkbox": ""}


class Item(NamedTuple):
    """A line of the error summary."""

    id: str
    message: str


class Option(NamedTuple):
    id: str
    name: str
    type: str
    value: str
    label: str
    checked: bool
    disabled: bool
    hint: str
    reveals: BoundField | None


class DateBox(NamedTuple):
    id: str
    name: str
    label: str
    value: str
    wrong: bool
    width: int


@register.filter
def kind(field: BoundField) -> str:
    widget = field.field.widget
    return next((kind for types, kind in KINDS if isinstance(widget, types)), "input")


@register.filter
def is_grouped(field: BoundField) -> bool:
    """Whether a field is several controls, which need a fieldset and a legend."""
    return kind(field) in ("checkboxes", "radios", "date", "multi")


@register.filter
def says_optional(field: BoundField) -> bool:
    if field.field.required or kind(field) == "checkbox":
        return False
    return field.name not in getattr(field.form, "needed_sometimes", ())


@register.filter
def first_control_id(field: BoundField) -> str:
    """The control that a reader has to put right: where an error summary must lead."""
    match kind(field):
        case "radios" | "checkboxes":
            options = field.subwidgets
            return options[0].id_for_label if options else ""
        case "date":
            wrong = next((box for box in govuk_date_boxes(field) if box.wrong), None)
            return wrong.id if wrong else f"{field.auto_id}_0"
        case "multi":
            return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def character_limit(field: BoundField) -> int | None:
    """The number of characters that a counted text area may hold."""
    limit = field.field.widget.attrs.get("data-maxlength")
    return int(limit) if limit and kind(field) == "textarea" else None


@register.simple_tag
def govuk_widget(field: BoundField) -> SafeString:
    """Render the control with the pack's classes; the widget itself stays as it is."""
    own = field.field.widget.attrs
    shape = kind(field)
    classes = [own.get("class", ""), CLASSES.get(shape, "")]
    if field.errors and ERROR_CLASSES.get(shape):
        classes.append(f"{ERROR_CLASSES[shape]}--error")
    # A placeholder is no label and vanishes while one types: not in this pack.
    attrs: dict[str, Any] = {
        "class": " ".join(name for name in classes if name),
        "placeholder": False,
    }
    if isinstance(field.field.widget, forms.EmailInput):
        attrs.setdefault("autocomplete", own.get("autocomplete", "email"))
        attrs["spellcheck"] = "false"
    if shape == "password":
        attrs |= {"spellcheck": "false", "autocapitalize": "none"}
        attrs["autocomplete"] = own.get("autocomplete", "current-password")
    if character_limit(field):
        # The limit is said, and checked by the form. The browser's own maxlength would
        # cut off the end of a pasted text without a word.
        attrs |= {"maxlength": False, "data-maxlength": False}
        attrs["class"] += " govuk-js-character-count"
        described = f"{field.aria_describedby or ''} {field.auto_id}-info"
        attrs["aria-describedby"] = described.strip()
    return field.as_widget(attrs=attrs)


@register.simple_tag
def govuk_options(field: BoundField) -> list[Option]:
    widget = field.field.widget
    hints = getattr(widget, "hints", {})
    reveals = getattr(widget, "reveals", {})
    return [
        Option(
            id=item.id_for_label,
            name=item.data["name"],
            type=item.data["type"],
            value=str(item.data["value"]),
            label=item.choice_label,
            checked=item.data["selected"],
            disabled=bool(item.data["attrs"].get("disabled")),
            hint=hints.get(str(item.data["value"]), ""),
            reveals=_revealed(field, reveals.get(str(item.data["value"]))),
        )
        for item in field.subwidgets
    ]


def _revealed(field: BoundField, name: str | None) -> BoundField | None:
    return field.form[name] if name else None


@register.simple_tag
def govuk_date_boxes(field: BoundField) -> list[DateBox]:
    value = field.value()
    if not isinstance(value, list):
        value = field.field.widget.decompress(value)
    wrong = {part for error in field.errors.as_data() for part in wrong_parts(error)}
    return [
        DateBox(
            id=f"{field.auto_id}_{index}",
            name=f"{field.html_name}_{part}",
            label=part.capitalize(),
            value="" if value[index] is None else str(value[index]),
            wrong=part in wrong,
            width=4 if part == "year" else 2,
        )
        for index, part in enumerate(PARTS)
    ]


@register.simple_tag
def govuk_top_fields(form: forms.BaseForm) -> list[BoundField]:
    """The fields that stand by themselves: not those that a radio button reveals."""
    revealed = {
        name
        for field in form.fields.values()
        for name in getattr(field.widget, "reveals", {}).values()
    }
    return [field for field in form if field.name not in revealed]


def _summary(form: forms.BaseForm) -> Iterator[Item]:
    for message in form.non_field_errors():
        yield Item("", str(message))
    for field in form.hidden_fields():
        for message in field.errors:
            yield Item("", str(message))
    for field in form.visible_fields():
        for message in field.errors:
            yield Item(first_control_id(field), str(message))


@register.inclusion_tag("govuk/error_summary.html")
def govuk_error_summary(*forms_on_page: forms.BaseForm) -> dict[str, Any]:
    """All that is wrong, on top of the page; each line leads to its control."""
    items = [item for form in forms_on_page if form for item in _summary(form)]
    return {"items": items}
