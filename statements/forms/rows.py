"""One form for each row of a section: what may be typed there, and what it makes."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField

from iegtracker.govuk.forms import GovukFormMixin
from statements.document import Document
from statements.document.document import Key
from statements.document.elements import LEVELS, ON_TIME, STATUSES
from statements.rendering.words import capitalised, day

from .fields import (
    MarkdownField,
    NumberField,
    PerCentField,
    PoundsField,
    TextField,
    YearField,
    typed_pounds,
)

LONGEST_LINE = 1_000
LONGEST_ROW = 10_000


class RowForm(GovukFormMixin, forms.Form):
    """A row as it stands in `document`, or a new one.

    An untouched control gives back the very value that stood there. `typed` is shown
    instead of it where nothing is to be judged yet.
    """

    kind: ClassVar[str]
    noun: ClassVar[str]
    form_tag = False

    def __init__(
        self,
        document: Document,
        uid: str,
        *,
        name: str,
        data: Any = None,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        self.uid = uid
        self.name = name
        self.is_new = uid not in document
        self.document = document
        self.base_fields = deepcopy(self.base_fields)  # type: ignore[misc]
        for control, field in self.base_fields.items():
            field.label = f"{field.label} of {name}"
            field.widget.attrs["aria-label"] = field.label
            field.initial = self.shown().get(control)
        super().__init__(data, prefix=uid, initial=typed or self.shown())

    def shown(self) -> dict[str, Any]:
        """What the controls show at first."""
        raise NotImplementedError

    def made(self) -> dict[str, Any]:
        """The element's fields after the controls."""
        raise NotImplementedError

    @property
    def heading(self) -> str:
        return capitalised(self.name)

    def changes(self) -> dict[Key, Any]:
        """The keys that this row sets."""
        made = self.made()
        if self.is_new:
            made = {"kind": self.kind, **made}
        return {(self.uid, name): value for name, value in made.items()}

    def stood(self, name: str, default: Any = None) -> Any:
        return self.document.get(self.uid, name, default)

    def is_touched(self, name: str) -> bool:
        """Whether what was typed reads otherwise than what was shown."""
        typed = str(self[name].data or "").replace("\r\n", "\n")
        return self.is_new or typed != str(self.initial.get(name) or "")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class TextRow(RowForm):
    """A recommendation or an entry."""

    text = MarkdownField(
        label="Text",
        widget=_area(3),
        longest=LONGEST_ROW,
        error_messages={"required": "Enter the text, or remove the row"},
    )

    def shown(self) -> dict[str, Any]:
        return {"text": self.stood("text", "")}

    def made(self) -> dict[str, Any]:
        touched = self.is_touched("text")
        return {
            "text": self.cleaned_data["text"] if touched else self.stood("text"),
        }


class RecommendationRow(TextRow):
    kind = "recommendation"
    noun = "recommendation"


class EntryRow(TextRow):
    kind = "entry"
    noun = "entry"


class ObjectiveRow(RowForm):
    """A corporate objective and the effect on it, which may be blank."""

    kind = "objective"
    noun = "objective"
    label_text = TextField(
        label="Objective",
        widget=_area(2),
        longest=LONGEST_LINE,
    )
    effect = TextField(
        label="Effect", widget=_area(3), longest=LONGEST_ROW, required=False
    )

    def shown(self) -> dict[str, Any]:
        return {
            "label_text": self.stood("label", ""),
            "effect": self.stood("effect", ""),
        }

    def made(self) -> dict[str, Any]:
        fields = {"label": "label_text", "effect": "effect"}
        return {
            name: self.cleaned_data[control]
            if self.is_touched(control)
            else self.stood(name)
            for name, control in fields.items()
        }


class GrantRow(RowForm):
    """A grant as the paper quotes it: a year and an amount."""

    kind = "grant"
    noun = "grant"
    year = YearField(
        label="Year",
        max_length=10,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )
    pence = PoundsField(
        label="Amount in pounds",
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-10", "inputmode": "decimal"}
        ),
    )

    def shown(self) -> dict[str, Any]:
        quote = self.stood("quote")
        if quote is None:
            return {"year": "", "pence": ""}
        return {"year": quote["year"], "pence": typed_pounds(quote["pence"])}

    def made(self) -> dict[str, Any]:
        if not (self.is_touched("year") or self.is_touched("pence")):
            return {"quote": self.stood("quote")}
        return {"quote": {name: self.cleaned_data[name] for name in ("year", "pence")}}


