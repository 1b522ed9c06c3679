"""Rounds of signing and all that was said in them: read-only rows."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from decisions.models import (
    DecidedChange,
    DelegatedDecision,
    MaterialityRaise,
    SignatureWithdrawal,
    SigningRound,
    SignOff,
)
from iegtracker.workflow_admin import ReadOnlyAdmin, ReadOnlyInline
from statements.admin import redline_shown

_ROUND = "signing_round__change__statement__paper_ptr"


class SignOffInline(ReadOnlyInline):
    model = SignOff
    fields = ("office", "person", "verdict", "means", "interests", "comment", "at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignOff]:
        return super().get_queryset(request).select_related("office", "person")


@admin.register(SigningRound)
class SigningRoundAdmin(ReadOnlyAdmin):
    list_display = ("change", "number", "material", "proposed_by", "proposed_at")
    list_filter = ("material",)
    search_fields = ("reason", "digest", "change__title")
    list_select_related = (
        "change__statement__paper_ptr",
        "delegation__decision__recommendation",
        "delegation__decision__meeting__body",
        "version__paper",
        "proposed_by",
    )
    fields = (
        "change",
        "number",
        "delegation",
        "version",
        "what_changes",
        "reason",
        "material",
        "material_because",
        "wrote",
        "digest",
        "proposed_by",
        "proposed_at",
    )
    readonly_fields = fields
    inlines = (SignOffInline,)
    change_form_template = "admin/workflow_change_form.html"

    @admin.display(description="What changes")
    def what_changes(self, signing_round: SigningRound) -> str:
        if not signing_round.difference:
            return "The whole text, as it stands."
        before = signing_round.version.document
        return redline_shown(before, signing_round.difference)

    @admin.display(description="Written by")
    def wrote(self, signing_round: SigningRound) -> str:
        return ", ".join(signing_round.author_names) or "–"


@admin.register(SignOff)
class SignOffAdmin(ReadOnlyAdmin):
    list_display = ("office", "person", "verdict", "means", "signing_round", "at")
    list_filter = ("verdict", "means", "office")
    search_fields = ("person__name", "digest", "comment")
    list_select_related = (
        "office",
        "person",
        "signing_round__change__statement__paper_ptr",
    )
    fields = (
        "signing_round",
        "office",
        "person",
        "verdict",
        "means",
        "interests",
        "comment",
        "digest",
        "at",
    )
    readonly_fields = fields


@admin.register(MaterialityRaise)
class MaterialityRaiseAdmin(ReadOnlyAdmin):
    list_display = ("signing_round", "office", "person", "at")
    list_select_related = ("office", "person", _ROUND)
    fields = ("signing_round", "office", "person", "reason", "at")
    readonly_fields = fields


@admin.register(SignatureWithdrawal)
class SignatureWithdrawalAdmin(ReadOnlyAdmin):
    list_display = ("signoff", "reason", "at")
    list_select_related = ("signoff__office", f"signoff__{_ROUND}")
    fields = ("signoff", "reason", "at")
    readonly_fields = fields


@admin.register(DelegatedDecision)
class DelegatedDecisionAdmin(ReadOnlyAdmin):
    """What one occasion of signing decided."""

    list_display = ("pk", "last_signature", "made_at")
    list_select_related = (
        "last_signature__office",
        "delegation__decision__recommendation",
        "delegation__decision__meeting__body",
        "delegation__urgency",
    )
    fields = ("delegation", "changes", "last_signature", "made_at")
    readonly_fields = fields

    @admin.display(description="Changes")
    def changes(self, decision: DelegatedDecision) -> str:
        rows = decision.items.select_related("signing_round__change__statement")
        return ", ".join(str(row.signing_round.change) for row in rows)


@admin.register(DecidedChange)
class DecidedChangeAdmin(ReadOnlyAdmin):
    list_display = ("signing_round", "decision")
    list_select_related = ("decision", _ROUND)
    fields = ("decision", "signing_round")
    readonly_fields = fields
