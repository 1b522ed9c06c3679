"""The script that checks a bundle: what it runs, reads, prints and says of itself."""

import os
import subprocess
import sys
import zipfile

import pytest

from decisions.offline import verify
from tests.decisions.bundles import listed_anew, published_bundle, retold, said
from tests.decisions.test_bundle import SCRIPT, run_alone
from tests.decisions.test_bundle_attachments import with_pdf
from tests.decisions.test_bundle_forgeries import row


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return published_bundle()


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
