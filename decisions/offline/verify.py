#!/usr/bin/env python3
"""Check an evidence bundle of an IEG statement, offline: no network, no database.

    python3 verify.py [BUNDLE.zip or its unpacked folder] [--receipt HASH]
                      [--quiet] [--json]

It needs Python 3.9 or later and nothing else. It proves what README.txt says and
names the first broken link of each check. Exit code 0: everything holds; 1: not.
Whoever does not trust the bundle's sender takes this file from the project instead.
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
Found = Iterator[tuple[str, str]]

FORMAT = 1
NOTHING_BEFORE = "0" * 64
# Columns that hold bytes: a row has their SHA-256, `bytes/` has the bytes.
BYTES = {
    "decisions.decision": ("patch",),
    "decisions.decisionrecord": ("content",),
    "decisions.papersignature": ("scan",),
    "decisions.signinground": ("patch",),
    "decisions.submission": ("receipt",),
    "statements.finalcopy": ("pdf", "chain"),
    "statements.guidelines": ("content",),
    "statements.save": ("patch",),
    "statements.version": ("content",),
}
# By which column a row leads to its statement, the surest first, and to which table.
LEADS = {
    "statement_id": "statements.statement",
    "about_id": "statements.statement",
    "paper_id": "paper",
    "draft_id": "statements.draft",
    "version_id": "statements.version",
    "signing_round_id": "decisions.signinground",
    "change_id": "decisions.change",
    "delegated_id": "decisions.delegateddecision",
    "delegation_id": "decisions.delegation",
    "recommendation_id": "decisions.recommendation",
    "tabling_id": "decisions.tabling",
    "report_id": "decisions.report",
    "decision_id": "decisions.decision",
    "submission_id": "decisions.submission",
    "final_copy_id": "statements.finalcopy",
}
# What was not written once, and is bound by what the ledger says of it.
WORKING = (
    "decisions.change",
    "decisions.report",
    "statements.draft",
    "statements.statement",
)
DECIDED = ("decided", "cleared", "submitted", "published")
TURNED_BACK = ("deferred", "referred_back", "rejected")
NOT_PROVED = (
    "that the right person sat at the keyboard, or that a scan shows a true signature",
    "that what was typed is true, or that the ministry received what was recorded",
    "that nobody rewrote everything and made a new chain: one receipt shows that "
    "(--receipt); before the first receipt was sent, nothing here could",
    "that this is the newest bundle: compare its head with the newest receipt",
    "that a change was rightly held to be minor: what was recorded is taken for it",
    "that notice was given, call-in observed and the deadline kept",
    "anything of a statement that was imported, or of other rounds beyond their rows",
    "that this script is the project's: take it from there if you doubt the sender",
)
UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OSError,
    zlib.error,
    zipfile.BadZipFile,
)


class Broken(ValueError):
    """A patch that does not fit, or a text that is no tree."""


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def canonical(value: Any) -> bytes:
    """The bytes of a JSON value that are stored and hashed (RFC 8785)."""
    told = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    return json.dumps(value, **told).encode()


def council_day(moment: str) -> str:
    """The day in London of a moment in UTC (summer time as it has been since 1996)."""
    at = datetime.fromisoformat(moment)

    def turn(month: int) -> datetime:
        last = at.replace(month=month, day=31, hour=1, minute=0, second=0)
        return last.replace(microsecond=0) - timedelta((last.weekday() + 1) % 7)

    summer = turn(3) <= at < turn(10)
    return (at + timedelta(hours=summer)).date().isoformat()


# --- The bundle ---------------------------------------------------------------


def read(path: str) -> dict[str, bytes]:
    """Every file by its name, from the ZIP or from the unpacked folder."""
    if os.path.isdir(path):
        files = {}
        for folder, below, names in os.walk(path):
            below[:] = [name for name in below if name != "__pycache__"]
            for name in names:
                full = os.path.join(folder, name)
                with open(full, "rb") as file:
                    content = file.read()
                files[os.path.relpath(full, path).replace(os.sep, "/")] = content
        return files
    with zipfile.ZipFile(path) as archive:
        entries = archive.namelist()
        if len(set(entries)) < len(entries):
            raise ValueError("one name stands for two files in the ZIP")
        return {name: archive.read(name) for name in entries}


class Record:
    """The rows of a record, and how they lead to one another."""

    def __init__(
        self, rows: dict[str, dict[int, Row]], working: dict[str, dict[int, Row]]
    ) -> None:
        self.rows, self.working = rows, working

    def row(self, table: str, key: Any) -> Row:
        if table == "paper":
            is_report = key in self.working["decisions.report"]
            table = "decisions.report" if is_report else "statements.statement"
        tables = self.working if table in WORKING else self.rows
        found = tables.get(table, {}).get(key)
        if found is None:
            raise KeyError(f"there is no {table}:{key}")
        return found

    def having(self, table: str, **values: Any) -> list[Row]:
        """The rows of a table with these values, in the order they were made."""
        tables = self.working if table in WORKING else self.rows
        return [
            row
            for row in tables.get(table, {}).values()
            if all(row.get(name) == value for name, value in values.items())
        ]

    def one(self, table: str, **values: Any) -> Row | None:
        return next(iter(self.having(table, **values)), None)

    def statement_of(self, row: Row) -> int | None:
        """The key of the statement that a row is about; None when it is about none."""
        for column, table in LEADS.items():
            key = row.get(column)
            if key is not None:
                if table == "statements.statement":
                    return int(key)
                found = self.row(table, key)
                is_statement = table == "paper" and "about_id" not in found
                return int(key) if is_statement else self.statement_of(found)
        return None


class Bundle(Record):
    """What the files say. Whatever cannot be read raises one of UNREADABLE."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.notes: list[str] = []

    @cached_property
    def told(self) -> Row:
        return json.loads(self.files["bundle.json"])

    def lines(self, name: str) -> list[bytes]:
        *lines, rest = self.files[name].split(b"\n")
        if rest:
            raise ValueError(f"{name} is cut off")
        return lines

    def _tables(self, folder: str) -> dict[str, dict[int, Row]]:
        found: dict[str, dict[int, Row]] = {}
        for name in sorted(self.files):
            if name.startswith(f"{folder}/"):
                rows = [json.loads(line) for line in self.lines(name)]
                table = name[len(folder) + 1 :].replace(".jsonl", "")
                found[table] = {row["id"]: row for row in rows}
        return found

    @cached_property
    def rows(self) -> dict[str, dict[int, Row]]:  # type: ignore[override]
        return self._tables("rows")

    @cached_property
    def working(self) -> dict[str, dict[int, Row]]:  # type: ignore[override]
        return self._tables("working")

    @cached_property
    def events(self) -> list[Row]:
        return [json.loads(line) for line in self.lines("ledger.jsonl")]

    @cached_property
    def hashes(self) -> list[str]:
        return [sha(line) for line in self.lines("ledger.jsonl")]

    @cached_property
    def recorded(self) -> dict[str, tuple[str, int]]:
        """Of each evidence row its fingerprint in the ledger, and at which event."""
        found: dict[str, tuple[str, int]] = {}
        for number, event in enumerate(self.events):
            for address, fingerprint in json.loads(event["data"])["rows"].items():
                found[address] = (fingerprint, number)
        return found

    def event_of(self, address: str) -> Row:
        return self.events[self.recorded[address][1]]

    @cached_property
    def statement(self) -> Row:
        found = self.one("statements.statement", round=self.told["round"])
        if found is None:
            raise KeyError(f"there is no statement of the round {self.told['round']}")
        return found

    @cached_property
    def papers(self) -> set[int]:
        """The keys of the statement and of the reports about it."""
        key = self.statement["id"]
        return {key, *(r["id"] for r in self.having("decisions.report", about_id=key))}

    def versions(self, paper: int) -> list[Row]:
        found = self.having("statements.version", paper_id=paper)
        return sorted(found, key=lambda row: row["number"])

    def stored(self, table: str, row: Row, column: str) -> bytes:
        return self.files[f"bytes/{table}/{row['id']}.{column}"]

    def text(self, version: Row) -> Row:
        return json.loads(self.stored("statements.version", version, "content"))

    def patch(self, table: str, row: Row) -> Row:
        return json.loads(self.stored(table, row, "patch"))


