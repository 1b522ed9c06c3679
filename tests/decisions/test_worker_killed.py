"""Workers that are killed while they send: nobody is left out, and few hear twice."""

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from decisions import actions
from decisions.actions.distributing import counted
from decisions.models import CopyMessage
from decisions.notices.copies import copy_message_id
from iegtracker import clock
from iegtracker.background import reap, start_threads, stop_threads
from iegtracker.ledger.models import DemonstrationClock
from iegtracker.ledger.verification import verify
from tests import makers
from tests.mail_server import mail_server

ROOT = Path(__file__).resolve().parents[2]
PAUSE = threading.Event()
HARD = ("grey", "unknown", "full", "cut")
START_SECONDS = 60


def environment(database, port):
    """The settings of a worker: this test's database, its mail server, its key."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        url = f"sqlite:///{database}"
    else:
        url = re.sub(
            r"(postgres://[^/]*)/\w+", rf"\1/{database}", os.environ["DATABASE_URL"]
        )
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "iegtracker.settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": url,
        "IEG_DEMO": "1",
        "IEG_EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }


def worker(env, *options):
    return subprocess.Popen(
        [
            sys.executable, "manage.py", "db_worker", "--interval", "0.1",
            "--no-startup-delay", *options,
        ],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture
def story(copied_database):
    """Published, at a clock that worker processes read too."""
    with clock.told(makers.at("2004-12-16")):
        told = makers.published_statement()
    DemonstrationClock.objects.create(
        offset=makers.at("2004-12-16", "10:00") - timezone.now(),
        started_at=makers.at("2004-12-16", "10:00"),
    )
    clock.offset.cache_clear()
    return told


def time_passes(minutes=20):
    """Claims lapse, what was put off is due, and what the dead had taken is free."""
    row = DemonstrationClock.objects.get()
    row.offset += timedelta(minutes=minutes)
    row.save()
    clock.offset.cache_clear()
    reap(timedelta(0))
    waiting = DBTaskResult.objects.filter(status="READY")
    waiting.update(run_after=timezone.now() - timedelta(seconds=1))


def killed_while_sending(env, box, chance):
    """A worker that is killed with SIGKILL a moment after it has sent a few more."""
    process = worker(env)
    goal = sum(map(len, box.taken.values())) + chance.randint(1, 6)
    ends = time.monotonic() + START_SECONDS
    while sum(map(len, list(box.taken.values()))) < goal:
        assert process.poll() is None
        assert time.monotonic() < ends
        PAUSE.wait(0.005)
    PAUSE.wait(chance.random() * 0.03)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def finished(env, made):
    """Let workers run until nothing is left to send."""
    for _ in range(12):
        time_passes(300)
        if not made.entries.to_send().exists():
            return
        assert worker(env, "--batch").wait(1200) == 0
    raise AssertionError(counted(made))


def distributed_with_kills(story, database, *, kills, delay):
    chance = random.Random(kills)  # noqa: S311
    with mail_server(delay=delay) as (port, box):
        env = environment(database, port)
        made = actions.distribute(story.statement, by=story.people.clerk)
        for _ in range(kills):
            killed_while_sending(env, box, chance)
            time_passes()
        finished(env, made)
    return made, box


def check(made, box, *, kills):
    ids = {m.email: copy_message_id(m) for m in CopyMessage.objects.all()}
    reached = {a for a in ids if not a.startswith(("unknown-", "full-"))}
    assert set(box.taken) == reached
    # A second copy of a message is known by its name.
    for address in reached:
        assert set(box.ids(address)) == {ids[address]}
    more = sum(len(box.taken[address]) - 1 for address in reached)
    assert more <= kills, more
    status = dict(made.entries.as_it_stands().values_list("email", "status"))
    ends = {"unknown": "bounced", "full": "bounced", "cut": "not_known"}
    for address, found in status.items():
        assert found == ends.get(address.split("-")[0], "sent"), address
    assert sum(counted(made).values()) == made.roll_size
    broken = {title: found for title, found in verify() if found}
    assert broken == {}, broken


def test_a_worker_killed_twice_leaves_nobody_of_57_out(story, copied_database):
    makers.members(51)
    for start in HARD:
        makers.members(1, start=start)
    made, box = distributed_with_kills(story, copied_database, kills=2, delay=0.02)
    assert made.roll_size == 57
    check(made, box, kills=2)


@pytest.mark.soak
@pytest.mark.parametrize("members", [57, 5000])
def test_a_worker_killed_ten_times_leaves_nobody_out(story, copied_database, members):
    some = members // 25
    makers.members(members - 2 - len(HARD) * some)
    for start in HARD:
        makers.members(some, start=start)
    made, box = distributed_with_kills(
        story, copied_database, kills=10, delay=0.02 if members == 57 else 0.0
    )
    assert made.roll_size == members
    check(made, box, kills=10)


def test_a_thread_of_a_web_process_sends_it(story, copied_database, settings):
    """Two of them, as two gunicorn workers would have: each message goes out once."""
    with mail_server() as (port, box):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        made = actions.distribute(story.statement, by=story.people.clerk)
        start_threads("web-1")
        start_threads("web-2")
        ends = time.monotonic() + START_SECONDS
        while made.entries.to_send().exists() and time.monotonic() < ends:
            PAUSE.wait(0.1)
        stop_threads()
    assert {address: len(taken) for address, taken in box.taken.items()} == {
        "portfolio-holder@example.invalid": 1,
        "member@example.invalid": 1,
    }
    assert counted(made) == {"sent": 2}


def test_only_what_has_run_too_long_is_given_out_anew(story):
    actions.distribute(story.statement, by=story.people.clerk)
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    assert reap() == 0
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(minutes=16))
    assert reap() == 1
    assert DBTaskResult.objects.get().status == "READY"
    assert reap() == 0
