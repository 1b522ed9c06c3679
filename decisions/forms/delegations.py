"""What is asked about delegations: given by a decision, by urgency; ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from decisions.models import Office
from decisions.states import Mode, Part, Scope, UrgencyKind
from iegtracker.govuk.fields import DateField, Radios
from iegtracker.govuk.forms import Button, GovukForm, WarningButton

from .texts import PUBLISHED, PlainLineField, PlainTextField

# One recommendation may delegate twice: material changes to one office, say, and minor
# ones to another. The names of the second one's fields begin so.
SECOND = "second_"
WHICH = ("", SECOND)


@dataclass(frozen=True)
class Given:
    """The fields about one delegation, in the order in which they are asked."""

    is_second: bool
    is_open: bool
    asked: Sequence[BoundField]
    substitutes: Sequence[BoundField]
    substitutes_open: bool
    rest: Sequence[BoundField]


def delegation_questions(
    offices: Sequence[Office],
) -> Iterator[tuple[str, forms.Field]]:
    """The questions about one delegation."""
    yield (
        "mode",
        forms.ChoiceField(
            label="How the offices act",
            required=False,
            choices=[("", "Nothing is delegated"), *Mode.choices],
        ),
    )
    yield (
        "scope",
        forms.ChoiceField(
            label="For which changes", choices=Scope.choices, required=False
        ),
    )
    for office in offices:
        yield (
            f"office_{office.pk}",
            forms.ChoiceField(
                label=office.name,
                required=False,
                choices=[("", "Has no part"), *Part.choices],
            ),
        )
    for office in offices:
        yield (
            f"substitute_{office.pk}",
            forms.ChoiceField(
                label=f"While the {office.name} is away",
                required=False,
                choices=[
                    ("", "Nobody signs for it"),
                    *(
                        (str(o.pk), f"The {o.name} signs")
                        for o in offices
                        if o.pk != office.pk
                    ),
                ],
            ),
        )
    yield (
        "conditions",
        PlainTextField(
            label="Conditions",
            longest=2000,
            required=False,
            help_text="In the decision’s own words. They are kept and shown; the "
            "program does not enforce them.",
        ),
    )
    yield (
        "until",
        DateField(
            label="Last day of the delegation",
            required=False,
            help_text="Only if the decision names one. For example, 20 12 2004.",
        ),
    )


def wrong_parts(mode: str, parts: list[str | None]) -> str:
    """What is wrong with the offices for that mode, or nothing."""
    deciding, consulted = parts.count(Part.DECIDES), parts.count(Part.CONSULTED)
    match mode:
        case Mode.JOINT if deciding < 2 or consulted:
            return "A joint delegation needs at least two offices that decide"
        case Mode.SOLE if deciding != 1 or consulted:
            return "A delegation to one office alone names exactly one"
        case Mode.CONSULTATION if deciding != 1 or not consulted:
            return (
                "A delegation in consultation names one office that decides and "
                "at least one that is consulted"
            )
    return ""


def is_of_delegation(name: str) -> bool:
    name = name.removeprefix(SECOND)
    asked = name in ("mode", "scope", "conditions", "until")
    return asked or name.startswith(("office_", "substitute_"))


def is_used(field: BoundField) -> bool:
    """Whether anything was typed here, or is wrong."""
    value = field.value()
    return bool(field.errors or (any(value) if isinstance(value, list) else value))


class UrgencyForm(GovukForm):
    """What gives one office power outside a meeting, and why it could not wait."""

    submit_label = "Enter the urgent power"

    kind = forms.ChoiceField(
        label="What gives the power", choices=UrgencyKind.choices, widget=Radios
    )
    citation = PlainLineField(
        label="Where it stands",
        help_text="The place in the constitution, or the decision’s reference.",
    )
    wording = PlainTextField(label="Its words", rows=5, longest=2000)
    why = PlainTextField(
        label="Why it cannot wait for a meeting", longest=2000, help_text=PUBLISHED
    )
    agreed_by = PlainTextField(
        label="Who agreed that it is urgent",
        rows=2,
        longest=2000,
        help_text="For example, the chairman of the scrutiny committee. Enter “None” "
        "where nobody had to agree.",
    )
    office = forms.ModelChoiceField(
        Office.objects.none(),
        label="Office that may act alone",
        empty_label="Choose an office",
    )
    scope = forms.ChoiceField(
        label="For which changes", choices=Scope.choices, widget=Radios
    )
    until = DateField(
        label="Last day",
        required=False,
        help_text="Only if the rule or decision names one. For example, 20 12 2004.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office: Any = self.fields["office"]
        office.queryset = Office.objects.all()


class EndDelegationForm(GovukForm):
    """Why a delegation is over."""

    label = "Record the end of the delegation"

    reason = PlainTextField(
        label="Reason",
        longest=2000,
        help_text="For example, who revoked it and when, or that it is no longer "
        "urgent.",
    )

    def buttons(self) -> list[Button]:
        return [WarningButton(self.label)]
