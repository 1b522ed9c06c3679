"""What was mailed to whom, for those who answer for the record and who audit it."""

from django.contrib import admin

from decisions.models import Notice
from iegtracker.workflow_admin import ReadOnlyAdmin, YesNoFilter


class SentFilter(YesNoFilter):
    title = "sent"
    parameter_name = "sent"
    lookup = "sent_at__isnull"


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("subject", "person", "made_at", "sent_at", "attempts", "last_error")
    list_filter = (SentFilter, "held", "made_at")
    search_fields = ("subject", "person__name", "occasion")
    ordering = ("-pk",)
    list_select_related = ("person", "told_in")
    fields = (
        "person",
        "occasion",
        "subject",
        "text",
        "made_at",
        "held",
        "told_in",
        "attempts",
        "sent_at",
        "last_error",
    )
    readonly_fields = fields
