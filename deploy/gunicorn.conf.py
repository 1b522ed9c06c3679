"""Gunicorn on one machine: gunicorn --config deploy/gunicorn.conf.py iegtracker.wsgi

Behind nginx, give `--bind unix:/run/ieg-tracker/gunicorn.sock` (ieg-tracker.service).
"""

import logging
import os
from pathlib import Path

from iegtracker.logs import WithoutTokens

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# A final copy of a long statement takes some seconds; nothing takes a minute.
timeout = 60
graceful_timeout = 30
max_requests = 5000
max_requests_jitter = 500
# Workers show that they live by touching a file: not on a disk that may be busy.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")
# Gunicorn names the address of a request that fails below Django.
logging.getLogger("gunicorn.error").addFilter(WithoutTokens())


def post_worker_init(worker):
    """Begin to work off tasks, as IEG_TASKS says, once the application is loaded."""
    from iegtracker import background

    background.start_threads(f"web-{worker.pid}")


def worker_exit(server, worker):
    from iegtracker import background

    background.stop_threads()
