"""Rounds: a statement opened from the guidelines, or an earlier one brought in."""

from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from iegtracker.govuk.fields import DateField, Radios
from iegtracker.govuk.forms import GovukForm
from iegtracker.govuk.templatetags.ieg_marks import council_date
from statements.document import EMPTY
from statements.earlier import section_keys, statement_from_text
from statements.models import Guidelines, Statement, Version

from .fields import TextField

NOTHING, EARLIER = "nothing", "earlier"


class GuidelinesChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}, due {council_date(obj.deadline)}"


class VersionChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.paper)


class OpenStatementForm(GovukForm):
    """For which round, and what its draft begins with."""

    submit_label = "Open the statement"
    needed_sometimes = frozenset({"last"})

    guidelines = GuidelinesChoice(
        Guidelines.objects.none(),
        label="Guidelines",
        empty_label="Choose the guidelines",
        help_text="Those that have been loaded and have no statement yet.",
        error_messages={
            "required": "Select the guidelines",
            "invalid_choice": "Select guidelines that have no statement yet",
        },
    )
    source = forms.ChoiceField(
        label="What the draft begins with",
        choices=[
            (NOTHING, "Nothing: every section is there, and empty"),
            (EARLIER, "What an earlier statement said"),
        ],
        widget=Radios(
            hints={EARLIER: "Section by section, where the guidelines ask for it"},
            reveals={EARLIER: "last"},
        ),
        error_messages={"required": "Select what the draft begins with"},
    )
    last = VersionChoice(
        Version.objects.none(),
        label="Earlier statement",
        empty_label="Choose a statement",
        required=False,
        error_messages={"invalid_choice": "Select a statement of the list"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("guidelines", _unanswered())
        self._choose("last", _latest_versions())

    def _choose(self, name: str, rows: QuerySet[Any]) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    def clean(self) -> dict[str, Any] | None:
        told = super().clean() or {}
        if told.get("source") != EARLIER:
            told["last"] = None
        elif not told.get("last") and "last" not in self.errors:
            self.add_error("last", "Select the earlier statement")
        return told

    @cached_property
    def has_guidelines(self) -> bool:
        """Whether there is a round to choose."""
        field: Any = self.fields["guidelines"]
        return field.queryset.exists()

    @property
    def told(self) -> dict[str, Any]:
        """What the action is told."""
        return {
            "guidelines": self.cleaned_data["guidelines"],
            "council": settings.IEG_COUNCIL,
            "last": self.cleaned_data["last"],
        }


def _unanswered() -> QuerySet[Guidelines]:
    """The last edition of each round that has no statement."""
    same = Guidelines.objects.filter(round=OuterRef("round"))
    answered = Statement.objects.filter(round=OuterRef("round"))
    return (
        Guidelines.objects.exclude(Exists(answered))
        .exclude(Exists(same.filter(edition__gt=OuterRef("edition"))))
        .defer("content")
    )


def _latest_versions() -> QuerySet[Version]:
    """The text of each statement as it stands, the newest round first."""
    same = Version.objects.filter(paper=OuterRef("paper"))
    return (
        Version.objects.filter(paper__statement__isnull=False)
        .exclude(Exists(same.filter(number__gt=OuterRef("number"))))
        .select_related("paper")
        .defer("content")
        .order_by("-paper__statement__due", "-pk")
    )


class EarlierStatementForm(GovukForm):
    """A statement that was approved before this system, as its text."""

    submit_label = "Bring in the statement"

    round = forms.SlugField(
        label="Round",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        help_text="Letters, digits and hyphens, as in “2003” or “2003-mid-year”.",
        error_messages={
            "required": "Enter the round",
            "invalid": "Round must have letters, digits and hyphens only",
        },
    )
    title = TextField(
        label="Title",
        longest=200,
        line=True,
        error_messages={"required": "Enter the title"},
    )
    ministry = TextField(
        label="Ministry",
        longest=120,
        line=True,
        help_text="To which it was sent.",
        error_messages={"required": "Enter the ministry"},
    )
    due = DateField(
        label="Day on which it was due",
        help_text="For example, 10 11 2003.",
        error_messages={"required": "Enter the day on which it was due"},
    )
    # Its spelling is mended and its length refused where it is read.
    text = forms.CharField(
        label="Text of the statement",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="Begin each section with a line such as “# Local context”. A section "
        "with a title of the guidelines can be carried over into a new statement.",
        error_messages={"required": "Paste the text of the statement"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = EMPTY
        # Django would refuse a NUL in words that do not help; the door says it better.
        self.fields["text"].validators = []

    def clean(self) -> dict[str, Any] | None:
        told = super().clean() or {}
        if not self.errors:
            head = {name: told[name] for name in ("title", "round", "ministry")}
            try:
                self.document = statement_from_text(
                    told["text"],
                    {
                        **head,
                        "council": settings.IEG_COUNCIL,
                        "deadline": told["due"].isoformat(),
                    },
                    keys=section_keys(
                        row.told
                        for row in Guidelines.objects.order_by("deadline", "edition")
                    ),
                )
            except ValueError as error:
                self.add_error("text", str(error))
        return told
