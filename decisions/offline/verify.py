#!/usr/bin/env python3
"""Check an evidence bundle of an IEG statement, offline: no network, no database.

    python3 verify.py [BUNDLE.zip or its unpacked folder] [--receipt HASH]
                      [--quiet] [--json]

It needs Python 3.9 or later and nothing else. README.txt says what is proved and what
is not. The first broken link of each check is named. Exit code 0: all holds; 1: not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

Row = dict[str, Any]
# Where something is broken, and a sentence about it.
Found = Iterator[tuple[str, str]]

FORMAT = 1
NOTHING_BEFORE = "0" * 64
CHANGE, REPORT, STATEMENT = (
    "decisions.change",
    "decisions.report",
    "statements.statement",
)
ROUND, SIGNOFF, DECISION = (
    "decisions.signinground",
    "decisions.signoff",
    "decisions.decision",
)
DELEGATION, TABLING = "decisions.delegation", "decisions.tabling"
VERSION, COPY, SAVE = "statements.version", "statements.finalcopy", "statements.save"
PAPER, RECORD = "decisions.papersignature", "decisions.decisionrecord"
# What was not written once: it is bound by what the ledger says of it.
WORKING = (CHANGE, REPORT, "statements.draft", STATEMENT)
# Columns that hold bytes: the row has their SHA-256, `bytes/` has the bytes.
BYTES = {
    DECISION: ("patch",),
    RECORD: ("content",),
    PAPER: ("scan",),
    "decisions.readback": ("file", "result"),
    ROUND: ("patch",),
    "decisions.submission": ("receipt",),
    COPY: ("pdf", "chain"),
    "statements.guidelines": ("content",),
    SAVE: ("patch",),
    VERSION: ("content",),
}
# By which column a row leads to its statement, the surest first, and to which table.
LEADS = {
    "statement_id": STATEMENT,
    "about_id": STATEMENT,
    "paper_id": REPORT,
    "draft_id": "statements.draft",
    "version_id": VERSION,
    "signing_round_id": ROUND,
    "change_id": CHANGE,
    "delegated_id": "decisions.delegateddecision",
    "delegation_id": DELEGATION,
    "recommendation_id": "decisions.recommendation",
    "tabling_id": TABLING,
    "report_id": REPORT,
    "decision_id": DECISION,
    "submission_id": "decisions.submission",
    "final_copy_id": COPY,
}
DECIDED = ("decided", "cleared", "submitted", "published")
TURNED_BACK = ("deferred", "referred_back", "rejected")
UNREADABLE = (
    *(ValueError, TypeError, LookupError, AttributeError, RecursionError),
    *(OSError, zlib.error, zipfile.BadZipFile, NotImplementedError),
)


class Broken(ValueError):
    """A patch that does not fit, or a text that is no tree."""


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def canonical(value: Any) -> bytes:
    """The bytes of a JSON value that are stored and hashed (RFC 8785)."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def at(where: str, *rules: tuple[object, str]) -> Found:
    """Those of the rules that are broken."""
    return ((where, sentence) for is_broken, sentence in rules if is_broken)


def council_day(moment: str) -> str:
    """The day in London of a moment in UTC (summer time as it has been since 1996)."""
    then = datetime.fromisoformat(moment)

    def turn(month: int) -> datetime:
        last = then.replace(month=month, day=31, hour=1, minute=0, second=0)
        return last.replace(microsecond=0) - timedelta((last.weekday() + 1) % 7)

    return (then + timedelta(hours=turn(3) <= then < turn(10))).date().isoformat()


# --- The bundle ---------------------------------------------------------------


def read(path: str) -> dict[str, bytes]:
    """Every file by its name, from the ZIP or from the unpacked folder."""
    if not os.path.isdir(path):
        with zipfile.ZipFile(path) as archive:
            entries = archive.namelist()
            if entries != sorted(set(entries)):
                raise ValueError("files in the ZIP are out of order, or twice there")
            return {name: archive.read(name) for name in entries}
    files = {}
    for folder, below, names in os.walk(path):
        below[:] = [name for name in below if name != "__pycache__"]
        for full in (os.path.join(folder, name) for name in names):
            with open(full, "rb") as file:
                name = os.path.relpath(full, path).replace(os.sep, "/")
                files[name] = file.read()
    return files


