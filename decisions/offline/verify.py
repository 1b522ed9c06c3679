#!/usr/bin/env python3
"""Check an evidence bundle of an IEG statement, offline: no network, no database.

    python3 verify.py [BUNDLE.zip or its unpacked folder] [--receipt HASH]
                      [--quiet] [--json]

It needs Python 3.9 or later and nothing else. NOT_PROVED, below, says what is not
proved. The first broken link of each check is named. Exit code 0: all holds; 1: not.
"""

import sys

if __name__ == "__main__" and not sys.flags.isolated:
    # A json.py beside this script must not be taken for Python's own.
    del sys.path[0]

import argparse
import hashlib
import json
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import Any

Row = dict[str, Any]
# Where something is broken, and a sentence about it.
Found = Iterator[tuple[str, str]]

FORMAT = 1
NOTHING_BEFORE = "0" * 64
# A row is made shortly before its event, and clocks are set right now and then.
SLACK = timedelta(minutes=10)
NOT_PROVED = (
    "that the right person sat at the keyboard, or that a scan shows a true signature",
    "that what was typed is true, or that the ministry received what was recorded as "
    "sent",
    "that nobody rewrote the record and made a new chain of it. One receipt that was "
    "sent before shows that for the events up to its own, and for none after it; until "
    "the first receipt was sent, nothing could",
    "that it is the newest bundle: a whole older one is true as far as it goes. "
    "Compare its head with the newest receipt",
    "that a delegation's offices, mode, scope and days are those of the resolution's "
    "words",
    "that a change was rightly held to be minor, that notice was given, that call-in "
    "was observed, that the deadline was kept: what was recorded of these is taken for "
    "it",
    "that the words of a record of a decision are those that were resolved",
    "that the pages of a PDF show the text: only the files attached to it are "
    "compared, and of authority.json neither titles, sentences and wordings nor a "
    "patch from which exempt words were left out",
    "anything of statements that were imported",
    "that verify.py and README.txt are the project's own. Whoever doubts the sender "
    "takes verify.py from the project and runs it on this bundle",
)
CHANGE, REPORT, STATEMENT, DRAFT = (
    "decisions.change",
    "decisions.report",
    "statements.statement",
    "statements.draft",
)
ROUND, SIGNOFF, DECISION, AUTHORITY = (
    "decisions.signinground",
    "decisions.signoff",
    "decisions.decision",
    "decisions.authority",
)
DELEGATION, PART, TABLING = (
    "decisions.delegation",
    "decisions.delegatedoffice",
    "decisions.tabling",
)
CLEARANCE, REOPENING, SUBMISSION = (
    "decisions.clearance",
    "decisions.reopening",
    "decisions.submission",
)
VERSION, COPY, SAVE = "statements.version", "statements.finalcopy", "statements.save"
PAPER, RECORD = "decisions.papersignature", "decisions.decisionrecord"
ABSENCE_END, DISMISSAL = "decisions.absenceend", "decisions.dismissal"
# What was not written once: it is bound by what the ledger says of it.
WORKING = (CHANGE, REPORT, DRAFT, STATEMENT)
# Columns that hold bytes: the row has their SHA-256, `bytes/` has the bytes.
BYTES = {
    DECISION: ("patch",),
    RECORD: ("content",),
    PAPER: ("scan",),
    "decisions.readback": ("file", "result"),
    ROUND: ("patch",),
    SUBMISSION: ("receipt",),
    COPY: ("pdf", "chain"),
    "statements.guidelines": ("content",),
    SAVE: ("patch",),
    VERSION: ("content",),
}
# Those that are JSON, of which there is one spelling.
SPELLED = ("patch", "chain")
# By which column a row leads to its statement, the surest first, and to which table.
LEADS = {
    "statement_id": STATEMENT,
    "about_id": STATEMENT,
    "draft_id": DRAFT,
    "version_id": VERSION,
    "signing_round_id": ROUND,
    "paper_id": REPORT,
    "change_id": CHANGE,
    "delegated_id": "decisions.delegateddecision",
    "delegation_id": DELEGATION,
    "recommendation_id": "decisions.recommendation",
    "tabling_id": TABLING,
    "report_id": REPORT,
    "decision_id": DECISION,
    "endorsement_id": "decisions.endorsement",
    "submission_id": SUBMISSION,
    "copy_id": COPY,
}
# Where every other column leads, but for those that name an account.
OTHERS = {
    "absence_id": "decisions.absence",
    "agenda_id": "decisions.meetingrecord",
    "appendix_id": VERSION,
    "appointment_id": "decisions.appointment",
    "body_id": "decisions.body",
    "called_in_id": "decisions.calledin",
    "clearance_id": CLEARANCE,
    "confirmation_id": "decisions.minutesconfirmation",
    "confirmed_at_id": "decisions.meeting",
    "confirms_id": "decisions.callinruling",
    "correction_id": "decisions.decisioncorrection",
    "corrects_id": "decisions.earlierdecision",
    "distribution_id": "decisions.distribution",
    "earlier_id": "decisions.earlierdecision",
    "endorsing_body_id": "decisions.body",
    "entry_id": "decisions.rollentry",
    "grant_id": "statements.grant",
    "guidelines_id": "statements.guidelines",
    "last_signature_id": SIGNOFF,
    "meeting_id": "decisions.meeting",
    "message_id": "decisions.copymessage",
    "minutes_id": "decisions.meetingrecord",
    "office_id": "decisions.office",
    "read_back_id": "decisions.readback",
    "record_id": "decisions.meetingrecord",
    "reverses_id": "statements.receipt",
    "ruling_id": "decisions.callinruling",
    "signoff_id": SIGNOFF,
    "substitute_id": "decisions.office",
    "supersedes_id": COPY,
    "text_id": VERSION,
    "undoes_id": SAVE,
    "urgency_id": "decisions.urgency",
}
# The same column leads elsewhere from these tables.
ELSEWHERE = {
    ("decisions.appointment", "entry_id"): "decisions.appointmententry",
    ("decisions.decidedchange", "decision_id"): "decisions.delegateddecision",
    (DISMISSAL, "appointment_id"): "decisions.appointmententry",
    (DISMISSAL, "paper_id"): PAPER,
    (SIGNOFF, "paper_id"): PAPER,
}
# What counts once an entry is confirmed, by what a dismissal calls the entry.
CONFIRMED = {
    "appointment_id": ("decisions.appointment", "entry_id"),
    "urgency_id": (DELEGATION, "urgency_id"),
    "paper_id": (SIGNOFF, "paper_id"),
}
# The rows on which authority rests: by which events they are recorded, what these must
# tell of the row, and by which columns two rows never are alike.
# fmt: off
AUTHORISING = {
    "decisions.absence": ("absence.recorded", "", ""),
    ABSENCE_END: ("absence.ended", "", "absence_id"),
    "decisions.appointment": ("appointment.confirmed", "", "entry_id"),
    "decisions.appointmentend": ("appointment.ended", "", "appointment_id"),
    "decisions.appointmententry": ("appointment.entered", "", ""),
    DISMISSAL: ("entry.dismissed", "", "appointment_id, urgency_id, paper_id"),
    "decisions.office": ("office.recorded", "", "slug, name"),
    "decisions.urgency": ("urgency.entered", "", ""),
    "decisions.recommendation":
        ("statement.reported statement.report_revised", "", "tabling_id uid"),
    TABLING: ("statement.reported statement.report_revised", "", "report_id number"),
    DECISION:
        ("statement.decided statement.referred_back", "", "recommendation_id"),
    RECORD: (
        "decision.record_published decision.record_corrected", "digest",
        "number edition, slug edition, decision_id edition, delegated_id edition, "
        "endorsement_id edition",
    ),
    DELEGATION: ("statement.decided urgency.confirmed", "", "urgency_id"),
    PART: ("statement.decided urgency.confirmed", "", "delegation_id office_id"),
    "decisions.delegationend": (
        "statement.decided statement.referred_back delegation.ended", "",
        "delegation_id",
    ),
    ROUND: (
        "change.proposed change.renewed change.signature_withdrawn", "digest",
        "digest, change_id number",
    ),
    "decisions.materialityraise": ("change.raised", "", "signing_round_id"),
    PAPER: ("change.paper_entered", "scan_sha256", ""),
    SIGNOFF: (
        "change.signed change.returned change.declined", "digest verdict means",
        "paper_id, signing_round_id office_id, signing_round_id person_id",
    ),
    "decisions.signaturewithdrawal":
        ("change.signature_withdrawn", "", "signoff_id"),
    AUTHORITY: (
        "change.applied statement.decided", "",
        "version_id, signing_round_id, decision_id",
    ),
    CLEARANCE: ("statement.cleared", "", "signing_round_id"),
    REOPENING: ("statement.reopened", "", "clearance_id"),
    SUBMISSION: (
        "statement.submitted statement.submitted_again statement.incident", "", "",
    ),
    COPY: ("final_copy.made", "sha256", "version_id, sha256, supersedes_id"),
    SAVE: ("draft.saved draft.undone", "", "draft_id number"),
    VERSION: ("version.frozen", "digest", "paper_id number"),
}
# fmt: on
# The column that names who did it: the event says so too.
DONE_BY = {
    "decisions.absence": "recorded_by_id",
    "decisions.appointment": "confirmed_by_id",
    "decisions.appointmentend": "recorded_by_id",
    "decisions.appointmententry": "entered_by_id",
    "decisions.delegationend": "recorded_by_id",
    "decisions.urgency": "entered_by_id",
    CLEARANCE: "cleared_by_id",
    DECISION: "recorded_by_id",
    DELEGATION: "confirmed_by_id",
    DISMISSAL: "recorded_by_id",
    PAPER: "entered_by_id",
    REOPENING: "reopened_by_id",
    SUBMISSION: "recorded_by_id",
    TABLING: "tabled_by_id",
}
# What authority.json may call a value that a row has. Older copies keep their words.
CALLED = {
    "joint": ["Jointly: every office signs"],
    "consultation": ["In consultation: one decides, one is consulted"],
    "sole": ["Alone: one office signs"],
    "any": ["Any change"],
    "minor": ["Minor changes only"],
    "material": ["Material changes only"],
    "approved": ["Approved"],
    "returned": ["Returned with a comment"],
    "refused": ["Refused"],
    "own_account": ["On their own account"],
    "on_paper": ["On paper"],
    "agreed": ["Agreed"],
    "agreed_as_amended": ["Agreed as amended"],
    "noted": ["Noted"],
    "recommended_to_council": ["Recommended to Council"],
    "deferred": ["Deferred"],
    "referred_back": ["Referred back"],
    "rejected": ["Rejected"],
}
# Columns that say when a row was recorded.
AT_ITS_EVENT = frozenset(
    ("at", "certified_at", "checked_at", "cleared_at", "confirmed_at", "cut_off_at")
    + ("entered_at", "found_at", "loaded_at", "made_at", "proposed_at", "published_at")
    + ("read_at", "recorded_at", "reopened_at", "tabled_at")
)
DECIDED = ("decided", "cleared", "submitted", "published")
TURNED_BACK = ("deferred", "referred_back", "rejected")
UNREADABLE = (
    *(ValueError, TypeError, LookupError, AttributeError, RecursionError),
    *(OSError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError),
)


