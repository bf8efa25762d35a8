"""Settings: one file, every value that differs between machines read from the environment."""

import os
from pathlib import Path

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from chibo.config import database

ROOT = database.ROOT
VAR = database.VAR

SECRET_KEY = database.secret_key(VAR)
DEBUG = os.environ.get("CHIBO_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("CHIBO_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CHIBO_ORIGINS", "").split(",") if origin]
HTTPS = os.environ.get("CHIBO_HTTPS") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks_db",
    "chibo.base",
    "chibo.registry.calendar",
    "chibo.registry.orgs",
    "chibo.registry.people",
    "chibo.registry.access",
    "chibo.registry.files",
    "chibo.records.structure",
    "chibo.records.members",
    "chibo.records.documents",
    "chibo.records.meetings",
    "chibo.records.plans",
    "chibo.records.contests",
    "chibo.records.targets",
    "chibo.records.admissions",
    "chibo.records.letterheads",
    "chibo.records.regulations",
    "chibo.records.schedules",
    "chibo.records.studies",
    "chibo.records.communication",
    "chibo.records.tasks",
    "chibo.records.ballots",
    "chibo.records.ballotbox",
    "chibo.records.quotas",
    "chibo.records.selfchecks",
    "chibo.records.surveys",
    "chibo.records.confidence",
    "chibo.records.awards",
    "chibo.records.scoring",
    "chibo.records.following",
    "chibo.records.cascade",
    "chibo.records.cells",
    "chibo.records.reviews",
    "chibo.indicators",
    "chibo.reports",
    "chibo.home",
    "allauth",  # after ours, so that our templates are found first
    "allauth.account",
    "allauth.mfa",
]

OPEN_MATTERS = [
    "chibo.records.meetings.queries.open_in",
    "chibo.records.documents.queries.open_in",
    "chibo.records.admissions.queries.open_in",
    "chibo.records.members.queries.open_in",
    "chibo.registry.access.queries.open_in",
    "chibo.records.schedules.queries.open_in",
    "chibo.records.tasks.queries.open_in",
    "chibo.records.surveys.queries.open_in",
]
"""Where a change of the tree asks what is open in a unit."""

CALENDARS = ["chibo.records.meetings.queries.in_calendar"]
"""Where the week of a unit asks what other areas have to put there."""

SUMMONS = ["chibo.records.meetings.queries.summons_of"]
"""Where somebody's own calendar asks to what they are summoned."""

HOLDINGS = [
    "chibo.records.studies.queries.held_about",
    "chibo.records.contests.queries.held_about",
    "chibo.records.tasks.queries.held_about",
]
"""Where the page on which people read what is held about them asks the areas."""

CITATIONS = ["chibo.reports.citations.paragraphs_on"]
"""Where the page of a point asks what above the record areas cites it."""

MIDDLEWARE = [
    "chibo.records.ballotbox.door.DoorMiddleware",  # before anything that looks at who asks
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "chibo.base.htmx.HtmxMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "chibo.base.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "chibo.base.writes.IdempotencyMiddleware",
    "chibo.registry.access.standing_point.StandingPointMiddleware",
]

ROOT_URLCONF = "chibo.config.urls"
WSGI_APPLICATION = "chibo.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["chibo.base.templatetags.vietnamese", "chibo.base.templatetags.shell"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chibo.home.shell.shell",
            ],
        },
    },
]
FORM_RENDERER = "chibo.base.forms.ChiboRenderer"

DATABASES = {"default": database.from_environment(VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "chibo.registry.access.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,30/5m/ip"}
ACCOUNT_PREVENT_ENUMERATION = True
MFA_ADAPTER = "chibo.registry.access.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Chibo"

SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "chibo.base.htmx.csrf_failure"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
FORMAT_MODULE_PATH = ["chibo.config.formats"]
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = VAR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
MAIL_HOST = os.environ.get("CHIBO_MAIL_HOST", "")
POST_OFFICE = {
    "host": MAIL_HOST,
    "port": int(os.environ.get("CHIBO_MAIL_PORT", "587")),
    "username": os.environ.get("CHIBO_MAIL_USER", ""),
    "password": os.environ.get("CHIBO_MAIL_PASSWORD", ""),
    "use_tls": os.environ.get("CHIBO_MAIL_TLS", "1") == "1",
    "timeout": 20,
}
MAILERS = {
    "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": POST_OFFICE}
    if MAIL_HOST
    else {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
}
"""Without a post office nothing is mailed; what is due stands on each reader's first page all the same."""
DEFAULT_FROM_EMAIL = os.environ.get("CHIBO_MAIL_FROM", "chibo@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"door": {"()": "chibo.records.ballotbox.door.SilentAtTheDoor"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["door"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