# --- The algebra of patches -----------------------------------------------------


def apply(tree: Row, patch: Row) -> Row:
    """A text after a patch: each `before` must be what stands there."""
    after = {uid: dict(fields) for uid, fields in tree.items()}
    for uid, fields in patch.items():
        here = after.setdefault(uid, {})
        for name, (was, becomes) in fields.items():
            stands = [here[name]] if name in here else []
            if canonical(stands) != canonical(was):
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


# --- Checks of the whole bundle -------------------------------------------------


def files_are_as_listed(b: Bundle) -> Found:
    listed: dict[str, str] = {}
    for line in b.lines("SHA256SUMS"):
        digest, name = line.decode().split("  ", 1)
        if listed and name <= max(listed):
            yield name, "it is listed out of order, or twice"
        listed[name] = digest
    for name in sorted(b.files.keys() - listed.keys() - {"SHA256SUMS"}):
        yield name, "it is not listed in SHA256SUMS"
    for name, digest in listed.items():
        if name not in b.files:
            yield name, "the file is missing"
        elif sha(b.files[name]) != digest:
            yield name, "its bytes do not have the SHA-256 listed"
    for name in ("README.txt", "bundle.json", "ledger.jsonl", "verify.py"):
        if name not in listed:
            yield name, "the bundle is not whole without it"
    for name in listed:
        known = name.startswith(("rows/", "working/", "bytes/"))
        if "/" in name and not known:
            yield name, "a bundle has no such file"
    if b.told.keys() != {"format", "round", "events", "head"}:
        yield "bundle.json", "it does not say what it should"
    if b.told["format"] != FORMAT:
        yield "bundle.json", "this script does not know its format"