class Record:
    """Rows by table and key, and how they lead to one another."""

    def __init__(self, rows: dict[str, dict[int, Row]]) -> None:
        self.rows = rows

    def row(self, table: str, key: Any) -> Row:
        found = self.rows.get(table, {}).get(key)
        if found is None:
            raise LookupError(f"there is no {table}:{key}")
        return found

    def having(self, table: str, **values: Any) -> list[Row]:
        """The rows of a table with these values, in the order they were made."""
        rows = self.rows.get(table, {}).values()
        return [r for r in rows if all(r.get(n) == v for n, v in values.items())]

    def one(self, table: str, **values: Any) -> Row | None:
        return next(iter(self.having(table, **values)), None)

    def statement_of(self, row: Row) -> int | None:
        """The key of the statement that a row is about; None when it is about none."""
        column = next((name for name in LEADS if row.get(name) is not None), None)
        if column is None:
            return None
        key, table = row[column], LEADS[column]
        # A paper that is no report is a statement.
        if column == "paper_id" and key not in self.rows.get(REPORT, {}):
            table = STATEMENT
        return key if table == STATEMENT else self.statement_of(self.row(table, key))


class Bundle(Record):
    """What the files say. Whatever cannot be read raises one of UNREADABLE."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.notes: list[str] = []

    def lines(self, name: str) -> list[bytes]:
        *lines, rest = self.files[name].split(b"\n")
        if rest:
            raise ValueError(f"{name} is cut off")
        return lines

    def parsed(self, name: str) -> list[Row]:
        """The rows of a file; its name is in what is said of one that is none."""
        try:
            rows = [dict(json.loads(line)) for line in self.lines(name)]
        except (ValueError, TypeError) as error:
            raise ValueError(f"{name} is garbled: {error}") from error
        keyed = "/" not in name or all(isinstance(row.get("id"), int) for row in rows)
        if not keyed:
            raise ValueError(f"{name} has a line without a key")
        return rows

    @cached_property
    def told(self) -> Row:
        told = self.parsed("bundle.json")
        if len(told) != 1:
            raise ValueError("bundle.json is not one line")
        return told[0]

    @cached_property
    def listed(self) -> dict[str, list[Row]]:
        """The rows of each table as they stand in its file."""
        found = {}
        for name in sorted(self.files):
            folder, _, table = name.partition("/")
            if folder in ("rows", "working"):
                table = table[: -len(".jsonl")]
                found[table] = self.parsed(name)
        return found

    @cached_property
    def rows(self) -> dict[str, dict[int, Row]]:  # type: ignore[override]
        return {
            table: {row["id"]: row for row in rows}
            for table, rows in self.listed.items()
        }

    @cached_property
    def events(self) -> list[Row]:
        return self.parsed("ledger.jsonl")

    @cached_property
    def hashes(self) -> list[str]:
        return [sha(line) for line in self.lines("ledger.jsonl")]

    @cached_property
    def recorded(self) -> dict[str, tuple[str, int]]:
        """Of each evidence row its fingerprint in the ledger, and at which event."""
        return {
            address: (fingerprint, number)
            for number, event in enumerate(self.events)
            for address, fingerprint in json.loads(event["data"])["rows"].items()
        }

    def recorded_at(self, table: str, row: Row) -> int:
        return self.recorded[f"{table}:{row['id']}"][1]

    @cached_property
    def statement(self) -> Row:
        found = self.one(STATEMENT, round=self.told["round"])
        if found is None:
            raise LookupError(f"there is no statement of round {self.told['round']}")
        return found

    def of_statement(self, table: str) -> list[Row]:
        rows = self.rows.get(table, {}).values()
        return [row for row in rows if self.statement_of(row) == self.statement["id"]]

    def versions(self, paper: int) -> list[Row]:
        return sorted(self.having(VERSION, paper_id=paper), key=lambda v: v["number"])

    def stored(self, table: str, row: Row, column: str) -> bytes:
        return self.files[f"bytes/{table}/{row['id']}.{column}"]

    def text(self, version: Row) -> Row:
        return json.loads(self.stored(VERSION, version, "content"))


# --- The algebra of patches ---------------------------------------------------


def apply(tree: Row, patch: Row) -> Row:
    """A text after a patch: each `before` must be what stands there."""
    after = {uid: dict(fields) for uid, fields in tree.items()}
    for uid, fields in patch.items():
        here = after.setdefault(uid, {})
        for name, (was, becomes) in fields.items():
            if canonical([here[name]] if name in here else []) != canonical(was):
                raise Broken(f"{name} of element {uid} is not what it should replace")
            here.pop(name, None)
            here.update({name: becomes[0]} if becomes else {})
        had, has = fields.get("kind", ([None], [None]))
        if (had and uid not in tree) or (here and not has):
            raise Broken(f"element {uid} is not there, or not gone")
        if not here:
            del after[uid]
    check_form(after)
    return after


def check_form(tree: Row) -> None:
    """Every element stands in exactly one `order`, below the root."""
    waiting = ["root"] if tree else []
    seen = set(waiting)
    while waiting:
        for child in tree[waiting.pop()].get("order", ()):
            if child in seen:
                raise Broken(f"element {child} stands in two places")
            seen.add(child)
            waiting.append(child)
    if seen != set(tree):
        raise Broken(f"element {min(seen ^ set(tree))} stands nowhere")


# --- Checks of the whole bundle -----------------------------------------------


def files_are_as_listed(b: Bundle) -> Found:
    pairs = [line.decode().split("  ", 1) for line in b.lines("SHA256SUMS")]
    listed = {name: digest for digest, name in pairs}
    if [name for _, name in pairs] != sorted(listed):
        yield "SHA256SUMS", "its lines are out of order, or twice there"
    for name in sorted({*b.files, *listed} - {"SHA256SUMS"}):
        is_known = "/" not in name or name.split("/")[0] in ("rows", "working", "bytes")
        yield from at(
            name,
            (name not in listed, "it is not listed in SHA256SUMS"),
            (name not in b.files, "the file is missing"),
            (not is_known, "a bundle has no such file"),
        )
        if name in listed and sha(b.files.get(name, b"")) != listed[name]:
            yield name, "its bytes do not have the SHA-256 listed"
    for name in ("README.txt", "bundle.json", "ledger.jsonl", "verify.py"):
        yield from at(name, (name not in listed, "the bundle is not whole without it"))
    is_told = b.told.keys() == {"format", "round", "events", "head"}
    is_plain = canonical(b.told) + b"\n" == b.files["bundle.json"]
    if not is_told or not is_plain or b.told["format"] != FORMAT:
        yield "bundle.json", "it is not of the format that this script knows"


def chain_holds(b: Bundle) -> Found:
    """Each line of the ledger hashes to what the next one names. No gap, no fork."""
    previous, number = NOTHING_BEFORE, 0
    for number, line in enumerate(b.lines("ledger.jsonl"), 1):
        # Inside a value, a quotation mark would stand behind a backslash.
        if b'"position":%d,"previous":"%s",' % (number, previous.encode()) not in line:
            yield f"event {number}", "it does not follow the event before it"
        previous = sha(line)
    if (b.told["events"], b.told["head"]) != (number, previous):
        yield "the end of the ledger", "it is not the head that bundle.json names"


def rows_are_as_recorded(b: Bundle) -> Found:
    """Every row has its fingerprint in the chain, and every fingerprint its row."""
    left = dict(b.recorded)
    for table, rows in b.listed.items():
        keys = [row["id"] for row in rows]
        if keys != sorted(set(keys)):
            yield table, "its rows are out of order, or twice there"
        if table in WORKING:
            continue
        for key, line in zip(keys, b.lines(f"rows/{table}.jsonl")):  # noqa: B905
            fingerprint, _ = left.pop(f"{table}:{key}", ("", 0))
            if fingerprint != sha(line):
                told = "is not as it was recorded" if fingerprint else "has no event"
                yield f"{table}:{key}", f"the row {told}"
    yield from ((address, "the row has been removed") for address in left)


def statuses_are_as_recorded(b: Bundle) -> Found:
    """What was not written once is as the ledger made and left it, and all there."""
    known: dict[str, Row] = {}
    for event in b.events:
        about, told = event["subject_type"], json.loads(event["data"])
        if about in WORKING:
            about = f"{about}:{event['subject_id']}"
            stood = known.setdefault(about, {})
            if told.get("before", stood.get("status")) != stood.get("status"):
                yield about, f"event {event['position']} begins where none had ended"
            after = {"status": told["after"]} if "after" in told else {}
            stood.update(told.get("fixed", {}), **after)
    for table in WORKING:
        lines = b.lines(f"working/{table}.jsonl")
        if [canonical(row) for row in b.listed[table]] != lines:
            yield f"working/{table}.jsonl", "it is not in canonical form"
        for key, row in b.rows[table].items():
            expected = known.pop(f"{table}:{key}", {"id": "nothing"})
            wrong = [
                n for n, v in {"status": None, **expected}.items() if row.get(n) != v
            ]
            if wrong:
                yield f"{table}:{key}", f"the ledger says otherwise of its {wrong[0]}"
    yield from ((about, "it has been removed") for about in known)


def bytes_are_there(b: Bundle) -> Found:
    """Of this statement, every row's bytes are here and have the SHA-256 of the row."""
    left = {name for name in b.files if name.startswith("bytes/")}
    for table, columns in BYTES.items():
        for row in b.rows.get(table, {}).values():
            if b.statement_of(row) not in (None, b.statement["id"]):
                continue
            for column in (name for name in columns if name in row):
                name = f"bytes/{table}/{row['id']}.{column}"
                left.discard(name)
                if name not in b.files or sha(b.files[name]) != row[column]:
                    yield name, f"they are not the bytes of {table}:{row['id']}"
    yield from ((name, "no row names these bytes") for name in sorted(left))


