"""Everything on the page of one section, as one form, and the Document it makes."""

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from iegtracker.errors import Stale
from iegtracker.govuk.forms import GovukForm, GovukFormMixin
from statements.document import Document, new_uid
from statements.document.blocks import edit_section, section_text
from statements.document.document import Key
from statements.document.elements import LAYOUTS, ON_TIME, STATUSES
from statements.document.numbering import letter

from .awaiting import AwaitedForm, NewAwaitedForm
from .exempt import ExemptForm, NewExemptForm
from .fields import MarkdownField
from .rows import BY_LAYOUT, FREE, ROWS, RowForm

_NEW_ROW = re.compile(r"[0-9a-f]{20}")
MOST_ROWS = 200
AS_IT_IS = ("", "Leave as it is")


class SectionText(GovukFormMixin, forms.Form):
    """The Markdown of a section's blocks."""

    form_tag = False
    needed_sometimes = frozenset({"text"})
    text = MarkdownField(label="Text", required=False)

    def __init__(
        self, text: str, *, tall: bool, data: Any = None, typed: Any = None
    ) -> None:
        super().__init__(data, initial=typed or {"text": text})
        field = self.fields["text"]
        field.initial = text
        field.widget = forms.Textarea(attrs={"rows": 24 if tall else 6})

    def preview_at(self, address: str) -> None:
        """Let the page's script ask `address` for a preview as one types."""
        self.fields["text"].widget.attrs["data-preview-url"] = address


class BulkForm(GovukForm):
    """One answer for all the outcomes that are ticked."""

    form_tag = False
    bulk_status = forms.ChoiceField(
        label="Status of those ticked",
        choices=[AS_IT_IS, *STATUSES.items()],
        required=False,
    )
    bulk_on_time = forms.ChoiceField(
        label="Will they meet their dates?",
        choices=[AS_IT_IS, *ON_TIME.items()],
        required=False,
    )
    needed_sometimes = frozenset({"bulk_status", "bulk_on_time"})

    def answers(self) -> dict[str, str]:
        told = self.cleaned_data
        found = {"status": told["bulk_status"], "on_time": told["bulk_on_time"]}
        return {name: value for name, value in found.items() if value}


