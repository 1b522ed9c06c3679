"""The bundle of evidence: whole, the same every time, and checked by its own script."""

import ast
import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client

from decisions.bundle import OFFLINE, files_of, write_bundle
from decisions.offline import verify
from decisions.states import Means, Mode, Outcome, Scope, Verdict
from iegtracker import clock
from iegtracker.ledger import guards
from iegtracker.ledger.models import Event
from iegtracker.ledger.record import head
from iegtracker.ledger.sentences import knows
from iegtracker.ledger.verification import AT_ITS_EVENT, SLACK
from iegtracker.people.models import User
from statements import actions
from statements.models import Paper
from statements.rendering.pdf import Pdf
from tests import makers
from tests.decisions.bundles import Files, listed_anew, said
from tests.decisions.test_tampering import drop_guards, verified

SCRIPT = OFFLINE / "verify.py"
in_database = pytest.mark.django_db


def zipped(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in sorted(files.items()):
            archive.writestr(name, content)
    return out.getvalue()


def run_alone(*arguments: object) -> subprocess.CompletedProcess:
    """The script as a stranger runs it: no packages, no environment."""
    return subprocess.run(
        [sys.executable, "-I", "-S", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


@in_database
@pytest.mark.parametrize(
    "state", ["drafted_statement", "reported_statement", "cleared_statement"]
)
def test_a_bundle_of_any_state_holds(state):
    story = getattr(makers, state)()
    assert said(listed_anew(files_of(story.statement))) == ""


@in_database
def test_a_bundle_is_checked_by_the_script_inside_it(tmp_path):
    story = makers.published_statement()
    bundle = tmp_path / "evidence.zip"
    told = io.StringIO()
    call_command("export_evidence", "2004", str(bundle), stdout=told)
    assert "IEG Statement 2004" in told.getvalue()
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path / "unpacked")
    shipped = tmp_path / "unpacked" / "verify.py"
    assert shipped.read_bytes() == SCRIPT.read_bytes()
    for found in (
        run_alone(shipped),
        run_alone(shipped, bundle),
        run_alone(SCRIPT, bundle, "--receipt", head()),
    ):
        assert found.returncode == 0, found.stdout + found.stderr
        assert "The bundle holds." in found.stdout
        assert "plus 0 amendment(s) by decision and 1 signed change(s)" in found.stdout
        assert "that the right person sat at the keyboard" in found.stdout
    quiet = run_alone(shipped, "--quiet")
    assert (quiet.returncode, quiet.stdout) == (0, "")
    as_json = json.loads(run_alone(shipped, "--json").stdout)
    assert as_json["holds"] is True
    assert as_json["not_proved"] == [*verify.NOT_PROVED]
    copy = story.statement.versions.last().final_copy
    stored = f"unpacked/bytes/statements.finalcopy/{copy.pk}.pdf"
    assert (tmp_path / stored).read_bytes() == bytes(copy.pdf)
    (tmp_path / stored).write_bytes(bytes(copy.pdf) + b" ")
    broken = run_alone(shipped, "--quiet")
    assert broken.returncode == 1
    assert "BROKEN  Files and their SHA-256" in broken.stdout
    place = f"statements.finalcopy:{copy.pk}"
    assert f"{place}: the PDF does not have its SHA-256" in broken.stdout


def test_what_is_no_bundle_is_said_to_be_none(tmp_path):
    nothing = tmp_path / "nothing.zip"
    nothing.write_bytes(b"PK")
    for path in (nothing, tmp_path / "missing.zip"):
        found = run_alone(SCRIPT, path)
        assert found.returncode == 1
        assert "The bundle is BROKEN." in found.stdout
    found = run_alone(SCRIPT, tmp_path)
    assert found.returncode == 1
    assert "Traceback" not in found.stderr


@in_database
def test_files_in_the_zip_may_not_be_twice_there_or_out_of_order(tmp_path):
    files = listed_anew(files_of(makers.drafted_statement().statement))
    for names in ([*files, "README.txt"], sorted(files, reverse=True)):
        bundle = tmp_path / "bundle.zip"
        with zipfile.ZipFile(bundle, "w") as archive:
            for name in sorted(names) if len(names) > len(files) else names:
                archive.writestr(name, files[name])
        found = run_alone(SCRIPT, bundle)
        assert found.returncode == 1
        assert "out of order, or twice there" in found.stdout


@in_database
def test_every_table_and_every_byte_of_the_record_is_carried():
    story = makers.whole_record()
    files = files_of(story.statement)
    tables = [model for model in guards.guarded_models() if model is not Event]
    stored = {
        model._meta.label_lower: tuple(
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.BinaryField)
        )
        for model in tables
    }
    # A table with bytes must stand in BYTES, or nobody would miss them.
    assert {table: columns for table, columns in stored.items() if columns} == (
        verify.BYTES
    )
    for model in tables:
        table = model._meta.label_lower
        assert model._meta.pk.attname == "id", table
        lines = files[f"rows/{table}.jsonl"].splitlines()
        rows = list(model._base_manager.order_by("pk"))
        assert [verify.sha(line) for line in lines] == [r.fingerprint for r in rows]
        for row in rows:
            for column in stored[table]:
                value = getattr(row, column)
                name = f"bytes/{table}/{row.pk}.{column}"
                expected = None if value is None else bytes(value)
                assert files.get(name) == expected


def _tables():
    return [model for model in guards.guarded_models() if model is not Event]


def test_the_script_knows_where_every_column_leads():
    papers = {"decisions.report": {7: {"id": 7}}}
    record = verify.Record(papers)
    for model in _tables():
        table = model._meta.label_lower
        for field in model._meta.concrete_fields:
            known = record.target(table, field.attname, 7)
            if not field.is_relation or field.related_model is User:
                assert known == "", (table, field.attname)
            elif field.related_model is Paper:
                assert known == "decisions.report"
                assert record.target(table, field.attname, 8) == "statements.statement"
            else:
                assert known == field.related_model._meta.label_lower


def test_the_script_knows_which_columns_say_when_a_row_was_recorded():
    moments = {
        field.attname
        for model in _tables()
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateTimeField)
    }
    assert moments - verify.AT_ITS_EVENT == {"sent_at", "link_expires_at", "not_before"}
    assert verify.AT_ITS_EVENT == AT_ITS_EVENT
    assert verify.SLACK == SLACK


