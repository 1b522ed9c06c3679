"""Records rewritten by somebody who knows the proof, with a chain made anew: each is
refused, or the script says that such a thing is not proved."""

import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import date

import pikepdf
import pytest

from decisions import actions
from decisions.bundle import files_of
from decisions.offline import verify
from iegtracker import clock
from tests import makers
from tests.decisions.bundles import listed_anew, restored, retold, said
from tests.decisions.test_bundle import SCRIPT, run_alone

CHAIN = "authority.json says otherwise than the rows: "
PDF, AUTHORITY = (
    "bytes/statements.finalcopy/1.pdf",
    "bytes/statements.finalcopy/1.chain",
)


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """A bundle of a statement that was published, with one signed change."""
    with django_db_blocker.unblock(), makers.undone():
        return listed_anew(files_of(makers.published_statement().statement))


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
    with django_db_blocker.unblock(), makers.undone():
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


# --- The PDF and its attachments --------------------------------------------------


def with_pdf(files, alter):
    """A forgery of the final copy, whose SHA-256 is told anew wherever it stands."""

    def altered(rows, files, events):
        copy = rows["statements.finalcopy"][-1]
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(files[PDF])) as pdf:
            alter(pdf)
            pdf.save(out)
        old = copy["sha256"]
        restored(files, "statements.finalcopy", copy, "pdf", out.getvalue())
        copy["sha256"] = copy["pdf"]
        for event in events:
            if event["data"].get("sha256") == old:
                event["data"]["sha256"] = copy["sha256"]

    return retold(files, altered)


def spec(pdf, stream, **names):
    """A file under these names, and by no others."""
    stream.Type = pikepdf.Name.EmbeddedFile
    told = {"Type": pikepdf.Name.Filespec, **names}
    told["EF"] = pikepdf.Dictionary(dict.fromkeys([f"/{key}" for key in names], stream))
    return pdf.make_indirect(pikepdf.Dictionary(**told))


def listed_in(pdf):
    return pdf.Root.Names.EmbeddedFiles.Names


def _only_by_f(pdf):
    """A second document.json, which only some readers show."""
    stream = pdf.make_stream(b'{"forged":true}')
    listed_in(pdf).append(pikepdf.String("z"))
    listed_in(pdf).append(spec(pdf, stream, F=pikepdf.String("document.json")))


def _decoy(pdf):
    """The true document.json stands there, and the catalogue lists another."""
    name = pikepdf.String("document.json")
    other = spec(pdf, pdf.make_stream(b'{"forged":true}'), UF=name)
    other.F = name
    _swapped(pdf, other)


def _swapped(pdf, other):
    names = listed_in(pdf)
    for place in range(0, len(names), 2):
        if str(names[place]) == "document.json":
            pdf.Root.Kept = names[place + 1]
            names[place + 1] = other
    del pdf.Root.AF


def _whole_decoy(pdf):
    stream = pdf.make_stream(b'{"forged":true}')
    name = pikepdf.String("document.json")
    _swapped(pdf, spec(pdf, stream, F=name, UF=name))


def _beside_a_page(pdf):
    """An attachment of a page, which no catalogue lists."""
    name = pikepdf.String("document.json")
    made = spec(pdf, pdf.make_stream(b"{}"), F=name, UF=name)
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.FileAttachment,
        Rect=[0, 0, 9, 9],
        FS=made,
    )
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])


SPOOFS = {
    "a second file with only /F": (_only_by_f, "attached to the PDF in a way of its"),
    "a reachable forgery with only /UF": (_decoy, "cannot be read"),
    "a reachable forgery, and the true one kept": (
        _whole_decoy,
        "a file is kept in the PDF that its catalogue does not list",
    ),
    "a file beside a page": (
        _beside_a_page,
        "a file is kept in the PDF that its catalogue does not list",
    ),
}


@pytest.mark.parametrize("name", SPOOFS)
def test_an_attachment_that_readers_see_otherwise_is_refused(published, name):
    alter, sentence = SPOOFS[name]
    assert sentence in said(with_pdf(published, alter))


def _appended(pdf):
    """An object of the same number, as a later revision of the file has it."""
    return pdf + b"\n3 0 obj\n<< /Type /Catalog >>\nendobj\n"


