"""A record as it is read: the same lines on the page and in the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string

from decisions.states import CallIn, KeyDecision
from statements.rendering.pdf import Pdf, attachment, dressed, made
from statements.rendering.words import besides, capitalised, day, listed, moment

from .rules import BY_KEY, OF_MINUTES, Rules
from .value import Record

NOT_KNOWN, NONE = "Not known", "None"


@dataclass(frozen=True)
class Part:
    """One heading with what stands under it."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecordShown:
    """A record for a reader."""

    title: str
    council: str
    number: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    digest: str
    head: str


def shown(record: Record) -> RecordShown:
    rules = BY_KEY[record.get("rules")]
    body = record.get("kind") != "delegated"
    decided = day(record.get("decided_on"))
    title = (
        f"Decision of {record.get('decided_by')}, {decided}"
        if body
        else f"Delegated decision, {decided}"
    )
    parts = _of_body(record) if body else _of_delegates(record)
    return RecordShown(
        title=title,
        council=record.get("council"),
        number=record.get("number"),
        facts=tuple(_facts(record, body=body)),
        parts=(*parts, *_required(record, rules, body=body)),
        digest=record.digest,
        head=record.get("ledger_head"),
    )


@lru_cache(maxsize=8)
def record_pdf(record: Record) -> Pdf:
    """The tagged file of a record, made from its value alone."""
    told = shown(record)
    published = record.get("corrected_on") or record.get("published_on")
    html = render_to_string(
        "rendering/pdf/record.html",
        {
            "record": told,
            "outline": {"council": told.council},
            "created": published,
        },
    )
    words = "The record, as canonical JSON"
    file = attachment("record.json", record.canonical, words, "Source", on=published)
    return made(dressed(html, record.digest), [file])


def _facts(record: Record, *, body: bool) -> Iterator[tuple[str, str]]:
    number = record.get("number")
    if record.get("own_number") and record.get("ledger_head"):
        number = f"{number} (this system’s own numbering)"
    yield "Record", number
    if record.get("correction"):
        yield (
            "Corrected",
            f"{day(record.get('corrected_on'))} (edition {record.get('edition')}): "
            f"{record.get('correction')}",
        )
    yield "Decided by", record.get("decided_by")
    yield "Date of the decision", day(record.get("decided_on"))
    if body:
        yield "Minute number", record.get("minute_number") or NOT_KNOWN
    if report := record.get("report"):
        yield "Report", report
    yield "About", record.get("statement")
    if version := record.get("version"):
        begins = version["digest"][:12]
        yield "Version", f"{version['number']}, whose SHA-256 begins {begins}"
    yield "Published", day(record.get("published_on"))
    effective = record.get("effective_on")
    yield "Effective", day(effective) if effective else NOT_KNOWN


def _of_body(record: Record) -> Iterator[Part]:
    if recommendation := record.get("recommendation"):
        yield Part(
            f"Recommendation ({recommendation['letter']})",
            (recommendation["text"],),
        )
    outright = (
        ("The statement’s text was approved outright.",)
        if record.get("approves_text")
        else ()
    )
    yield Part(
        f"Decision: {record.get('outcome').lower()}",
        (record.get("wording"), *outright, *record.get("delegations", ())),
        tuple(record.get("amendments", ())),
    )
    yield Part("Reasons", (record.get("reasons"),))
    yield Part("Alternatives considered and rejected", (record.get("alternatives"),))
    yield Part(
        "Interests declared, and by whom",
        (record.get("interests"),),
    )


def _of_delegates(record: Record) -> Iterator[Part]:
    changes = record.get("changes")
    for change in changes:
        yield Part(
            f"Decision: {_agreed(change)}",
            ("The whole text was approved.",) if not change["sentences"] else (),
            tuple(change["sentences"]),
        )
    given = record.get("delegation")
    conditions = given["conditions"]
    yield Part(
        "Delegation",
        (
            f"By {given['by']}. {given['mode']}.",
            f"“{given['wording']}”",
            *([f"Conditions: “{conditions}”"] if conditions else []),
        ),
    )
    if record.get("urgent_because"):
        yield Part(
            "Urgency",
            (
                f"It could not wait for a meeting: {record.get('urgent_because')}",
                f"Agreed by: {record.get('agreed_by')}",
            ),
        )
    signatures = record.get("signatures")
    yield Part(
        "Who decided",
        items=tuple(_signed(s for s in signatures if not s["consulted"])),
    )
    consulted = tuple(_signed(s for s in signatures if s["consulted"]))
    yield Part("Who was consulted", () if consulted else (NONE,), consulted)
    yield Part(
        "Reasons",
        items=tuple(
            f"{capitalised(_short(c['name']))}: {c['reason']}" for c in changes
        ),
    )
    yield Part("Alternatives considered and rejected", (record.get("alternatives"),))
    yield Part("Interests declared, and by whom", items=tuple(_declared(signatures)))