# --- Checks of the texts ------------------------------------------------------


def versions_have_their_digests(b: Bundle) -> Found:
    reports = b.having(REPORT, about_id=b.statement["id"])
    for paper in (b.statement, *reports):
        for number, version in enumerate(b.versions(paper["id"]), 1):
            content = b.stored(VERSION, version, "content")
            yield from at(
                f"{VERSION}:{version['id']}",
                (version["number"] != number, f"version {number} is missing"),
                (sha(content) != version["digest"], "its bytes have another digest"),
                (canonical(b.text(version)) != content, "its bytes are not canonical"),
            )
            check_form(b.text(version))


def delegations_have_sources(b: Bundle) -> Found:
    for delegation in b.of_statement(DELEGATION):
        yield from source_holds(b, delegation)


def source_holds(b: Bundle, delegation: Row) -> Found:
    """A delegation comes from a decision, or from urgency that two clerks recorded."""
    where = f"{DELEGATION}:{delegation['id']}"
    if "decision_id" in delegation:
        about = b.statement_of(b.row(DECISION, delegation["decision_id"]))
        if about != delegation["statement_id"]:
            yield where, "its decision is about another statement"
        return
    urgency = b.row("decisions.urgency", delegation["urgency_id"])
    offices = b.having("decisions.delegatedoffice", delegation_id=delegation["id"])
    named = [row["office_id"] for row in offices]
    same = ("statement_id", "scope", "until")
    is_same = all(delegation.get(name) == urgency.get(name) for name in same)
    one_clerk = delegation["confirmed_by_id"] == urgency["entered_by_id"]
    yield from at(
        where,
        (one_clerk, "one clerk both entered and confirmed its urgency"),
        (named != [urgency["office_id"]], "its urgency is for another office"),
        (not is_same, "its urgency is for another statement, scope or day"),
    )