def chain_holds(b: Bundle) -> Found:
    """Each line of the ledger hashes to what the next one names. No gap, no fork."""
    previous = NOTHING_BEFORE
    for number, event in enumerate(b.events, 1):
        if event["position"] != number:
            yield f"event {number}", f"here stands event {event['position']}"
        if event["previous"] != previous:
            yield f"event {number}", "it does not follow the event before it"
        previous = b.hashes[number - 1]
    if b.told["events"] != len(b.events):
        yield "the end of the ledger", f"the bundle says {b.told['events']} events"
    if b.told["head"] != previous:
        yield "the end of the ledger", "its head is not the one that the bundle names"


def rows_are_as_recorded(b: Bundle) -> Found:
    """Every row has its fingerprint in the chain, and every fingerprint its row."""
    left = dict(b.recorded)
    for name in sorted(b.files):
        if not name.startswith("rows/"):
            continue
        table, last = name[len("rows/") : -len(".jsonl")], 0
        for line in b.lines(name):
            key = json.loads(line)["id"]
            address = f"{table}:{key}"
            if key <= last:
                yield address, "it stands out of order, or twice"
            fingerprint, _ = left.pop(address, ("", 0))
            if not fingerprint:
                yield address, "no event of the ledger stands for this row"
            elif fingerprint != sha(line):
                yield address, "the row is not as it was recorded"
            last = key
    for address in left:
        yield address, "the row has been removed"


def statuses_are_as_recorded(b: Bundle) -> Found:
    """What was not written once is as the ledger left it, and nothing is missing."""
    left: dict[str, str] = {}
    fixed: dict[str, Row] = {}
    for event in b.events:
        about = f"{event['subject_type']}:{event['subject_id']}"
        told = json.loads(event["data"])
        if "fixed" in told:
            fixed[about] = told["fixed"]
        if "after" in told:
            before = told.get("before")
            if before is not None and before != left.get(about):
                yield about, f"event {event['position']} begins where none had ended"
            left[about] = told["after"]
    if set(b.working) != set(WORKING):
        yield "working", "a table is missing, or there is one too many"
    for table, rows in b.working.items():
        if list(rows) != sorted(rows) or len(rows) < len(
            b.lines(f"working/{table}.jsonl")
        ):
            yield f"working/{table}.jsonl", "its lines are out of order, or twice there"
        for key, row in rows.items():
            about = f"{table}:{key}"
            expected = fixed.pop(about, {})
            status = left.pop(about, None)
            if any(row.get(name) != value for name, value in expected.items()):
                yield about, "it is not what the ledger says it was made as"
            if not expected and status is None:
                yield about, "no event of the ledger stands for it"
            if row.get("status") != status:
                yield about, f"its status is {row.get('status')}, not {status}"
    for about in sorted({*left, *fixed}):
        yield about, "it has been removed"


def bytes_are_there(b: Bundle) -> Found:
    """Of this statement, every row's bytes are here and have the SHA-256 of the row."""
    left = {name for name in b.files if name.startswith("bytes/")}
    for table, columns in BYTES.items():
        for row in b.rows.get(table, {}).values():
            wanted = b.statement_of(row) in (None, b.statement["id"])
            for column in columns if wanted else ():
                name = f"bytes/{table}/{row['id']}.{column}"
                left.discard(name)
                if column not in row:
                    continue
                if name not in b.files:
                    yield name, f"the bytes of {table}:{row['id']} are missing"
                elif sha(b.files[name]) != row[column]:
                    yield name, f"they are not the bytes of {table}:{row['id']}"
    for name in sorted(left):
        yield name, "no row names these bytes"


