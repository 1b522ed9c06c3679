"""How long the stored copy takes against a static file, from the same gunicorn."""

import http.client
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from . import Measure

ROOT = Path(__file__).resolve().parents[1]
# Over a line that anybody has, and over this machine's own network, where each byte
# that the program touches counts.
MOST, MOST_BARE = 1.25, 8
TIMES = 30
MEGABYTE = 1_000_000
# A copy of 200 pages; and one so large that starting to answer counts for little.
SIZES = {"1.3 MB, 200 pages": 1_300_000, "32 MB": 32 * MEGABYTE}
# What a line brings in a second: fast fibre to a house.
LINE = 12.5 * MEGABYTE
CHUNK = 65_536
STORE = """
import sys, hashlib, datetime, django
django.setup()
from statements import actions
from statements.rendering.pdf import Pdf
from tests import makers
officer = makers.people().officer
for path in sys.argv[1:]:
    content = open(path, "rb").read()
    size = str(len(content))
    text = makers.statement_document(round=size, title="IEG Statement")
    copy = Pdf(content=content, sha256=hashlib.sha256(content).hexdigest(), pages=1)
    actions.import_statement(text, copy, round=size, due=datetime.date(2003, 10, 31),
                             chain=b"{}", by=officer)
"""


def measure() -> Iterator[Measure]:
    """Times of whole downloads, one after another over one connection."""
    lines = (("100 Mbit/s", LINE, MOST), ("no line", None, MOST_BARE))
    with _site(SIZES.values()) as port:
        for name, size in SIZES.items():
            for words, line, most in lines:
                ratio = _ratio(port, size, line)
                yield Measure(f"{name}, {words}", ratio, most, "times")


def _ratio(port: int, size: int, line: float | None) -> float:
    """How many times as long the stored copy takes as a static file does."""
    paths = (f"/static/{size}.bin", f"/statements/{size}/final.pdf")
    times: dict[str, list[float]] = {path: [] for path in paths}
    turns = TIMES if line is None else max(3, TIMES * MEGABYTE // size // 2)
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as server:
        for _ in range(turns):
            for path in paths:
                times[path].append(_fetched(server, path, size, line))
    static, stored = (statistics.median(times[path][1:]) for path in paths)
    return stored / static


def _fetched(
    server: http.client.HTTPConnection, path: str, size: int, line: float | None
) -> float:
    began = time.perf_counter()
    server.request("GET", path)
    answer = server.getresponse()
    read = 0
    pause = threading.Event()
    while chunk := answer.read(CHUNK):
        read += len(chunk)
        if line is not None:
            due = began + read / line
            pause.wait(max(0.0, due - time.perf_counter()))
    if (answer.status, read) != (200, size):
        raise LookupError(f"{path} answered {answer.status} with {read} bytes")
    return time.perf_counter() - began


@contextmanager
def _site(sizes: object) -> Iterator[int]:
    """A site of its own with a stored copy and a static file of each size."""
    with tempfile.TemporaryDirectory(prefix="ieg-bench-") as name:
        folder = Path(name)
        with (
            closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as source,
            closing(sqlite3.connect(folder / "ieg.sqlite3")) as target,
        ):
            source.backup(target)
        env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "iegtracker.settings",
            "SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_URL": f"sqlite:///{folder}/ieg.sqlite3",
            "IEG_DATA_DIR": str(folder),
            "IEG_DEMO": "1",
            "IEG_FINAL_COPY_PUBLIC": "1",
            "IEG_TASKS": "off",
            "PORT": str(_free_port()),
            "PYTHONPATH": str(ROOT),
        }
        static = folder / "static"
        static.mkdir()
        files = [static / f"{size}.bin" for size in sizes]  # type: ignore[attr-defined]
        for file in files:
            file.write_bytes(os.urandom(int(file.stem)))
        for command in (
            [sys.executable, "-c", STORE, *map(str, files)],
            [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
        ):
            subprocess.run(command, cwd=ROOT, env=env, check=True)
        server = subprocess.Popen(
            [Path(sys.executable).parent / "gunicorn", "--config",
             "deploy/gunicorn.conf.py", "iegtracker.wsgi"],
            cwd=ROOT, env=env,
        )  # fmt: skip
        try:
            yield _listening(int(env["PORT"]))
        finally:
            server.terminate()
            server.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _listening(port: int) -> int:
    pause = threading.Event()
    for _ in range(300):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return port
        pause.wait(0.1)
    raise TimeoutError("gunicorn did not start")
