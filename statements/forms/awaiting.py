"""What is still awaited at an element: what, from whom, by when."""

from collections.abc import Mapping
from typing import Any

from django import forms

from iegtracker.govuk.fields import DateField
from iegtracker.govuk.forms import GovukFormMixin
from statements.document import Document
from statements.document.numbering import Place, places
from statements.rendering.words import capitalised, shortened

from .fields import TextField

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


class NewAwaitedForm(GovukFormMixin, forms.Form):
    """One more note, at an element of the section; or nothing, left blank."""

    field = "awaiting"
    form_tag = False
    needed_sometimes = frozenset({"element", "what", "whom", "by"})
    element = forms.ChoiceField(label="Where", required=False)
    what = _what()
    whom = _whom()
    by = DateField(
        label="By when", error_messages={"required": "Enter the date it is due by"}
    )

    def __init__(
        self,
        document: Document,
        section: str,
        *,
        data: Any = None,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix="new-awaited", initial=typed)
        stands = places(document)
        uids = (section, *document.children(section))
        free = [uid for uid in uids if not document.get(uid, "awaiting")]
        self.fields["element"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a place"),
            *((uid, element_name(document, uid, stands)) for uid in free),
        ]
        for name in ("what", "whom", "by"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        names = ("element", "what", "whom", "by")
        if any(told.get(name) for name in names):
            for name in names:
                if not told.get(name) and name not in self.errors:
                    field = self.fields[name]
                    self.add_error(
                        name,
                        "Choose where it is awaited"
                        if name == "element"
                        else field.error_messages["required"],
                    )
        return told

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


def element_name(document: Document, uid: str, stands: Mapping[str, Place]) -> str:
    """An element as its editor knows it: its number, else its first words."""
    place = stands[uid]
    if place.section == uid:
        return "The whole section"
    words = place.words
    if document.get(uid, "kind") == "block" and not place.number:
        words = f"text “{shortened(document.get(uid, 'text'), 50)}”"
    return capitalised(shortened(words, 80))
