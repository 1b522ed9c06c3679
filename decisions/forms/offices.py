"""Offices, and who holds them."""

from typing import Any

from django import forms
from django.utils.text import slugify

from decisions.models import Office
from decisions.states import HolderKind
from iegtracker.govuk.fields import DateField, Radios
from iegtracker.govuk.forms import GovukForm
from iegtracker.people.models import User

from .texts import PlainLineField


class OfficeForm(GovukForm):
    """A post that exists."""

    submit_label = "Record the office"

    name = PlainLineField(
        label="Name of the office",
        help_text="As the council's constitution names it.",
    )
    holder_kind = forms.ChoiceField(
        label="Who can hold it", choices=HolderKind.choices, widget=Radios
    )

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if not slugify(name):
            raise forms.ValidationError("Name of the office must have letters in it")
        if Office.objects.filter(name=name).exists():
            raise forms.ValidationError("That office has been recorded already")
        return name

    @property
    def slug(self) -> str:
        return slugify(self.cleaned_data["name"])[:80].strip("-")


class AppointmentForm(GovukForm):
    """Who holds an office, from which day."""

    submit_label = "Enter the appointment"

    office = forms.ModelChoiceField(
        Office.objects.none(), label="Office", empty_label="Choose an office"
    )
    person = forms.ModelChoiceField(
        User.objects.none(), label="Person", empty_label="Choose a person"
    )
    starts_on = DateField(
        label="First day", help_text="For example, 10 12 2004. It may be in the past."
    )
    until = DateField(
        label="Last day",
        required=False,
        help_text="Only for an appointment that is made for a time.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("office").queryset = Office.objects.all()
        people = User.objects.filter(is_active=True).order_by("name", "pk")
        self._choices("person").queryset = people

    def _choices(self, name: str) -> Any:
        return self.fields[name]


class AbsenceForm(GovukForm):
    """The days on which the holder of an office cannot act."""

    submit_label = "Record the absence"

    starts_on = DateField(
        label="First day away", help_text="Today or later. For example, 10 12 2004."
    )
    until = DateField(
        label="Last day away",
        required=False,
        help_text="Leave it out when it is not known.",
    )
    reason = PlainLineField(
        label="Reason",
        longest=300,
        help_text="As much as everyone who works on a statement may read.",
    )


class EndForm(GovukForm):
    """The last day of an appointment."""

    submit_label = "Record the last day"

    ends_on = DateField(
        label="Last day",
        help_text="The last day on which the office is held. For example, 20 12 2004. "
        "It cannot be changed afterwards.",
    )
    reason = PlainLineField(label="Reason", longest=300)
