"""The project's settings, with a database and folders of the run's own."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="ieg-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

# What stands in the caller's environment must not change what is tested.
for _name in [name for name in os.environ if name.startswith("IEG_")]:
    if _name != "IEG_TEST_DATABASE":
        del os.environ[_name]
os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 50
os.environ["IEG_DATA_DIR"] = str(_folder)
if os.environ.get("IEG_TEST_DATABASE", "sqlite") == "sqlite":
    os.environ["DATABASE_URL"] = f"sqlite:///{_folder}/ieg.sqlite3"
elif "DATABASE_URL" not in os.environ:
    sys.exit("Start it with: python -m tests.databases run -- pytest ...")

from iegtracker.settings import *  # noqa: E402, F403
from iegtracker.settings import DATABASES, IEG_DATA_DIR, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Threads cannot share a database in memory, so tests keep theirs in a file.
    DATABASES["default"]["TEST"] = {"NAME": str(IEG_DATA_DIR / "test.sqlite3")}
# Named by digest as in production, but not compressed at the start of every run.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
}
# Stories are told at their times, which only the demonstration's clock allows.
IEG_DEMO = True
# The live site of the browser tests is plain HTTP on this machine.
ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
# Argon2 is meant to be slow; tests that are about it name it themselves.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