# --- Checks of the texts ----------------------------------------------------------


def versions_have_their_digests(b: Bundle) -> Found:
    for paper in sorted(b.papers):
        for number, version in enumerate(b.versions(paper), 1):
            where = f"statements.version:{version['id']}"
            content = b.stored("statements.version", version, "content")
            if version["number"] != number:
                yield where, f"version {number} of its paper is missing"
            if sha(content) != version["digest"]:
                yield where, "its bytes do not have its digest"
            elif canonical(json.loads(content)) != content:
                yield where, "its bytes are not in canonical form"
            else:
                check_form(json.loads(content))


def drafts_are_their_saves(b: Bundle) -> Found:
    """From the text on which a draft was opened, each save leads to the next."""
    texts = {v["digest"]: v for p in b.papers for v in b.versions(p)}
    for event in b.events:
        if event["verb"] != "draft.opened":
            continue
        draft = b.row("statements.draft", int(event["subject_id"]))
        if draft["paper_id"] not in b.papers:
            continue
        base = json.loads(event["data"])["base"]
        text = {} if base == sha(b"{}") else b.text(texts[base])
        for number, save in enumerate(saves_of(b, draft["id"]), 1):
            where = f"statements.save:{save['id']}"
            if save["number"] != number:
                yield where, f"save {number} of its draft is missing"
            text = apply(text, b.patch("statements.save", save))
            if sha(canonical(text)) != save["digest_after"]:
                yield where, "its patch does not lead to the text after it"


def saves_of(b: Bundle, draft: int | None) -> list[Row]:
    found = b.having("statements.save", draft_id=draft)
    return sorted(found, key=lambda row: row["number"])


def decisions_are_as_tabled(b: Bundle) -> Found:
    """What was decided on is what the report recommended; powers have their source."""
    for tabling in b.rows.get("decisions.tabling", {}).values():
        report = b.row("decisions.report", tabling["report_id"])
        if report["id"] not in b.papers:
            continue
        where = f"decisions.tabling:{tabling['id']}"
        text = b.row("statements.version", tabling["text_id"])
        appendix = b.row("statements.version", tabling["appendix_id"])
        if (text["paper_id"], appendix["paper_id"]) != (
            report["id"],
            report["about_id"],
        ):
            yield where, "its texts are of other papers"
        said = {
            uid: fields["text"]
            for uid, fields in b.text(text).items()
            if fields.get("kind") == "recommendation"
        }
        rows = b.having("decisions.recommendation", tabling_id=tabling["id"])
        if said != {row["uid"]: row["text"] for row in rows}:
            yield where, "its recommendations are not those of the report"
        for row in rows:
            decision = b.one("decisions.decision", recommendation_id=row["id"])
            if decision and decision["meeting_id"] != report["meeting_id"]:
                address = f"decisions.decision:{decision['id']}"
                yield address, "its meeting is not the report's"
    for delegation in delegations(b):
        for problem in source_problems(b, delegation):
            yield f"decisions.delegation:{delegation['id']}", problem


def delegations(b: Bundle) -> list[Row]:
    return b.having("decisions.delegation", statement_id=b.statement["id"])


def source_problems(b: Bundle, delegation: Row) -> Iterator[str]:
    """A delegation comes from a decision, or from urgency that two clerks recorded."""
    if "decision_id" in delegation:
        decision = b.row("decisions.decision", delegation["decision_id"])
        if b.statement_of(decision) != delegation["statement_id"]:
            yield "its decision is about another statement"
        return
    urgency = b.row("decisions.urgency", delegation["urgency_id"])
    offices = b.having("decisions.delegatedoffice", delegation_id=delegation["id"])
    if urgency["statement_id"] != delegation["statement_id"]:
        yield "its urgency is about another statement"
    if delegation["confirmed_by_id"] == urgency["entered_by_id"]:
        yield "one clerk both entered and confirmed it"
    if [row["office_id"] for row in offices] != [urgency["office_id"]]:
        yield "its urgency is for another office"
    if any(delegation.get(n) != urgency.get(n) for n in ("scope", "until")):
        yield "its urgency is for other changes or days"


# --- Coverage -----------------------------------------------------------------------


def decisions_on(b: Bundle) -> list[Row]:
    found = b.rows.get("decisions.decision", {}).values()
    return [row for row in found if b.statement_of(row) == b.statement["id"]]


def tabling_of(b: Bundle, decision: Row) -> Row:
    about = b.row("decisions.recommendation", decision["recommendation_id"])
    return b.row("decisions.tabling", about["tabling_id"])


