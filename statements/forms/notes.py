"""What is noted at an element of a section: that it is awaited, or exempt."""

from collections.abc import Mapping
from html import unescape
from typing import Any

from django import forms
from django.utils.html import strip_tags

from iegtracker.govuk.forms import GovukFormMixin
from statements.document import Document
from statements.document.blocks import shape
from statements.document.numbering import FORMS, Place, places
from statements.rendering.markdown import render
from statements.rendering.words import capitalised, shortened


class NewNoteForm(GovukFormMixin, forms.Form):
    """One more note, at an element of the section; or nothing, left blank."""

    # In which field of an element the note stands.
    field: str
    prefix: str
    form_tag = False
    element = forms.ChoiceField()

    def __init__(
        self,
        document: Document,
        section: str,
        *,
        data: Any = None,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=typed)
        stands = places(document)
        uids = (section, *document.children(section))
        free = [uid for uid in uids if not document.get(uid, self.field)]
        self.fields["element"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a place"),
            *((uid, element_name(document, uid, stands)) for uid in free),
        ]
        self.needed_sometimes = frozenset(self.fields)  # type: ignore[misc]
        for field in self.fields.values():
            field.required = False

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if any(told.get(name) for name in self.fields):
            for name, field in self.fields.items():
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, field.error_messages["required"])
        return told


def element_name(document: Document, uid: str, stands: Mapping[str, Place]) -> str:
    """An element as its editor knows it: its number, else its first words."""
    place = stands[uid]
    if place.section == uid:
        return "The whole section"
    words = place.words
    if document.get(uid, "kind") == "block" and not place.number:
        text = document.get(uid, "text")
        first = unescape(strip_tags(render(text).html))
        words = f"{FORMS[shape(text)]} “{shortened(first, 50)}”"
    return capitalised(shortened(words, 80))
