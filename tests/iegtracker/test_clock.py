"""Time is the world's, or the demonstration's, and never anyone else's."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from iegtracker import clock
from iegtracker.ledger.models import DemonstrationClock
from tests import makers

# The clock itself, what sets the demonstration's clock when the site starts, and the
# queue of tasks and the nightly check, which keep the world's time.
CLOCKS = {"clock.py", "resuming.py", "background.py", "nightly.py"}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def fresh_offset():
    clock.offset.cache_clear()
    yield
    clock.offset.cache_clear()


@pytest.mark.django_db
def test_the_demonstrations_clock_stands_by_its_offset(fresh_offset):
    DemonstrationClock.objects.create(
        offset=timedelta(days=-8000), started_at=timezone.now()
    )
    apart = timezone.now() - clock.now()
    assert abs(apart - timedelta(days=8000)) < timedelta(minutes=1)


@pytest.mark.django_db
def test_without_a_story_the_time_is_the_worlds(fresh_offset):
    assert abs(clock.now() - timezone.now()) < timedelta(minutes=1)


def test_a_story_is_told_its_time_and_nesting_ends_where_it_began():
    outer, inner = makers.at("2004-12-09"), makers.at("2004-12-10")
    with clock.told(outer):
        with clock.told(inner):
            assert clock.now() == inner
        assert clock.now() == outer


def test_only_the_demonstration_can_be_told_the_time(settings, fresh_offset):
    settings.IEG_DEMO = False
    with pytest.raises(ImproperlyConfigured), clock.told(makers.at("2004-12-09")):
        pass
    assert clock.offset() == timedelta()


def test_the_day_is_the_councils():
    # Half past midnight in British summer time is still the day before in UTC.
    with clock.told(makers.at("2004-07-01", "00:30")):
        assert clock.today().isoformat() == "2004-07-01"


def test_nothing_else_asks_the_operating_system_for_the_time():
    asked = {"now", "today", "utcnow", "localtime_now"}
    for folder in ("iegtracker", "statements", "decisions"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name in CLOCKS or "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Attribute)
                    and node.attr in asked
                    and isinstance(node.value, ast.Name)
                    and node.value.id in ("datetime", "date", "timezone", "time")
                ):
                    pytest.fail(f"{path.relative_to(ROOT)}:{node.lineno}")