def words_are_covered(b: Bundle) -> Found:
    """From the version decided on, each is the one before with an authorised patch."""
    where = f"statements.statement:{b.statement['id']}"
    if b.statement["imported"]:
        b.notes.append("Approved before the system was used: no authority is proved.")
        return
    if b.statement["status"] not in DECIDED:
        b.notes.append("No body has decided on the text as it is: nothing to cover.")
        return
    decisions = decisions_on(b)
    tabling = tabling_of(b, decisions[-1])
    last = [row for row in decisions if tabling_of(b, row)["id"] == tabling["id"]]
    if any(row["outcome"] in TURNED_BACK for row in last):
        yield where, "the text was put to a body, which did not agree to it"
    before = b.row("statements.version", tabling["appendix_id"])
    text, steps = b.text(before), [0, 0]
    for version in b.versions(b.statement["id"]):
        if version["number"] <= before["number"]:
            continue
        name = f"version {version['number']}"
        authority = b.one("decisions.authority", version_id=version["id"])
        if authority is None:
            yield name, "no decision or change stands behind it"
            return
        is_change = "signing_round_id" in authority
        for problem in authority_problems(b, authority):
            yield name, problem
        source = (
            b.row("decisions.signinground", authority["signing_round_id"])
            if is_change
            else b.row("decisions.decision", authority["decision_id"])
        )
        table = "decisions.signinground" if is_change else "decisions.decision"
        text = apply(text, b.patch(table, source))
        if canonical(text) != b.stored("statements.version", version, "content"):
            yield name, "it is not the version before it with the patch that was agreed"
            return
        steps[is_change] += 1
    b.notes.append(
        f"Covered: version {before['number']}, as it was decided on, plus "
        f"{steps[0]} amendment(s) by decision and {steps[1]} signed change(s)."
    )


def authority_problems(b: Bundle, authority: Row) -> Iterator[str]:
    if "signing_round_id" in authority:
        row = b.row("decisions.signinground", authority["signing_round_id"])
        yield from signing_problems(b, row)
        return
    decision = b.row("decisions.decision", authority["decision_id"])
    if b.statement_of(decision) != b.statement["id"]:
        yield "the decision is about another statement"
    if decision["outcome"] != "agreed_as_amended":
        yield "the decision amends nothing"


def digest_of(b: Bundle, signing_round: Row, change: Row) -> str:
    """What a signature binds to, computed again."""
    patch = b.stored("decisions.signinground", signing_round, "patch")
    told = {
        "statement": b.row("statements.statement", change["statement_id"])["round"],
        "change": change["number"],
        "kind": change["kind"],
        "delegation": signing_round["delegation_id"],
        "round": signing_round["number"],
        "reason": signing_round["reason"],
        "patch": patch.decode(errors="backslashreplace"),
    }
    if change["kind"] == "final":
        version = b.row("statements.version", signing_round["version_id"])
        told["version"] = version["digest"]
    return sha(canonical(told))


def signing_problems(
    b: Bundle, signing_round: Row, *, voided: bool = False
) -> Iterator[str]:
    """What is wrong with a completed round: digest, offices, persons, scope, mode."""
    key = signing_round["id"]
    change = b.row("decisions.change", signing_round["change_id"])
    delegation = b.row("decisions.delegation", signing_round["delegation_id"])
    offices = b.having("decisions.delegatedoffice", delegation_id=delegation["id"])
    parts = {row["office_id"]: row for row in offices}
    signed = b.having("decisions.signoff", signing_round_id=key)
    is_final = change["kind"] == "final"
    name = f"change {change['number']}, round {signing_round['number']}"
    if change["status"] not in (("applied", "withdrawn") if voided else ("applied",)):
        yield f"{name} is {change['status']}"
    if delegation["statement_id"] != change["statement_id"]:
        yield f"{name} stands under a delegation for another statement"
    for problem in source_problems(b, delegation):
        yield f"{name} stands under a power that does not hold: {problem}"
    if digest_of(b, signing_round, change) != signing_round["digest"]:
        yield f"{name} is not what its digest says"
    verdicts = {row["office_id"]: row["verdict"] for row in signed}
    for part in offices:
        done = ("approved",) if decides(part) else ("approved", "refused")
        if verdicts.get(part["office_id"]) not in done:
            yield f"{name} lacks the signature of office {part['office_id']}"
    raised = b.one("decisions.materialityraise", signing_round_id=key)
    nature = "material" if signing_round["material"] or raised else "minor"
    if not is_final and delegation["scope"] not in ("any", nature):
        yield f"{name} is {nature}, and the delegation is for other changes"
    if len({row["person_id"] for row in signed}) < len(signed):
        yield f"one person signed {name} for two offices"
    for signoff in signed:
        part = parts.get(signoff["office_id"], {})
        for problem in signature_problems(b, signoff, signing_round, part):
            yield f"office {signoff['office_id']} in {name}: {problem}"
    deciders = [row for row in signed if decides(parts.get(row["office_id"], {}))]
    people = {row["person_id"] for row in deciders}
    authors = author_keys(signing_round)
    if not is_final and people <= authors:
        yield f"everyone who approved {name} had written part of it"
    if not is_final and authors != writers(b, signing_round, change):
        yield f"{name} names other authors than its draft has"
    if delegation["mode"] != "joint" and len(people) != 1:
        yield f"{name} was not decided by one office"
    views = [row["at"] for row in signed if row not in deciders]
    if any(row["at"] < view for row in deciders for view in views):
        yield f"{name} was decided before every view was given"


