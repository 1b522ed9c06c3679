"""What the documents list is what there is."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

from decisions import transitions as life
from decisions.states import ChangeStatus, CopyStatus
from iegtracker.workflow import Transition
from statements.states import StatementStatus

ROOT = Path(__file__).resolve().parent.parent
OURS = ("iegtracker.people", "iegtracker.ledger", "statements", "decisions")


def _text(name: str) -> str:
    return (ROOT / name).read_text()


def test_every_command_is_in_the_readme():
    commands = {name for name, app in get_commands().items() if app in OURS}
    listed = set(re.findall(r"^\| `(\w+)[^`]*` \| ", _text("README.md"), re.MULTILINE))
    assert commands
    assert commands <= listed


def test_every_make_target_is_in_the_readme():
    shown = subprocess.run(
        # A make within `make test` would say which folder it enters.
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    targets = {line.split()[0] for line in shown.splitlines() if line.strip()}
    listed = set(re.findall(r"`([a-z-]+)`", _text("README.md")))
    assert {"run", "demo-reset", "test", "check", "bench", "soak", "lock"} <= targets
    assert targets <= listed


def test_every_benchmark_is_in_their_readme():
    modules = {path.stem for path in (ROOT / "benchmarks").glob("[a-z]*.py")}
    listed = re.findall(r"^\| `(\w+)` \| ", _text("benchmarks/README.md"), re.MULTILINE)
    assert modules == set(listed)


def test_every_setting_is_explained():
    source = _text("iegtracker/settings.py")
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', source)) | {"SECRET_KEY"}
    explained = set(
        re.findall(r"\b([A-Z][A-Z_]+)=", _text("deploy/ieg-tracker.env.example"))
    )
    assert "IEG_CLOSURE_DAYS" in read
    assert read <= explained


def _rows(heading: str) -> dict[str, tuple[set[str], str]]:
    part = _text("docs/life.md").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \|([^|]*)\|", part, re.MULTILINE)
    return {
        name: ({s.strip() for s in sources.split(",")}, target.strip())
        for name, sources, target in rows
    }


@pytest.mark.parametrize(
    ("heading", "steps", "statuses"),
    [
        ("A statement", life.STATEMENT_STEPS, StatementStatus),
        ("A change", life.CHANGE_STEPS, ChangeStatus),
        ("A member's copy", life.COPY_STEPS, CopyStatus),
    ],
)
def test_the_life_is_the_table(heading, steps, statuses):
    told = _rows(heading)
    assert told.keys() == {step.name for step in steps}
    for step in steps:
        sources, target = told[step.name]
        wanted = set(statuses.values) if sources == {"any"} else sources
        assert wanted == {str(s) for s in step.sources}, step.name
        assert target == (step.target or ""), step.name


def test_every_transition_of_the_life_stands_in_a_list():
    defined = {v.name for v in vars(life).values() if isinstance(v, Transition)}
    listed = (*life.STATEMENT_STEPS, *life.CHANGE_STEPS, *life.COPY_STEPS)
    assert defined == {s.name for s in listed}


def test_every_decision_record_is_listed():
    files = {p.name for p in (ROOT / "docs/adr").glob("0*.md")}
    assert files == set(
        re.findall(r"\((0\d{3}-[\w-]+\.md)\)", _text("docs/adr/README.md"))
    )


def test_every_link_and_picture_of_the_documents_is_there():
    for page in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            if "://" not in link:
                assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_email_is_spelt_one_way():
    """Without a hyphen, as GOV.UK writes it."""
    places = ("iegtracker", "statements", "decisions", "templates", "docs", "deploy")
    kinds = {".py", ".html", ".txt", ".md"}
    written = [ROOT / "README.md"]
    for place in places:
        written += [p for p in (ROOT / place).rglob("*") if p.suffix in kinds]
    assert len(written) > 400
    assert [p for p in written if "e-mail" in p.read_text().lower()] == []