# --- Coverage -----------------------------------------------------------------


def tabling_of(b: Bundle, decision: Row) -> Row:
    about = b.row("decisions.recommendation", decision["recommendation_id"])
    return b.row(TABLING, about["tabling_id"])


def words_are_covered(b: Bundle) -> Found:
    """From the version decided on, each is the one before with an authorised patch."""
    if b.statement["imported"]:
        b.notes.append("Approved before the system was used: no authority is proved.")
        return
    if b.statement["status"] not in DECIDED:
        b.notes.append("No body has decided on the text as it is: nothing to cover.")
        return
    decisions = b.of_statement(DECISION)
    tabling = tabling_of(b, decisions[-1])
    if any(
        d["outcome"] in TURNED_BACK for d in decisions if tabling_of(b, d) == tabling
    ):
        yield "the decision", "the text was put to a body, which did not agree to it"
    decided = b.row(VERSION, tabling["appendix_id"])
    meeting = b.row(REPORT, tabling["report_id"])["meeting_id"]
    yield from at(
        "the decision",
        (decided["paper_id"] != b.statement["id"], "it was on another paper"),
        (decisions[-1]["meeting_id"] != meeting, "its meeting is not the report's"),
    )
    text, steps = b.text(decided), {ROUND: 0, DECISION: 0}
    for version in b.versions(b.statement["id"])[decided["number"] :]:
        where = f"version {version['number']}"
        authority = b.one("decisions.authority", version_id=version["id"])
        if authority is None:
            yield where, "no decision or change stands behind it"
            return
        table = ROUND if "signing_round_id" in authority else DECISION
        source = b.row(
            table, authority.get("signing_round_id") or authority["decision_id"]
        )
        patch = json.loads(b.stored(table, source, "patch"))
        if table == ROUND:
            yield from round_holds(b, source, where)
        elif b.statement_of(source) != b.statement["id"] or not patch:
            yield where, "its decision amends nothing in this statement"
        elif source["outcome"] != "agreed_as_amended":
            yield where, "its decision does not amend"
        try:
            text = apply(text, patch)
        except Broken as error:
            yield where, f"what was agreed does not fit the version before it: {error}"
            return
        if canonical(text) != b.stored(VERSION, version, "content"):
            yield (
                where,
                "it is not the version before it with the patch that was agreed",
            )
            return
        steps[table] += 1
    b.notes.append(
        f"Covered: version {decided['number']}, as decided on, plus {steps[DECISION]} "
        f"amendment(s) by decision and {steps[ROUND]} signed change(s)."
    )