class Broken(ValueError):
    """A patch that does not fit, or a text that is no tree."""


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def canonical(value: Any) -> bytes:
    """The bytes of a JSON value that are stored and hashed (RFC 8785)."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def spelled(row: Row) -> bytes:
    """The bytes of a row or of an event, of which there is one spelling too."""
    return json.dumps(row, sort_keys=True, separators=(",", ":")).encode()


def at(where: str, *rules: tuple[object, str]) -> Found:
    """Those of the rules that are broken."""
    return ((where, sentence) for is_broken, sentence in rules if is_broken)


def council_time(moment: str) -> datetime:
    """A moment in UTC as London's clocks show it (summer time as since 1996)."""
    then = datetime.fromisoformat(moment)

    def turn(month: int) -> datetime:
        last = then.replace(month=month, day=31, hour=1, minute=0, second=0)
        return last.replace(microsecond=0) - timedelta((last.weekday() + 1) % 7)

    summer = timedelta(hours=turn(3) <= then < turn(10))
    return then.astimezone(timezone(summer))


def council_day(moment: str) -> str:
    return council_time(moment).date().isoformat()


# --- The bundle ---------------------------------------------------------------

NAMES = re.compile(
    r"README\.txt|SHA256SUMS|bundle\.json|ledger\.jsonl|verify\.py"
    rf"|rows/[a-z]+\.[a-z]+\.jsonl|working/({'|'.join(map(re.escape, WORKING))})\.jsonl"
    r"|bytes/[a-z]+\.[a-z]+/[1-9][0-9]*\.[a-z]+",
    re.ASCII,
)


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
        links = [name for name in below if os.path.islink(os.path.join(folder, name))]
        for full in (os.path.join(folder, name) for name in [*names, *links]):
            name = os.path.relpath(full, path).replace(os.sep, "/")
            # A pipe would keep whoever opens it waiting.
            if not stat.S_ISREG(os.lstat(full).st_mode):
                raise ValueError(f"{name} is not a plain file")
            with open(full, "rb") as file:
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

    def one(self, table: str, **values: Any) -> "Row | None":
        return next(iter(self.having(table, **values)), None)

    def target(self, table: str, column: str, key: Any) -> str:
        """The table to which a column of a table leads, or ""."""
        told = ELSEWHERE.get((table, column))
        found = told or LEADS.get(column) or OTHERS.get(column, "")
        # A paper that is no report is a statement.
        if column == "paper_id" and not told and key not in self.rows.get(REPORT, {}):
            return STATEMENT
        return found

    def statement_of(self, table: str, row: Row) -> "int | None":
        """The key of the statement that a row is about; None when it is about none."""
        column = next((name for name in LEADS if row.get(name) is not None), None)
        if column is None:
            return None
        key, above = row[column], self.target(table, column, row[column])
        return (
            key
            if above == STATEMENT
            else self.statement_of(above, self.row(above, key))
        )


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
    def tells(self) -> list[Row]:
        """What each event tells besides."""
        return [json.loads(event["data"]) for event in self.events]

    @cached_property
    def hashes(self) -> list[str]:
        return [sha(line) for line in self.lines("ledger.jsonl")]

    @cached_property
    def recorded(self) -> dict[str, tuple[str, int]]:
        """Of each evidence row its fingerprint in the ledger, and at which event."""
        return {
            address: (fingerprint, number)
            for number, told in enumerate(self.tells)
            for address, fingerprint in told["rows"].items()
        }

    @cached_property
    def begun(self) -> dict[str, int]:
        """At which event each thing was recorded, or first spoken of."""
        found: dict[str, int] = {}
        for number, event in enumerate(self.events):
            found.setdefault(f"{event['subject_type']}:{event['subject_id']}", number)
        return {
            **found,
            **{name: number for name, (_, number) in self.recorded.items()},
        }

    @cached_property
    def names(self) -> dict[int, set[str]]:
        """What the ledger calls each account."""
        found: dict[int, set[str]] = {}
        for event in self.events:
            if event["actor"] is not None:
                found.setdefault(event["actor"], set()).add(event["actor_name"])
            if event["subject_type"] == "people.user":
                key = int(event["subject_id"])
                found.setdefault(key, set()).add(event["subject_name"])
        return found

    def recorded_at(self, table: str, row: Row) -> int:
        return self.recorded[f"{table}:{row['id']}"][1]

    def about(self, verb: str, table: str, key: int) -> list[int]:
        """The events of that name about a thing, by their numbers."""
        return [
            number
            for number, event in enumerate(self.events)
            if event["verb"] == verb
            and (event["subject_type"], event["subject_id"]) == (table, str(key))
        ]

    @cached_property
    def statement(self) -> Row:
        found = self.one(STATEMENT, round=self.told["round"])
        if found is None:
            raise LookupError(f"there is no statement of round {self.told['round']}")
        return found

    def of_statement(self, table: str, before: "int | None" = None) -> list[Row]:
        """Its rows of a table, in their order; those before an event, if named."""
        found = [
            row
            for row in self.rows.get(table, {}).values()
            if self.statement_of(table, row) == self.statement["id"]
        ]
        if before is None:
            return found
        return [row for row in found if self.recorded_at(table, row) < before]

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
        yield from at(
            name,
            (name not in listed, "it is not listed in SHA256SUMS"),
            (name not in b.files, "the file is missing"),
            (not NAMES.fullmatch(name), "a bundle has no such file"),
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
    """Every row has its fingerprint in the chain, and every fingerprint its row; each
    event and row is in the one spelling that there is, so that nothing stands twice."""
    for number, line in enumerate(b.lines("ledger.jsonl")):
        event, data = b.events[number], json.dumps(b.tells[number], sort_keys=True)
        if spelled(event) != line or data != event["data"]:
            yield f"event {number + 1}", "it is not spelled as the program spells it"
    left = dict(b.recorded)
    if len(left) != sum(len(told["rows"]) for told in b.tells):
        yield "the ledger", "a row is recorded by two events"
    for table, rows in b.listed.items():
        keys = [row["id"] for row in rows]
        if keys != sorted(set(keys)):
            yield table, "its rows are out of order, or twice there"
        if table in WORKING:
            continue
        for row, line in zip(rows, b.lines(f"rows/{table}.jsonl")):  # noqa: B905
            address = f"{table}:{row['id']}"
            fingerprint, _ = left.pop(address, ("", 0))
            if fingerprint != sha(line):
                told = "is not as it was recorded" if fingerprint else "has no event"
                yield address, f"the row {told}"
            if spelled(row) != line:
                yield address, "it is not spelled as the program spells it"
    yield from ((address, "the row has been removed") for address in left)


def statuses_are_as_recorded(b: Bundle) -> Found:
    """What was not written once is as the ledger made and left it, and all there."""
    known: dict[str, Row] = {}
    for event, told in zip(b.events, b.tells):  # noqa: B905
        about = event["subject_type"]
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


def things_happened_in_order(b: Bundle) -> Found:
    """Time runs on, nothing rests on what was recorded after it, and each row says
    of itself when it was recorded."""
    moments = [datetime.fromisoformat(event["at"]) for event in b.events]
    for number in range(1, len(moments)):
        if moments[number] < moments[number - 1] - SLACK:
            yield f"event {number + 1}", "it happened before the event before it"
    for table, rows in b.rows.items():
        for key, row in rows.items():
            where = f"{table}:{key}"
            here = b.begun.get(where, len(moments))
            for column, value in row.items():
                on = f"{b.target(table, column, value)}:{value}"
                if value is None or on.startswith(":"):
                    continue
                if on not in b.begun:
                    yield where, f"it rests on {on}, which no event recorded"
                elif b.begun[on] > here:
                    yield where, f"it rests on {on}, which was recorded after it"
            for column in AT_ITS_EVENT.intersection(row) if here < len(moments) else ():
                apart = moments[here] - datetime.fromisoformat(row[column])
                if abs(apart) > SLACK:
                    yield where, f"its event is of another time than its {column}"


def events_say_what_rows_say(b: Bundle) -> Found:
    """A row on which authority rests was recorded by an event of such a name, about
    something that it leads to, and both say the same; and it is there once."""
    for table, (verbs, names, unique) in AUTHORISING.items():
        rows = b.rows.get(table, {}).values()
        for columns in filter(None, unique.split(", ")):
            values = [[row.get(name) for name in columns.split()] for row in rows]
            given = [json.dumps(value) for value in values if None not in value]
            if len(set(given)) < len(given):
                yield table, f"two rows have the same {columns.replace(' ', ' and ')}"
        for row in rows:
            where, number = f"{table}:{row['id']}", b.recorded_at(table, row)
            event, told = b.events[number], b.tells[number]
            about = f"{event['subject_type']}:{event['subject_id']}"
            # A round's number is told as its `round`.
            says = {**row, "round": row["number"]} if table == ROUND else row
            must = [name for name in names.split() if name in row]
            differs = [
                n for n in {*says, *must} & {*told, *must} if told.get(n) != says[n]
            ]
            by = row.get(DONE_BY.get(table, ""), event["actor"])
            yield from at(
                where,
                (by != event["actor"], "its event says that somebody else did it"),
                (
                    event["verb"] not in verbs.split(),
                    "another kind of event recorded it",
                ),
                (
                    about not in leads_to(b, table, row),
                    "its event is about another thing",
                ),
                (
                    differs,
                    f"its event says otherwise of its {min(differs, default='')}",
                ),
            )


def leads_to(b: Bundle, table: str, row: Row) -> set[str]:
    """The row itself, and everything that it rests on."""
    found: set[str] = set()
    waiting = [(table, row)]
    while waiting:
        table, row = waiting.pop()
        found.add(f"{table}:{row['id']}")
        for column, key in row.items():
            above = b.target(table, column, key)
            if above and key is not None and f"{above}:{key}" not in found:
                waiting.append((above, b.row(above, key)))
    return found


def bytes_are_there(b: Bundle) -> Found:
    """Of this statement, every row's bytes are here and have the SHA-256 of the row."""
    left = {name for name in b.files if name.startswith("bytes/")}
    for table, columns in BYTES.items():
        for row in b.rows.get(table, {}).values():
            if b.statement_of(table, row) not in (None, b.statement["id"]):
                continue
            for column in (name for name in columns if name in row):
                name = f"bytes/{table}/{row['id']}.{column}"
                left.discard(name)
                if name not in b.files or sha(b.files[name]) != row[column]:
                    yield name, f"they are not the bytes of {table}:{row['id']}"
                elif (
                    column == "content"
                    and row.get("digest", row[column]) != row[column]
                ):
                    yield name, "they have another digest than the row says"
                elif column in SPELLED and not is_canonical(b.files[name]):
                    yield name, "they are not in canonical form"
    yield from ((name, "no row names these bytes") for name in sorted(left))


def is_canonical(content: bytes) -> bool:
    """Whether it is JSON in the one spelling that is stored, so that no name in it is
    given twice."""
    return canonical(json.loads(content)) == content


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
                (not is_canonical(content), "its bytes are not canonical"),
            )
            check_form(b.text(version))


