"""Databases for tests: a throw-away PostgreSQL cluster, and copies to commit in.

Evidence tables refuse DELETE and TRUNCATE, so Django's TransactionTestCase cannot
flush them. A test that must commit works on a copy of the migrated database instead,
and the copy is dropped: the guards need no back door.

    python -m tests.databases run -- pytest ...

runs a command against a fresh cluster, named in DATABASE_URL while it runs.
"""

import contextvars
import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote

from django.db import connection, connections

CLUSTER_OPTIONS = {
    "listen_addresses": "",
    "max_connections": "100",
    # Nothing in this cluster outlives the run.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Tables of a few rows: thinking about the best order takes longer than any.
    "join_collapse_limit": "1",
    "from_collapse_limit": "1",
}
START_SECONDS = 30
THREAD_SECONDS = 120


def postgresql_programs() -> Path:
    """PostgreSQL 15, the series of Debian 12, or else the newest one installed."""
    found = {
        int(path.parent.name): path
        for path in Path("/usr/lib/postgresql").glob("*/bin")
        if path.parent.name.isdecimal() and (path / "initdb").exists()
    }
    if not found:
        sys.exit("PostgreSQL is not installed. Run: .ci/system-packages test")
    return found.get(15) or found[max(found)]


@contextmanager
def throwaway_cluster() -> Iterator[str]:
    """Start a cluster that only this run can reach, and yield its DATABASE_URL."""
    programs = postgresql_programs()
    # A socket's path may have 107 bytes at most, so not below a long TMPDIR.
    home = Path(tempfile.mkdtemp(prefix="ieg-pg-", dir="/tmp"))  # noqa: S108
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        owner = pwd.getpwnam("postgres")
        os.chown(home, owner.pw_uid, owner.pw_gid)
        account = {
            "user": owner.pw_uid,
            "group": owner.pw_gid,
            "extra_groups": [],
        }
    server = None
    try:
        data = home / "data"
        subprocess.run(
            [
                programs / "initdb",
                f"--pgdata={data}",
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=home,
            **account,
        )
        options = [f"--{name}={value}" for name, value in CLUSTER_OPTIONS.items()]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", home, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=home,
                # Ctrl-C reaches the tests; the cluster ends after them.
                start_new_session=True,
                **account,
            )
        _wait_until_ready(programs, home, server)
        yield f"postgres://postgres@/ieg?host={quote(str(home), safe='/')}"
    finally:
        if server:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                server.send_signal(signal.SIGQUIT)
                server.wait(START_SECONDS)
        shutil.rmtree(home, ignore_errors=True)


def _wait_until_ready(programs: Path, home: Path, server: subprocess.Popen) -> None:
    pause = threading.Event()
    for _ in range(START_SECONDS * 20):
        answer = subprocess.run(
            [programs / "pg_isready", "-q", "-h", home], check=False
        )
        if answer.returncode == 0:
            return
        if server.poll() is not None:
            break
        pause.wait(0.05)
    sys.exit("PostgreSQL did not start:\n" + (home / "log").read_text())


@contextmanager
def copied() -> Iterator[str]:
    """Point the default connection, in every thread, at a copy of its database."""
    # Threads that start later read their settings from this same dictionary.
    settings = connections.settings["default"]
    original = settings["NAME"]
    connections.close_all()
    copy = _copy_of(str(original))
    settings["NAME"] = connection.settings_dict["NAME"] = copy
    try:
        yield copy
    finally:
        connections.close_all()
        settings["NAME"] = connection.settings_dict["NAME"] = original
        _drop(copy)


def _copy_of(original: str) -> str:
    if connection.vendor == "sqlite":
        copy = f"{original}_{uuid.uuid4().hex}"
        # The backup reads the write-ahead log too, which copying the file would miss.
        with (
            closing(sqlite3.connect(original)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode = wal")
        return copy
    copy = f"copy_{uuid.uuid4().hex}"
    quoted = connection.ops.quote_name
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted(copy)} TEMPLATE {quoted(original)}")
    return copy


def _drop(copy: str) -> None:
    if connection.vendor == "sqlite":
        for ending in ("", "-wal", "-shm", "-journal", "-check"):
            Path(copy + ending).unlink(missing_ok=True)
        return
    name = connection.ops.quote_name(copy)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run_in_threads(callables: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all at the same instant; each one's answer is its result or its exception."""
    barrier = threading.Barrier(len(callables))
    answers: list[Any] = [None] * len(callables)

    # A story's clock stands in the caller's context, and threads begin without one.
    contexts = [contextvars.copy_context() for _ in callables]

    def run(place: int, task: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(THREAD_SECONDS)
            answers[place] = task()
        except Exception as error:  # noqa: BLE001
            answers[place] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(
            target=contexts[place].run, args=(run, place, task), daemon=True
        )
        for place, task in enumerate(callables)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(THREAD_SECONDS)
    stuck = sum(thread.is_alive() for thread in threads)
    if stuck:
        raise TimeoutError(f"{stuck} of {len(threads)} threads did not finish")
    return answers


def _stop(signum: int, frame: FrameType | None) -> None:
    sys.exit(128 + signum)


def main(arguments: list[str]) -> int:
    if arguments[:2] != ["run", "--"] or len(arguments) < 3:
        sys.exit("Usage: python -m tests.databases run -- COMMAND ...")
    # A terminated run must still take its cluster down.
    signal.signal(signal.SIGTERM, _stop)
    with throwaway_cluster() as url:
        environment = os.environ | {
            "DATABASE_URL": url,
            "IEG_TEST_DATABASE": "postgresql",
        }
        command = subprocess.Popen(arguments[2:], env=environment)
        try:
            return command.wait()
        except (KeyboardInterrupt, SystemExit):
            command.terminate()
            command.wait()
            raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