def digest_of(b: Bundle, signing_round: Row, change: Row) -> str:
    """What a signature binds to, computed again."""
    patch = b.stored(ROUND, signing_round, "patch")
    told = {
        "statement": b.row(STATEMENT, change["statement_id"])["round"],
        "change": change["number"],
        "kind": change["kind"],
        "delegation": signing_round["delegation_id"],
        "round": signing_round["number"],
        "reason": signing_round["reason"],
        "patch": patch.decode(errors="backslashreplace"),
    }
    if change["kind"] == "final":
        told["version"] = b.row(VERSION, signing_round["version_id"])["digest"]
    return sha(canonical(told))


def round_holds(
    b: Bundle, signing_round: Row, where: str, *, voided: bool = False
) -> Found:
    """What is wrong with a completed round: digest, offices, persons, scope, mode."""
    change = b.row(CHANGE, signing_round["change_id"])
    delegation = b.row(DELEGATION, signing_round["delegation_id"])
    offices = b.having("decisions.delegatedoffice", delegation_id=delegation["id"])
    parts = {row["office_id"]: row for row in offices}
    signed = b.having(SIGNOFF, signing_round_id=signing_round["id"])
    where = f"{where}, change {change['number']}, round {signing_round['number']}"
    yield from source_holds(b, delegation)
    for part in offices:
        done = ("approved",) if decides(part) else ("approved", "refused")
        given = [s["verdict"] for s in signed if s["office_id"] == part["office_id"]]
        if len(given) != 1 or given[0] not in done:
            yield where, f"the signature of office {part['office_id']} is missing"
    for signoff in signed:
        place = f"{where}, office {signoff['office_id']}"
        part = parts.get(signoff["office_id"], {})
        yield from signature_holds(b, signoff, signing_round, part, place)
    deciding = [s for s in signed if decides(parts.get(s["office_id"], {}))]
    people = {s["person_id"] for s in deciding}
    views = [s["at"] for s in signed if s not in deciding]
    raised = b.one("decisions.materialityraise", signing_round_id=signing_round["id"])
    nature = "material" if signing_round["material"] or raised else "minor"
    authors = author_keys(signing_round)
    persons = {s["person_id"] for s in signed}
    digest = digest_of(b, signing_round, change)
    fits = delegation["scope"] in ("any", nature)
    too_soon = any(s["at"] < view for s in deciding for view in views)
    many = delegation["mode"] != "joint" and len(people) != 1
    about = delegation["statement_id"]
    done = ("applied", "withdrawn") if voided else ("applied",)
    yield from at(
        where,
        (change["status"] not in done, f"the change is {change['status']}"),
        (about != change["statement_id"], "its delegation is for another statement"),
        (digest != signing_round["digest"], "it is not what its digest says"),
        (len(persons) < len(signed), "one person signed for two offices"),
        (many, "it was not decided by one office"),
        (too_soon, "it was decided before every view was given"),
    )
    if change["kind"] != "final":
        wrote = writers(b, signing_round, change)
        yield from at(
            where,
            (not fits, f"it is {nature}, and its delegation is for other changes"),
            (people <= authors, "everyone who approved it had written in it"),
            (authors != wrote, "it names other authors than its draft has"),
        )


