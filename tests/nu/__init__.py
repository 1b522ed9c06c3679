"""Asks the Nu HTML checker, offline, whether pages are valid."""

import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "var" / "tools"


def checker() -> Path:
    jars = sorted(TOOLS.glob("vnu-*/vnu.jar"))
    if not jars:
        raise FileNotFoundError("The Nu HTML checker is missing: .ci/fetch-vnu")
    return jars[-1]


def nu(pages: Mapping[str, str]) -> list[str]:
    """The errors and warnings in the pages, by the pages' names; one JVM for all."""
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            path = Path(folder) / f"{number}.html"
            path.write_text(html, encoding="utf-8")
            names[path.as_uri()] = name
        if not names:
            raise ValueError("There is no page to check")
        answer = subprocess.run(
            ["java", "-jar", checker(), "--format", "json", "--stdout", folder],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    try:
        messages = json.loads(answer.stdout)["messages"]
    except (ValueError, KeyError) as error:
        raise RuntimeError(f"The checker did not run:\n{answer.stderr}") from error
    found = []
    for message in messages:
        if message["type"] == "info" and message.get("subType") != "warning":
            continue
        name = names.get(_as_uri(message.get("url", "")), message.get("url"))
        line = message.get("lastLine", "?")
        extract = " ".join(message.get("extract", "").split())
        found.append(f"{name}, line {line}: {message['message']} [{extract}]")
    return found


def _as_uri(url: str) -> str:
    # Java writes file:/tmp, Python file:///tmp.
    if url.startswith("file:/") and not url.startswith("file:///"):
        return "file:///" + url.removeprefix("file:/")
    return url
