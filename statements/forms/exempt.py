"""What is exempt in a section: which element, by which paragraph, and why."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from iegtracker.govuk.forms import GovukFormMixin
from statements.document import Document
from statements.document import schedule12a as schedule
from statements.document.document import EXEMPT
from statements.document.exempt import day_of
from statements.document.numbering import places

from .fields import TextField
from .notes import NewNoteForm, element_name

LONGEST = 300


def _paragraph() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Paragraph of Schedule 12A",
        error_messages={"required": "Select the paragraph by which it is exempt"},
    )


def _reason() -> TextField:
    return TextField(
        label="Why it is exempt",
        longest=LONGEST,
        line=True,
        widget=forms.TextInput(attrs={"class": "govuk-!-width-two-thirds"}),
        help_text="Read only by those who may read the words themselves.",
        error_messages={"required": "Enter why it is exempt"},
    )


def _choices(document: Document, stood: str = "") -> list[tuple[str, str]]:
    """The paragraphs of the day that counts, and the one that stood there."""
    on = day_of(document)
    known = dict(schedule.paragraphs(on))
    if stood and stood not in known:
        known[stood] = "not in the Schedule of that day"
    return [("", "Choose a paragraph"), *((p, _said(p, known[p], on)) for p in known)]


def _said(paragraph: str, words: str, on: date) -> str:
    """The number, what it is about if that is sure, and whether members read it."""
    about = f", {words}" if words else ""
    reads = "may" if schedule.members_may_see(paragraph, on) else "may not"
    number = schedule.number(paragraph)
    return f"Paragraph {number}{about} (members {reads} read it)"


class ExemptForm(GovukFormMixin, forms.Form):
    """A mark that stands at an element. It may be corrected or taken away."""

    field = EXEMPT
    form_tag = False
    paragraph = _paragraph()
    reason = _reason()
    lifted = forms.BooleanField(label="No longer exempt", required=False)

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
        stood = dict(document.get(uid, EXEMPT) or {})
        super().__init__(data, prefix=f"exempt-{uid}", initial=typed or stood)
        choices = _choices(document, stood.get("paragraph", ""))
        self.fields["paragraph"].choices = choices  # type: ignore[attr-defined]

    def note(self) -> dict[str, str] | None:
        """The mark after the form, or None when it has been taken away."""
        told = self.cleaned_data
        return None if told["lifted"] else _mark(told)


class NewExemptForm(NewNoteForm):
    field = EXEMPT
    prefix = "new-exempt"
    element = forms.ChoiceField(
        label="What is exempt",
        error_messages={"required": "Select what is exempt"},
    )
    paragraph = _paragraph()
    reason = _reason()

    def __init__(
        self,
        document: Document,
        section: str,
        *,
        data: Any = None,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(document, section, data=data, typed=typed)
        self.fields["paragraph"].choices = _choices(document)  # type: ignore[attr-defined]

    def added(self) -> tuple[str, dict[str, str]] | None:
        """The element and its mark, or None when the form was left blank."""
        told = self.cleaned_data
        return (told["element"], _mark(told)) if told.get("element") else None


def _mark(told: Mapping[str, Any]) -> dict[str, str]:
    return {"paragraph": told["paragraph"], "reason": told["reason"]}