def what_was_dismissed_does_not_count(b: Bundle) -> Found:
    for row in b.rows.get(DISMISSAL, {}).values():
        for column, (table, name) in CONFIRMED.items():
            if column in row and (made := b.one(table, **{name: row[column]})):
                yield f"{table}:{made['id']}", "what it confirms had been dismissed"


def delegations_have_sources(b: Bundle) -> Found:
    for delegation in b.of_statement(DELEGATION):
        yield from source_holds(b, delegation)


def source_holds(b: Bundle, delegation: Row) -> Found:
    """A delegation comes from a decision that agreed to something, or from urgency
    that two clerks recorded; and its offices suit its mode."""
    where = f"{DELEGATION}:{delegation['id']}"
    offices = b.having(PART, delegation_id=delegation["id"])
    deciding = sum(decides(row) for row in offices)
    consulted = sum(row["part"] == "consulted" for row in offices)
    suits = {
        "joint": deciding > 1 and not consulted,
        "consultation": deciding == 1 and consulted > 0,
        "sole": deciding == 1 and not consulted,
    }
    is_whole = deciding + consulted == len(offices)
    is_known = delegation["scope"] in ("any", "minor", "material")
    yield from at(
        where,
        (not suits.get(delegation["mode"]), "its offices do not suit its mode"),
        (not is_whole or not is_known, "its scope, or a part in it, is not known"),
    )
    if "decision_id" in delegation:
        decision = b.row(DECISION, delegation["decision_id"])
        agreed = decision["outcome"] in ("agreed", "agreed_as_amended")
        about = b.statement_of(DECISION, decision)
        yield from at(
            where,
            (
                about != delegation["statement_id"],
                "its decision is on another statement",
            ),
            (not agreed, "its decision agreed to nothing"),
        )
        return
    urgency = b.row("decisions.urgency", delegation["urgency_id"])
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
    """Of each text that counted, since the papers on which a body had then decided:
    each version is the one before it with an authorised patch."""
    if b.statement["imported"]:
        b.notes.append("Approved before the system was used: no authority is proved.")
        return
    if b.statement["status"] not in DECIDED:
        b.notes.append("No body has decided on the text as it is: nothing to cover.")
    last: dict[int, int] = {}
    for when, version in texts_that_counted(b):
        decisions = b.of_statement(DECISION, before=when)
        if not decisions:
            yield f"version {version['number']}", "no body had decided on it"
            continue
        key = tabling_of(b, decisions[-1])["id"]
        last[key] = max(last.get(key, 0), version["number"])
    for key, number in sorted(last.items()):
        yield from text_is_covered(b, b.row(TABLING, key), number)