class SectionForm:
    """One section of `document` as it was when its reader opened the page.

    With `data` the form is judged; with `typed` it only shows what was typed, for a
    row that is being added or moved. `shown` limits the rows to those of a filter.
    """

    def __init__(
        self,
        document: Document,
        uid: str,
        *,
        data: Any = None,
        typed: Any = None,
        shown: Collection[str] | None = None,
        step: str = "",
    ) -> None:
        self.document, self.uid = document, uid
        self.data, self.typed = data, typed
        self.layout = document.get(uid, "layout")
        self.kind = BY_LAYOUT.get(self.layout, "")
        self.is_free = self.kind in FREE
        standing = [c for c in document.children(uid) if self._is_row(c)]
        self.standing = tuple(standing)
        self.listed = self._listed(standing, shown)
        if typed is not None:
            self._take(step)
        self.text = self._text() if self._has_text else None
        self.rows = [self._row(at, row) for at, row in enumerate(self.listed, 1)]
        elements = (uid, *document.children(uid))
        self.awaited = [
            AwaitedForm(document, row, **self._input(f"awaited-{row}", AwaitedForm))
            for row in elements
            if document.get(row, "awaiting")
        ]
        self.new_awaited = NewAwaitedForm(
            document, uid, **self._input("new-awaited", NewAwaitedForm)
        )
        self.exempt = [
            ExemptForm(document, row, **self._input(f"exempt-{row}", ExemptForm))
            for row in elements
            if document.get(row, "exempt")
        ]
        self.new_exempt = NewExemptForm(
            document, uid, **self._input("new-exempt", NewExemptForm)
        )
        self.bulk = BulkForm(data) if self.kind == "outcome" else None
        source = data if data is not None else typed
        self.ticked = frozenset(source.getlist("ticked") if source else ())

    # --- what the page shows

    @property
    def parts(self) -> list[forms.Form]:
        """Every form, in the order of the page."""
        first = [form for form in (self.text, self.bulk) if form is not None]
        awaited = (*self.awaited, self.new_awaited)
        return [*first, *self.rows, *awaited, *self.exempt, self.new_exempt]

    # Together they are asked like one form, for the error summary.

    def non_field_errors(self) -> list[str]:
        return [str(e) for form in self.parts for e in form.non_field_errors()]

    def hidden_fields(self) -> list[BoundField]:
        return []

    def visible_fields(self) -> list[BoundField]:
        return [field for form in self.parts for field in form]

    @property
    def row_names(self) -> str:
        """The rows in their order, for the hidden field that keeps it."""
        return " ".join(self.listed)

    @cached_property
    def errors(self) -> bool:
        return any(form.errors for form in self.parts)

    def typed_text(self) -> str:
        """The section's text as its writer left it, judged or not."""
        if self.text is None:
            return ""
        return str(self.text["text"].value() or "")

    @property
    def noun(self) -> str:
        return ROWS[self.kind].noun

    @property
    def rows_title(self) -> str:
        """The rows' heading: "Recommendations"."""
        return LAYOUTS[self.layout]

    @property
    def columns(self) -> list[str]:
        """The heads of a grid of figures."""
        return [c["label"] for c in self.document.get(self.uid, "columns", ())]

    # --- what it makes

    def is_valid(self) -> bool:
        return not self.errors

    def ask_bulk(self) -> None:
        """Note what is missing for a bulk edit: an answer, or a tick."""
        if self.bulk is None or not self.bulk.is_valid():
            return
        if not self.bulk.answers():
            self.bulk.add_error("bulk_status", "Select a status or a forecast")
        elif not self.ticked & set(self.listed):
            self.bulk.add_error(None, "Tick at least one outcome")

    def result(self, *, bulk: bool = False) -> Document:
        """The Document that the form makes. Only for a valid form."""
        document = self.document
        if self.text is not None:
            document = edit_section(
                document, self.uid, self.text.cleaned_data["text"], new_uid
            )
        changes: dict[Key, Any] = {}
        for row in self.rows:
            changes |= row.changes()
        if bulk and self.bulk is not None:
            for uid in self.ticked & set(self.listed):
                key = (uid, "progress")
                changes[key] = {**changes[key], **self.bulk.answers()}
        if self.is_free:
            removed = set(self.standing) - set(self.listed)
            changes[self.uid, "order"] = self._order(document, removed)
            document = document.without(removed)
        return self._with_notes(document.with_values(changes))

    def _order(self, document: Document, removed: set[str]) -> list[str]:
        """The section's children with its rows in the order of the page.

        Text between the rows keeps its place; a new row follows the one before it.
        """
        moved = iter([uid for uid in self.listed if uid in self.standing])
        order = [
            next(moved) if uid in self.standing else uid
            for uid in document.children(self.uid)
            if uid not in removed
        ]
        first = next((at for at, u in enumerate(order) if u in self.standing), None)
        place = len(order) if first is None else first
        for uid in self.listed:
            if uid in self.standing:
                place = order.index(uid) + 1
            else:
                order.insert(place, uid)
                place += 1
        return order

    def _with_notes(self, document: Document) -> Document:
        """With what is awaited and what is exempt, at the elements that still stand."""
        standing: list[AwaitedForm | ExemptForm] = [*self.awaited, *self.exempt]
        notes: dict[Key, Any] = {(f.uid, f.field): f.note() for f in standing}
        added_to: list[NewAwaitedForm | NewExemptForm]
        added_to = [self.new_awaited, self.new_exempt]
        for new in added_to:
            if added := new.added():
                notes[added[0], new.field] = added[1]
        values = dict(document.values)
        for (uid, name), note in notes.items():
            if uid not in document:
                continue
            if note is None:
                values.pop((uid, name), None)
            else:
                values[uid, name] = note
        return Document(values)

    # --- how it is put together

    def _is_row(self, uid: str) -> bool:
        return bool(self.kind) and self.document.get(uid, "kind") == self.kind

    @property
    def _has_text(self) -> bool:
        if self.layout not in ("outcomes", "figures"):
            return True
        return bool(section_text(self.document, self.uid))

    def _listed(
        self, standing: list[str], shown: Collection[str] | None
    ) -> tuple[str, ...]:
        source = self.data if self.data is not None else self.typed
        named = source.get("rows") if source is not None else None
        if named is None:
            return tuple(u for u in standing if shown is None or u in shown)
        listed = tuple(dict.fromkeys(named.split()))
        if self.is_free:
            known = [
                u
                for u in listed
                if u in standing or (_NEW_ROW.fullmatch(u) and u not in self.document)
            ]
        else:
            known = [u for u in listed if u in standing]
        if len(known) != len(listed) or len(known) > len(standing) + MOST_ROWS:
            raise Stale(
                "The rows of this page are not those of the text. Copy your words, "
                "open the page again, and put them in."
            )
        return listed

    def _take(self, step: str) -> None:
        """Add, remove or move a row, as the button says."""
        verb, _, uid = step.partition(":")
        rows = list(self.listed)
        if not self.is_free:
            return
        if verb == "add" and len(rows) < MOST_ROWS:
            rows.append(new_uid())
        elif uid in rows:
            at = rows.index(uid)
            rows.pop(at)
            if verb == "up":
                rows.insert(max(at - 1, 0), uid)
            elif verb == "down":
                rows.insert(at + 1, uid)
            elif verb != "remove":
                rows.insert(at, uid)
        self.listed = tuple(rows)

    def _text(self) -> SectionText:
        return SectionText(
            section_text(self.document, self.uid),
            tall=self.layout == "text",
            **self._input("", SectionText),
        )

    def _row(self, at: int, uid: str) -> RowForm:
        form = ROWS[self.kind]
        return form(
            self.document,
            uid,
            name=self._row_name(at, uid),
            **self._row_input(form, uid),
        )

    def _row_name(self, at: int, uid: str) -> str:
        get = self.document.get
        if self.kind == "recommendation":
            return f"recommendation ({letter(at)})"
        if self.kind == "outcome":
            return get(uid, "code")
        if self.kind == "figure":
            return get(uid, "label")
        return f"{ROWS[self.kind].noun} {at}"

    def _input(self, prefix: str, form: type[forms.Form]) -> dict[str, Any]:
        if self.typed is None:
            return {"data": self.data}
        return {"typed": _typed(self.typed, prefix, form.base_fields) or None}

    def _row_input(self, form: type[RowForm], uid: str) -> dict[str, Any]:
        if self.typed is None:
            return {"data": self.data}
        names = [key for key in self.typed if key.startswith(f"{uid}-")]
        return {"typed": {name[len(uid) + 1 :]: self.typed[name] for name in names}}


def _typed(data: Any, prefix: str, fields: Mapping[str, forms.Field]) -> dict[str, Any]:
    """What was typed, control by control, without judging it."""
    found = {}
    for name, field in fields.items():
        control = f"{prefix}-{name}" if prefix else name
        value = field.widget.value_from_datadict(data, {}, control)
        if value is not None:
            found[name] = value
    return found