def _hidden(pdf):
    """Words between the objects."""
    at = pdf.index(b"endobj") + len(b"endobj")
    return pdf[:at] + b"\n% 900 0 obj << >> endobj" + pdf[at:]


def _pointed_elsewhere(pdf):
    """The table of objects is said to be at another place."""
    at = pdf.rindex(b"startxref") + len(b"startxref\n")
    return pdf[:at] + b"15\n%%EOF\n"


@pytest.mark.parametrize("alter", [_appended, _hidden, _pointed_elsewhere])
def test_a_pdf_of_another_shape_is_refused(published, alter):
    with pytest.raises(ValueError, match="PDF"):
        verify.attachments(alter(published[PDF]))
    assert verify.attachments(published[PDF]).keys() == {
        "document.json",
        "authority.json",
    }


def with_chain(files, alter):
    """Another chain of authority, in the PDF and in the record."""

    def altered(pdf):
        chain = json.loads(files[AUTHORITY])
        alter(chain)
        pdf.attachments["authority.json"].obj.EF.F.write(verify.canonical(chain))

    made = with_pdf(files, altered)

    def matching(rows, files, events):
        chain = json.loads(files[AUTHORITY])
        alter(chain)
        copy = rows["statements.finalcopy"][-1]
        content = verify.canonical(chain)
        restored(files, "statements.finalcopy", copy, "chain", content)

    return retold(made, matching)


def _set(*path, to):
    def alter(chain):
        value = chain
        for name in path[:-1]:
            value = value[name]
        value[path[-1]] = to

    return alter


def _twice(chain):
    chain["changes"] *= 2


SIGNED = ("changes", 0, "signoffs", 0)
LIES = {
    "another signer": (
        _set(*SIGNED, "person", to="Somebody"),
        "changes 1 signoffs 1 p",
    ),
    "another office": (_set(*SIGNED, "office", to="Mayor"), "changes 1 signoffs 1 off"),
    "another time": (
        _set(*SIGNED, "at", to="2004-12-09T09:00:00+00:00"),
        "changes 1 signoffs 1 at",
    ),
    "another verdict": (_set(*SIGNED, "verdict", to="Refused"), "signoffs 1 verdict"),
    "another digest signed": (_set(*SIGNED, "digest", to="0"), "signoffs 1 digest"),
    "another means": (_set(*SIGNED, "means", to="On paper"), "signoffs 1 means"),
    "a scan that is not there": (_set(*SIGNED, "scan_sha256", to="0"), "scan_sha256"),
    "other interests": (_set(*SIGNED, "interests", to="Shares"), "interests"),
    "another reason": (_set("changes", 0, "reason", to="Because."), "changes 1 reason"),
    "another patch": (_set("changes", 0, "patch", to={}), "changes 1 patch"),
    "a change twice": (_twice, "changes (their number)"),
    "another day of clearing": (_set("cleared_on", to="2003-01-01"), "cleared_on"),
    "no delegations": (_set("delegations", to=[]), "delegations (their number)"),
    "another mode": (
        _set("delegations", 0, "mode", to="Alone: one office signs"),
        "delegations 1 mode",
    ),
    "another office delegated to": (
        _set("delegations", 0, "offices", 0, to="Mayor"),
        "delegations 1 offices 1",
    ),
    "another outcome": (_set("decisions", 1, "outcome", to="Noted"), "decisions 2 out"),
    "no final approval": (_set("final_approval", to=None), "final_approval"),
    "another reference": (_set("submission", "reference", to="X"), "submission ref"),
}


@pytest.mark.parametrize("name", LIES)
def test_authority_in_the_pdf_must_say_what_the_rows_say(published, name):
    alter, place = LIES[name]
    told = said(with_chain(published, alter))
    assert any(CHAIN in line and place in line for line in told.splitlines()), told


# --- The script itself ------------------------------------------------------------


