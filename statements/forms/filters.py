"""What a page is narrowed to by its address."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict

from iegtracker.govuk.forms import GovukForm
from statements.document import Document
from statements.document.elements import LEVELS, ON_TIME, STATUSES

_ALL = ("", "All")


class OutcomeFilter(GovukForm):
    """Which outcomes are shown. `chosen` is empty where nothing, or nonsense, is."""

    form_method = "get"
    status = forms.ChoiceField(
        label="Status", choices=[_ALL, *STATUSES.items()], required=False
    )
    on_time = forms.ChoiceField(
        label="Will it meet its date?", choices=[_ALL, *ON_TIME.items()], required=False
    )
    level = forms.ChoiceField(
        label="Level", choices=[_ALL, *LEVELS.items()], required=False
    )
    area = forms.ChoiceField(label="Service area", required=False)
    needed_sometimes = frozenset({"status", "on_time", "level", "area"})

    def __init__(self, document: Document, asked: QueryDict) -> None:
        super().__init__(asked)
        areas = dict.fromkeys(
            fields["area"]
            for fields in document.elements.values()
            if fields.get("kind") == "outcome"
        )
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            _ALL,
            *((area, area) for area in sorted(areas)),
        ]

    @property
    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class CompareForm(GovukForm):
    """Two texts of a statement, by their names in the address."""

    form_method = "get"
    old = forms.ChoiceField(
        label="From", error_messages={"required": "Select the text to compare from"}
    )
    new = forms.ChoiceField(
        label="To", error_messages={"required": "Select the text to compare to"}
    )

    def __init__(self, names: Mapping[str, str], asked: QueryDict) -> None:
        last = [*names][-2:] or [""]
        defaults = {"from": last[0], "to": last[-1]}
        super().__init__(
            {name: asked.get(name, usual) for name, usual in defaults.items()}
        )
        for field in self.fields.values():
            field.choices = list(names.items())  # type: ignore[attr-defined]

    def add_prefix(self, field_name: str) -> str:
        """In the address they are called `from` and `to`."""
        return {"old": "from", "new": "to"}.get(field_name, field_name)

    @property
    def chosen(self) -> tuple[str, str] | None:
        if not self.is_valid():
            return None
        return self.cleaned_data["old"], self.cleaned_data["new"]
