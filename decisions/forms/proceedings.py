"""Forms for the record of a meeting. Their shape only."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from decisions.actions.proceedings import AttendeeGiven, InterestGiven, ItemGiven
from decisions.legal_clock import granter_of_dispensations
from decisions.models import Office, Report
from decisions.states import ItemKind, Presence
from iegtracker.govuk.fields import Checkboxes, DateField, Radios
from iegtracker.govuk.forms import GovukForm

from .rows import RowsForm
from .texts import PlainLineField, PlainTextField


class AgendaForm(RowsForm):
    """The items of business, in order."""

    submit_label = "Record the agenda"
    row_name = "Item"
    needed = ("title",)
    silent = ("kind",)

    def __init__(self, *args: Any, reports: Sequence[Report], **kwargs: Any) -> None:
        self.reports = {str(report.number): report for report in reports}
        super().__init__(*args, **kwargs)

    def boxes(self) -> dict[str, forms.Field]:
        return {
            "number": PlainLineField(
                label="Number",
                longest=20,
                widget=forms.TextInput(attrs={"class": "govuk-input--width-4"}),
            ),
            "title": PlainLineField(label="Title", longest=300),
            "kind": forms.ChoiceField(
                label="Kind of item",
                choices=ItemKind.choices,
                initial=ItemKind.PROCEDURAL,
            ),
            "report": forms.ChoiceField(
                label="Report",
                choices=[
                    ("", "No report"),
                    *((n, f"Report {n}: {r}") for n, r in self.reports.items()),
                ],
            ),
        }

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if not self.errors and not self.rows():
            raise forms.ValidationError("Enter at least one item of business")
        return told

    def items(self) -> list[ItemGiven]:
        return [
            ItemGiven(
                title=row["title"],
                kind=row["kind"] or ItemKind.PROCEDURAL,
                number=row["number"],
                report=self.reports.get(row["report"]),
            )
            for row in self.rows()
        ]


class AttendanceForm(RowsForm):
    """Who was there, and who sent apologies."""

    submit_label = "Record who attended"
    row_name = "Person"
    needed = ("name",)
    silent = ("presence",)

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        self.offices = {str(office.pk): office for office in offices}
        super().__init__(*args, **kwargs)

    def boxes(self) -> dict[str, forms.Field]:
        return {
            "name": PlainLineField(label="Name or role", longest=200),
            "presence": forms.ChoiceField(
                label="Attendance", choices=Presence.choices, initial=Presence.PRESENT
            ),
            "office": forms.ChoiceField(
                label="Office, if they attended in one",
                choices=[
                    ("", "No office"),
                    *((key, office.name) for key, office in self.offices.items()),
                ],
            ),
        }

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        present = [r for _, r in self._told() if r.get("presence") == Presence.PRESENT]
        if not self.errors and not present:
            raise forms.ValidationError("Enter at least one person who was present")
        return told

    def people(self) -> list[AttendeeGiven]:
        return [
            AttendeeGiven(
                name=row["name"],
                presence=row["presence"] or Presence.PRESENT,
                office=self.offices.get(row["office"]),
            )
            for row in self.rows()
        ]


class InterestsForm(RowsForm):
    """Interests declared; that there were none is an answer of its own."""

    submit_label = "Record the interests"
    row_name = "Interest"
    needed = ("who", "nature", "action")

    declared = forms.ChoiceField(
        label="Were any interests declared?",
        choices=[("none", "None were declared"), ("some", "Yes, as follows")],
        widget=Radios,
        error_messages={"required": "Select whether any interests were declared"},
    )

    def __init__(
        self, *args: Any, meeting_day: date, answered: bool = False, **kwargs: Any
    ) -> None:
        self.granter = granter_of_dispensations(meeting_day)
        super().__init__(*args, **kwargs)
        self.initial.setdefault("declared", self._answer(kwargs) if answered else None)

    @staticmethod
    def _answer(told: dict[str, Any]) -> str:
        return "some" if told.get("rows") else "none"

    def boxes(self) -> dict[str, forms.Field]:
        return {
            "who": PlainLineField(label="Who declared it", longest=200),
            "nature": PlainTextField(label="What the interest is", longest=2000),
            "action": PlainTextField(label="What they did", longest=2000, rows=2),
            "granted_by": forms.ChoiceField(
                label="Dispensation",
                choices=[
                    ("", "None"),
                    (
                        self.granter.value,
                        f"Granted by the {self.granter.label.lower()}",
                    ),
                ],
            ),
        }

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        answer, typed = self.cleaned_data.get("declared"), bool(list(self._told()))
        if answer == "none" and typed:
            self.add_error(
                "declared", "Interests are entered below. Select “Yes, as follows”"
            )
        if answer == "some" and not typed:
            self.add_error("declared", "Enter each interest that was declared")
        return told

    def interests(self) -> list[InterestGiven]:
        return [InterestGiven(**row) for row in self.rows()]


class PublicationForm(GovukForm):
    """When, where and what was published."""

    submit_label = "Record the publication"

    what = forms.MultipleChoiceField(
        label="What was published",
        widget=Checkboxes,
        error_messages={"required": "Select what was published"},
    )
    published_on = DateField(
        label="Day of publication", help_text="For example, 1 12 2004."
    )
    where = PlainLineField(
        label="Where it was published",
        longest=300,
        help_text="Such as the council's offices and its website.",
    )
    urgency = PlainTextField(
        label="Why the notice was short",
        longest=2000,
        required=False,
        help_text="Needed when there were fewer clear days than the rule.",
    )
    needed_sometimes = frozenset({"urgency"})

    def __init__(
        self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        what: Any = self.fields["what"]
        what.choices = choices