def decides(part: Row) -> bool:
    return part.get("part") == "decides"


def author_keys(signing_round: Row) -> set[int]:
    return {author["key"] for author in json.loads(signing_round["authors"])}


def writers(b: Bundle, signing_round: Row, change: Row) -> set[int]:
    """Who had saved in the change's draft when it was put, by the ledger's order."""
    put = b.recorded_at(ROUND, signing_round)
    saves = b.having(SAVE, draft_id=change["draft_id"])
    earlier = [s for s in saves if b.recorded_at(SAVE, s) < put]
    return {s["made_by_id"] for s in earlier if "made_by_id" in s}


def signature_holds(
    b: Bundle, signoff: Row, signing_round: Row, part: Row, where: str
) -> Found:
    delegation = b.row(DELEGATION, signing_round["delegation_id"])
    end = b.one("decisions.delegationend", delegation_id=delegation["id"])
    taken_back = b.one("decisions.signaturewithdrawal", signoff_id=signoff["id"])
    actor = b.events[b.recorded_at(SIGNOFF, signoff)]["actor"]
    by = signoff.get("confirmed_by_id", signoff["person_id"])
    day = council_day(signoff["at"])
    in_time = delegation["starts_on"] <= day <= delegation.get("until", "9999")
    is_over = end and signoff["at"] > end["recorded_at"]
    approves = signoff["verdict"] == "approved" or (part and not decides(part))
    yield from at(
        where,
        (not part, "it has no part in the delegation"),
        (signoff["digest"] != signing_round["digest"], "another digest was signed"),
        (not approves, "it did not approve"),
        (taken_back, "its signature was taken back"),
        (not in_time, "it signed outside the delegation's dates"),
        (is_over, "it signed after the delegation had ended"),
        (not held(b, signoff, part, day), "the signer did not hold it on that day"),
        (actor != by, "the ledger says that somebody else signed"),
    )
    if signoff["means"] == "on_paper":
        paper = b.row(PAPER, signoff["paper_id"])
        scan = sha(b.stored(PAPER, paper, "scan"))
        clerks = {paper["entered_by_id"], signoff["confirmed_by_id"]}
        others = {signoff["person_id"], *author_keys(signing_round)}
        same = ("signing_round_id", "office_id", "person_id", "verdict", "digest")
        are_two = len(clerks) == 2 and not clerks & others
        yield from at(
            where,
            (any(paper[n] != signoff[n] for n in same), "the paper says otherwise"),
            (scan != paper["scan_sha256"], "the scan has another SHA-256"),
            (not are_two, "the paper was not entered by two others"),
        )


def held(b: Bundle, signoff: Row, part: Row, day: str) -> bool:
    """Whether the appointment was in force: to the office, or to its substitute
    during an absence that had been recorded."""
    appointment = b.row("decisions.appointment", signoff["appointment_id"])
    end = b.one("decisions.appointmentend", appointment_id=appointment["id"])
    clerks = {appointment["entered_by_id"], appointment["confirmed_by_id"]}
    in_force = (
        appointment["person_id"] == signoff["person_id"]
        and appointment["starts_on"] <= day <= (end or {}).get("ends_on", "9999")
        and len(clerks - {signoff["person_id"]}) == 2
    )
    if "absence_id" not in signoff:
        return in_force and appointment["office_id"] == signoff["office_id"]
    absence = b.row("decisions.absence", signoff["absence_id"])
    back = b.one("decisions.absenceend", absence_id=absence["id"])
    is_back = back and day >= back["ended_on"] and signoff["at"] >= back["recorded_at"]
    was_away = (
        absence["office_id"] == signoff["office_id"]
        and absence["recorded_at"] <= signoff["at"]
        and absence["starts_on"] <= day <= absence.get("until", "9999")
        and not is_back
    )
    stands_in = appointment["office_id"] == part.get("substitute_id")
    return in_force and was_away and stands_in


# --- What came of it ----------------------------------------------------------


def is_cleared(b: Bundle, version: Row) -> bool:
    return any(
        row["version_id"] == version["id"]
        for row in b.of_statement("decisions.clearance")
    )


