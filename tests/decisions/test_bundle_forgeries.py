"""Records rewritten by somebody who knows the proof, with a chain made anew: each is
refused, and what is wrong is named."""

import json
from datetime import date

import pytest

from decisions import actions
from decisions.bundle import files_of
from decisions.offline import verify
from iegtracker import clock
from tests import makers
from tests.decisions.bundles import (
    listed_anew,
    published_bundle,
    restored,
    retold,
    said,
)
from tests.retelling import numbered_from_one

CHAIN = "authority.json says otherwise than the rows: "


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return published_bundle()


def reported_again():
    """Published, reopened, and put to another meeting."""
    story = makers.published_statement()
    who = story.people
    with clock.told(makers.at("2004-12-17")):
        actions.reopen(story.statement, reason="A slip.", by=who.clerk)
        meeting = actions.record_meeting(
            story.body, held_on=date(2004, 12, 20), by=who.clerk
        )
        story.report = actions.open_report(
            story.statement, meeting, makers.report_document(), by=who.officer
        )
        actions.report(story.fresh(), report=story.report, by=who.clerk)
    story.fresh()
    return story


@pytest.fixture(scope="module")
def reported(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), numbered_from_one():
        return listed_anew(files_of(reported_again().statement))


def row(rows, table, **values):
    """The last row of a table with these values."""
    found = [
        r for r in rows[table] if all(r.get(name) == v for name, v in values.items())
    ]
    return found[-1]


def named(events, verb, number=-1):
    return [event for event in events if event["verb"] == verb][number]


def moved_last(events, event):
    events.remove(event)
    events.append(event)
    event["at"] = "2005-03-01T09:00:00.000000+00:00"


# --- Order ----------------------------------------------------------------------


def _signed_after_publication(rows, files, events):
    event = named(events, "change.signed", 1)
    moved_last(events, event)
    del event["data"]["before"], event["data"]["after"]


def _signed_after_all_with_its_row(rows, files, events):
    _signed_after_publication(rows, files, events)
    row(rows, "decisions.signoff", id=2)["at"] = events[-1]["at"]
    row(rows, "decisions.delegateddecision", id=1)["last_signature_id"] = 1


def _appointed_after(rows, files, events):
    moved_last(events, named(events, "appointment.confirmed", 1))


def _appointed_after_with_its_row(rows, files, events):
    _appointed_after(rows, files, events)
    row(rows, "decisions.appointment", id=2)["confirmed_at"] = events[-1]["at"]


def _delegated_after(rows, files, events):
    told = named(events, "statement.decided")["data"]["rows"]
    for address in [a for a in told if "delegat" in a]:
        events[-1]["data"]["rows"][address] = told.pop(address)


def _signed_at_another_time(rows, files, events):
    row(rows, "decisions.signoff", id=2)["at"] = "2004-12-10T09:30:00.000000+00:00"


def _time_runs_back(rows, files, events):
    named(events, "version.frozen")["at"] = "1999-01-01T00:00:00.000000+00:00"


def _put_after_it_was_decided(rows, files, events):
    """The papers are said to have been what was frozen later."""
    row(rows, "decisions.tabling")["appendix_id"] = 3
    rows["decisions.authority"] = []
    _drop(rows, "decisions.signoff", signing_round_id=1)


def _drop(rows, table, **values):
    rows[table] = [
        r for r in rows[table] if any(r.get(n) != v for n, v in values.items())
    ]


# --- Signatures -----------------------------------------------------------------


def _signed_by_a_clerk(rows, files, events):
    row(rows, "decisions.signoff", id=2)["confirmed_by_id"] = 5
    named(events, "change.signed", 1)["actor"] = 5


def _signed_somehow(rows, files, events):
    row(rows, "decisions.signoff", id=2)["means"] = "telepathy"
    named(events, "change.signed", 1)["data"]["means"] = "telepathy"