@pytest.mark.parametrize("table", verify.AUTHORISING)
def test_the_script_knows_of_what_there_is_only_one(table):
    verbs, names, unique = verify.AUTHORISING[table]
    model = apps.get_model(table)
    fields = {f.name: f for f in model._meta.concrete_fields}
    alone = {f.attname for f in fields.values() if f.unique and not f.primary_key}
    together = {
        " ".join(fields[name].attname for name in constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    }
    assert set(filter(None, unique.split(", "))) == alone | together
    assert all(knows(verb) for verb in verbs.split())
    assert all(name in fields for name in names.split())


def test_the_script_knows_what_each_value_is_called():
    for choices in (Mode, Scope, Verdict, Means, Outcome):
        for value, label in choices.choices:
            assert label in verify.CALLED[value]


@in_database
def test_each_line_of_the_ledger_is_what_was_hashed():
    story = makers.whole_record()
    lines = files_of(story.statement)["ledger.jsonl"].splitlines()
    events = list(Event.objects.order_by("position"))
    assert [verify.sha(line) for line in lines] == [event.hash for event in events]
    for event, line in zip(events, lines, strict=True):
        told = json.loads(line)
        again = json.dumps(told, sort_keys=True, separators=(",", ":"))
        assert (again.encode(), told["verb"]) == (line, event.verb)


@in_database
def test_no_address_and_no_password_is_in_it():
    everything = b"\n".join(files_of(makers.whole_record().statement).values())
    for user in User.objects.all():
        assert user.email.encode() not in everything
        assert user.password.encode() not in everything


@in_database
def test_bytes_of_another_round_are_left_out_and_its_rows_are_not(monkeypatch):
    story = makers.delegated_statement()
    monkeypatch.setitem(makers.GUIDELINES, "round", "2005")
    with clock.told(makers.at("2004-12-17")):
        guidelines = actions.load_guidelines(makers.GUIDELINES)
        other = actions.open_statement(
            guidelines, council="A council", by=story.people.officer
        )
    save = other.drafts.get().saves.get()
    for statement, is_there in ((story.statement, False), (other, True)):
        files = files_of(statement)
        assert (f"bytes/statements.save/{save.pk}.patch" in files) == is_there
        assert b'"id":%d,' % save.pk in files["rows/statements.save.jsonl"]
        assert said(listed_anew(files)) == ""


@in_database
def test_an_imported_statement_is_not_said_to_be_proved():
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-17")):
        imported = actions.import_statement(
            makers.statement_document(round="2003"),
            Pdf(content=b"%PDF-1.4", sha256=verify.sha(b"%PDF-1.4"), pages=1),
            round="2003",
            due=date(2003, 11, 10),
            chain=verify.canonical(
                {"version": {"digest": makers.statement_document(round="2003").digest}}
            ),
            by=story.people.officer,
        )
    found = verify.verify(listed_anew(files_of(imported)))
    assert found["holds"], found
    assert found["notes"] == [
        "Approved before the system was used: no authority is proved."
    ]


@in_database
def test_the_export_says_what_it_cannot_do(tmp_path):
    makers.drafted_statement()
    with pytest.raises(CommandError, match="no statement of the round 1999"):
        call_command("export_evidence", "1999", str(tmp_path / "x.zip"))
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_evidence", "2004", str(tmp_path / "none" / "x.zip"))


def test_the_same_record_gives_the_same_bytes_anywhere(copied_database, tmp_path):
    story = makers.whole_record()
    with clock.told(makers.at("2004-12-20")):
        out = io.BytesIO()
        write_bundle(story.statement, out)
    if connection.vendor == "sqlite":
        url = f"sqlite:///{copied_database}"
    else:
        cluster = urlsplit(os.environ["DATABASE_URL"])
        url = cluster._replace(path=f"/{copied_database}").geturl()
    for seed, zone in (("1", "Pacific/Auckland"), ("2", "America/Los_Angeles")):
        file = tmp_path / f"{seed}.zip"
        environment = os.environ | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "iegtracker.settings",
            "IEG_DEMO": "1",
            "PYTHONHASHSEED": seed,
            "TZ": zone,
        }
        subprocess.run(
            [sys.executable, "manage.py", "export_evidence", "2004", file],
            cwd=settings.BASE_DIR,
            env=environment,
            check=True,
            capture_output=True,
        )
        assert file.read_bytes() == out.getvalue()


