"""Meetings, and what they resolved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import slugify

from decisions.actions import DecisionTaken, DelegationGiven
from decisions.models import Body, Change, Office, Recommendation
from decisions.states import CallIn, Endorsing, Mode, Outcome, Part, Scope
from iegtracker.govuk.fields import DateField, Radios
from iegtracker.govuk.forms import GovukForm

from .texts import PlainLineField, PlainTextField

_MAY_DELEGATE = (Outcome.AGREED, Outcome.AMENDED)


class BodyForm(GovukForm):
    """A body that decides."""

    submit_label = "Record the body"

    name = PlainLineField(label="Name of the body", longest=120)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if not slugify(name):
            raise forms.ValidationError("Name of the body must have letters in it")
        if Body.objects.filter(name=name).exists():
            raise forms.ValidationError("That body has been recorded already")
        return name

    @property
    def slug(self) -> str:
        return slugify(self.cleaned_data["name"])[:40].strip("-")


class MeetingForm(GovukForm):
    """A meeting, past or to come."""

    submit_label = "Record the meeting"

    body = forms.ModelChoiceField(
        Body.objects.none(), label="Body", empty_label="Choose a body"
    )
    held_on = DateField(label="Day of the meeting", help_text="For example, 9 12 2004.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies: Any = self.fields["body"]
        bodies.queryset = Body.objects.order_by("name")


@dataclass(frozen=True)
class Answer:
    """The fields about one recommendation, in the order in which they are asked."""

    recommendation: Recommendation
    decision: Sequence[BoundField]
    delegation: Sequence[BoundField]
    delegation_is_open: bool


def as_read(change: Change) -> str:
    """A change and what its draft said when the page was made."""
    return f"{change.pk}:{change.draft.digest if change.draft else ''}"


class DecideForm(GovukForm):
    """What the body resolved on every recommendation, posted as one.

    The names of the fields begin with the recommendation's key: `r7_outcome`.
    """

    submit_label = "Record the decisions"

    def __init__(
        self,
        recommendations: Sequence[Recommendation],
        changes: Sequence[Change],
        offices: Sequence[Office],
        bodies: Sequence[Body],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        self.recommendations = list(recommendations)
        self.offices = list(offices)
        self.bodies = {str(body.pk): body for body in bodies}
        self.changes = {as_read(change): change for change in changes}
        self.base_fields = {  # type: ignore[misc]
            f"r{one.pk}_{name}": field
            for one in self.recommendations
            for name, field in _questions(one, changes, self.offices, bodies)
        }
        self.needed_sometimes = frozenset(  # type: ignore[misc]
            name
            for name in self.base_fields
            if name.endswith(("_call_in_reason", "_endorsing_body", "_scope"))
            or "_office_" in name
        )
        super().__init__(*args, **kwargs)

    def _clean_form(self) -> None:
        super()._clean_form()  # type: ignore[misc]
        for recommendation in self.recommendations:
            self._check(f"r{recommendation.pk}_")

    @property
    def answers(self) -> Iterator[Answer]:
        for one in self.recommendations:
            start = f"r{one.pk}_"
            names = [name for name in self.fields if name.startswith(start)]
            given = [n for n in names if _is_of_delegation(n.removeprefix(start))]
            bound: Mapping[str, BoundField] = {name: self[name] for name in names}
            revealed = (f"{start}call_in_reason",)
            yield Answer(
                recommendation=one,
                decision=[
                    field
                    for name, field in bound.items()
                    if name not in given and name not in revealed
                ],
                delegation=[bound[name] for name in given],
                delegation_is_open=any(
                    bound[name].errors or bound[name].value() for name in given[:1]
                ),
            )

    def taken(self) -> list[DecisionTaken]:
        """The decisions, as the action takes them. Asked of a valid form."""
        return [self._taken(one) for one in self.recommendations]

    def _taken(self, one: Recommendation) -> DecisionTaken:
        told = self._told(f"r{one.pk}_")
        return DecisionTaken(
            recommendation=one,
            outcome=told["outcome"],
            wording=told["wording"],
            reasons=told["reasons"],
            alternatives=told["alternatives"],
            interests=told["interests"],
            call_in=told["call_in"],
            call_in_reason=told["call_in_reason"]
            if told["call_in"] == CallIn.DOES_NOT
            else "",
            minute_number=told["minute_number"],
            approves_text=told["approves_text"],
            endorsement=told["endorsement"],
            endorsing_body=self.bodies.get(told["endorsing_body"]),
            amended_by=self.changes.get(told["amended_by"]),
            seen=told["amended_by"].partition(":")[2],
            delegations=self._given(told),
        )

    def _told(self, start: str) -> dict[str, Any]:
        return {
            name.removeprefix(start): value
            for name, value in self.cleaned_data.items()
            if name.startswith(start)
        }

    def _given(self, told: Mapping[str, Any]) -> list[DelegationGiven]:
        if not told["mode"]:
            return []
        given = DelegationGiven(
            mode=told["mode"],
            scope=told["scope"] or Scope.ANY,
            offices=[
                (office, part)
                for office in self.offices
                if (part := told[f"office_{office.pk}"])
            ],
            until=told["until"],
        )
        return [given]

    def _check(self, start: str) -> None:
        """What the answers about one recommendation say of each other."""
        told = self._told(start)
        outcome = told.get("outcome")
        reason = f"{start}call_in_reason"
        unexplained = told.get("call_in") == CallIn.DOES_NOT and not told.get(
            "call_in_reason"
        )
        if unexplained and reason not in self.errors:
            self.add_error(reason, "Enter why call-in does not apply")
        self._check_endorsement(start, told)
        if outcome and told.get("amended_by") and outcome != Outcome.AMENDED:
            self.add_error(
                f"{start}amended_by",
                "Only what was agreed as amended has an amendment",
            )
        if outcome and told.get("mode") and outcome not in _MAY_DELEGATE:
            self.add_error(f"{start}mode", "Only what was agreed can delegate anything")
        if told.get("mode"):
            self._check_offices(start, told)

    def _check_endorsement(self, start: str, told: Mapping[str, Any]) -> None:
        body = f"{start}endorsing_body"
        called = told.get("endorsement") in (Endorsing.WANTED, Endorsing.REQUIRED)
        if body in self.errors or told.get("endorsing_body"):
            return
        if told.get("outcome") == Outcome.RECOMMENDED:
            self.add_error(body, "Select the body that it is recommended to")
        elif called:
            self.add_error(body, "Select the body that is to endorse the text")

    def _check_offices(self, start: str, told: Mapping[str, Any]) -> None:
        parts = [told.get(f"office_{office.pk}") for office in self.offices]
        deciding, consulted = parts.count(Part.DECIDES), parts.count(Part.CONSULTED)
        sentence = ""
        match told["mode"]:
            case Mode.JOINT if deciding < 2 or consulted:
                sentence = "A joint delegation needs at least two offices that decide"
            case Mode.SOLE if deciding != 1 or consulted:
                sentence = "A delegation to one office alone names exactly one"
            case Mode.CONSULTATION if deciding != 1 or not consulted:
                sentence = (
                    "A delegation in consultation names one office that decides and "
                    "at least one that is consulted"
                )
        if sentence:
            self.add_error(f"{start}mode", sentence)


def _is_of_delegation(name: str) -> bool:
    return name in ("mode", "scope", "until") or name.startswith("office_")


def _questions(
    one: Recommendation,
    changes: Sequence[Change],
    offices: Sequence[Office],
    bodies: Sequence[Body],
) -> Iterator[tuple[str, forms.Field]]:
    """The questions about one recommendation."""
    yield (
        "outcome",
        forms.ChoiceField(
            label="What was resolved", choices=Outcome.choices, widget=Radios
        ),
    )
    yield (
        "wording",
        PlainTextField(label="Decision, in the words of the resolution", rows=4),
    )
    yield "reasons", PlainTextField(label="Reasons for the decision")
    yield (
        "alternatives",
        PlainTextField(
            label="Alternatives considered and rejected",
            help_text="Enter “None” if there were none.",
        ),
    )
    yield (
        "interests",
        PlainTextField(
            label="Interests declared, and any dispensation",
            help_text="Enter “None” if there were none.",
        ),
    )
    yield (
        "minute_number",
        PlainLineField(
            label="Minute number",
            longest=20,
            required=False,
            help_text="Leave it out when it is not known yet.",
        ),
    )
    yield (
        "call_in",
        forms.ChoiceField(
            label="Does call-in apply?",
            choices=CallIn.choices,
            widget=Radios(reveals={CallIn.DOES_NOT.value: f"r{one.pk}_call_in_reason"}),
        ),
    )
    yield (
        "call_in_reason",
        PlainLineField(label="Why it does not apply", longest=300, required=False),
    )
    yield (
        "endorsement",
        forms.ChoiceField(
            label="Does the decision call for another body’s endorsement?",
            choices=Endorsing.choices,
            widget=Radios,
            help_text="What is recommended to Council is required.",
            error_messages={
                "required": "Select whether another body is to endorse the text"
            },
        ),
    )
    yield (
        "endorsing_body",
        forms.ChoiceField(
            label="Body that is to endorse the text, or to which it is recommended",
            required=False,
            choices=[("", "No other body"), *((str(b.pk), b.name) for b in bodies)],
        ),
    )
    yield (
        "approves_text",
        forms.BooleanField(
            label="The body approved the statement’s text outright", required=False
        ),
    )
    yield (
        "amended_by",
        forms.ChoiceField(
            label="Amended by",
            required=False,
            choices=[
                ("", "No change to the statement"),
                *((as_read(c), f"Change {c.number}: {c.title}") for c in changes),
            ],
            help_text="A change being written, whose words the body itself adopted.",
        ),
    )
    yield (
        "mode",
        forms.ChoiceField(
            label="How the offices act",
            required=False,
            choices=[("", "Nothing is delegated"), *Mode.choices],
        ),
    )
    yield (
        "scope",
        forms.ChoiceField(
            label="For which changes", choices=Scope.choices, required=False
        ),
    )
    for office in offices:
        yield (
            f"office_{office.pk}",
            forms.ChoiceField(
                label=office.name,
                required=False,
                choices=[("", "Has no part"), *Part.choices],
            ),
        )
    yield (
        "until",
        DateField(
            label="Last day of the delegation",
            required=False,
            help_text="Only if the decision names one. For example, 20 12 2004.",
        ),
    )
