"""docs/proof.md: what it tells a stranger to type is typed here, word for word."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from decisions.bundle import files_of
from tests import makers
from tests.decisions.bundles import listed_anew, rewritten

pytestmark = pytest.mark.django_db


def typed() -> str:
    text = Path(settings.BASE_DIR, "docs", "proof.md").read_text()
    (script,) = re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return script


def by_hand(files, folder):
    """What the shell says in a folder with these files, and its exit code."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    done = subprocess.run(
        ["sh", "-eu", "-c", typed()],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return f"{done.stdout}{done.stderr}", done.returncode


def test_a_bundle_is_checked_by_hand(tmp_path):
    files = listed_anew(files_of(makers.cleared_statement().statement))
    told, code = by_hand(files, tmp_path / "whole")
    assert code == 0, told
    head = verify_head(files)
    assert told == f"The files and the chain hold. Ledger head: {head}\n"

    row = "rows/decisions.signoff.jsonl"
    patch = next(name for name in files if name.startswith("bytes/decisions.signing"))
    event = files["ledger.jsonl"].replace(b"The program", b"Somebody", 1)
    if event == files["ledger.jsonl"]:
        event = event.replace(b"Officer", b"Somebody", 1)
    altered = {
        "listed": ({**files, row: files[row] + b" "}, "FAILED"),
        "row": (
            listed_anew({**files, row: files[row].replace(b"None", b"Some")}),
            "No event for",
        ),
        "bytes": (listed_anew({**files, patch: b"{}x"}), f"No row for {patch}"),
        "event": (listed_anew({**files, "ledger.jsonl": event}), "The chain breaks"),
        "tail": (
            listed_anew({**files, "ledger.jsonl": cut(files["ledger.jsonl"])}),
            "",
        ),
    }
    for name, (wrong, sentence) in altered.items():
        told, code = by_hand(wrong, tmp_path / name)
        assert code != 0, name
        assert sentence in told


def test_a_receipt_is_not_in_a_record_that_was_rewritten():
    files = listed_anew(files_of(makers.delegated_statement().statement))
    receipt = verify_head(files)

    def alter(rows, files):
        rows["decisions.office"][0]["name"] = "Another office"

    again = rewritten(files, alter)
    for name in ("ledger.jsonl", "bundle.json"):
        assert receipt.encode() not in again[name]
    assert receipt.encode() in files["bundle.json"]


def cut(ledger):
    return b"".join(line + b"\n" for line in ledger.split(b"\n")[:-2])


def verify_head(files):
    return re.findall(r'"head":"(\w+)"', files["bundle.json"].decode())[0]