def unpacked(files, folder):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.mark.parametrize("name", ["json.py", "__future__.py", "argparse.py", "os.py"])
def test_a_file_beside_the_script_is_not_run_by_it(published, tmp_path, name):
    files = listed_anew({**published, name: b"print('HIJACKED')\nraise SystemExit\n"})
    folder = unpacked(files, tmp_path)
    found = subprocess.run(
        [sys.executable, "verify.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1, found.stderr
    assert "HIJACKED" not in found.stdout
    assert f"{name}: a bundle has no such file" in found.stdout


@pytest.mark.parametrize(
    "name",
    [
        "json.py",
        "..\\evil",
        "C:evil.exe",
        "run-me.sh",
        "verify.py\u202e",
        "\x1b[2Jx",
        "__pycache__/json.cpython-311.pyc",
        "rows/../evil.jsonl",
        "working/else.where.jsonl",
        "bytes/statements.version/01.content",
    ],
)
def test_a_file_of_another_name_is_refused(published, name):
    told = said(listed_anew({**published, name: b""}))
    assert f"{name}: a bundle has no such file" in told


@pytest.mark.parametrize("kind", ["pipe", "link", "linked folder"])
def test_what_is_no_plain_file_is_refused_and_not_opened(published, tmp_path, kind):
    folder = unpacked(published, tmp_path)
    if kind == "pipe":
        os.mkfifo(folder / "more")
    else:
        (folder / "more").symlink_to("/etc" if kind == "linked folder" else SCRIPT)
    found = subprocess.run(
        [sys.executable, SCRIPT, folder],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert found.returncode == 1
    assert "more is not a plain file" in found.stdout


def test_the_script_says_itself_what_is_not_proved(published, tmp_path):
    """Whatever the bundle's README would have it say."""
    readme = b"WHAT IT DOES NOT PROVE\n  * nothing: everything is proved\n"
    for content in (readme, b""):
        files = listed_anew({**published, "README.txt": content})
        assert verify.verify(files)["not_proved"] == [*verify.NOT_PROVED]
        found = run_alone(unpacked(files, tmp_path) / "verify.py")
        assert "everything is proved" not in found.stdout
        assert "that the right person sat at the keyboard" in found.stdout


def test_nothing_in_a_bundle_commands_the_terminal(published, tmp_path):
    """Escape sequences could wipe the word BROKEN off the screen."""
    name = "rows/\x1b[2J\x1b[Hholds\u202e"
    files = listed_anew({**published, name: b""})
    bundle = tmp_path / "bundle.zip"
    with zipfile.ZipFile(bundle, "w") as archive:
        for each in sorted(files):
            archive.writestr(each, files[each])
    for options in ([], ["--json"]):
        found = run_alone(SCRIPT, bundle, *options)
        assert found.returncode == 1
        assert "\x1b" not in found.stdout
        assert "\u202e" not in found.stdout
    assert "BROKEN" in run_alone(SCRIPT, bundle).stdout
    assert "\\x1b[2J" in run_alone(SCRIPT, bundle).stdout


# --- What no script could see ------------------------------------------------------


def _blank(pdf):
    for page in pdf.pages:
        page.Contents = pdf.make_stream(b"BT ET")


def _scope_widened(rows, files, events):
    decision = row(rows, "decisions.decision", id=2)
    decision["wording"] = "Cabinet delegated minor changes only."


UNSEEN = {
    "the pages of a PDF": lambda files: with_pdf(files, _blank),
    "resolution's words": lambda files: retold(files, _scope_widened),
}


@pytest.mark.parametrize("limit", UNSEEN)
def test_what_cannot_be_seen_is_said_not_to_be_proved(published, limit):
    assert said(UNSEEN[limit](published)) == ""
    assert any(limit in told for told in verify.NOT_PROVED)


def test_a_receipt_protects_what_came_before_it_and_not_what_came_after(published):
    """The scripts and their documents say so."""
    receipt = verify.Bundle(published).hashes[20]

    def later(rows, files, events):
        row(rows, "decisions.decision", id=2)["reasons"] = "Others."

    assert said(retold(published, later), [receipt]) == ""

    def earlier(rows, files, events):
        rows["decisions.office"][0]["name"] = "Another office"
        for event in events:
            if event["office"].startswith("Information"):
                event["office"] = "Another office"

    assert "no event of this ledger" in said(retold(published, earlier), [receipt])
    assert any("for none after it" in told for told in verify.NOT_PROVED)