def _another_reason(rows, files, events):
    """The digest is worked out again wherever a row has it."""
    signing_round = row(rows, "decisions.signinground", id=1)
    signing_round["reason"] = "A bribe was paid."
    change = row(rows, "decisions.change", id=1)
    told = {
        "statement": "2004",
        "change": change["number"],
        "kind": change["kind"],
        "delegation": 1,
        "round": 1,
        "reason": signing_round["reason"],
        "patch": files["bytes/decisions.signinground/1.patch"].decode(),
    }
    signing_round["digest"] = verify.sha(verify.canonical(told))
    for signoff in rows["decisions.signoff"]:
        if signoff["signing_round_id"] == 1:
            signoff["digest"] = signing_round["digest"]


def _another_reason_told_by_events(rows, files, events):
    old = row(rows, "decisions.signinground", id=1)["digest"]
    _another_reason(rows, files, events)
    new = row(rows, "decisions.signinground", id=1)["digest"]
    for event in events:
        if event["data"].get("digest") == old:
            event["data"]["digest"] = new


def _recorded_by_saves(rows, files, events):
    for event in events:
        if event["verb"] == "change.signed":
            event |= {"verb": "draft.saved", "subject_type": "decisions.office"}
            del event["data"]["before"], event["data"]["after"]


def _one_office_left_out(rows, files, events):
    row(rows, "decisions.delegation")["mode"] = "sole"
    _drop(rows, "decisions.delegatedoffice", office_id=1)
    _drop(rows, "decisions.signoff", office_id=1)
    for made in rows["decisions.delegateddecision"]:
        made["last_signature_id"] -= 1
    for event in [e for e in events if e["verb"] == "change.signed"]:
        if event["office"].startswith("Information"):
            events.remove(event)


def _patch_of_two_readings(rows, files, events):
    signing_round = row(rows, "decisions.signinground", id=1)
    patch = files["bytes/decisions.signinground/1.patch"]
    shown = b'{"b-2":{"text":[["x"],["y"]]},"b-2":'
    twice = patch.replace(b'{"b-2":', shown, 1)
    restored(files, "decisions.signinground", signing_round, "patch", twice)


# --- What authority rests on ----------------------------------------------------


def _noted(rows, files, events):
    row(rows, "decisions.decision", id=2)["outcome"] = "noted"


def _on_what_was_noted(rows, files, events):
    row(rows, "decisions.delegation", id=1)["decision_id"] = 1


def _two_authorities(rows, files, events):
    rows["decisions.authority"].append(
        {"id": 2, "signing_round_id": 2, "version_id": 3}
    )
    named(events, "statement.cleared")["data"]["rows"]["decisions.authority:2"] = ""


def _one_round_twice(rows, files, events):
    rows["decisions.authority"].append(
        {"id": 2, "signing_round_id": 1, "version_id": 1}
    )
    named(events, "change.applied", 0)["data"]["rows"]["decisions.authority:2"] = ""


def _undone_before_it_was_sent(rows, files, events):
    """The clearing is undone in time, by an event of its own that keeps the status."""
    at = "2004-12-11T09:00:00.000000+00:00"
    rows["decisions.reopening"] = [
        {
            "id": 1,
            "clearance_id": 1,
            "reason": "A slip.",
            "reopened_at": at,
            "reopened_by_id": 5,
        }
    ]
    cleared = named(events, "statement.cleared")
    told = {"before": "cleared", "after": "cleared"}
    told["rows"] = {"decisions.reopening:1": ""}
    event = {**cleared, "verb": "statement.reopened", "at": at, "data": told}
    events.insert(events.index(cleared) + 1, event)


def _reported_only(rows, files, events):
    row(rows, "statements.statement")["status"] = "reported"
    events[-1]["data"]["after"] = "reported"
    rows["decisions.authority"] = []


def _one_clerk(rows, files, events):
    """One clerk both entered and confirmed an appointment, whatever its row says."""
    named(events, "appointment.confirmed", 1)["actor"] = 5


def _one_clerk_by_the_entry(rows, files, events):
    row(rows, "decisions.appointmententry", id=2)["entered_by_id"] = 6
    named(events, "appointment.entered", 1)["actor"] = 6