def test_the_script_needs_python_3_9_and_nothing_else():
    tree = ast.parse(SCRIPT.read_text(), feature_version=(3, 9))
    imported = {
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
    networking = {"socket", "ssl", "http", "urllib", "ftplib", "subprocess", "ctypes"}
    assert not networking & {name.partition(".")[0] for name in imported}


def test_what_is_not_proved_is_said_alike_to_its_readers():
    """The README says it in the script's words, the documents in their own."""
    readme = (OFFLINE / "README.txt").read_text()
    assert "auditors and clerks, for whom it is made, may read everything" in readme
    limits = " ".join(readme.partition("WHAT IT DOES NOT PROVE")[2].split())
    assert limits.removeprefix("* ").split(" * ") == [*verify.NOT_PROVED]
    documented = Path(settings.BASE_DIR, "docs", "proof.md").read_text()
    for words in ("sat at the keyboard", "rewrote", "imported", "up to its own"):
        assert words in readme
        assert words in documented


@in_database
def test_a_record_rewritten_and_chained_anew_is_caught_by_one_receipt():
    story = makers.delegated_statement()
    receipt = Event.objects.get(verb="statement.decided").hash
    with clock.told(makers.at("2004-12-10")):
        makers.applied_change(story)
    decision = makers.decision_on(story)
    forged = type(decision).objects.get(pk=decision.pk)
    forged.reasons = "Other reasons than were given."
    drop_guards()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE decisions_decision SET reasons = %s WHERE id = %s",
            [forged.reasons, forged.pk],
        )
        previous = ""
        for event in Event.objects.order_by("position"):
            told = event.told
            if decision.address in told["rows"]:
                told["rows"][decision.address] = forged.fingerprint
            event.data = json.dumps(told, sort_keys=True)
            event.previous = previous or event.previous
            previous = event.expected_hash
            cursor.execute(
                "UPDATE ledger_event SET data = %s, previous = %s, hash = %s "
                "WHERE position = %s",
                [event.data, event.previous, previous, event.position],
            )
    guards.install()
    assert verified()[1] == 0
    files = listed_anew(files_of(story.statement))
    assert said(files) == ""
    assert said(files, [receipt]) == (
        f"Receipts: receipt {receipt}: no event of this ledger has that hash"
    )
    told, code = verified("--receipt", receipt)
    assert code == 1
    assert f"receipt {receipt}: the ledger holds no such hash" in told
    assert verified("--receipt", previous)[1] == 0


@in_database
def test_a_receipt_is_found_as_it_was_printed():
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10")):
        change = makers.half_signed_change(story)
    signed = Event.objects.get(verb="change.signed")
    told, code = verified("--receipt", signed.hash.upper())
    assert code == 0
    assert f"the ledger's head after event {signed.position}" in told
    told, code = verified("--receipt", change.latest_round.digest)
    assert code == 0
    assert "a digest named by event" in told
    for wrong in ("", "x", "%", "0" * 64, "approved", "rows", "2004", "0" * 63):
        assert verified("--receipt", wrong)[1] == 1
    files = listed_anew(files_of(story.statement))
    assert said(files, [f" {signed.hash[:32].upper()}\n{signed.hash[32:]} "]) == ""
    assert "no event of this ledger" in said(files, ["x"])


@in_database
def test_the_bundle_is_handed_to_auditors_and_clerks():
    story = makers.delegated_statement()
    out = io.BytesIO()
    write_bundle(story.statement, out)
    address = "/statements/2004/evidence.zip"
    for person in (story.people.auditor, story.people.clerk):
        client = Client()
        client.force_login(person)
        answer = client.get(address)
        assert answer["Content-Type"] == "application/zip"
        assert "no-store" in answer["Cache-Control"]
        assert 'filename="ieg-evidence-2004.zip"' in answer["Content-Disposition"]
        assert answer.getvalue() == out.getvalue()
        assert address in client.get("/statements/2004/gate/").content.decode()
        assert client.get("/statements/1999/evidence.zip").status_code == 404
    for person in (story.people.officer, story.people.director):
        client = Client()
        client.force_login(person)
        assert client.get(address).status_code == 403
        assert address not in client.get("/statements/2004/gate/").content.decode()
