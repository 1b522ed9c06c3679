"""The record of papers in the admin: read-only, in the council's words.

A statement's steps after drafting are the matter of `decisions`, which adds them.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from iegtracker.govuk.templatetags.ieg_marks import council_date, pounds
from iegtracker.web import SignedInRequest
from iegtracker.workflow_admin import (
    NewStep,
    ReadOnlyAdmin,
    ReadOnlyInline,
    Step,
    WorkflowAdmin,
)

from . import actions
from .access import drafts_open_to, opening_refusal, recording_refusal
from .actions.grants import reversal_refusal
from .document import Document, Patch
from .forms import (
    EarlierStatementForm,
    GrantForm,
    OpenStatementForm,
    ReceiptForm,
    ReversalForm,
)
from .models import (
    Draft,
    FigureCell,
    FinalCopy,
    Grant,
    Guidelines,
    OutcomeProgress,
    PriorityOutcome,
    Receipt,
    Save,
    Statement,
    Version,
)
from .rendering.authority import authority
from .rendering.chain import Chain
from .rendering.outline import outline
from .rendering.redline import redline


def text_shown(document: Document) -> str:
    """A Document as its reader sees it."""
    return render_to_string(
        "rendering/_document.html", {"outline": outline(document, heading=3)}
    )


def redline_shown(before: Document, patch: Patch) -> str:
    """A patch in words and marks."""
    shown = redline(before, patch)
    return render_to_string("rendering/_redline.html", {"redline": shown})


def _open(form: OpenStatementForm, request: SignedInRequest) -> Statement:
    return actions.open_statement(**form.told, by=request.user)


def _bring_in(form: EarlierStatementForm, request: SignedInRequest) -> Statement:
    return actions.import_text(form.document, by=request.user)


def _record_grant(form: forms.Form, request: SignedInRequest) -> Grant:
    return actions.record_grant(**form.cleaned_data, by=request.user)


def _record_receipt(form: forms.Form, request: SignedInRequest) -> Receipt:
    return actions.record_receipt(**form.cleaned_data, by=request.user)


def _reverse(receipt: Receipt, form: forms.Form, request: SignedInRequest) -> Receipt:
    return actions.reverse_receipt(receipt, **form.cleaned_data, by=request.user)


@admin.register(Statement)
class StatementAdmin(WorkflowAdmin):
    list_display = ("title", "round", "status", "due", "imported")
    list_filter = ("status", "imported")
    search_fields = ("title", "round")
    fields = ("title", "round", "status", "due", "guidelines", "imported", "text")
    readonly_fields = fields
    list_select_related = ("paper_ptr",)
    new_steps = (
        NewStep(
            "open_statement",
            "open a statement",
            form=lambda request, data, files: OpenStatementForm(data),
            refusal=opening_refusal,
            run=_open,
        ),
        NewStep(
            "import_statement",
            "bring in a statement approved before this system",
            form=lambda request, data, files: EarlierStatementForm(data),
            refusal=opening_refusal,
            run=_bring_in,
        ),
    )

    @admin.display(description="Current text")
    def text(self, statement: Statement) -> str:
        version = statement.current
        return text_shown(version.document) if version else "Nothing is frozen yet."


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = ("paper", "number", "authority", "made_by", "made_at", "digest")
    list_filter = ("made_at",)
    search_fields = ("digest", "paper__title", "authority")
    list_select_related = ("paper", "made_by")
    fields = (
        "paper",
        "number",
        "authority",
        "digest",
        "schema",
        "made_by",
        "made_at",
        "text",
    )
    readonly_fields = fields
    change_form_template = "admin/workflow_change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        return _without_bytes(super().get_queryset(request), request, "content")

    @admin.display(description="Text")
    def text(self, version: Version) -> str:
        return text_shown(version.document)


class SaveInline(ReadOnlyInline):
    model = Save
    fields = ("number", "place", "made_by", "made_at")
    readonly_fields = fields
    ordering = ("-number",)
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Save]:
        return super().get_queryset(request).select_related("made_by").defer("patch")


@admin.register(Draft)
class DraftAdmin(ReadOnlyAdmin):
    list_display = ("paper", "purpose", "status", "last_save", "edited_at")
    list_filter = ("purpose", "status")
    search_fields = ("paper__title",)
    list_select_related = ("paper",)
    fields = ("paper", "purpose", "status", "last_save", "edited_at", "digest", "text")
    readonly_fields = fields
    inlines = (SaveInline,)
    change_form_template = "admin/workflow_change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draft]:
        return super().get_queryset(request).filter(drafts_open_to(request.user))

    @admin.display(description="Text as it stands")
    def text(self, draft: Draft) -> str:
        return text_shown(draft.document)


@admin.register(Save)
class SaveAdmin(ReadOnlyAdmin):
    list_display = ("draft", "number", "place", "made_by", "made_at")
    list_filter = ("made_at",)
    search_fields = ("place", "draft__paper__title", "made_by__name")
    list_select_related = ("draft__paper", "made_by")
    fields = (
        "draft",
        "number",
        "place",
        "made_by",
        "made_at",
        "undoes",
        "digest_after",
        "what_changed",
    )
    readonly_fields = fields
    change_form_template = "admin/workflow_change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Save]:
        mine = drafts_open_to(request.user, prefix="draft__")
        return super().get_queryset(request).filter(mine)

    @admin.display(description="What it changed")
    def what_changed(self, save: Save) -> str:
        before = save.draft.base_document
        for earlier in save.draft.saves.filter(number__lt=save.number):
            before = earlier.difference.apply(before)
        return redline_shown(before, save.difference)


@admin.register(Guidelines)
class GuidelinesAdmin(ReadOnlyAdmin):
    list_display = ("title", "round", "edition", "ministry", "deadline")
    search_fields = ("title", "round")
    fields = (
        "title",
        "round",
        "edition",
        "ministry",
        "deadline",
        "digest",
        "loaded_at",
        "sections",
    )
    readonly_fields = fields

    @admin.display(description="Sections asked for")
    def sections(self, guidelines: Guidelines) -> str:
        return "; ".join(section["title"] for section in guidelines.told["sections"])


@admin.register(PriorityOutcome)
class PriorityOutcomeAdmin(ReadOnlyAdmin):
    list_display = ("code", "level", "area", "due", "summary", "guidelines")
    list_filter = ("level", "area", "guidelines")
    search_fields = ("code", "summary")
    list_select_related = ("guidelines",)


@admin.register(OutcomeProgress)
class OutcomeProgressAdmin(ReadOnlyAdmin):
    list_display = ("code", "statement", "level", "area", "due", "status", "on_time")
    list_filter = ("status", "on_time", "level", "statement", "area")
    search_fields = ("code", "comment")
    list_select_related = ("statement__paper_ptr",)


@admin.register(FigureCell)
class FigureCellAdmin(ReadOnlyAdmin):
    list_display = ("label", "column", "amount", "section", "statement")
    list_filter = ("section", "statement")
    search_fields = ("label",)
    list_select_related = ("statement__paper_ptr",)


@admin.register(Grant)
class GrantAdmin(WorkflowAdmin):
    list_display = ("year", "source", "capital", "awarded")
    search_fields = ("year", "source")
    fields = ("year", "source", "capital", "awarded")
    readonly_fields = fields
    new_steps = (
        NewStep(
            "record_grant",
            "record a grant",
            form=lambda request, data, files: GrantForm(data),
            refusal=recording_refusal,
            run=_record_grant,
        ),
    )

    @admin.display(description="Awarded", ordering="awarded_pence")
    def awarded(self, grant: Grant) -> str:
        return pounds(grant.awarded_pence)


@admin.register(Receipt)
class ReceiptAdmin(WorkflowAdmin):
    list_display = ("reference", "grant", "amount", "received_on", "recorded_by")
    list_filter = ("grant", "received_on")
    search_fields = ("reference", "note")
    list_select_related = ("grant", "recorded_by")
    fields = (
        "reference",
        "grant",
        "amount",
        "received_on",
        "note",
        "reverses",
        "recorded_by",
        "recorded_at",
    )
    readonly_fields = fields
    new_steps = (
        NewStep(
            "record_receipt",
            "record a receipt",
            form=lambda request, data, files: ReceiptForm(data),
            refusal=recording_refusal,
            run=_record_receipt,
        ),
    )
    steps = (
        Step(
            "reverse_receipt",
            "reverse the receipt",
            form=lambda request, receipt, data, files: ReversalForm(data),
            refusal=reversal_refusal,
            run=_reverse,
        ),
    )

    @admin.display(description="Amount", ordering="pence")
    def amount(self, receipt: Receipt) -> str:
        return pounds(receipt.pence)


@admin.register(FinalCopy)
class FinalCopyAdmin(ReadOnlyAdmin):
    list_display = ("version", "pages", "made_by", "made_at", "sha256")
    search_fields = ("sha256", "version__paper__title")
    list_select_related = ("version__paper", "made_by")
    fields = ("version", "sha256", "pages", "made_by", "made_at", "supersedes", "proof")
    readonly_fields = fields
    change_form_template = "admin/workflow_change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[FinalCopy]:
        return super().get_queryset(request).defer("pdf", "version__content")

    @admin.display(description="Chain of authority")
    def proof(self, copy: FinalCopy) -> str:
        chain = Chain.from_bytes(bytes(copy.chain))
        return render_to_string(
            "admin/chain.html",
            {"authority": authority(chain), "made": council_date(copy.made_at)},
        )


def _without_bytes(
    rows: QuerySet[Any], request: HttpRequest, *columns: str
) -> QuerySet[Any]:
    """A list leaves the stored bytes where they are."""
    match = request.resolver_match
    on_a_list = match and (match.url_name or "").endswith("_changelist")
    return rows.defer(*columns) if on_a_list else rows