def texts_that_counted(b: Bundle) -> Iterator[tuple[int, Row]]:
    """Every version that was cleared, submitted or published, with the event that says
    so; and the text as it is now, once a body has decided on it."""
    for table in (CLEARANCE, SUBMISSION, COPY):
        for row in b.of_statement(table):
            if not row.get("incident"):
                yield b.recorded_at(table, row), b.row(VERSION, row["version_id"])
    if b.statement["status"] in DECIDED:
        yield len(b.events), b.versions(b.statement["id"])[-1]


def text_is_covered(b: Bundle, tabling: Row, until: int) -> Found:
    """From the version that was decided on to that number."""
    decided = b.row(VERSION, tabling["appendix_id"])
    digest = b.tells[b.recorded_at(TABLING, tabling)].get("digest")
    where = f"the decision on version {decided['number']}"
    yield from at(
        where,
        (decided["paper_id"] != b.statement["id"], "it was on another paper"),
        (decided["digest"] != digest, "another text was put to the meeting"),
        (decided["number"] > until, "an older version was cleared after it"),
    )
    meeting = b.row(REPORT, tabling["report_id"])["meeting_id"]
    held_on = b.row("decisions.meeting", meeting)["held_on"]
    for decision in b.of_statement(DECISION):
        if tabling_of(b, decision) == tabling:
            turned_back = decision["outcome"] in TURNED_BACK
            too_soon = council_day(decision["recorded_at"]) < held_on
            yield from at(
                where,
                (turned_back, "the text was put to a body, which did not agree to it"),
                (decision["meeting_id"] != meeting, "its meeting is not the report's"),
                (too_soon, "it was recorded before its meeting"),
            )
    text, steps = b.text(decided), {ROUND: 0, DECISION: 0}
    for version in b.versions(b.statement["id"])[decided["number"] : until]:
        where = f"version {version['number']}"
        authority = b.one(AUTHORITY, version_id=version["id"])
        if authority is None:
            yield where, "no decision or change stands behind it"
            return
        table = ROUND if "signing_round_id" in authority else DECISION
        source = b.row(
            table, authority.get("signing_round_id") or authority["decision_id"]
        )
        patch = json.loads(b.stored(table, source, "patch"))
        if table == ROUND:
            done = b.recorded_at(AUTHORITY, authority)
            yield from round_holds(b, source, where, "amendment", done)
        elif b.statement_of(DECISION, source) != b.statement["id"] or not patch:
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
    b: Bundle,
    signing_round: Row,
    where: str,
    kind: str,
    done: int,
    *,
    voided: bool = False,
) -> Found:
    """What is wrong with a round that was complete by an event: digest, offices,
    persons, scope, mode."""
    change = b.row(CHANGE, signing_round["change_id"])
    delegation = b.row(DELEGATION, signing_round["delegation_id"])
    offices = b.having(PART, delegation_id=delegation["id"])
    parts = {row["office_id"]: row for row in offices}
    signed = b.having(SIGNOFF, signing_round_id=signing_round["id"])
    where = f"{where}, change {change['number']}, round {signing_round['number']}"
    yield from source_holds(b, delegation)
    agreed = [
        number
        for number in b.about("change.applied", CHANGE, change["id"])
        if b.tells[number].get("round") == signing_round["number"]
    ]
    told = {b.tells[number].get("digest") for number in agreed}
    yield from at(
        where,
        (len(agreed) != 1 or agreed[0] > done, "no event says that it was agreed"),
        (told - {signing_round["digest"]}, "another digest was agreed"),
    )
    for part in offices:
        done_by = ("approved",) if decides(part) else ("approved", "refused")
        given = [s["verdict"] for s in signed if s["office_id"] == part["office_id"]]
        if len(given) != 1 or given[0] not in done_by:
            yield where, f"the signature of office {part['office_id']} is missing"
    for signoff in signed:
        place = f"{where}, office {signoff['office_id']}"
        if any(b.recorded_at(SIGNOFF, signoff) > number for number in agreed):
            yield place, "it signed after the change was agreed"
        part = parts.get(signoff["office_id"], {})
        yield from signature_holds(b, signoff, signing_round, part, place)
    deciding = [s for s in signed if decides(parts.get(s["office_id"], {}))]
    people = {s["person_id"] for s in deciding}
    views = [(b.recorded_at(SIGNOFF, s), s["at"]) for s in signed if s not in deciding]
    raised = b.one("decisions.materialityraise", signing_round_id=signing_round["id"])
    nature = "material" if signing_round["material"] or raised else "minor"
    authors = author_keys(signing_round)
    persons = {s["person_id"] for s in signed}
    digest = digest_of(b, signing_round, change)
    fits = delegation["scope"] in ("any", nature)
    too_soon = any(
        b.recorded_at(SIGNOFF, s) < place or s["at"] < moment
        for s in deciding
        for place, moment in views
    )
    many = delegation["mode"] != "joint" and len(people) != 1
    about = delegation["statement_id"]
    ended = ("applied", "withdrawn") if voided else ("applied",)
    yield from at(
        where,
        (change["kind"] != kind, f"it is no {kind}"),
        (change["status"] not in ended, f"the change is {change['status']}"),
        (about != change["statement_id"], "its delegation is for another statement"),
        (digest != signing_round["digest"], "it is not what its digest says"),
        (len(persons) < len(signed), "one person signed for two offices"),
        (many, "it was not decided by one office"),
        (too_soon, "it was decided before every view was given"),
    )
    if kind != "final":
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
    here = b.recorded_at(SIGNOFF, signoff)
    actor, office = b.events[here]["actor"], b.events[here]["office"]
    named = b.row("decisions.office", signoff["office_id"])["name"]
    day = council_day(signoff["at"])
    in_time = delegation["starts_on"] <= day <= delegation.get("until", "9999")
    is_over = end and here > b.recorded_at("decisions.delegationend", end)
    approves = signoff["verdict"] == "approved" or (part and not decides(part))
    on_paper = signoff["means"] == "on_paper"
    by = signoff.get("confirmed_by_id") if on_paper else signoff["person_id"]
    is_own = signoff["means"] == "own_account" and not {
        "paper_id",
        "confirmed_by_id",
    }.intersection(signoff)
    yield from at(
        where,
        (not part, "it has no part in the delegation"),
        (signoff["digest"] != signing_round["digest"], "another digest was signed"),
        (not approves, "it did not approve"),
        (taken_back, "its signature was taken back"),
        (not in_time, "it signed outside the delegation's dates"),
        (is_over, "it signed after the delegation had ended"),
        (not held(b, signoff, part, day), "the signer did not hold it on that day"),
        (
            not on_paper and not is_own,
            "it was signed neither on paper nor by its holder",
        ),
        (actor != by, "the ledger says that somebody else signed"),
        (office != named, "the ledger says that another office signed"),
    )
    if on_paper:
        paper = b.row(PAPER, signoff["paper_id"])
        scan = sha(b.stored(PAPER, paper, "scan"))
        clerks = {paper["entered_by_id"], signoff["confirmed_by_id"]}
        others = {signoff["person_id"], *author_keys(signing_round)}
        same = ("signing_round_id", "office_id", "person_id", "verdict", "digest")
        are_two = len(clerks) == 2 and not clerks & others
        begun = b.row("decisions.appointment", signoff["appointment_id"])["starts_on"]
        if "absence_id" in signoff:
            absence = b.row("decisions.absence", signoff["absence_id"])
            begun = max(begun, absence["starts_on"])
        yield from at(
            where,
            (any(paper[n] != signoff[n] for n in same), "the paper says otherwise"),
            (scan != paper["scan_sha256"], "the scan has another SHA-256"),
            (not are_two, "the paper was not entered by two others"),
            (paper["signed_on"] < begun, "it was signed before the signer acted"),
        )