def _declared(signatures: Any) -> Iterator[str]:
    """What each person declared, and on which changes."""
    together: dict[tuple[str, str], list[str]] = {}
    for row in signatures:
        together.setdefault((_who(row), row["interests"]), []).append(
            _short(row["change"])
        )
    for (who, interests), what in together.items():
        yield f"{who}, on {listed(what)}: {interests}"


def _who(row: Any, *, in_the_place_of_another: bool = False) -> str:
    """An office, with who acted in it, and in which office of their own."""
    aside = [besides(row["office"], row["person"])]
    if in_the_place_of_another and row["instead"]:
        aside.append(f"as {row['instead']} in the holder’s absence")
    told = ", ".join(filter(None, aside))
    return f"{row['office']} ({told})" if told else str(row["office"])


def _agreed(change: Any) -> str:
    if change["name"].startswith("change"):
        return f"{change['name']}, {change['title']}"
    return str(change["title"][:1].lower() + change["title"][1:])


def _short(name: str) -> str:
    """Change 4, or final approval: without the statement that it is about."""
    return name.split(" of ")[0]


def _signed(signatures: Any) -> Iterator[str]:
    """One line for all that one person said at once, in one office."""
    together: dict[tuple[str, ...], list[str]] = {}
    for row in signatures:
        paper = (
            f", on paper signed on {day(row['on_paper'])}" if row["on_paper"] else ""
        )
        comment = f". “{row['comment']}”" if row["comment"] else ""
        key = (
            _who(row, in_the_place_of_another=True),
            row["said"].lower(),
            f"{moment(row['at'])}{paper}{comment}",
        )
        together.setdefault(key, []).append(_short(row["change"]))
    for (who, said, when), what in together.items():
        yield f"{who}: {said} {listed(what)}, {when}"


def _required(record: Record, rules: Rules, *, body: bool) -> Iterator[Part]:
    """What the regulations ask besides, and what councils' records usually say."""
    executive = record.get("executive")
    label = rules.dispensation if executive else "Dispensation granted"
    yield Part(label, (record.get("dispensation"),))
    key = KeyDecision(record.get("key_decision")).label
    reason = record.get("key_reason")
    yield Part("Key decision", (f"{key}: {reason}" if reason else key,))
    yield Part("Call-in", (_call_in(record.get("call_in")),))
    documents = tuple(record.get("documents"))
    yield Part(
        "Documents and background papers", () if documents else (NONE,), documents
    )
    yield Part("Contact", (record.get("contact"),))
    yield Part("Rules", tuple(_rules(record, rules, body=body)))


def _call_in(told: Any) -> str:
    if told["ruling"] == CallIn.NOT_KNOWN:
        return f"{NOT_KNOWN} whether it applies."
    if told["ruling"] == CallIn.DOES_NOT:
        return f"Does not apply: {told['reason']}"
    count = told["working_days"]
    days = "1 working day" if count == 1 else f"{count} working days"
    first = (
        "the day of publication is the first"
        if told["from_publication_day"]
        else "the day of publication does not count"
    )
    return f"Applies, for {days} from publication; {first}."


def _rules(record: Record, rules: Rules, *, body: bool) -> Iterator[str]:
    if not record.get("executive"):
        yield (
            "This is not a decision of the executive, so the regulations on records of "
            "executive decisions do not apply to it. It is recorded in the same form."
        )
        if body:
            yield OF_MINUTES
        return
    place = rules.meeting if body else rules.individual
    yield f"Recorded under the regulations of {rules.key} ({rules.citation}, {place})."
    if record.get("by_officers_only"):
        yield f"{rules.officers}{_officers(record, rules)}"


def _officers(record: Record, rules: Rules) -> str:
    """Whether an officer's decision had to have a statement in 2004, and has it."""
    if not rules.officers_only_if_key:
        return ""
    return {
        KeyDecision.YES: " This is one.",
        KeyDecision.NO: " This is not one; the record is kept all the same.",
        KeyDecision.NOT_KNOWN: (
            " Whether this is one is not known; the record is kept all the same."
        ),
    }[KeyDecision(record.get("key_decision"))]
