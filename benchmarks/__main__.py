"""Run every benchmark on a database of its own and print what came of it."""

import importlib
import os
import pkgutil
import sys

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import setup_test_environment, teardown_test_environment

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


def main(only: list[str]) -> int:
    """Print each measure beside its bound. Returns 1 when one is passed, else 0."""
    django.setup()
    setup_test_environment()
    name = connection.creation.create_test_db(verbosity=0)
    call_command("sync_roles", verbosity=0)
    missed = 0
    try:
        for module in _modules(only):
            print(f"\n{module.__doc__}")
            with transaction.atomic():
                for measure in module.measure():
                    missed += _print(*measure)
                transaction.set_rollback(True)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        teardown_test_environment()
    print(f"\n{missed} bound(s) passed." if missed else "\nEvery bound is kept.")
    return int(missed > 0)


def _modules(only: list[str]) -> list:
    package = importlib.import_module("benchmarks")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    chosen = [n for n in names if n != "__main__" and (not only or n in only)]
    return [importlib.import_module(f"benchmarks.{name}") for name in chosen]


def _print(name: str, value: float, bound: float | None, unit: str) -> bool:
    over = bound is not None and value > bound
    verdict = "" if bound is None else f"at most {bound:g}: {'✕ over' if over else '✓'}"
    print(f"  {name:<62} {value:>9.3f} {unit:<8} {verdict}")
    return over


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