def clearances_hold(b: Bundle) -> Found:
    for clearance in b.of_statement("decisions.clearance"):
        yield from clearance_holds(b, clearance, f"clearance {clearance['id']}")
    for submission in b.of_statement("decisions.submission"):
        if not submission["incident"]:
            version = b.row(VERSION, submission["version_id"])
            yield from at(
                f"submission {submission['id']}",
                (submission["digest"] != version["digest"], "its digest is another's"),
                (not is_cleared(b, version), "its version was never cleared"),
            )


def clearance_holds(b: Bundle, clearance: Row, where: str) -> Found:
    version = b.row(VERSION, clearance["version_id"])
    if version["paper_id"] != clearance["statement_id"]:
        yield where, "it clears a version of another paper"
    if "signing_round_id" in clearance:
        final = b.row(ROUND, clearance["signing_round_id"])
        kind = b.row(CHANGE, final["change_id"])["kind"]
        reopened = b.one("decisions.reopening", clearance_id=clearance["id"])
        yield from at(
            where,
            (kind != "final", "it stands on a change that is no final approval"),
            (
                b.stored(ROUND, final, "patch") != b"{}",
                "its final approval has a patch",
            ),
            (final["version_id"] != version["id"], "another version was approved"),
        )
        yield from round_holds(b, final, where, voided=reopened is not None)
        return
    decision = b.row(DECISION, clearance["decision_id"])
    amended = b.one("decisions.authority", decision_id=decision["id"])
    approved = (amended or {}).get("version_id", tabling_of(b, decision)["appendix_id"])
    yield from at(
        where,
        (not decision["approves_text"], "its decision does not approve the text"),
        (approved != version["id"], "its decision approves another version"),
    )


def final_copies_are_the_cleared_text(b: Bundle) -> Found:
    """Bytes, chain and attachments of each final copy, and that it was cleared."""
    published = {b.stored(RECORD, r, "content") for r in b.of_statement(RECORD)}
    for copy in b.of_statement(COPY):
        pdf, chain = (b.stored(COPY, copy, column) for column in ("pdf", "chain"))
        version = b.row(VERSION, copy["version_id"])
        named = json.loads(chain)["version"]["digest"]
        where = f"{COPY}:{copy['id']}"
        yield from at(
            where,
            (sha(pdf) != copy["sha256"], "the PDF does not have its SHA-256"),
            (named != version["digest"], "its chain names another version"),
        )
        if b.statement["imported"]:
            continue
        if not is_cleared(b, version):
            yield where, "its version was never cleared"
        found = attachments(pdf)
        content = b.stored(VERSION, version, "content")
        wanted = {"document.json": content, "authority.json": chain}
        for told in json.loads(chain).get("records", []):
            wanted[told["file"]] = canonical(told["content"])
            if wanted[told["file"]] not in published:
                yield where, f"{told['file']} is not a record that was published"
        for name in sorted(wanted.keys() | found.keys()):
            if set(found.get(name, ())) != {wanted.get(name)}:
                yield where, f"{name} in the PDF is not what the record holds"


# --- The attachments of a PDF -------------------------------------------------

OBJECT = re.compile(rb"(\d+)\s+\d+\s+obj\b")
END = re.compile(rb">>\s*stream\r?\n|\bendobj\b")
LENGTH = re.compile(rb"/Length\s+(\d+)")
NAMED = re.compile(rb"/UF\s*\(([^)]*)\)")
EMBEDDED = re.compile(rb"/EF\s*<<[^>]*/F\s+(\d+)\s+\d+\s+R")


