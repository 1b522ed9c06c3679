"""Work that no page waits for: a queue in the database, and who works it off.

`task` and the queue are django-tasks and its database backend; Django 6 brings the
same under `django.tasks`, so that nothing else here imports them. A task may be run
more than once: whoever is killed leaves its row running, and `reap` gives it out anew.
"""

import logging
import threading
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus, task

__all__ = [
    "given_since",
    "live_tasks",
    "reap",
    "start_threads",
    "stop_threads",
    "task",
]

logger = logging.getLogger(__name__)

# No task works longer than this without being given out anew.
DEAD_AFTER = timedelta(minutes=15)
REAP_SECONDS = 60
POLL_SECONDS = 2.0
# So long a web process that is asked to end waits for what its thread is doing.
END_SECONDS = 5.0

# By name: none can be imported before the applications are ready.
_ROWS = "django_tasks_db.models.DBTaskResult"
_WORKER = "django_tasks_db.management.commands.db_worker.Worker"
_NIGHTLY = "iegtracker.ledger.nightly.give_out_nightly_check"

_ending = threading.Event()
_workers: list[Any] = []
_threads: list[threading.Thread] = []


def reap(older_than: timedelta = DEAD_AFTER) -> int:
    """Give out anew what a worker that is dead had taken. Returns how many.

    Times of the queue are the world's, whatever the demonstration's clock says.
    """
    rows = import_string(_ROWS).objects.filter(status=TaskResultStatus.RUNNING)
    dead = rows.filter(started_at__lt=timezone.now() - older_than)
    return dead.update(status=TaskResultStatus.READY, started_at=None)


def live_tasks(path: str) -> list[list[Any]]:
    """The arguments of each task of that function that waits or is being run."""
    rows = import_string(_ROWS).objects.filter(
        task_path=path,
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
    )
    return [row["args"] for row in rows.values_list("args_kwargs", flat=True)]


def given_since(path: str, moment: datetime) -> bool:
    """Whether a task of that function was enqueued from a moment of the world on."""
    rows = import_string(_ROWS).objects.filter(task_path=path)
    return rows.filter(enqueued_at__gte=moment).exists()


def start_threads(worker_id: str) -> None:
    """In a web process: work tasks off, give out anew what was left lying, and see to
    the nightly check of the record.

    With IEG_TASKS=worker the first is left to `manage.py db_worker`, and the last to a
    timer of the machine; with off nobody does any of it.
    """
    _ending.clear()
    wanted = {"thread": (_work, _watch), "worker": (_watch,), "off": ()}
    for run in wanted[settings.IEG_TASKS]:
        thread = threading.Thread(
            target=run, args=(worker_id,), name=f"ieg-{run.__name__}", daemon=True
        )
        thread.start()
        _threads.append(thread)


def stop_threads() -> None:
    """Let them end what they are doing; what takes too long is given out anew."""
    _ending.set()
    for worker in _workers:
        worker.running = False
    for thread in _threads:
        thread.join(END_SECONDS)
    _threads.clear()
    _workers.clear()


def _work(worker_id: str) -> None:
    while not _ending.is_set():
        worker = import_string(_WORKER)(
            queue_names=["default"],
            interval=POLL_SECONDS,
            batch=False,
            backend_name="default",
            startup_delay=True,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )
        _workers.append(worker)
        try:
            worker.run()
        except Exception as error:  # noqa: BLE001
            # A thread that ends would leave the queue to nobody.
            logger.error("The worker failed: %s", type(error).__name__)
            _ending.wait(REAP_SECONDS)


def _watch(worker_id: str) -> None:
    while not _ending.wait(REAP_SECONDS):
        close_old_connections()
        try:
            if found := reap():
                logger.warning("%s task(s) of a dead worker were given out anew", found)
            if settings.IEG_TASKS == "thread":
                import_string(_NIGHTLY)()
        except DatabaseError as error:
            logger.error("The queue cannot be read: %s", type(error).__name__)
        finally:
            close_old_connections()
