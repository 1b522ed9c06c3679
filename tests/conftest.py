import gc
import json
import os
import tempfile
import threading
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import hypothesis
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import blocking_manager_key
from whitenoise.middleware import WhiteNoiseMiddleware

from iegtracker import clock
from tests.databases import copied

pytest_plugins = ["tests.browser.fixtures"]

# What is imported stays, and so do the tables as migrations remember them: looking
# through all of it for rubbish again and again would take a tenth of the time.
gc.disable()


# Two busy cores make a deadline mean nothing.
hypothesis.settings.register_profile("test", deadline=None, max_examples=50)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


MIGRATING = pytest.StashKey["Migrating"]()
MIGRATING_SECONDS = 120


@contextmanager
def _migrated() -> Iterator[None]:
    """A test database with the roles, also for a run that only works on its copies."""
    # pytest-django's own makes none unless some test is marked django_db.
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    call_command("sync_roles", verbosity=0)
    yield
    teardown_databases(made, verbosity=0)


class Migrating(threading.Thread):
    """Migrates one database, of which each worker takes a copy, while these still
    look for their tests; and keeps it until they are done."""

    def __init__(self, blocker):
        super().__init__(daemon=True)
        self.blocker = blocker
        self.folder = tempfile.TemporaryDirectory()
        self.answer = Path(self.folder.name, "answer")
        self.over = threading.Event()

    def run(self):
        try:
            with self.blocker.unblock(), _migrated():
                name = str(connection.settings_dict["NAME"])
                connections.close_all()
                self.say({"name": name})
                self.over.wait()
        except Exception:  # noqa: BLE001
            self.say({"error": traceback.format_exc()})

    def say(self, answer):
        whole = self.answer.with_suffix(".whole")
        whole.write_text(json.dumps(answer))
        whole.rename(self.answer)

    def end(self):
        self.over.set()
        self.join()
        self.folder.cleanup()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    config = node.config
    if MIGRATING not in config.stash:
        config.stash[MIGRATING] = Migrating(config.stash[blocking_manager_key])
        config.stash[MIGRATING].start()
        config.add_cleanup(config.stash[MIGRATING].end)
    node.workerinput["migrating"] = str(config.stash[MIGRATING].answer)


def _name_of_migrated(answer: Path) -> str:
    pause = threading.Event()
    for _ in range(MIGRATING_SECONDS * 20):
        if answer.exists():
            told = json.loads(answer.read_text())
            if "error" in told:
                raise RuntimeError(told["error"])
            return told["name"]
        pause.wait(0.05)
    raise TimeoutError(f"Nothing was migrated in {MIGRATING_SECONDS} seconds.")


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    migrating = getattr(request.config, "workerinput", {}).get("migrating")
    stack = ExitStack()
    with django_db_blocker.unblock():
        if migrating is None:
            stack.enter_context(_migrated())
        else:
            migrated = _name_of_migrated(Path(migrating))
            connections.settings["default"]["NAME"] = migrated
            stack.enter_context(copied())
    yield
    with django_db_blocker.unblock():
        stack.close()


@pytest.fixture
def copied_database(request, django_db_setup, django_db_blocker):
    """A copy of the migrated database, to commit in; see tests/databases.py."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        pytest.fail("A test works in a transaction or on a copied database, not both")
    with django_db_blocker.unblock(), copied() as name:
        # The demonstration's clock is read once a process, from one database.
        clock.offset.cache_clear()
        yield name
        clock.offset.cache_clear()


def pytest_collection_finish():
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def collected_static():
    """Pages name their static files through the manifest, as in production."""
    call_command("collectstatic", interactive=False, verbosity=0)
    list_files = WhiteNoiseMiddleware.update_files_dictionary
    listed = {}

    def list_once(self, root, prefix):
        if (root, prefix) not in listed:
            list_files(self, root, prefix)
            listed[root, prefix] = dict(self.files)
        self.files.update(listed[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        # Each of some thousand clients would look through the folder again.
        patch.setattr(WhiteNoiseMiddleware, "update_files_dictionary", list_once)
        yield


def _refuse_skip(report):
    # In CI a missing tool is a failure to install it, and a skip would hide that.
    if os.environ.get("CI") == "true" and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"Skipped, which CI counts as a failure: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _refuse_skip((yield))