def decides(part: Row) -> bool:
    return part.get("part") == "decides"


def author_keys(signing_round: Row) -> set[int]:
    return {author["key"] for author in json.loads(signing_round["authors"])}


def writers(b: Bundle, signing_round: Row, change: Row) -> set[int]:
    """Who had saved in the change's draft when it was put, by the ledger's order."""
    put = b.recorded[f"decisions.signinground:{signing_round['id']}"][1]
    return {
        save["made_by_id"]
        for save in saves_of(b, change["draft_id"])
        if "made_by_id" in save and b.recorded[f"statements.save:{save['id']}"][1] < put
    }


def signature_problems(
    b: Bundle, signoff: Row, signing_round: Row, part: Row
) -> Iterator[str]:
    delegation = b.row("decisions.delegation", signing_round["delegation_id"])
    day = council_day(signoff["at"])
    if signoff["digest"] != signing_round["digest"]:
        yield "another digest was signed"
    if not part:
        yield "it has no part in the delegation"
    if signoff["verdict"] != "approved" and (not part or decides(part)):
        yield "it did not approve"
    if b.one("decisions.signaturewithdrawal", signoff_id=signoff["id"]):
        yield "the signature was taken back"
    if not delegation["starts_on"] <= day <= delegation.get("until", "9999"):
        yield "signed outside the delegation's dates"
    end = b.one("decisions.delegationend", delegation_id=delegation["id"])
    if end and signoff["at"] > end["recorded_at"]:
        yield "signed after the delegation had ended"
    if not held(b, signoff, part, day):
        yield "the signer did not hold the office on that day"
    event = b.event_of(f"decisions.signoff:{signoff['id']}")
    if event["actor"] != signoff.get("confirmed_by_id", signoff["person_id"]):
        yield "the ledger says that somebody else gave it"
    if signoff["means"] == "on_paper":
        yield from paper_problems(b, signoff, signing_round)


def held(b: Bundle, signoff: Row, part: Row, day: str) -> bool:
    """Whether the appointment was in force: to the office, or to its substitute
    during an absence that had been recorded."""
    appointment = b.row("decisions.appointment", signoff["appointment_id"])
    end = b.one("decisions.appointmentend", appointment_id=appointment["id"])
    clerks = {appointment["entered_by_id"], appointment["confirmed_by_id"]}
    in_force = (
        appointment["person_id"] == signoff["person_id"]
        and appointment["starts_on"] <= day
        and (end is None or day <= end["ends_on"])
        and len(clerks - {appointment["person_id"]}) == 2
    )
    if "absence_id" not in signoff:
        return in_force and appointment["office_id"] == signoff["office_id"]
    absence = b.row("decisions.absence", signoff["absence_id"])
    back = b.one("decisions.absenceend", absence_id=absence["id"])
    away = (
        absence["office_id"] == signoff["office_id"]
        and absence["recorded_at"] <= signoff["at"]
        and absence["starts_on"] <= day <= absence.get("until", "9999")
        and (
            back is None
            or day < back["ended_on"]
            or signoff["at"] < back["recorded_at"]
        )
    )
    return in_force and away and appointment["office_id"] == part.get("substitute_id")


def paper_problems(b: Bundle, signoff: Row, signing_round: Row) -> Iterator[str]:
    paper = b.row("decisions.papersignature", signoff["paper_id"])
    same = ("signing_round_id", "office_id", "person_id", "verdict", "digest")
    if any(paper[name] != signoff[name] for name in same):
        yield "the form on paper says otherwise"
    if sha(b.stored("decisions.papersignature", paper, "scan")) != paper["scan_sha256"]:
        yield "the scan does not have the SHA-256 recorded"
    clerks = {paper["entered_by_id"], signoff["confirmed_by_id"]}
    if len(clerks) < 2 or clerks & {signoff["person_id"], *author_keys(signing_round)}:
        yield "the form was not entered by two others"


