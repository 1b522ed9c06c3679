from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "iegtracker.people"
    label = "people"
    verbose_name = "People"
