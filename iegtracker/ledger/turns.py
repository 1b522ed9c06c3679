"""One recorded check of the record at a time, in whichever process.

The database holds the turn, or on SQLite a file beside it. Either knows when a process
dies, so that nobody waits for the dead.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

# Any constant that is not the chain's will do (`record._CHAIN_LOCK`).
_TURN = 0x1E7


@contextmanager
def turn_to_check(*, wait: bool) -> Iterator[bool]:
    """Whether the turn is the caller's; with `wait` it is, once it is free."""
    ask = _in_database if connection.vendor == "postgresql" else _beside_database
    with ask(wait) as taken:
        yield taken


@contextmanager
def _in_database(wait: bool) -> Iterator[bool]:
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT true FROM pg_advisory_lock(%s)", [_TURN])
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_TURN])
        (taken,) = cursor.fetchone()
    try:
        yield taken
    finally:
        if taken:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_TURN])


@contextmanager
def _beside_database(wait: bool) -> Iterator[bool]:
    how = fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB
    with Path(f"{connection.settings_dict['NAME']}-check").open("wb") as file:
        try:
            fcntl.flock(file, how)
        except BlockingIOError:
            yield False
        else:
            # Closing the file gives the turn back.
            yield True
