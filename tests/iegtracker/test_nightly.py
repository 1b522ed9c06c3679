"""The nightly check where nobody set a timer: once a day, and one at a time."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from iegtracker import background, clock
from iegtracker.ledger import nightly
from iegtracker.ledger.models import DemonstrationClock, Event, RecordCheck
from iegtracker.ledger.nightly import give_out_nightly_check, is_due, nightly_check
from iegtracker.ledger.turns import turn_to_check
from tests import makers
from tests.databases import run_in_threads
from tests.decisions.test_worker_killed import environment

ROOT = Path(__file__).resolve().parents[2]
PAUSE = threading.Event()
LONG_ENOUGH = 30


def at(moment):
    """A moment in London."""
    return timezone.make_aware(datetime.fromisoformat(moment))


@pytest.fixture
def any_hour(monkeypatch):
    """Tests are run by day and by night."""
    monkeypatch.setattr(nightly, "HOUR", 0)


@pytest.fixture
def production(settings):
    settings.IEG_DEMO = False
    clock.offset.cache_clear()
    yield
    clock.offset.cache_clear()


def checked(moment):
    return RecordCheck.objects.create(
        checked_at=moment, holds=True, found=0, breaks="[]", position=1
    )


def enqueued(moment):
    nightly_check.enqueue()
    DBTaskResult.objects.update(enqueued_at=moment)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        ("2026-11-26T02:59", None, False),
        ("2026-11-26T03:00", None, True),
        ("2026-11-26T23:59", None, True),
        ("2026-11-26T03:00", "2026-11-25T23:59", True),
        ("2026-11-26T03:00", "2026-11-26T00:00", False),
        ("2026-11-26T23:59", "2026-11-26T02:31", False),
        ("2026-11-27T03:00", "2026-11-26T02:31", True),
        # Summer time: 02:30 in UTC is half past three.
        ("2026-07-01T03:30", "2026-06-30T23:59", True),
        ("2026-07-01T03:30", "2026-07-01T00:01", False),
    ],
)
@pytest.mark.parametrize("told", [checked, enqueued])
def test_a_day_sees_one_check(production, now, last, due, told):
    if last:
        told(at(last))
    assert is_due(at(now)) is due


@pytest.mark.django_db
def test_the_demonstrations_day_is_the_worlds(any_hour):
    """Its clock stands still while the site is stopped, and may be days ahead."""
    with clock.told(makers.at("2004-12-10")):
        checked(clock.now())
        assert give_out_nightly_check()
    with clock.told(makers.at("2004-12-14")):
        assert not give_out_nightly_check()
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(days=1))
    with clock.told(makers.at("2004-12-10")):
        assert give_out_nightly_check()


@pytest.mark.django_db
def test_a_check_by_a_timer_while_the_task_waited_is_the_days(production):
    assert nightly_check.func()
    assert not nightly_check.func()
    assert RecordCheck.objects.count() == 1


def _has_turn():
    with turn_to_check(wait=False) as is_ours:
        return is_ours


def test_of_many_processes_that_look_at_once_one_gives_it_out(
    copied_database, any_hour
):
    assert sum(run_in_threads([give_out_nightly_check] * 6)) == 1
    assert DBTaskResult.objects.count() == 1


def test_a_task_that_meets_another_check_leaves_it_alone(copied_database, any_hour):
    with turn_to_check(wait=False):
        assert run_in_threads([nightly_check.func]) == [False]
        assert run_in_threads([give_out_nightly_check]) == [False]
    assert not RecordCheck.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_verify_waits_for_the_check_that_is_under_way(copied_database):
    def held():
        with turn_to_check(wait=False) as is_ours:
            assert is_ours
            started.set()
            PAUSE.wait(1)
            return RecordCheck.objects.exists()

    def verified():
        assert started.wait(LONG_ENOUGH)
        call_command("verify", "--record", stdout=io.StringIO())

    started = threading.Event()
    assert run_in_threads([held, verified])[0] is False
    assert RecordCheck.objects.count() == 1


def test_a_killed_process_keeps_nobody_waiting(copied_database):
    program = (
        "import django; django.setup()\n"
        "import time\n"
        "from iegtracker.ledger.turns import turn_to_check\n"
        "with turn_to_check(wait=False) as ours:\n"
        "    print(ours, flush=True)\n"
        "    time.sleep(60)\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(copied_database, 0),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout.readline() == "True\n"
    assert not _has_turn()
    os.kill(other.pid, signal.SIGKILL)
    other.communicate()
    assert _has_turn()


def run_web_processes(until):
    """Two of them, as gunicorn has: what their threads do until then."""
    background.start_threads("web-1")
    background.start_threads("web-2")
    ends = time.monotonic() + LONG_ENOUGH
    while not until() and time.monotonic() < ends:
        PAUSE.wait(0.1)
    # Whoever would do it again has time to.
    PAUSE.wait(1)
    background.stop_threads()


@pytest.fixture
def each_moment(monkeypatch):
    monkeypatch.setattr(background, "REAP_SECONDS", 0.05)
    monkeypatch.setattr(background, "POLL_SECONDS", 0.05)


def test_web_processes_check_the_record_once_by_themselves(
    copied_database, any_hour, each_moment
):
    with clock.told(makers.at("2004-12-10")):
        makers.delegated_statement()
    DemonstrationClock.objects.create(
        offset=makers.at("2004-12-11") - timezone.now(),
        started_at=makers.at("2004-12-11"),
    )
    clock.offset.cache_clear()
    run_web_processes(until=RecordCheck.objects.exists)
    row = RecordCheck.objects.get()
    assert row.holds
    assert row.checked_at.year == 2004
    assert Event.objects.last().verb == "record.verified"


@pytest.mark.parametrize("tasks", ["worker", "off"])
def test_where_workers_have_the_tasks_the_timer_has_the_check(
    copied_database, any_hour, each_moment, settings, tasks
):
    settings.IEG_TASKS = tasks
    run_web_processes(until=lambda: True)
    assert not DBTaskResult.objects.exists()
