"""Reports: opened from a text or from nothing, put, revised, withdrawn."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet

from decisions.models import Meeting
from iegtracker import clock
from iegtracker.govuk.fields import Radios
from iegtracker.govuk.forms import GovukForm
from statements.blank_report import blank_report
from statements.document import EMPTY
from statements.document.text import LONGEST_SECTION
from statements.importing import report_from_text
from statements.models import Statement

from .texts import PlainLineField

FROM_TEXT, BLANK = "text", "blank"
LARGEST_FILE = 2 * 1024 * 1024
_LONGEST_TITLE = 200


class OpenReportForm(GovukForm):
    """About which statement, for which meeting, and what it begins with."""

    submit_label = "Open the report"
    needed_sometimes = frozenset({"text", "file", "title", "authors"})

    # By `id`: a number too large for the database is refused there, not in `paper_ptr`.
    about = forms.ModelChoiceField(
        Statement.objects.none(),
        label="Statement",
        empty_label="Choose a statement",
        to_field_name="id",
    )
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="Meeting", empty_label="Choose a meeting"
    )
    source = forms.ChoiceField(
        label="What the report begins with",
        choices=[
            (FROM_TEXT, "A report written elsewhere, as plain text"),
            (BLANK, "The council’s headings, to be written here"),
        ],
        widget=Radios,
    )
    # Its spelling is mended and its length refused where it is read.
    text = forms.CharField(
        label="Text of the report",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=(
            "For a report written elsewhere: paste all of it, from the council’s name "
            "to the contact officers. Or select a file below."
        ),
    )
    file = forms.FileField(
        label="File with the text",
        required=False,
        help_text="Plain text (.txt), not Word or PDF.",
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
    )
    title = PlainLineField(
        label="Title",
        required=False,
        longest=_LONGEST_TITLE,
        help_text="For a report to be written here.",
    )
    authors = PlainLineField(
        label="Authors",
        required=False,
        longest=300,
        help_text="The office, as in “Finance and Resources Director”.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("about", Statement.objects.filter(imported=False).newest_first())
        meetings = Meeting.objects.filter(held_on__gte=clock.today())
        self._choose("meeting", meetings.select_related("body").order_by("held_on"))
        self.document = EMPTY
        # Django would refuse a NUL in words that do not help; the door says it better.
        self.fields["text"].validators = []

    def _choose(self, name: str, rows: QuerySet[Any]) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    def clean_file(self) -> str:
        """The text of the file, or nothing when none was selected."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("The selected file must be smaller than 2 MB")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(
                "The selected file must be plain text (UTF-8), not Word or PDF"
            ) from None

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        if self.cleaned_data.get("source") == FROM_TEXT:
            self._read()
        elif self.cleaned_data.get("source") == BLANK:
            self._set_out()
        return told

    def _read(self) -> None:
        if "file" in self.errors:
            return
        typed, sent = self.cleaned_data.get("text", ""), self.cleaned_data.get("file")
        if typed.strip() and sent:
            self.add_error("file", "Paste the text or select a file, not both")
            return
        field, text = ("file", str(sent)) if sent else ("text", typed)
        if not text.strip():
            self.add_error("text", "Paste the text of the report, or select a file")
            return
        if len(text) > LONGEST_SECTION:
            self.add_error(
                field,
                f"Text of the report must be {LONGEST_SECTION:,} characters or fewer",
            )
            return
        try:
            document = report_from_text(text)
        except ValueError as error:
            self.add_error(field, str(error))
            return
        meeting = self.cleaned_data.get("meeting")
        if len(document.get("root", "title")) > _LONGEST_TITLE:
            self.add_error(field, "The report’s title must be 200 characters or fewer")
        elif meeting and document.get("root", "date") != meeting.held_on.isoformat():
            self.add_error(
                "meeting",
                "The report is written for another day than that of this meeting",
            )
        else:
            self.document = document

    def _set_out(self) -> None:
        for name, sentence in (
            ("title", "Enter a title"),
            ("authors", "Enter the authors"),
        ):
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        if self.errors:
            return
        meeting = self.cleaned_data["meeting"]
        self.document = blank_report(
            title=self.cleaned_data["title"],
            council=settings.IEG_COUNCIL,
            to=str(meeting.body),
            day=meeting.held_on,
            authors=self.cleaned_data["authors"],
        )
