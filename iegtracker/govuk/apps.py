from django.apps import AppConfig


class GovukConfig(AppConfig):
    name = "iegtracker.govuk"
    label = "govuk"
    verbose_name = "Form pack"
