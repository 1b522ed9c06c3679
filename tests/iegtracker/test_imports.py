"""Imports go down only, and stand at the top of their module."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("iegtracker", "statements", "decisions")
# From each room to the rooms that it may know.
KNOWS = {
    "iegtracker": {"iegtracker"},
    "statements": {"iegtracker", "statements"},
    "decisions": {"iegtracker", "statements", "decisions"},
}
# Only the addresses of the whole site name both apps.
NAMES_ALL = {"iegtracker/urls.py"}
# The floors of an app, the highest first; a module imports from its own or lower.
# What is not named stands on the floor of the rules.
RULES = 2
FLOORS = {
    **dict.fromkeys(["views", "admin", "management", "urls", "story"], 0),
    **dict.fromkeys(["forms", "actions", "selectors", "context"], 1),
    **dict.fromkeys(["models", "apps"], 3),
    **dict.fromkeys(["document", "states", "legal_clock"], 4),
}
# A model names its statuses, a document's kinds, and what may be done with it.
ALLOWED_UP = {("models", "permissions"), ("document", "findings")}


def modules():
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def absolute(path, node):
    """The dotted names that an import statement brings in."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    if node.level:
        base = parts[: len(parts) - node.level]
        start = ".".join([*base, *([node.module] if node.module else [])])
    else:
        start = node.module
    return [f"{start}.{alias.name}" for alias in node.names]


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for name in absolute(path, node):
                yield node, name


def floor(name):
    """The floor of a dotted name inside its app; None for the app itself."""
    parts = name.split(".")
    return FLOORS.get(parts[1], RULES) if len(parts) > 1 else None


def test_the_rooms_are_there():
    assert len(list(modules())) > 80


def test_rooms_know_only_the_rooms_below():
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno} imports {name}"
        for path in modules()
        if str(path.relative_to(ROOT)) not in NAMES_ALL
        for node, name in imports(path)
        if name.split(".")[0] in ROOMS
        and name.split(".")[0] not in KNOWS[path.relative_to(ROOT).parts[0]]
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ["statements", "decisions"])
def test_inside_an_app_imports_go_down_only(room):
    wrong = []
    for path in modules():
        own = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if not own.startswith(f"{room}.") or floor(own) is None:
            continue
        for node, name in imports(path):
            if not name.startswith(f"{room}.") or floor(name) is None:
                continue
            pair = (own.split(".")[1], name.split(".")[1])
            if floor(name) < floor(own) and pair not in ALLOWED_UP:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} imports {name}")
    assert wrong == []


def test_no_import_hides_in_a_function():
    wrong = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert wrong == []
