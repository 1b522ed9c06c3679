"""Forms for minutes, corrections and what other bodies resolved. Their shape only."""

from collections.abc import Sequence
from typing import Any

from django import forms

from decisions.actions.minutes import LONGEST_MINUTES, CorrectionGiven
from decisions.models import Body, Decision, EarlierDecision, Meeting
from decisions.models.corrections import Standing
from decisions.states import EndorsementOutcome
from iegtracker.govuk.fields import DateField, Radios
from iegtracker.govuk.forms import GovukForm
from statements.models import Version

from .texts import PUBLISHED, PlainLineField, PlainTextField

_NONE = "Enter “None” if there were none."


class _SeenForm(GovukForm):
    """A form that says which edition its reader had before them."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=100_000,
        error_messages={"required": "Read what is recorded before you record anew"},
    )


class MinutesForm(_SeenForm):
    submit_label = "Record the draft minutes"

    text = PlainTextField(
        label="Minutes",
        longest=LONGEST_MINUTES,
        rows=24,
        help_text=f"They are a draft until a later meeting confirms them. {PUBLISHED}",
    )


class ConfirmForm(_SeenForm):
    """The minutes as confirmed, and the decisions in them as they are to stand."""

    submit_label = "Record the confirmation"

    at = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="Meeting at which they were confirmed",
        empty_label="Choose a meeting",
    )
    signed_by = PlainLineField(
        label="Signed by",
        longest=200,
        help_text="A name or a role, as on the minutes.",
        error_messages={"required": "Enter who signed them"},
    )
    text = PlainTextField(
        label="Minutes as confirmed", longest=LONGEST_MINUTES, rows=24
    )
    corrections = PlainTextField(
        label="What was corrected",
        help_text="Enter “None” if they were confirmed as drafted.",
    )

    def __init__(
        self,
        *args: Any,
        meetings: Any,
        decisions: Sequence[tuple[Decision, Standing]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        at: Any = self.fields["at"]
        at.queryset = meetings
        self.decisions = [decision for decision, _ in decisions]
        for decision, words in decisions:
            letter = decision.recommendation.letter
            report = decision.recommendation.tabling.report
            about = f"({letter}) of report {report.number}"
            self.fields[f"wording_{decision.pk}"] = PlainTextField(
                label=f"Decision on {about}, in the words confirmed",
                rows=4,
                longest=2000,
                initial=words.wording,
            )
            self.fields[f"minute_{decision.pk}"] = PlainLineField(
                label=f"Minute number of the decision on {about}",
                longest=20,
                required=False,
                initial=words.minute_number,
            )

    def corrected(self) -> list[CorrectionGiven]:
        told = self.cleaned_data
        return [
            CorrectionGiven(one, told[f"wording_{one.pk}"], told[f"minute_{one.pk}"])
            for one in self.decisions
        ]


class CorrectionForm(_SeenForm):
    submit_label = "Record the correction"

    wording = PlainTextField(
        label="Decision, in the words of the resolution", rows=5, longest=2000
    )
    minute_number = PlainLineField(
        label="Minute number",
        longest=20,
        required=False,
        help_text="Leave it out when it is not known yet.",
    )
    reasons = PlainTextField(
        label="Reasons for the decision", longest=2000, required=False
    )
    alternatives = PlainTextField(
        label="Alternatives considered and rejected", longest=2000, required=False
    )
    interests = PlainTextField(
        label="Interests declared, and any dispensation", longest=2000, required=False
    )
    reason = PlainTextField(label="Why the record is corrected", longest=2000)


class FindingForm(GovukForm):
    submit_label = "Record the finding"

    stands = forms.ChoiceField(
        label="Does what the program enforces still stand?",
        choices=[
            ("yes", "Yes, it stands under the corrected wording"),
            ("no", "No: a new decision is needed"),
        ],
        widget=Radios,
        error_messages={"required": "Select whether it still stands"},
    )
    reason = PlainTextField(label="Reason for your finding", longest=2000)


class EndorsementForm(GovukForm):
    """What another body resolved on one version."""

    submit_label = "Record the resolution"

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="Meeting", empty_label="Choose a meeting"
    )
    version = forms.ModelChoiceField(
        Version.objects.none(),
        label="Version that was before the meeting",
        empty_label="Choose a version",
    )
    outcome = forms.ChoiceField(
        label="What was resolved", choices=EndorsementOutcome.choices, widget=Radios
    )
    wording = PlainTextField(
        label="Decision, in the words of the resolution", rows=4, longest=2000
    )
    reasons = PlainTextField(label="Reasons for the decision", longest=2000)
    alternatives = PlainTextField(
        label="Alternatives considered and rejected", longest=2000, help_text=_NONE
    )
    interests = PlainTextField(
        label="Interests declared, and any dispensation",
        longest=2000,
        help_text=_NONE,
    )
    minute_number = PlainLineField(
        label="Minute number",
        longest=20,
        required=False,
        help_text="Leave it out when it is not known yet.",
    )

    def __init__(self, *args: Any, meetings: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting: Any = self.fields["meeting"]
        version: Any = self.fields["version"]
        meeting.queryset, version.queryset = meetings, versions
        version.label_from_instance = lambda row: f"Version {row.number}"


class EarlierDecisionForm(GovukForm):
    """A decision that this system did not record when it was taken."""

    submit_label = "Record the earlier decision"

    corrects = forms.ModelChoiceField(
        EarlierDecision.objects.none(),
        label="Corrects what is recorded of",
        required=False,
        empty_label="Nothing: it is recorded for the first time",
    )
    body = forms.ModelChoiceField(
        Body.objects.none(), label="Body", empty_label="Choose a body"
    )
    held_on = DateField(
        label="Day of the decision", help_text="For example, 20 6 2002."
    )
    subject = PlainLineField(label="What it was about", longest=200)
    wording = PlainTextField(
        label="Decision, in the words of the resolution",
        rows=4,
        longest=2000,
        required=False,
        help_text="Leave it out when the wording is not held here.",
    )
    minute_number = PlainLineField(
        label="Minute number",
        longest=20,
        required=False,
        help_text="Leave it out when it is not known.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        corrects: Any = self.fields["corrects"]
        body: Any = self.fields["body"]
        first = EarlierDecision.objects.filter(corrects__isnull=True)
        corrects.queryset = first.select_related("body")
        body.queryset = Body.objects.order_by("name")


class CitationForm(GovukForm):
    """Where a report refers to an earlier decision."""

    submit_label = "Record the reference"

    earlier = forms.ModelChoiceField(
        EarlierDecision.objects.none(),
        label="Earlier decision",
        empty_label="Choose a decision",
    )
    place = PlainLineField(
        label="Where the report refers to it",
        longest=60,
        help_text="For example, paragraph 5.",
    )
    withdrawn = forms.BooleanField(
        label="The report does not refer to it after all: take it away",
        required=False,
    )
    needed_sometimes = frozenset({"withdrawn"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earlier: Any = self.fields["earlier"]
        first = EarlierDecision.objects.filter(corrects__isnull=True)
        earlier.queryset = first.select_related("body")
