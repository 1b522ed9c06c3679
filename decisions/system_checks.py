"""Settings that cannot be used: said when the program starts, not when it is asked."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .numbering import BODY_PATTERN, DELEGATED_PATTERN, pattern_problem

LONGEST_CALL_IN = 60


@register()
def check_record_patterns(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Numbers of records must be told apart by their pattern."""
    return [
        Error(
            f"{name} is {getattr(settings, name)!r}: {problem}.",
            hint="The placeholders are explained in deploy/ieg-tracker.env.example.",
            id="decisions.E001",
        )
        for name in (BODY_PATTERN, DELEGATED_PATTERN)
        if (problem := pattern_problem(str(getattr(settings, name))))
    ]


@register()
def check_call_in_days(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A window of call-in is at least one working day, and is not for ever."""
    if 1 <= settings.IEG_CALL_IN_DAYS <= LONGEST_CALL_IN:
        return []
    return [
        Error(
            f"IEG_CALL_IN_DAYS is {settings.IEG_CALL_IN_DAYS}: it must be a number of "
            f"working days from 1 to {LONGEST_CALL_IN}.",
            id="decisions.E002",
        )
    ]


@register(deploy=True)
def check_site_url(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Messages lead to the site by an address that reaches it from elsewhere."""
    address = urlsplit(settings.IEG_SITE_URL)
    if address.scheme == "https" and address.hostname not in ("localhost", "127.0.0.1"):
        return []
    return [
        Error(
            f"IEG_SITE_URL is {settings.IEG_SITE_URL}: the links in messages to "
            "signers and members would not reach the site.",
            hint="Set it to the address, with https, at which they open the site.",
            id="decisions.E003",
        )
    ]