FORGERIES = {
    "an appointment that another clerk confirmed": (
        _one_clerk,
        "decisions.appointment:2: its event says that somebody else did it",
    ),
    "an appointment by one clerk": (
        _one_clerk_by_the_entry,
        "the signer did not hold it on that day",
    ),
    "signed after publication": (_signed_after_publication, "its event is of another"),
    "signed after publication, by its row too": (
        _signed_after_all_with_its_row,
        "it signed after the change was agreed",
    ),
    "appointed after signing": (
        _appointed_after,
        "it rests on decisions.appointment:2, which was recorded after it",
    ),
    "appointed after signing, by its row too": (
        _appointed_after_with_its_row,
        "it rests on decisions.appointment:2, which was recorded after it",
    ),
    "delegated after signing": (
        _delegated_after,
        "it rests on decisions.delegation:1, which was recorded after it",
    ),
    "signed at another time than its event": (
        _signed_at_another_time,
        "its event is of another time than its at",
    ),
    "time that runs back": (
        _time_runs_back,
        "it happened before the event before it",
    ),
    "papers frozen after the decision": (
        _put_after_it_was_decided,
        "it rests on statements.version:3, which was recorded after it",
    ),
    "an own signature that a clerk gave": (
        _signed_by_a_clerk,
        "it was signed neither on paper nor by its holder",
    ),
    "a signature by means unknown": (
        _signed_somehow,
        "it was signed neither on paper nor by its holder",
    ),
    "another reason in every row": (
        _another_reason,
        "decisions.signinground:1: its event says otherwise of its digest",
    ),
    "another reason in every row and event": (
        _another_reason_told_by_events,
        f"{CHAIN}changes 1 reason",
    ),
    "signatures recorded as saves": (
        _recorded_by_saves,
        "decisions.signoff:1: another kind of event recorded it",
    ),
    "joint made sole": (_one_office_left_out, f"{CHAIN}delegations 1 mode"),
    "a patch that reads in two ways": (
        _patch_of_two_readings,
        "bytes/decisions.signinground/1.patch: they are not in canonical form",
    ),
    "a delegation by what was only noted": (_noted, "its decision agreed to nothing"),
    "a delegation moved to what was noted": (
        _on_what_was_noted,
        "its decision agreed to nothing",
    ),
    "two authorities for a version": (
        _two_authorities,
        "decisions.authority: two rows have the same version_id",
    ),
    "two versions by one round": (
        _one_round_twice,
        "decisions.authority: two rows have the same signing_round_id",
    ),
    "sent after the clearing was undone": (
        _undone_before_it_was_sent,
        "submission 1: its version was not cleared then",
    ),
    "published after the clearing was undone": (
        _undone_before_it_was_sent,
        "statements.finalcopy:1: its version was not cleared then",
    ),
    "said to be only reported": (
        _reported_only,
        "version 2: no decision or change stands behind it",
    ),
}


def test_an_event_or_a_row_that_reads_in_two_ways_is_named(published):
    """The last of two equal names counts for one reader, and the first for another."""
    *lines, last = published["ledger.jsonl"].splitlines()
    twice = b'{"verb":"x",' + last[1:]
    ledger = b"".join(line + b"\n" for line in [*lines, twice])
    told = json.loads(published["bundle.json"]) | {"head": verify.sha(twice)}
    head = verify.canonical(told) + b"\n"
    altered = {**published, "ledger.jsonl": ledger, "bundle.json": head}
    told = said(listed_anew(altered))
    assert f"event {len(lines) + 1}: it is not spelled as the program" in told
    name = "rows/decisions.office.jsonl"
    rows = published[name].replace(b'{"holder_kind"', b'{"name":"x","holder_kind"', 1)
    told = said(listed_anew({**published, name: rows}))
    assert "decisions.office:1: it is not spelled as the program spells it" in told


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_named(published, name):
    alter, sentence = FORGERIES[name]
    told = said(retold(published, alter))
    assert sentence in told, told


def test_what_was_published_stays_covered_when_it_is_reported_again(reported):
    assert said(reported) == ""
    assert verify.verify(reported)["notes"] == [
        "No body has decided on the text as it is: nothing to cover.",
        "Covered: version 1, as decided on, plus 0 amendment(s) by decision and 1 "
        "signed change(s).",
    ]

    def alter(rows, files, events):
        _drop(rows, "decisions.signoff", signing_round_id=1)
        rows["decisions.authority"] = []

    told = said(retold(reported, alter))
    assert "version 2: no decision or change stands behind it" in told
