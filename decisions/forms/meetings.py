"""Meetings, and what they resolved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import slugify

from decisions.actions import DecisionTaken, DelegationGiven
from decisions.models import Body, Change, Office, Recommendation
from decisions.states import CallIn, Endorsing, Outcome, Scope
from iegtracker.govuk.fields import DateField, Radios
from iegtracker.govuk.forms import GovukForm

from .delegations import (
    SECOND,
    WHICH,
    Given,
    delegation_questions,
    is_of_delegation,
    is_used,
    wrong_parts,
)
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
    delegations: Sequence[Given]


def as_read(change: Change) -> str:
    """A change and what its draft said when the page was made."""
    return f"{change.pk}:{change.draft.digest if change.draft else ''}"


class DecideForm(GovukForm):
    """What the body resolved on every recommendation, posted as one.

    The names of the fields begin with the recommendation's key: `r7_outcome`; those of
    a second delegation go on with `second_`.
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
            or any(part in name for part in ("_office_", "_substitute_"))
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
            shown = [n for n in names if not is_of_delegation(n.removeprefix(start))]
            yield Answer(
                recommendation=one,
                decision=[self[n] for n in shown if n != f"{start}call_in_reason"],
                delegations=[self._about(f"{start}{which}") for which in WHICH],
            )

    def _about(self, start: str) -> Given:
        asked = [self[f"{start}{name}"] for name in ("mode", "scope")]
        asked += [self[f"{start}office_{office.pk}"] for office in self.offices]
        substitutes = [self[f"{start}substitute_{one.pk}"] for one in self.offices]
        rest = [self[f"{start}{name}"] for name in ("conditions", "until")]
        return Given(
            is_second=start.endswith(SECOND),
            is_open=any(map(is_used, (asked[0], *asked[2:], *substitutes, *rest))),
            asked=asked,
            substitutes=substitutes,
            substitutes_open=any(map(is_used, substitutes)),
            rest=rest,
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
        return [
            DelegationGiven(
                mode=told[f"{which}mode"],
                scope=told[f"{which}scope"] or Scope.ANY,
                offices=[
                    (office, part)
                    for office in self.offices
                    if (part := told[f"{which}office_{office.pk}"])
                ],
                until=told[f"{which}until"],
                conditions=told[f"{which}conditions"],
                substitutes=self._substitutes(told, which),
            )
            for which in WHICH
            if told[f"{which}mode"]
        ]

    def _substitutes(self, told: Mapping[str, Any], which: str) -> dict[int, Office]:
        """Who acts for whom, as far as it has been said."""
        known = {str(office.pk): office for office in self.offices}
        return {
            office.pk: known[named]
            for office in self.offices
            if (named := told.get(f"{which}substitute_{office.pk}"))
        }

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
        for which in WHICH:
            self._check_delegation(f"{start}{which}", outcome, told, which)
        first, second = (_scope(told, which) for which in WHICH)
        if first and first == second:
            self.add_error(
                f"{start}{SECOND}scope",
                "Choose other changes than those of the first delegation",
            )

    def _check_endorsement(self, start: str, told: Mapping[str, Any]) -> None:
        body = f"{start}endorsing_body"
        called = told.get("endorsement") in (Endorsing.WANTED, Endorsing.REQUIRED)
        if body in self.errors or told.get("endorsing_body"):
            return
        if told.get("outcome") == Outcome.RECOMMENDED:
            self.add_error(body, "Select the body that it is recommended to")
        elif called:
            self.add_error(body, "Select the body that is to endorse the text")

    def _check_delegation(
        self, start: str, outcome: str | None, told: Mapping[str, Any], which: str
    ) -> None:
        said = {n.removeprefix(which): v for n, v in told.items()} if which else told
        parts = {o.pk: said.get(f"office_{o.pk}") for o in self.offices}
        named = self._substitutes(told, which)
        if not said.get("mode"):
            answered = any([*parts.values(), *named, said.get("conditions")])
            if outcome in _MAY_DELEGATE and (answered or said.get("until")):
                self.add_error(f"{start}mode", "Select how the offices act")
            return
        if outcome and outcome not in _MAY_DELEGATE:
            self.add_error(f"{start}mode", "Only what was agreed can delegate anything")
        if sentence := wrong_parts(said["mode"], list(parts.values())):
            self.add_error(f"{start}mode", sentence)
        for key, substitute in named.items():
            field = f"{start}substitute_{key}"
            if not parts[key]:
                self.add_error(field, "Only an office with a part has a substitute")
            elif parts.get(substitute.pk):
                self.add_error(
                    field, "A substitute must not have a part of its own as well"
                )


def _scope(told: Mapping[str, Any], which: str) -> str:
    """For which changes a delegation is, if there is one."""
    return (told.get(f"{which}scope") or Scope.ANY) if told.get(f"{which}mode") else ""


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
    for which in WHICH:
        for name, field in delegation_questions(offices):
            yield f"{which}{name}", field
