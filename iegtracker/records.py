from django.contrib.admin.apps import AdminConfig


class RecordsConfig(AdminConfig):
    """Django's admin, with a site of our own in its place."""

    default_site = "iegtracker.workflow_admin.RecordsSite"