# --- What came of it -----------------------------------------------------------------


def clearances_hold(b: Bundle) -> Found:
    key = b.statement["id"]
    for clearance in b.having("decisions.clearance", statement_id=key):
        where = f"decisions.clearance:{clearance['id']}"
        for problem in clearance_problems(b, clearance):
            yield where, problem
    for submission in b.having("decisions.submission", statement_id=key):
        where = f"decisions.submission:{submission['id']}"
        if submission["incident"]:
            continue
        version = b.row("statements.version", submission["version_id"])
        if submission["digest"] != version["digest"]:
            yield where, "its digest is not its version's"
        if not cleared(b, version):
            yield where, "its version was never cleared"


def cleared(b: Bundle, version: Row) -> Row | None:
    statement = b.statement["id"]
    found = {"statement_id": statement, "version_id": version["id"]}
    return b.one("decisions.clearance", **found)


def clearance_problems(b: Bundle, clearance: Row) -> Iterator[str]:
    version = b.row("statements.version", clearance["version_id"])
    if version["paper_id"] != clearance["statement_id"]:
        yield "it clears a version of another paper"
    if "signing_round_id" in clearance:
        row = b.row("decisions.signinground", clearance["signing_round_id"])
        change = b.row("decisions.change", row["change_id"])
        if change["kind"] != "final" or b.patch("decisions.signinground", row):
            yield "it stands on a change that is no final approval"
        if row["version_id"] != version["id"]:
            yield "another version was finally approved"
        reopened = b.one("decisions.reopening", clearance_id=clearance["id"])
        yield from signing_problems(b, row, voided=reopened is not None)
        return
    decision = b.row("decisions.decision", clearance["decision_id"])
    authority = b.one("decisions.authority", decision_id=decision["id"])
    approved = tabling_of(b, decision)["appendix_id"]
    if decision["outcome"] == "agreed_as_amended" and authority:
        approved = authority["version_id"]
    if not decision["approves_text"]:
        yield "its decision does not approve the text"
    if approved != version["id"]:
        yield "its decision approves another version"


def records_say_what_was_decided(b: Bundle) -> Found:
    for row in b.rows.get("decisions.decisionrecord", {}).values():
        if b.statement_of(row) != b.statement["id"]:
            continue
        where = f"decisions.decisionrecord:{row['id']}"
        content = b.stored("decisions.decisionrecord", row, "content")
        record = json.loads(content)
        if sha(content) != row["digest"]:
            yield where, "its digest is not that of its words"
        if any(record[n] != row[n] for n in ("number", "edition", "decided_on")):
            yield where, "it says another number, edition or day"
        if "decision_id" in row:
            if record["wording"] not in wordings(b, row["decision_id"]):
                yield where, "it is not what was resolved"
            continue
        items = b.having("decisions.decidedchange", decision_id=row["delegated_id"])
        rounds = [b.row("decisions.signinground", i["signing_round_id"]) for i in items]
        if {c["digest"] for c in record["changes"]} != {r["digest"] for r in rounds}:
            yield where, "it does not list the changes that were decided"


def wordings(b: Bundle, key: int) -> set[str]:
    """What a record may say was resolved. On an exempt recommendation, which is
    withheld from records, it says that it is not for publication."""
    decision = b.row("decisions.decision", key)
    about = b.row("decisions.recommendation", decision["recommendation_id"])
    tabling = b.row("decisions.tabling", about["tabling_id"])
    text = b.text(b.row("statements.version", tabling["text_id"]))
    above = {child: uid for uid in text for child in text[uid].get("order", ())}
    uid = about["uid"]
    while uid:
        if text[uid].get("exempt"):
            paragraph = text[uid]["exempt"]["paragraph"]
            return {EXEMPT_WORDS.format(paragraph=paragraph)}
        uid = above.get(uid)
    corrected = b.having("decisions.decisioncorrection", decision_id=key)
    return {decision["wording"], *(r["wording"] for r in corrected if "wording" in r)}


EXEMPT_WORDS = "{paragraph}"