def held(b: Bundle, signoff: Row, part: Row, day: str) -> bool:
    """Whether the appointment was in force: to the office, or to its substitute
    during an absence that had been recorded."""
    appointment = b.row("decisions.appointment", signoff["appointment_id"])
    end = b.one("decisions.appointmentend", appointment_id=appointment["id"])
    entry = b.row("decisions.appointmententry", appointment["entry_id"])
    clerks = {entry["entered_by_id"], appointment["confirmed_by_id"]}
    in_force = (
        appointment["person_id"] == signoff["person_id"]
        and appointment["starts_on"] <= day <= (end or {}).get("ends_on", "9999")
        and len(clerks - {signoff["person_id"]}) == 2
    )
    if "absence_id" not in signoff:
        return in_force and appointment["office_id"] == signoff["office_id"]
    absence = b.row("decisions.absence", signoff["absence_id"])
    back = b.one(ABSENCE_END, absence_id=absence["id"])
    is_back = (
        back
        and day >= back["ended_on"]
        and b.recorded_at(SIGNOFF, signoff) > b.recorded_at(ABSENCE_END, back)
    )
    was_away = (
        absence["office_id"] == signoff["office_id"]
        and absence["starts_on"] <= day <= absence.get("until", "9999")
        and not is_back
    )
    stands_in = appointment["office_id"] == part.get("substitute_id")
    return in_force and was_away and stands_in


# --- What came of it ----------------------------------------------------------


def live_clearance(b: Bundle, when: int) -> "Row | None":
    """The clearance that stood just before an event: the last, unless undone."""
    for clearance in reversed(b.of_statement(CLEARANCE, before=when)):
        undone = b.one(REOPENING, clearance_id=clearance["id"])
        if undone and b.recorded_at(REOPENING, undone) < when:
            return None
        return clearance
    return None


