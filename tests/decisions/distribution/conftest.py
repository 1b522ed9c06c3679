"""A final copy that was published, and sent to its members."""

import pytest

from iegtracker import clock
from tests import makers
from tests.decisions.copies import MEMBERS, ON
from tests.mail_server import mail_server


@pytest.fixture
def story():
    told = makers.published_statement()
    with clock.told(ON):
        yield told


@pytest.fixture
def whole(story):
    """All 57 members of the council."""
    makers.members(MEMBERS - 2)
    return story


@pytest.fixture
def sent(story):
    """Sent to both members of the small story."""
    return makers.distributed(story)


@pytest.fixture
def server(settings):
    with mail_server() as (port, box):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield box