def attachments(pdf: bytes) -> dict[str, list[bytes]]:
    """The files embedded in a PDF, by name. Streams are stepped over by their length,
    so that nothing inside one is taken for an object."""
    heads: dict[int, bytes] = {}
    streams: dict[int, bytes] = {}
    here = 0
    while start := OBJECT.search(pdf, here):
        number, end = int(start[1]), END.search(pdf, start.end())
        if end is None:
            break
        heads[number], here = pdf[start.end() : end.start()], end.end()
        if end[0].endswith(b"\n"):
            length = int(LENGTH.findall(heads[number])[-1])
            content, here = pdf[here : here + length], here + length
            if re.search(rb"/(ObjStm|EmbeddedFile)\b", heads[number]):
                packed = b"/FlateDecode" in heads[number]
                streams[number] = zlib.decompress(content) if packed else content
    for number in [n for n in streams if b"/ObjStm" in heads[n]]:
        first = int(re.findall(rb"/First\s+(\d+)", heads[number])[0])
        pairs = [int(word) for word in streams[number][:first].split()]
        ends = [*pairs[3::2], len(streams[number])]
        for place, inner in enumerate(pairs[::2]):
            begins = first + pairs[2 * place + 1]
            heads[inner] = streams[number][begins : first + ends[place]]
    found: dict[str, list[bytes]] = {}
    for head in heads.values():
        named, embedded = NAMED.search(head), EMBEDDED.search(head)
        if named and embedded:
            content = streams[int(embedded[1])]
            found.setdefault(named[1].decode("latin-1"), []).append(content)
    return found


# --- Receipts, and the command ------------------------------------------------


def receipts_are_kept(b: Bundle, receipts: list[str]) -> Found:
    """Each receipt's ledger head is the hash of an event of this chain."""
    for told in ("".join(receipt.split()).lower() for receipt in receipts):
        if told not in b.hashes:
            yield f"receipt {told[:64]}", "no event of this ledger has that hash"
            continue
        event = b.events[b.hashes.index(told)]
        what = f"{event['verb']}, by {event['actor_name']}, {event['at'][:16]} UTC"
        b.notes.append(f"Receipt {told[:12]}: event {event['position']}, {what}.")


CHECKS: dict[str, Callable[[Bundle], Found]] = {
    "Files and their SHA-256": files_are_as_listed,
    "Chain of the ledger": chain_holds,
    "Rows against the ledger": rows_are_as_recorded,
    "Statuses against the ledger": statuses_are_as_recorded,
    "Bytes against their rows": bytes_are_there,
    "Versions and their digests": versions_have_their_digests,
    "Delegations and their sources": delegations_have_sources,
    "Coverage of every word": words_are_covered,
    "Clearances and submissions": clearances_hold,
    "Final copies and their attachments": final_copies_are_the_cleared_text,
}


def verify(files: dict[str, bytes], receipts: list[str] | None = None) -> Row:
    """Every check with its breaks, in order, and what was found on the way."""
    bundle = Bundle(files)
    checks = dict(CHECKS)
    if receipts:
        checks["Receipts"] = lambda b: receipts_are_kept(b, receipts)
    found = {title: list(readable(check, bundle)) for title, check in checks.items()}
    readme = files.get("README.txt", b"").decode(errors="replace")
    limits = " ".join(readme.partition("WHAT IT DOES NOT PROVE")[2].split())
    return {
        "holds": not any(found.values()),
        "checks": found,
        "notes": bundle.notes,
        "not_proved": limits.removeprefix("* ").split(" * "),
    }


def readable(check: Callable[[Bundle], Found], bundle: Bundle) -> Found:
    """What a check finds; what it cannot even read is a break too."""
    try:
        yield from check(bundle)
    except UNREADABLE as error:
        yield "a stored value", f"it cannot be read, or does not fit ({error})"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("bundle", nargs="?", default=here, help="the ZIP or folder")
    parser.add_argument("--receipt", action="append", default=[], metavar="HASH")
    parser.add_argument("--quiet", action="store_true", help="say only what is broken")
    parser.add_argument("--json", action="store_true", help="say it as JSON")
    asked = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    try:
        said = verify(read(asked.bundle), asked.receipt)
    except UNREADABLE as error:
        said = {"holds": False, "checks": {"Files": [(asked.bundle, str(error))]}}
    if asked.json:
        print(json.dumps(said, indent=1))
        return int(not said["holds"])
    for title, breaks in said["checks"].items():
        if breaks or not asked.quiet:
            print(f"{'BROKEN' if breaks else 'holds':8}{title}")
        for where, sentence in breaks[:1]:
            print(f"        {where}: {sentence}")
        if len(breaks) > 1:
            print(f"        and {len(breaks) - 1} more")
    if not asked.quiet:
        print(*said.get("notes", ()), sep="\n")
        print("This does not prove", *said.get("not_proved", ()), sep="\n  * ")
        print("The bundle holds." if said["holds"] else "The bundle is BROKEN.")
    return int(not said["holds"])


if __name__ == "__main__":
    sys.exit(main())
