"""What stands around sign-offs in the admin: forms, withdrawals, what they decided."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from decisions.models import (
    DecidedChange,
    DelegatedDecision,
    MaterialityRaise,
    PaperSignature,
    SignatureWithdrawal,
)
from iegtracker.workflow_admin import ReadOnlyAdmin, ReadOnlyInline

_ROUND = "signing_round__change__statement__paper_ptr"
_OF_DELEGATION = (
    "delegation__decision__recommendation",
    "delegation__decision__meeting__body",
    "delegation__urgency",
)


@admin.register(MaterialityRaise)
class MaterialityRaiseAdmin(ReadOnlyAdmin):
    list_display = ("signing_round", "office", "person", "at")
    list_filter = ("office",)
    search_fields = ("reason", "person__name")
    list_select_related = (_ROUND, "office", "person")
    fields = ("signing_round", "office", "person", "reason", "at")
    readonly_fields = fields


@admin.register(PaperSignature)
class PaperSignatureAdmin(ReadOnlyAdmin):
    """The scan itself is no text: it is known here by its name and its SHA-256."""

    list_display = ("office", "person", "verdict", "signing_round", "entered_by")
    list_filter = ("verdict", "office")
    search_fields = ("person__name", "digest", "scan_sha256")
    list_select_related = (_ROUND, "office", "person", "entered_by")
    fields = (
        "signing_round",
        "office",
        "person",
        "verdict",
        "digest",
        "interests",
        "comment",
        "signed_on",
        "scan_name",
        "scan_sha256",
        "entered_by",
        "entered_at",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[PaperSignature]:
        return super().get_queryset(request).defer("scan")


@admin.register(SignatureWithdrawal)
class SignatureWithdrawalAdmin(ReadOnlyAdmin):
    list_display = ("signoff", "reason", "at")
    search_fields = ("reason",)
    list_select_related = ("signoff__office",)
    fields = ("signoff", "reason", "at")
    readonly_fields = fields


class DecidedChangeInline(ReadOnlyInline):
    model = DecidedChange
    fields = ("signing_round",)
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[DecidedChange]:
        return super().get_queryset(request).select_related(_ROUND)


@admin.register(DelegatedDecision)
class DelegatedDecisionAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "delegation", "made_at")
    list_select_related = (*_OF_DELEGATION, "last_signature__office")
    fields = ("delegation", "last_signature", "made_at")
    readonly_fields = fields
    inlines = (DecidedChangeInline,)


@admin.register(DecidedChange)
class DecidedChangeAdmin(ReadOnlyAdmin):
    list_display = ("decision", "signing_round")
    list_select_related = ("decision", _ROUND)
    fields = ("decision", "signing_round")
    readonly_fields = fields
