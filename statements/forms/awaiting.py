"""What is still awaited at an element: what, from whom, by when."""

from collections.abc import Mapping
from typing import Any

from django import forms

from iegtracker.govuk.fields import DateField
from iegtracker.govuk.forms import GovukFormMixin
from statements.document import Document
from statements.document.numbering import places

from .fields import TextField
from .notes import NewNoteForm, element_name

LONGEST = 200
_NARROW = {"class": "govuk-!-width-two-thirds"}


def _what() -> TextField:
    return TextField(
        label="What is awaited",
        longest=LONGEST,
        line=True,
        widget=forms.TextInput(attrs=_NARROW),
        error_messages={"required": "Enter what is awaited"},
    )


def _whom() -> TextField:
    return TextField(
        label="From whom",
        longest=LONGEST,
        line=True,
        widget=forms.TextInput(attrs=_NARROW),
        error_messages={"required": "Enter from whom it is awaited"},
    )


class AwaitedForm(GovukFormMixin, forms.Form):
    """A note that stands at an element. It may be corrected or taken away."""

    field = "awaiting"
    form_tag = False
    what = _what()
    whom = _whom()
    by = DateField(
        label="By when", error_messages={"required": "Enter the date it is due by"}
    )
    arrived = forms.BooleanField(label="No longer awaited", required=False)

    def __init__(
        self,
        document: Document,
        uid: str,
        *,
        data: Any = None,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        self.uid = uid
        self.place = element_name(document, uid, places(document))
        stood = dict(document.get(uid, "awaiting") or {})
        initial = {**stood, "by": _day(stood.get("by"))}
        super().__init__(data, prefix=f"awaited-{uid}", initial=typed or initial)

    def note(self) -> dict[str, str] | None:
        """The note after the form, or None when it has been taken away."""
        told = self.cleaned_data
        return None if told["arrived"] else _note(told)


class NewAwaitedForm(NewNoteForm):
    field = "awaiting"
    prefix = "new-awaited"
    element = forms.ChoiceField(
        label="Where", error_messages={"required": "Choose where it is awaited"}
    )
    what = _what()
    whom = _whom()
    by = DateField(
        label="By when", error_messages={"required": "Enter the date it is due by"}
    )

    def added(self) -> tuple[str, dict[str, str]] | None:
        """The element and its note, or None when the form was left blank."""
        told = self.cleaned_data
        return (told["element"], _note(told)) if told.get("element") else None


def _note(told: Mapping[str, Any]) -> dict[str, str]:
    return {"what": told["what"], "whom": told["whom"], "by": told["by"].isoformat()}


def _day(iso: str | None) -> list[int] | None:
    if not iso:
        return None
    year, month, day = iso.split("-")
    return [int(day), int(month), int(year)]
