"""Settings, all of them: every value that may differ comes from the environment.

The list that an operator needs is in `deploy/ieg-tracker.env.example`.
"""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"

env = environ.Env()

# --- The demonstration and secrets ------------------------------------------

IEG_DEMO = env.bool("IEG_DEMO", default=False)
# Read from the environment itself: django-environ would follow a leading "$".
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not IEG_DEMO:
        raise ImproperlyConfigured(
            "Set SECRET_KEY to a long random value. "
            "Only the demonstration (IEG_DEMO=1) runs without one."
        )
    SECRET_KEY = "demonstration-only: known to all, guards nothing"  # noqa: S105
DEBUG = False

# --- The council ------------------------------------------------------------

IEG_COUNCIL = env.str("IEG_COUNCIL", default="South Cambridgeshire District Council")
IEG_CLOSURE_DAYS = env.list("IEG_CLOSURE_DAYS", default=[])  # ISO dates
# Whether an office-holder may sign a printed form, which two clerks then record.
IEG_PAPER_SIGNATURES = env.bool("IEG_PAPER_SIGNATURES", default=True)
# How records of decisions are numbered (decisions/numbering.py has the placeholders).
IEG_RECORD_PATTERN = env.str("IEG_RECORD_PATTERN", default="{body}/{date}/{n}")
IEG_DELEGATED_RECORD_PATTERN = env.str(
    "IEG_DELEGATED_RECORD_PATTERN", default="DD/{year}/{n}"
)
# How many working days a decision can usually be called in; asked for each decision.
IEG_CALL_IN_DAYS = env.int("IEG_CALL_IN_DAYS", default=5)
IEG_FINAL_COPY_PUBLIC = env.bool("IEG_FINAL_COPY_PUBLIC", default=False)
IEG_SITE_URL = env.str("IEG_SITE_URL", default="http://127.0.0.1:8000")
IEG_DATA_DIR = Path(env.str("IEG_DATA_DIR", default=str(BASE_DIR / "var")))

# --- Applications -----------------------------------------------------------

INSTALLED_APPS = [
    "iegtracker.people",
    "iegtracker.ledger",
    "iegtracker.govuk",
    "statements",
    "decisions",
    "iegtracker.records.RecordsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "csp",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "iegtracker.web.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "iegtracker.web.DomainErrorMiddleware",
]
ROOT_URLCONF = "iegtracker.urls"
WSGI_APPLICATION = "iegtracker.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "iegtracker.web.site_context",
                "decisions.context.my_offices",
                "decisions.context.my_copy",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "govuk"
CRISPY_TEMPLATE_PACK = "govuk"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Data -------------------------------------------------------------------

DATABASES = {
    "default": env.db_url(
        "DATABASE_URL", default=f"sqlite:///{IEG_DATA_DIR / 'ieg.sqlite3'}"
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A writer takes the lock when its transaction begins, so that two actions never
    # both read before either writes (select_for_update does nothing on SQLite).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    # A page's queries are long and find few rows: compiling them takes longer than
    # to run them.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
CACHES = {
    # Shared by all processes: the rate limits of sign-in count in it.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Of 300, the usual number, a crowd of failures would push out the counts.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- People -----------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_ADAPTER = "iegtracker.people.sign_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "iegtracker.govuk.account_forms.SignInForm",
    "reauthenticate": "iegtracker.govuk.account_forms.ConfirmPasswordForm",
    "reset_password": "iegtracker.govuk.account_forms.ForgottenPasswordForm",
    "reset_password_from_key": "iegtracker.govuk.account_forms.ChoosePasswordForm",
    "change_password": "iegtracker.govuk.account_forms.ChangePasswordForm",
    "add_email": "iegtracker.people.forms.ChangeEmailForm",
}
# How many wrong passwords before one waits, beside allauth's own limits of signing in.
ACCOUNT_RATE_LIMITS = {"confirm_password": "5/5m/user"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# An address is changed by its owner, by a link sent to the new one.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_PREVENT_ENUMERATION = True
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_NAME = "ieg_session"

# --- Mail -------------------------------------------------------------------

globals().update(env.email_url("IEG_EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10  # seconds: a page waits for the mail that it sends
# How many working days before a deadline people are reminded of what waits for them.
IEG_REMIND_DAYS = env.list("IEG_REMIND_DAYS", cast=int, default=[5, 2, 1])
if any(days < 1 for days in IEG_REMIND_DAYS):
    raise ImproperlyConfigured("IEG_REMIND_DAYS must be whole numbers of 1 or more.")
DEFAULT_FROM_EMAIL = env.str("IEG_EMAIL_FROM", default="ieg-tracker@example.invalid")

# For how many days a member's personal link opens the final copy.
IEG_COPY_LINK_DAYS = env.int("IEG_COPY_LINK_DAYS", default=90)
if IEG_COPY_LINK_DAYS < 1:
    raise ImproperlyConfigured("IEG_COPY_LINK_DAYS must be 1 or more.")

# --- Background tasks -------------------------------------------------------

# Who works tasks off: a "thread" in each web process, which gives out the nightly check
# of the record too; "worker" processes, with a timer for that; or, for as long as
# something is being mended, nobody ("off").
IEG_TASKS = env.str("IEG_TASKS", default="thread")
if IEG_TASKS not in ("thread", "worker", "off"):
    raise ImproperlyConfigured("IEG_TASKS must be thread, worker or off.")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Language and time ------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

# --- Static files -----------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = IEG_DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 3600

# --- Security ---------------------------------------------------------------

ALLOWED_HOSTS = env.list(
    "IEG_ALLOWED_HOSTS",
    default=["127.0.0.1", "localhost", "[::1]"] if IEG_DEMO else [],
)
CSRF_TRUSTED_ORIGINS = env.list("IEG_TRUSTED_ORIGINS", default=[])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
CSRF_COOKIE_HTTPONLY = True
# A whole book pasted into a section is refused beside its field, with what was pasted
# still in it. deploy/nginx.conf lets a little more through.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# The demonstration speaks plain HTTP to this machine only; anything else is HTTPS.
if not IEG_DEMO:
    SECURE_SSL_REDIRECT = env.bool("IEG_SSL_REDIRECT", default=True)
    # Whoever watches the process asks it directly, without the proxy.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # A Unix socket has no address: without the proxy's word for who asks, the limits
    # of sign-in could count nobody, and would refuse everybody.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- Logs -------------------------------------------------------------------

# No statement text is ever logged: only addresses, verbs and numbers.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "filters": {"no_tokens": {"()": "iegtracker.logs.WithoutTokens"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_tokens"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.str("IEG_LOG_LEVEL", default="INFO")},
    "loggers": {
        # What runserver says of each request.
        "django.server": {"handlers": ["stderr"], "propagate": False},
        # These tell of each time they look for work.
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        # These narrate every page that they make.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
    },
}