def final_copies_are_the_cleared_text(b: Bundle) -> Found:
    """Bytes, chain and attachments of each final copy, and that it was cleared."""
    for copy in b.rows.get("statements.finalcopy", {}).values():
        if b.statement_of(copy) != b.statement["id"]:
            continue
        where = f"statements.finalcopy:{copy['id']}"
        pdf = b.stored("statements.finalcopy", copy, "pdf")
        chain = b.stored("statements.finalcopy", copy, "chain")
        version = b.row("statements.version", copy["version_id"])
        if sha(pdf) != copy["sha256"]:
            yield where, "the PDF does not have its SHA-256"
        if json.loads(chain)["version"]["digest"] != version["digest"]:
            yield where, "its chain of authority names another version"
        if b.statement["imported"]:
            continue
        if not cleared(b, version):
            yield where, "its version was never cleared"
        found = attachments(pdf)
        content = b.stored("statements.version", version, "content")
        for name, wanted in (("document.json", content), ("authority.json", chain)):
            if name not in found:
                yield where, f"{name} is not attached to the PDF"
            elif found[name] != [wanted] * len(found[name]):
                yield where, f"{name} in the PDF is not what the record holds"


# --- The attachments of a PDF ----------------------------------------------------------

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
    at = 0
    while start := OBJECT.search(pdf, at):
        number, end = int(start[1]), END.search(pdf, start.end())
        if end is None:
            break
        heads[number], at = pdf[start.end() : end.start()], end.end()
        if not end[0].endswith(b"endobj"):
            length = int(LENGTH.findall(heads[number])[-1])
            packed, at = pdf[at : at + length], at + length
            is_packed = b"/FlateDecode" in heads[number]
            if re.search(rb"/Type\s*/(ObjStm|EmbeddedFile)\b", heads[number]):
                streams[number] = zlib.decompress(packed) if is_packed else packed
    for number in list(streams):
        if re.search(rb"/Type\s*/ObjStm\b", heads[number]):
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


# --- Receipts, and the command -----------------------------------------------------


def receipts_are_kept(b: Bundle, receipts: list[str]) -> Found:
    """Each receipt's ledger head is the hash of an event of this chain."""
    for receipt in receipts:
        told = "".join(receipt.split()).lower()
        if told in b.hashes:
            event = b.events[b.hashes.index(told)]
            b.notes.append(
                f"Receipt {told[:12]}: event {event['position']}, {event['verb']}, "
                f"by {event['actor_name']}, {event['at'][:16]} UTC."
            )
        else:
            yield f"receipt {told[:64]}", "no event of this ledger has that hash"


CHECKS: dict[str, Callable[[Bundle], Found]] = {
    "Files and their SHA-256": files_are_as_listed,
    "Chain of the ledger": chain_holds,
    "Rows against the ledger": rows_are_as_recorded,
    "Statuses against the ledger": statuses_are_as_recorded,
    "Bytes against their rows": bytes_are_there,
    "Versions and their digests": versions_have_their_digests,
    "Drafts and their saves": drafts_are_their_saves,
    "Decisions and delegations": decisions_are_as_tabled,
    "Coverage of every word": words_are_covered,
    "Clearances and submissions": clearances_hold,
    "Records of decisions": records_say_what_was_decided,
    "Final copies and their attachments": final_copies_are_the_cleared_text,
}


def verify(files: dict[str, bytes], receipts: list[str] | None = None) -> Row:
    """Every check with its breaks, in order, and what was found on the way."""
    bundle = Bundle(files)
    checks = dict(CHECKS)
    if receipts:
        checks["Receipts"] = lambda b: receipts_are_kept(b, receipts)
    found = {title: list(readable(check, bundle)) for title, check in checks.items()}
    return {
        "holds": not any(found.values()),
        "checks": found,
        "notes": bundle.notes,
        "not_proved": list(NOT_PROVED),
    }


def readable(check: Callable[[Bundle], Found], bundle: Bundle) -> Found:
    """What a check finds; what it cannot even read is a break too."""
    try:
        yield from check(bundle)
    except UNREADABLE as error:
        yield "a stored value", f"cannot be read, or does not fit ({error})"


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
            print(f"{'BROKEN' if breaks else 'holds ':8}{title}")
        for where, sentence in breaks[:1]:
            print(f"        {where}: {sentence}")
        if len(breaks) > 1:
            print(f"        and {len(breaks) - 1} more")
    if not asked.quiet:
        print(*said.get("notes", ()), sep="\n")
        print("Not proved here:", *said.get("not_proved", ()), sep="\n  * ")
        print("The bundle holds." if said["holds"] else "The bundle is BROKEN.")
    return int(not said["holds"])


if __name__ == "__main__":
    sys.exit(main())