def is_cleared(b: Bundle, version: Row, when: int) -> bool:
    clearance = live_clearance(b, when)
    return clearance is not None and clearance["version_id"] == version["id"]


def clearances_hold(b: Bundle) -> Found:
    for clearance in b.of_statement(CLEARANCE):
        yield from clearance_holds(b, clearance, f"clearance {clearance['id']}")
    for submission in b.of_statement(SUBMISSION):
        if not submission["incident"]:
            version = b.row(VERSION, submission["version_id"])
            when = b.recorded_at(SUBMISSION, submission)
            is_told = b.tells[when].get("digest") == version["digest"]
            yield from at(
                f"submission {submission['id']}",
                (submission["digest"] != version["digest"], "its digest is another's"),
                (not is_told, "its event names another digest"),
                (not is_cleared(b, version, when), "its version was not cleared then"),
            )


def clearance_holds(b: Bundle, clearance: Row, where: str) -> Found:
    version, when = (
        b.row(VERSION, clearance["version_id"]),
        b.recorded_at(CLEARANCE, clearance),
    )
    told = b.tells[when]
    is_told = (told.get("version"), told.get("digest")) == (
        version["number"],
        version["digest"],
    )
    yield from at(
        where,
        (not is_told, "its event names another version"),
        (
            version["paper_id"] != clearance["statement_id"],
            "it clears a version of another paper",
        ),
    )
    if "signing_round_id" in clearance:
        final = b.row(ROUND, clearance["signing_round_id"])
        kind = b.row(CHANGE, final["change_id"])["kind"]
        reopened = b.one(REOPENING, clearance_id=clearance["id"])
        patch = b.stored(ROUND, final, "patch")
        yield from at(
            where,
            (kind != "final", "it stands on a change that is no final approval"),
            (patch != b"{}", "its final approval has a patch"),
            (final["version_id"] != version["id"], "another version was approved"),
        )
        yield from round_holds(
            b, final, where, "final", when, voided=reopened is not None
        )
        return
    decision = b.row(DECISION, clearance["decision_id"])
    amended = b.one(AUTHORITY, decision_id=decision["id"])
    approved = (amended or {}).get("version_id", tabling_of(b, decision)["appendix_id"])
    yield from at(
        where,
        (not decision["approves_text"], "its decision does not approve the text"),
        (approved != version["id"], "its decision approves another version"),
    )


def final_copies_are_the_cleared_text(b: Bundle) -> Found:
    """Bytes, chain and attachments of each final copy, and that it was cleared."""
    records = b.of_statement(RECORD)
    published = {b.stored(RECORD, row, "content") for row in records}
    copies = {}
    for copy in b.of_statement(COPY):
        pdf, chain = (b.stored(COPY, copy, column) for column in ("pdf", "chain"))
        version, told = b.row(VERSION, copy["version_id"]), json.loads(chain)
        where, when = f"{COPY}:{copy['id']}", b.recorded_at(COPY, copy)
        copies[copy["sha256"]] = version
        other = told["version"]["digest"] != version["digest"]
        yield from at(
            where,
            (sha(pdf) != copy["sha256"], "the PDF does not have its SHA-256"),
            (other, "its chain names another version"),
        )
        if b.statement["imported"]:
            continue
        if not is_cleared(b, version, when):
            yield where, "its version was not cleared then"
        for place in differing(told, chain_of(b, version, when)):
            yield where, f"authority.json says otherwise than the rows:{place}"
        content = b.stored(VERSION, version, "content")
        wanted = {"document.json": content, "authority.json": chain}
        for record in told.get("records", []):
            wanted[record["file"]] = canonical(record["content"])
            if wanted[record["file"]] not in published:
                yield where, f"{record['file']} is not a record that was published"
        try:
            found = attachments(pdf)
        except UNREADABLE as error:
            yield where, f"the files in the PDF cannot be read ({error})"
            continue
        for name in sorted(wanted.keys() | found.keys()):
            if found.get(name) != wanted.get(name):
                yield where, f"{name} in the PDF is not what the record holds"
    for when in b.about("statement.published", STATEMENT, b.statement["id"]):
        copied = copies.get(b.tells[when].get("sha256"))
        if copied is None or not is_cleared(b, copied, when):
            yield f"event {when + 1}", "it publishes what was not cleared then"


# --- What authority.json must say ---------------------------------------------


def differing(told: Any, wanted: Any, place: str = "") -> Iterator[str]:
    """Where a value is not as it must be. Only what is wanted is compared; of a set
    any will do, and of an empty one nothing is known."""
    if isinstance(wanted, dict) and isinstance(told, dict):
        for name, value in wanted.items():
            # Words that are exempt are left out of a patch, which says so.
            if name == "patch" and "withheld" in told:
                continue
            yield from differing(told.get(name), value, f"{place} {name}")
    elif isinstance(wanted, list) and isinstance(told, list):
        if len(told) != len(wanted):
            yield f"{place} (their number)"
        for number, pair in enumerate(zip(told, wanted), 1):  # noqa: B905
            yield from differing(*pair, f"{place} {number}")
    elif isinstance(wanted, set):
        if wanted and told not in wanted:
            yield place
    elif told != wanted:
        yield place


def chain_of(b: Bundle, version: Row, when: int) -> Row:
    """What the chain of a final copy made at an event must say, by the rows."""
    clearance = live_clearance(b, when) or {}
    decisions = b.of_statement(DECISION, before=when)
    tabling = tabling_of(b, decisions[-1])
    decisions = [d for d in decisions if tabling_of(b, d) == tabling]
    decided = b.row(VERSION, tabling["appendix_id"])
    changes = []
    for after in b.versions(b.statement["id"])[decided["number"] : version["number"]]:
        authority = b.one(AUTHORITY, version_id=after["id"]) or {}
        if "signing_round_id" in authority:
            told = change_of(b, b.row(ROUND, authority["signing_round_id"]))
            number = {"version": after["number"], "version_digest": after["digest"]}
            changes.append({**told, **number})
    rounds = [
        r["delegation_id"]
        for r in b.of_statement(ROUND, before=when)
        if b.row(VERSION, r["version_id"])["number"] <= version["number"]
    ]
    given = [decision["id"] for decision in decisions]
    used = [
        delegation_of(b, row)
        for row in b.of_statement(DELEGATION, before=when)
        if row["id"] in rounds or row.get("decision_id") in given
    ]
    final = clearance.get("signing_round_id")
    sent = [
        row
        for row in b.of_statement(SUBMISSION, before=when)
        if not row["incident"] and row["version_id"] == version["id"]
    ]
    return {
        "statement": {"round": b.statement["round"]},
        "version": {"number": version["number"], "digest": version["digest"]},
        "decided": {"number": decided["number"], "digest": decided["digest"]},
        "imported": False,
        "cleared_on": council_day(clearance["cleared_at"]),
        "decisions": [decision_of(b, row) for row in decisions],
        "delegations": used,
        "changes": changes,
        "final_approval": change_of(b, b.row(ROUND, final)) if final else None,
        "submission": submission_of(b, sent[0]) if sent else None,
    }