class OutcomeRow(RowForm):
    """The council's progress on one priority outcome; the outcome is the ministry's."""

    kind = "outcome"
    noun = "outcome"
    status = forms.ChoiceField(label="Status", choices=list(STATUSES.items()))
    on_time = forms.ChoiceField(label="Forecast", choices=list(ON_TIME.items()))
    comment = TextField(
        label="Comment", widget=_area(2), longest=LONGEST_ROW, required=False
    )

    @property
    def area(self) -> str:
        return self.stood("area") or "Other services"

    @property
    def summary(self) -> str:
        return self.stood("summary")

    @property
    def level(self) -> str:
        return LEVELS[self.stood("level")]

    @property
    def due(self) -> str:
        return day(self.stood("due"))

    def shown(self) -> dict[str, Any]:
        return dict(self.stood("progress"))

    def made(self) -> dict[str, Any]:
        stood = self.stood("progress")
        return {
            "progress": {
                name: self.cleaned_data[name] if self.is_touched(name) else value
                for name, value in stood.items()
            }
        }


_YES_NO = (("", "Not stated"), ("yes", "Yes"), ("no", "No"))
_TRUTH: Mapping[str, bool | None] = {"": None, "yes": True, "no": False}


def _cell_field(unit: str, label: str) -> forms.Field:
    narrow = forms.TextInput(
        attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}
    )
    match unit:
        case "count":
            return NumberField(label=label, required=False, widget=narrow)
        case "pence":
            narrow.attrs["inputmode"] = "decimal"
            return PoundsField(label=label, required=False, widget=narrow)
        case "percent":
            return PerCentField(label=label, required=False, widget=narrow)
        case "yes_no":
            return forms.ChoiceField(label=label, choices=_YES_NO, required=False)
    return TextField(label=label, longest=LONGEST_LINE, required=False, widget=_area(1))


def _typed_cell(value: Any, unit: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return typed_pounds(value) if unit == "pence" else f"{value:,}"
    return value or ""


class FigureRow(RowForm):
    """A row of figures: one control for each of the section's columns."""

    kind = "figure"
    noun = "row"

    def __init__(self, document: Document, uid: str, **kwargs: Any) -> None:
        section = document.parents[uid]
        self.columns = {
            f"cell_{at}": (column["key"], column["unit"], column["label"])
            for at, column in enumerate(document.get(section, "columns", ()))
        }
        self.base_fields = {  # type: ignore[misc]
            control: _cell_field(unit, label)
            for control, (_, unit, label) in self.columns.items()
        }
        super().__init__(document, uid, **kwargs)

    @property
    def label(self) -> str:
        return self.stood("label")

    @property
    def cells(self) -> list[tuple[str, BoundField]]:
        """Each control with the head of its column."""
        return [(label, self[name]) for name, (*_, label) in self.columns.items()]

    def shown(self) -> dict[str, Any]:
        cells = self.stood("cells")
        return {
            control: _typed_cell(cells.get(key), unit)
            for control, (key, unit, _) in self.columns.items()
        }

    def made(self) -> dict[str, Any]:
        cells = dict(self.stood("cells"))
        for control, (key, unit, _) in self.columns.items():
            if self.is_touched(control):
                value = self.cleaned_data[control]
                cells[key] = _TRUTH[value] if unit == "yes_no" else value
        return {"cells": cells}


ROWS: Mapping[str, type[RowForm]] = {
    form.kind: form
    for form in (RecommendationRow, EntryRow, ObjectiveRow, GrantRow)
    + (OutcomeRow, FigureRow)
}
# The rows that a section of each layout is made for. Those of the ministry's own
# making (outcomes, figures) are filled in, never added, removed or moved.
BY_LAYOUT: Mapping[str, str] = {
    "recommendations": "recommendation",
    "entries": "entry",
    "objectives": "objective",
    "grants": "grant",
    "outcomes": "outcome",
    "figures": "figure",
}
FREE = frozenset({"recommendation", "entry", "objective", "grant"})
