"""The ledger in the admin, for those who may read the whole of it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from iegtracker.workflow_admin import ReadOnlyAdmin

from .models import Event, RecordCheck
from .sentences import all_verbs


class VerbFilter(admin.SimpleListFilter):
    """What happened, by the names of the steps."""

    title = "what happened"
    parameter_name = "verb"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, str]]:
        return [
            (verb, verb.replace(".", ": ").replace("_", " "))
            for verb in sorted(all_verbs())
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(verb=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("position", "at", "sentence", "office", "short_hash")
    list_filter = (VerbFilter, "at")
    search_fields = ("actor_name", "subject_name", "verb", "hash")
    ordering = ("-position",)
    list_select_related = ()
    fields = (
        "position",
        "at",
        "sentence",
        "actor_name",
        "office",
        "subject_name",
        "told_in_words",
        "previous",
        "hash",
    )
    readonly_fields = fields

    @admin.display(description="What happened")
    def sentence(self, event: Event) -> str:
        words = event.sentence
        return words[:1].upper() + words[1:]

    @admin.display(description="Hash")
    def short_hash(self, event: Event) -> str:
        return event.hash[:12]

    @admin.display(description="What it says besides")
    def told_in_words(self, event: Event) -> str:
        told = {k: v for k, v in event.told.items() if k != "rows" and v is not None}
        words = [f"{name.replace('_', ' ')}: {value}" for name, value in told.items()]
        rows = sorted(event.told.get("rows", {}))
        if rows:
            words.append(f"rows recorded: {', '.join(rows)}")
        return "; ".join(words) or "Nothing."


@admin.register(RecordCheck)
class RecordCheckAdmin(ReadOnlyAdmin):
    list_display = ("checked_at", "holds", "found", "position")
    list_filter = ("holds", "checked_at")
    fields = ("checked_at", "holds", "found", "what_was_found", "position", "head")
    readonly_fields = fields

    @admin.display(description="What was found")
    def what_was_found(self, row: RecordCheck) -> str:
        words = [f"{each['where']}: {each['sentence']}" for each in row.named]
        return "; ".join(words) or "Nothing."