def decision_of(b: Bundle, decision: Row) -> Row:
    meeting = b.row("decisions.meeting", decision["meeting_id"])
    about = b.row("decisions.recommendation", decision["recommendation_id"])
    return {
        "body": b.row("decisions.body", meeting["body_id"])["name"],
        "held_on": meeting["held_on"],
        "recommendation": about["letter"],
        "outcome": {*CALLED[decision["outcome"]]},
        "patch": json.loads(b.stored(DECISION, decision, "patch")),
    }


def delegation_of(b: Bundle, delegation: Row) -> Row:
    return {
        "offices": [
            office_name(b, row["office_id"])
            for row in b.having(PART, delegation_id=delegation["id"])
        ],
        "mode": {*CALLED[delegation["mode"]]},
        "scope": {*CALLED[delegation["scope"]]},
        "conditions": delegation.get("conditions", ""),
    }


def change_of(b: Bundle, signing_round: Row) -> Row:
    change = b.row(CHANGE, signing_round["change_id"])
    raised = b.one("decisions.materialityraise", signing_round_id=signing_round["id"])
    return {
        "number": change["number"],
        "reason": signing_round["reason"],
        "patch": json.loads(b.stored(ROUND, signing_round, "patch")),
        "round": signing_round["number"],
        "digest": signing_round["digest"],
        "material": signing_round["material"] or raised is not None,
        "delegation": delegation_of(
            b, b.row(DELEGATION, signing_round["delegation_id"])
        ),
        "signoffs": [
            signoff_of(b, row)
            for row in b.having(SIGNOFF, signing_round_id=signing_round["id"])
        ],
    }


def signoff_of(b: Bundle, signoff: Row) -> Row:
    paper = b.row(PAPER, signoff["paper_id"]) if "paper_id" in signoff else {}
    clerks = [paper["entered_by_id"], signoff["confirmed_by_id"]] if paper else []
    appointment = b.row("decisions.appointment", signoff["appointment_id"])
    stands_in = "absence_id" in signoff
    return {
        "office": office_name(b, signoff["office_id"]),
        "person": b.names.get(signoff["person_id"], set()),
        "at": council_time(signoff["at"]).isoformat(timespec="seconds"),
        "verdict": {*CALLED[signoff["verdict"]]},
        "means": {*CALLED[signoff["means"]]},
        "interests": signoff["interests"],
        "digest": signoff["digest"],
        "as_substitute": office_name(b, appointment["office_id"])
        if stands_in
        else None,
        "signed_on": paper.get("signed_on"),
        "scan_sha256": paper.get("scan_sha256"),
        "recorded_by": [b.names.get(clerk, set()) for clerk in clerks] or None,
    }


def submission_of(b: Bundle, submission: Row) -> Row:
    return {
        "at": council_time(submission["sent_at"]).isoformat(timespec="seconds"),
        "by": b.names.get(submission["recorded_by_id"], set()),
        "reference": submission["reference"],
        "digest": submission["digest"],
    }


def office_name(b: Bundle, key: int) -> str:
    return b.row("decisions.office", key)["name"]


# --- The attachments of a PDF -------------------------------------------------

_SPACE = rb"[\0\t\n\f\r ]*"
HEADER = re.compile(rb"%PDF-1\.\d\r?\n%[^\r\n]*\r?\n")
OBJECT = re.compile(rb"%b(\d+) 0 obj\b" % _SPACE)
STREAM, CLOSE = re.compile(rb"stream\r?\n"), re.compile(rb"%bendobj\b" % _SPACE)
CLOSE_STREAM = re.compile(rb"%bendstream\b" % _SPACE)
TRAILER = re.compile(rb"%bstartxref%b(\d+)%b%%%%EOF%b" % ((_SPACE,) * 4))
WORD = re.compile(
    rb"%b(<<|>>|[\[\]()]|/[^\0\t\n\f\r <>\[\](){}/%%]*|<[0-9A-Fa-f]*>"
    rb"|[^\0\t\n\f\r <>\[\](){}/%%]+)" % _SPACE
)
IN_STRING = re.compile(rb"(?s)\\.|[()]|[^\\()]+")


# Of each object 1, where it stands and 0; or 2, the stream that it stands in, and its
# number there.
Places = dict[int, tuple[int, int, int]]


class Reference(int):
    """The number of an object that stands elsewhere in the PDF."""


def parsed(content: bytes, here: int) -> tuple[Any, int]:
    """One value of a PDF, and where what follows it begins. No reader of PDF sees
    anything else there: comments, names given twice and the like are refused."""
    open_ones: list[tuple[bytes, list[Any]]] = [(b"", [])]
    while found := WORD.match(content, here):
        word = found[1]
        if word in (b"endobj", b"stream"):
            break
        here, inside = found.end(), open_ones[-1][1]
        if word in (b"<<", b"["):
            open_ones.append((word, []))
        elif word in (b">>", b"]"):
            opened, inside = open_ones.pop()
            if (opened, word) not in ((b"<<", b">>"), (b"[", b"]")):
                raise ValueError("brackets in the PDF do not match")
            made: Any = inside
            if opened == b"<<":
                made = dict(zip(inside[::2], inside[1::2]))  # noqa: B905
                if 2 * len(made) != len(inside):
                    raise ValueError("a name in the PDF is given twice")
            open_ones[-1][1].append(made)
        elif word == b"(":
            begins, depth = here, 1
            while depth:
                part = IN_STRING.match(content, here)
                if part is None:
                    raise ValueError("a string in the PDF does not end")
                here = part.end()
                depth += (part[0] == b"(") - (part[0] == b")")
            inside.append(content[begins : here - 1])
        elif word == b"R":
            inside[-2:] = [Reference(inside[-2])]
        elif word.startswith(b"/"):
            name = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), word)
            inside.append(name.decode("latin-1"))
        else:
            inside.append(
                bytes.fromhex(word[1:-1].decode()) if word[:1] == b"<" else word
            )
    if len(open_ones) != 1 or len(open_ones[0][1]) != 1:
        raise ValueError("a value in the PDF cannot be read")
    return open_ones[0][1][0], here


