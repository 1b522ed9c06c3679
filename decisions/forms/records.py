"""The form for records of decisions. Its shape only."""

from collections.abc import Mapping
from typing import Any

from django import forms

from decisions.call_in import DELEGATED, CallInTold
from decisions.records import ENDORSEMENTS, RecordTold
from decisions.states import CallIn, KeyDecision
from iegtracker.govuk.fields import Radios
from iegtracker.govuk.forms import Button

from .call_in import CallInForm
from .texts import PUBLISHED, PlainTextField

YES, NO = "yes", "no"
_NONE = "Enter “None” if there was none."


class RecordForm(CallInForm):
    """What the clerk adds to a decision for its record, by its kind in an address.

    `seen` is the digest of the draft that was read: without it the draft is shown.
    """

    needed_sometimes = frozenset({"working_days", "reason", "key_reason"})
    field_order = (
        "why",
        "executive",
        "alternatives",
        "dispensation",
        "key_decision",
        "key_reason",
        "documents",
        "contact",
    )

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    why = PlainTextField(
        label="What is corrected, and why",
        longest=2000,
        help_text="It is printed on the new edition. The earlier one stays.",
    )
    executive = forms.ChoiceField(
        label="Is it a decision of the executive?",
        choices=[(YES, "Yes"), (NO, "No, of the Council or a committee")],
        widget=Radios,
        error_messages={"required": "Select whether the executive decided"},
    )
    alternatives = PlainTextField(
        label="Alternatives considered and rejected",
        longest=2000,
        help_text=_NONE,
    )
    dispensation = PlainTextField(
        label="Dispensation granted for an interest", longest=2000, help_text=_NONE
    )
    key_decision = forms.ChoiceField(
        label="Is it a key decision?",
        choices=KeyDecision.choices,
        widget=Radios,
        error_messages={"required": "Select whether it is a key decision"},
    )
    key_reason = PlainTextField(
        label="Why it is, or is not, a key decision",
        longest=2000,
        required=False,
    )
    documents = PlainTextField(
        label="Documents and background papers",
        longest=10_000,
        rows=4,
        required=False,
        help_text=f"One on each line. Leave it empty if there were none. {PUBLISHED}",
    )
    contact = PlainTextField(
        label="Contact",
        longest=2000,
        rows=2,
        help_text=f"Whom to ask about it, by office. {PUBLISHED}",
    )

    def __init__(self, *args: Any, kind: str, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.corrects = corrects
        if not corrects:
            del self.fields["why"]
        if kind != DELEGATED:
            del self.fields["alternatives"]
        if kind == ENDORSEMENTS:
            for name in CallInForm.base_fields:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        known = told.get("key_decision") in (KeyDecision.YES, KeyDecision.NO)
        if known and "key_reason" not in self.errors and not told.get("key_reason"):
            self.add_error("key_reason", "Enter why it is, or is not, a key decision")
        return told

    @property
    def told(self) -> RecordTold:
        told = self.cleaned_data
        return RecordTold(
            executive=told["executive"] == YES,
            key_decision=told["key_decision"],
            key_reason=told["key_reason"],
            dispensation=told["dispensation"],
            documents=[d for d in map(str.strip, told["documents"].split("\n")) if d],
            contact=told["contact"],
            call_in=self.call_in if "ruling" in told else CallInTold(CallIn.NOT_KNOWN),
            alternatives=told.get("alternatives", ""),
        )

    def show(self, seen: str) -> None:
        """Show the draft whose digest this is: the next press publishes it."""
        self.data = {**{name: self.data[name] for name in self.data}, "seen": seen}

    def buttons(self) -> list[Button]:
        """The button follows what was read; it is asked when the form is printed."""
        if not self.data.get("seen") if self.is_bound else True:
            return [Button("Show the draft")]
        return [Button("Publish the correction" if self.corrects else "Publish it")]


def initial_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """What a form to correct a record begins with: what the last edition says."""
    call_in = told["call_in"]
    return {
        "executive": YES if told["executive"] else NO,
        "alternatives": told["alternatives"],
        "dispensation": told["dispensation"],
        "key_decision": told["key_decision"],
        "key_reason": told["key_reason"],
        "documents": "\n".join(told["documents"]),
        "contact": told["contact"],
        "ruling": call_in["ruling"],
        "reason": call_in["reason"],
        "working_days": call_in["working_days"],
        "from_publication_day": call_in["from_publication_day"],
    }
