import re
from functools import cached_property
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.forms.utils import pretty_name

from iegtracker.govuk.buttons import Button, SecondaryButton, WarningButton
from iegtracker.govuk.fields import DateField

__all__ = [
    "Button",
    "GovukForm",
    "GovukFormMixin",
    "GovukModelForm",
    "SecondaryButton",
    "WarningButton",
    "asked_for",
]


def in_a_sentence(label: str) -> str:
    """`Reason` becomes `reason`; `BVPI` and `ESD reference` stay."""
    first_word = label.split(" ", 1)[0]
    keeps = first_word == "I" or first_word[1:2].isupper()
    return label if keeps else label[:1].lower() + label[1:]


# A label that begins so asks in words of its own, and takes no article before it.
_ASKS = re.compile(
    r"(what|whom?|why|where|when|which|whether|how|for|its|your|the|an?|i)\b", re.I
)


def asked_for(label: str) -> str:
    """What to enter or select: "the reason", and "why it could not wait" as it is."""
    noun = in_a_sentence(label)
    return noun if _ASKS.match(noun) else f"the {noun}"


def sentences(field: forms.Field, label: str) -> dict[str, str]:
    """What to say about a wrong answer (GOV.UK Design System, error message)."""
    noun = asked_for(label).replace("%", "%%")
    name = label.replace("%", "%%")
    said = {
        "required": f"Enter {noun}",
        "max_length": f"{name} must be %(limit_value)d characters or fewer",
        "min_length": f"{name} must be %(limit_value)d characters or more",
        "null_characters_not_allowed": f"{name} must not contain control characters",
        "max_value": f"{name} must be %(limit_value)s or fewer",
        "min_value": f"{name} must be %(limit_value)s or more",
    }
    if isinstance(field, forms.BooleanField):
        said["required"] = f"Tick the box “{name}”"
    elif isinstance(field, forms.ChoiceField):
        said["required"] = f"Select {noun}"
        said["invalid_choice"] = f"{name} must be one of the choices"
    elif isinstance(field, forms.FileField):
        said["required"] = f"Select {noun}"
        said["empty"] = "The selected file is empty"
        said["missing"] = f"Select {noun}"
        said["max_length"] = "The name of the file must be %(max)d characters or fewer"
    elif isinstance(field, forms.EmailField):
        said["invalid"] = (
            "Enter an email address in the correct format, like name@example.com"
        )
    elif isinstance(field, forms.DecimalField | forms.FloatField):
        said["invalid"] = f"{name} must be a number"
    elif isinstance(field, forms.IntegerField):
        said["invalid"] = f"{name} must be a whole number"
    elif isinstance(field, DateField):
        said = {"required": f"Enter {noun}"}
    return said


def inherited_messages(field: forms.Field) -> dict[str, str]:
    """The sentences that a field's class brings, as a form's author left them."""
    messages: dict[str, str] = {}
    for base in reversed(type(field).__mro__):
        messages.update(getattr(base, "default_error_messages", {}))
    return messages


class GovukFormMixin:
    """A form of the govuk pack: its helper, its buttons and its error sentences.

    A sentence that a form writes itself (`error_messages=`) always wins.
    """

    submit_label: ClassVar[str] = "Save and continue"
    form_tag: ClassVar[bool] = True
    form_method: ClassVar[str] = "post"
    # Fields that are not required by themselves and whose label does not say
    # "(optional)", because another answer makes them needed.
    needed_sometimes: ClassVar[frozenset[str]] = frozenset()

    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.label is None:
                field.label = pretty_name(name)
            brought = inherited_messages(field)
            for code, sentence in sentences(field, str(field.label)).items():
                if field.error_messages.get(code) == brought.get(code):
                    field.error_messages[code] = sentence

    def buttons(self) -> list[Button]:
        """The buttons below the form, the green one first."""
        return [Button(self.submit_label)]

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = self.form_tag
        helper.form_method = self.form_method
        for button in self.buttons():
            helper.add_input(button)
        return helper


class GovukForm(GovukFormMixin, forms.Form):
    pass


class GovukModelForm(GovukFormMixin, forms.ModelForm):
    pass