class Pdf:
    """The objects of a PDF: all that stand in the file, and each once, so that every
    reader finds the same ones by its table."""

    def __init__(self, content: bytes) -> None:
        self.objects: dict[int, Any] = {}
        self.streams: dict[int, bytes] = {}
        places: Places = {}
        start = HEADER.match(content)
        here = start.end() if start else 0
        while found := OBJECT.match(content, here):
            number = int(found[1])
            self.new(number, places, (1, found.start(1), 0))
            self.objects[number], here = parsed(content, found.end())
            if stream := STREAM.match(content, WORD.match(content, here).start(1)):  # type: ignore[union-attr]
                here = stream.end() + int(self.objects[number]["/Length"])
                self.streams[number] = content[stream.end() : here]
                here = CLOSE_STREAM.match(content, here).end()  # type: ignore[union-attr]
            here = CLOSE.match(content, here).end()  # type: ignore[union-attr]
        end = TRAILER.fullmatch(content, here)
        if not start or not end:
            raise ValueError("the PDF is not of the shape that the program makes")
        packed = [n for n in self.streams if self.objects[n].get("/Type") == "/ObjStm"]
        for number in packed:
            self.unpack(number, places)
        starts = (1, int(end[1]), 0)
        table = next((n for n, place in places.items() if place == starts), 0)
        self.trailer = self.objects[table]
        if self.listed(table) != places or {"/Prev", "/Encrypt"} & self.trailer.keys():
            raise ValueError("the PDF's table of objects names others than there are")

    def new(self, number: int, places: Places, place: tuple[int, int, int]) -> None:
        if number in places:
            raise ValueError(f"object {number} is in the PDF twice")
        places[number] = place

    def unpack(self, packed: int, places: Places) -> None:
        """The objects that stand in a stream."""
        content, told = self.content(packed), self.objects[packed]
        first = int(told["/First"])
        pairs = [int(word) for word in content[:first].split()]
        ends = [*pairs[3::2], len(content) - first]
        if len(pairs) != 2 * int(told["/N"]):
            raise ValueError("a stream in the PDF does not hold what it says")
        for place, number in enumerate(pairs[::2]):
            self.new(number, places, (2, packed, place))
            one = content[first + pairs[2 * place + 1] : first + ends[place]]
            self.objects[number], end = parsed(one, 0)
            if one[end:].strip():
                raise ValueError(f"object {number} of the PDF is not one value")

    def listed(self, table: int) -> Places:
        """Where the table says that each object is: its place, or its stream."""
        if self.trailer.get("/Type") != "/XRef" or "/Index" in self.trailer:
            raise ValueError("the PDF's table of objects is of another kind")
        content = self.content(table)
        wide = [int(width) for width in self.trailer["/W"]]
        rows = (content[n : n + sum(wide)] for n in range(0, len(content), sum(wide)))
        found: Places = {}
        for number, row in enumerate(rows):
            first, second = wide[0], wide[0] + wide[1]
            fields = (row[:first], row[first:second], row[second:])
            kind, place, inner = (int.from_bytes(field, "big") for field in fields)
            if kind:
                found[number] = (kind, place, inner)
        return found

    def content(self, number: int) -> bytes:
        """The bytes of a stream, unpacked."""
        told, content = self.objects[number], self.streams[number]
        if "/Filter" not in told:
            return content
        if told["/Filter"] != "/FlateDecode":
            raise ValueError(f"stream {number} of the PDF is packed in another way")
        content = zlib.decompress(content)
        if "/DecodeParms" not in told:
            return content
        # Each row is the one above it, and the differences (predictor "up").
        wide = int(told["/DecodeParms"]["/Columns"])
        above, unpacked = bytes(wide), b""
        for here in range(0, len(content), wide + 1):
            if content[here] != 2:
                raise ValueError(f"stream {number} of the PDF is packed in another way")
            row = content[here + 1 : here + 1 + wide]
            above = bytes((a + d) & 255 for a, d in zip(above, row))  # noqa: B905
            unpacked += above
        return unpacked

    def at(self, value: Any) -> Any:
        return self.objects[value] if isinstance(value, Reference) else value

    def holding(self, name: str) -> int:
        """How many dictionaries of the file have an entry of that name."""
        count, waiting = 0, [*self.objects.values()]
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                count += name in value
                waiting += value.values()
            elif isinstance(value, list):
                waiting += value
        return count


def attachments(content: bytes) -> dict[str, bytes]:
    """The files that a reader of the PDF is offered, by name: those that its catalogue
    lists. Any that is kept in another way is refused, since readers differ there."""
    pdf = Pdf(content)
    catalogue = pdf.at(pdf.trailer["/Root"])
    tree = pdf.at(pdf.at(catalogue["/Names"])["/EmbeddedFiles"])
    pairs = pdf.at(tree["/Names"])
    found: dict[str, bytes] = {}
    for key, named in zip(pairs[::2], pairs[1::2]):  # noqa: B905
        told = pdf.at(named)
        stream = pdf.at(told["/EF"])["/F"]
        is_plain = (
            isinstance(named, Reference)
            and told["/Type"] == "/Filespec"
            and key == told["/F"] == told["/UF"]
            and {*pdf.at(told["/EF"]).values()} == {stream}
            and pdf.objects[stream]["/Type"] == "/EmbeddedFile"
        )
        name = key.decode("latin-1")
        if not is_plain or name in found:
            raise ValueError(f"{name} is attached to the PDF in a way of its own")
        found[name] = pdf.content(stream)
    streams = [v for v in pdf.objects.values() if isinstance(v, dict)]
    kept = sum(value.get("/Type") == "/EmbeddedFile" for value in streams)
    if "/Kids" in tree or {pdf.holding("/EF"), kept} != {len(found)}:
        raise ValueError("a file is kept in the PDF that its catalogue does not list")
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
    "Order of what happened": things_happened_in_order,
    "Events and what they say": events_say_what_rows_say,
    "Bytes against their rows": bytes_are_there,
    "Versions and their digests": versions_have_their_digests,
    "Entries that were dismissed": what_was_dismissed_does_not_count,
    "Delegations and their sources": delegations_have_sources,
    "Coverage of every word": words_are_covered,
    "Clearances and submissions": clearances_hold,
    "Final copies and their attachments": final_copies_are_the_cleared_text,
}


def verify(files: dict[str, bytes], receipts: "list[str] | None" = None) -> Row:
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
        "not_proved": [*NOT_PROVED],
    }


def readable(check: Callable[[Bundle], Found], bundle: Bundle) -> Found:
    """What a check finds; what it cannot even read is a break too."""
    try:
        yield from check(bundle)
    except UNREADABLE as error:
        yield "a stored value", f"it cannot be read, or does not fit ({error})"


def shown(text: str) -> str:
    """A line as it is printed: nothing in it commands the terminal."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def main(arguments: "list[str] | None" = None) -> int:
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
    lines = []
    for title, breaks in said["checks"].items():
        if breaks or not asked.quiet:
            lines.append(f"{'BROKEN' if breaks else 'holds':8}{title}")
        lines += [f"        {where}: {sentence}" for where, sentence in breaks[:1]]
        if len(breaks) > 1:
            lines.append(f"        and {len(breaks) - 1} more")
    if not asked.quiet:
        lines += said.get("notes", ())
        lines += ["This does not prove", *(f"  * {limit}" for limit in NOT_PROVED)]
        lines.append(f"The bundle {'holds.' if said['holds'] else 'is BROKEN.'}")
    for line in lines:
        print(shown(line))
    return int(not said["holds"])


if __name__ == "__main__":
    sys.exit(main())
