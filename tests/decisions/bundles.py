"""Bundles for tests: told once, and altered as somebody would who can alter them."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from decisions import actions as authority_actions
from decisions.bundle import files_of
from decisions.offline import verify
from iegtracker import clock
from statements import actions
from statements.document.values import canonical
from tests import makers
from tests.retelling import numbered_from_one

Files = dict[str, bytes]


def listed_anew(files: Files) -> Files:
    """The files with their list made again, as whoever altered one would make it."""
    rest = {name: content for name, content in files.items() if name != "SHA256SUMS"}
    lines = [f"{verify.sha(rest[name])}  {name}\n" for name in sorted(rest)]
    return {**rest, "SHA256SUMS": "".join(lines).encode()}


# Forgeries name rows and files by their keys, whatever was told before.
@numbered_from_one()
def whole() -> tuple[Files, Files]:
    """The bundle of a record with a row in every table, and an older bundle of it."""
    story = makers.whole_record()
    older = listed_anew(files_of(story.statement))
    with clock.told(makers.at("2004-12-17")):
        makers.away(story, story.director_office)
        actions.record_grant(
            year="2005/6",
            source="ODPM",
            capital=False,
            awarded_pence=1,
            by=story.people.officer,
        )
        authority_actions.record_office(
            slug="clerk", name="Clerk", holder_kind="officer", by=story.people.clerk
        )
    return listed_anew(files_of(story.statement)), older


@numbered_from_one()
def published_bundle() -> Files:
    """Of a statement that was published, with one signed change."""
    return listed_anew(files_of(makers.published_statement().statement))


def said(files: Files, receipts: list[str] | None = None) -> str:
    """Everything that is broken, a line each; nothing when the bundle holds."""
    found = verify.verify(files, receipts)
    lines = [
        f"{title}: {where}: {sentence}"
        for title, breaks in found["checks"].items()
        for where, sentence in breaks
    ]
    assert found["holds"] == (not lines)
    return "\n".join(lines)


# --- Bytes altered, and the list of files made anew ----------------------------


@dataclass(frozen=True)
class Mutation:
    """One file altered: what was done, the files, and what must be named."""

    name: str
    files: Files
    link: str


def _lines(content: bytes) -> list[bytes]:
    return content.split(b"\n")[:-1]


def _joined(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _flipped(content: bytes, place: float) -> bytes:
    at = int(len(content) * place)
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def _of_one_file(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Every way to alter the bytes of one file, by what was done."""
    for place in (0.0, 0.3, 0.7, 0.999):
        if content:
            yield f"a byte flipped at {place}", _flipped(content, place)
    yield "cut off", content[: len(content) // 2]
    yield "grown", content + b"{}\n"
    lines = _lines(content)
    if content.endswith(b"\n"):
        yield "without its last line", _joined(lines[:-1])
        yield "without its first line", _joined(lines[1:])
        yield "a line twice", _joined([*lines, lines[-1]])
        yield "two lines swapped", _joined([*lines[1:2], lines[0], *lines[2:]])


def mutations(files: Files, older: Files) -> Iterator[Mutation]:
    """Each file that the ledger binds: altered, swapped, renamed, deleted, replaced by
    an older one. The list of files is made anew, so that it tells nothing."""
    bound = [name for name in sorted(files) if name not in _UNBOUND]
    for place, name in enumerate(bound):
        for what, content in _of_one_file(files[name]):
            if content != files[name]:
                yield _mutation(f"{name} {what}", files, {name: content})
        yield _mutation(f"{name} deleted", files, {name: None})
        other = bound[(place + 1) % len(bound)]
        if files[name] != files[other]:
            swapped = {name: files[other], other: files[name]}
            yield _mutation(f"{name} swapped with {other}", files, swapped)
        renamed = {name: None, f"{name}x": files[name]}
        yield _mutation(f"{name} renamed", files, renamed)
        if older.get(name, files[name]) != files[name]:
            replayed = {name: older[name]}
            yield _mutation(f"{name} of an older bundle", files, replayed)


# Nothing in the ledger speaks of these; only the list of files does.
_UNBOUND = ("README.txt", "SHA256SUMS", "verify.py")


def _mutation(name: str, files: Files, changed: dict[str, bytes | None]) -> Mutation:
    altered = {**files, **changed}
    kept = {n: content for n, content in altered.items() if content is not None}
    return Mutation(name, listed_anew(kept), next(iter(changed)))


# --- Rows altered, and the whole chain made anew -------------------------------

Rows = dict[str, list[dict]]
Events = list[dict]


def rewritten(files: Files, alter: Callable[[Rows, Files], None]) -> Files:
    """A forgery: rows altered, then every fingerprint, hash and list made again."""
    return retold(files, lambda rows, files, events: alter(rows, files))


def retold(files: Files, alter: Callable[[Rows, Files, Events], None]) -> Files:
    """The same with events altered too: `data` is what each tells, as a dictionary."""
    files = dict(files)
    tables = {
        name: [json.loads(line) for line in _lines(content)]
        for name, content in files.items()
        if name.startswith(("rows/", "working/"))
    }
    rows = {
        name.partition("/")[2].removesuffix(".jsonl"): t for name, t in tables.items()
    }
    events = [json.loads(line) for line in _lines(files["ledger.jsonl"])]
    for event in events:
        event["data"] = json.loads(event["data"])
    alter(rows, files, events)
    prints = {}
    for table, found in rows.items():
        working = f"working/{table}.jsonl"
        is_row = working not in tables
        spelled = [_spelled(row) if is_row else canonical(row) for row in found]
        files[f"rows/{table}.jsonl" if is_row else working] = _joined(spelled)
        if is_row:
            for row, line in zip(found, spelled, strict=True):
                prints[f"{table}:{row['id']}"] = verify.sha(line)
    previous, lines = verify.NOTHING_BEFORE, []
    for position, event in enumerate(events, 1):
        told = event["data"]
        told["rows"] = {a: prints[a] for a in told["rows"] if a in prints}
        event |= {"data": json.dumps(told, sort_keys=True), "position": position}
        lines.append(_spelled(event | {"previous": previous}))
        previous = verify.sha(lines[-1])
    files["ledger.jsonl"] = _joined(lines)
    told = json.loads(files["bundle.json"])
    told |= {"head": previous, "events": len(lines)}
    files["bundle.json"] = canonical(told) + b"\n"
    return listed_anew(files)


def _spelled(row: dict) -> bytes:
    return json.dumps(row, sort_keys=True, separators=(",", ":")).encode()


def restored(files: Files, table: str, row: dict, column: str, content: bytes) -> None:
    """Put other bytes behind a row, and their SHA-256 into it."""
    files[f"bytes/{table}/{row['id']}.{column}"] = content
    row[column] = hashlib.sha256(content).hexdigest()
