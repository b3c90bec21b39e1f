"""Settings: everything that differs between installations comes from the environment.

`DATA_DIR` (default ./var) holds what must survive: SQLite, files, keys. With nothing set the
product runs embedded: one process, SQLite, files on disk, one thread that drains the task rows.
"""

from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from backend.secret import secret_key

# Generic forms and fields (`ModelForm[Customer]`) exist in the stubs; this lets them run.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or secret_key(DATA_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")
SITE_URL = PUBLIC_URL or f"http://localhost:{env.int('PORT', default=8000)}"  # in QR and mail
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[PUBLIC_URL] if PUBLIC_URL else [])
BEHIND_TLS = env.bool("BEHIND_TLS", default=PUBLIC_URL.startswith("https://"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None

# Ours first: their templates and translations win over the libraries'.
INSTALLED_APPS = [
    "common",
    "audit",
    "accounts",
    "instruments",
    "calibration",
    "certificates",
    "contracts",
    "planning",
    "reports",
    "backend",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.middleware.PersonMiddleware",
    "common.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "backend" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "backend.context.frame",
            ],
            "builtins": ["common.templatetags.show"],
        },
    }
]

# One database. On SQLite every write transaction takes the lock at its start (IMMEDIATE):
# with Django's default, concurrent writers failed with "database is locked".
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'chuan.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA busy_timeout=20000;",
    }
    # Opening the file costs 1.8 ms, more than most pages: each thread keeps its connection.
    _database["CONN_MAX_AGE"] = None
else:
    _database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    _database["CONN_HEALTH_CHECKS"] = True
ATOMIC_REQUESTS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis is a courier and a cache. Sign-in and records never depend on it.
REDIS_URL = env.str("REDIS_URL", default="")
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
TASKS_HINT = "backend.celery.hint" if REDIS_URL else "common.queue.wake_thread"

# Files are private: no address serves them without a door (see common.files).
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "files")},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if env.str("S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("S3_BUCKET"),
            "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
            "access_key": env.str("S3_ACCESS_KEY", default=None),
            "secret_key": env.str("S3_SECRET_KEY", default=None),
            "region_name": env.str("S3_REGION", default="us-east-1"),
            "signature_version": "s3v4",
            "file_overwrite": False,
            "max_memory_size": 2**22,  # what is larger is read by way of the disk
        },
    }
    # Archives are large, and the folder for temporary files may be memory.
    FILE_UPLOAD_TEMP_DIR = str(DATA_DIR)

# Keys that sign certificates: PKCS#12 files in a folder, or a token through its PKCS#11 module.
# Passwords and PINs are read where a key is opened and stand nowhere else (certificates.signing).
SIGNING_KEYS_DIR = Path(env.str("SIGNING_KEYS_DIR", default=str(DATA_DIR / "keys")))
PKCS11_MODULE = env.str("PKCS11_MODULE", default="")
# A time-stamp authority (RFC 3161) and, as PEM, the certificates that it must lead up to.
TIMESTAMP_URL = env.str("TIMESTAMP_URL", default="")
TIMESTAMP_CA = env.str("TIMESTAMP_CA", default="")

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
BENCH_DIST = BASE_DIR / "bench" / "dist"
STATICFILES_DIRS = [BENCH_DIST] if BENCH_DIST.is_dir() else []
# Embedded serves straight from the finders; the image collects first and turns this off.
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = env.bool("STATIC_FROM_SOURCE", default=True)
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 2**20

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
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
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_PREVENT_ENUMERATION = True
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)  # seconds; a server that hangs holds a task
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="chuan@localhost")
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

# Words and time. Messages are written in Vietnamese; `en` is a complete translation.
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Ho_Chi_Minh")
LOCALE_PATHS: list[Path] = []

# The last day of a verification (TT 23/2013 Art. 20): the last day of the month in which the cycle
# ends, or the same day of that month. Centres differ; pin it with the centre's old certificates.
VERIFICATION_VALID_UNTIL = env.str("VERIFICATION_VALID_UNTIL", default="end_of_month")
if VERIFICATION_VALID_UNTIL not in ("end_of_month", "same_day"):
    raise ImproperlyConfigured("VERIFICATION_VALID_UNTIL is end_of_month or same_day")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.tokens.TokenAuthentication",
        "accounts.tokens.PageSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.gate.Closed"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.parsing.Json"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_RATES": {"token": "20/min", "check": "60/min", "check_file": "10/min"},
    "EXCEPTION_HANDLER": "common.api.answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Chuẩn API",
    "VERSION": "1",
    "DESCRIPTION": "Contract, job, reading, result, certificate, revenue, report.",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "TaskState": "common.models.TaskState",
        "StandardState": "instruments.states.StandardState",
        "JobState": "calibration.states.JobState",
        "ScopeKind": "calibration.states.ScopeKind",
        "CertificateState": "certificates.states.CertificateState",
        "CertificateKind": "certificates.states.Kind",
        "ImpactState": "certificates.states.ImpactState",
        "ImpactItemState": "certificates.states.ItemState",
        "ImpactEffect": "certificates.states.Effect",
        "ImpactDecided": "certificates.states.Decided",
        "LetterState": "certificates.letters.queries.STATES",
        "StickerState": "certificates.states.StickerState",
        "StickerDeed": "certificates.states.StickerDeed",
        "ContractState": "contracts.states.ContractState",
        "InvoiceState": "contracts.states.InvoiceState",
        "LineKind": "contracts.states.LineKind",
        "ListState": "contracts.states.ListState",
        "SurchargeKind": "contracts.states.SurchargeKind",
        "QuotationState": "contracts.states.QuotationState",
        "QuotationAnswer": "contracts.quoting.api.shapes.ANSWERS",
        "AnswerEnum": "certificates.api.check_shapes.ANSWERS",
        "WorkPlace": "contracts.states.Place",
        "ContractPaperKind": "contracts.states.PaperKind",
        "ServiceEnum": "calibration.states.Service",
        "PlannedTaskKind": "planning.states.TaskKind",
        "PlannedTaskState": "planning.states.TaskState",
        "PlannedTaskRole": "planning.states.TaskRole",
        "PlannedProductKind": "planning.states.ProductKind",
        "PlannedProposalKind": "planning.states.ProposalKind",
        "PlannedProposalState": "planning.states.ProposalState",
        "PlannedState": "planning.states.ItemState",
        "ActivityKind": "planning.states.ActivityKind",
        "EntryKind": "planning.states.EntryKind",
        "BlockRole": "planning.states.BlockRole",
        "ListRowFate": "planning.states.RowFate",
        "ListSubject": "planning.states.ImportSubject",
        "PeriodReportState": "reports.states.ReportState",
        "PeriodReportKind": "reports.states.ReportKind",
        "FigureKind": "reports.states.FigureKind",
        "ReportLanguage": "reports.periodic.api.shapes.LANGUAGE_CHOICES",
    },
}

# Everything comes from us: no inline script, no foreign host.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
