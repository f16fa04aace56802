"""Settings of the portal: one file, from the environment alone.

Every variable is listed in `.env.example` and in the README; a test keeps the three equal.
Where `DATABASE_URL`, `REDIS_URL` or `EMAIL_URL` is not set, the embedded servers serve (partnercenter/local).
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from partnercenter.local.redis import broker_url
from partnercenter.local.secret import NO_SECRET, local_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# ------------------------------------------------------------------ which instance this is
DEBUG = env.bool("DEBUG", default=False)
IS_LOCAL = not env.str("DATABASE_URL", default="")
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}").rstrip("/")
SECRET_KEY = env.str("SECRET_KEY", default="") or (local_secret() if IS_LOCAL else "")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
AUDIT_FORMER_KEYS = env.list("AUDIT_FORMER_KEYS", default=[])  # they prove old seals and nothing else
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Set it to a long random value that only this instance knows."
    )
if SECRET_KEY == NO_SECRET and SITE_URL.startswith("https://") and not DEBUG:
    raise ImproperlyConfigured(
        "SECRET_KEY is the one that everybody can read. Set it to a long random value that only this instance knows."
    )
if SITE_URL.startswith("http://") and not (DEBUG or IS_LOCAL) and not env.bool("ALLOW_HTTP", default=False):
    raise ImproperlyConfigured(
        "SITE_URL must begin with https:// (or set ALLOW_HTTP=true on a trusted network)."
    )
# S002-18: where customers of each cloud accept; empty: at SITE_URL.
CUSTOMER_URLS = {
    "public": env.str("CUSTOMER_URL_PUBLIC", default="").rstrip("/"),
    "us_gov": env.str("CUSTOMER_URL_US_GOV", default="").rstrip("/"),
    "germany": env.str("CUSTOMER_URL_GERMANY", default="").rstrip("/"),
}
_customer_sites = sorted({url for url in CUSTOMER_URLS.values() if url})
for _site in _customer_sites:
    if _site.split("://")[0] != SITE_URL.split("://", maxsplit=1)[0]:
        raise ImproperlyConfigured(
            f"CUSTOMER_URL_… must begin like SITE_URL, with {SITE_URL.split('://', maxsplit=1)[0]}://, unlike {_site}."
        )


def _host_of(url: str) -> str:
    return url.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]


_host = _host_of(SITE_URL)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_host, "127.0.0.1", "localhost"] if IS_LOCAL else [_host])
ALLOWED_HOSTS += [host for host in map(_host_of, _customer_sites) if host not in ALLOWED_HOSTS]

_urls: dict[str, str] = {}
if not all(env.str(name, default="") for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL")):
    from partnercenter.local.services import local_urls

    _urls = local_urls()


def _url(name: str) -> str:
    return env.str(name, default="") or _urls.get(name, "")


# ------------------------------------------------------------------ applications
INSTALLED_APPS = [
    "partnercenter.core",
    "partnercenter.demo",
    "accounts",
    "relationships",
    "customers",
    "invitations",
    "subscriptions",
    "directory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "csp",
    "bootstrap",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    # Headers outermost: whatever answers, a refusal or a file, carries them all.
    "partnercenter.core.middleware.request_log.RequestLogMiddleware",
    "partnercenter.core.middleware.headers.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "partnercenter.core.middleware.limits.RequestLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.signin.SignInLimitMiddleware",
    "partnercenter.core.middleware.scope.ScopeMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.TemporaryPasswordMiddleware",
    "accounts.middleware.SecondStepMiddleware",
    "accounts.middleware.TenantMiddleware",
]

ROOT_URLCONF = "partnercenter.urls"
WSGI_APPLICATION = "partnercenter.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "partnercenter.core.context_processors.portal",
            ],
        },
    }
]

# ------------------------------------------------------------------ database: two roles, one truth
# `default` is the application's role: it owns no table and bypasses no policy. `owner` migrates.
_database_options: dict[str, Any] = {
    "connect_timeout": 3,
    "options": "-c lock_timeout=2000 -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000",
}


def _database(url: str, options: dict[str, Any], **extra: Any) -> dict[str, Any]:
    config: dict[str, Any] = env.db_url_config(url)
    config["HOST"] = unquote(config["HOST"])  # a socket directory stands percent-encoded in the URL
    config["OPTIONS"] = config.get("OPTIONS", {}) | options
    return config | extra


DATABASES = {
    "default": _database(
        _url("DATABASE_URL"),
        _database_options,
        CONN_HEALTH_CHECKS=True,
        CONN_MAX_AGE=env.int("DATABASE_CONN_MAX_AGE", default=600),
    ),
    "owner": _database(_url("DATABASE_OWNER_URL") or _url("DATABASE_URL"), {"connect_timeout": 3}),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
VISIBILITY = "partnercenter.visibility.VISIBILITY"

# ------------------------------------------------------------------ Celery on Redis
REDIS_URL = _url("REDIS_URL")
CELERY_BROKER_URL = broker_url(REDIS_URL)
# Soft limit < hard limit < a mail's lease < visibility timeout: nothing runs twice because it is slow. The shortest
# visibility timeout of all places and programs that share the broker counts: hence all three, and our own prefix.
_visibility_timeout = 120  # seconds
CELERY_VISIBILITY_TIMEOUT = _visibility_timeout
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": _visibility_timeout}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": _visibility_timeout,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "global_keyprefix": "partnercenter:",
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "retry_on_timeout": False,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False  # a drain that speaks SMTP needs no broker
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = 30
CELERY_TASK_TIME_LIMIT = 45
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "partnercenter.core.beat:HeartbeatScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_BEAT_SCHEDULE = {
    "drain-mail": {"task": "core.drain_mail", "schedule": 5.0, "options": {"expires": 30}},
    "canary": {"task": "core.canary", "schedule": 15.0, "options": {"expires": 60}},
    "expire-invitations": {"task": "invitations.expire_stale", "schedule": 60.0, "options": {"expires": 120}},
    "remind-invitations": {
        "task": "invitations.send_reminders",
        "schedule": 300.0,
        "options": {"expires": 600},
    },
    "expire-leads": {"task": "directory.expire_leads", "schedule": 300.0, "options": {"expires": 600}},
    "end-roles": {"task": "accounts.end_roles", "schedule": 60.0, "options": {"expires": 120}},
    "invite-to-incentives": {
        "task": "accounts.invite_to_incentives",
        "schedule": 600.0,
        "options": {"expires": 1200},
    },
    "warn-of-ends": {"task": "accounts.warn_of_ends", "schedule": 600.0, "options": {"expires": 1200}},
    "send-days": {"task": "accounts.send_days", "schedule": 600.0, "options": {"expires": 1200}},
    "send-renewal-digests": {
        "task": "subscriptions.send_digests",
        "schedule": 600.0,
        "options": {"expires": 1200},
    },
    "forget-drafts": {
        "task": "subscriptions.forget_drafts",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "move-subscriptions": {
        "task": "subscriptions.move_due",
        "schedule": 60.0,
        "options": {"expires": 120},
    },
    "run-imports": {"task": "customers.run_imports", "schedule": 10.0, "options": {"expires": 30}},
    "make-statements": {
        "task": "subscriptions.make_statements",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "seal-audit": {"task": "core.seal_audit", "schedule": 5.0, "options": {"expires": 30}},
    "note-events": {"task": "accounts.note_events", "schedule": 5.0, "options": {"expires": 30}},
    "forget-notifications": {
        "task": "accounts.forget_notifications",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "checkpoint-audit": {
        "task": "core.checkpoint_audit",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "end-raised-rights": {
        "task": "core.end_raised_rights",
        "schedule": 60.0,
        "options": {"expires": 120},
    },
    "forget-sign-ins": {
        "task": "accounts.forget_sign_ins",
        "schedule": 24 * 3600.0,
        "options": {"expires": 24 * 3600},
    },
    "forget-codes": {"task": "accounts.forget_codes", "schedule": 3600.0, "options": {"expires": 3600}},
    "forget-mail-texts": {
        "task": "core.forget_mail_texts",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "purge-windows": {"task": "core.purge_rate_windows", "schedule": 3600.0, "options": {"expires": 3600}},
    "clear-sessions": {
        "task": "core.clear_sessions",
        "schedule": 24 * 3600.0,
        "options": {"expires": 24 * 3600},
    },
}

# ------------------------------------------------------------------ mail
_email = env.email_url_config(_url("EMAIL_URL"))
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = _email["EMAIL_HOST"]
EMAIL_PORT = _email["EMAIL_PORT"]
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10  # seconds
_mail_domain = _host if "." in _host and not _host[0].isdigit() else "portal.example"


def _address(name: str, value: str) -> str:
    """A bare address: the name beside it is the organisation's that a mail speaks for."""
    if not re.fullmatch(r"[^\s<>@,;\"]+@[^\s<>@,;\"]+", value):
        raise ImproperlyConfigured(
            f"{name} must be an address alone, like no-reply@portal.example, without a name or brackets."
        )
    return value


DEFAULT_FROM_EMAIL = _address(
    "DEFAULT_FROM_EMAIL", env.str("DEFAULT_FROM_EMAIL", default=f"no-reply@{_mail_domain}")
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_LEASE = timedelta(seconds=env.int("MAIL_LEASE_SECONDS", default=60))
MAIL_PAUSE = timedelta(seconds=env.int("MAIL_PAUSE_SECONDS", default=30))

# ------------------------------------------------------------------ people
RAISED_MINUTES = env.int("RAISED_MINUTES", default=15)
VISIT_MINUTES = env.int("VISIT_MINUTES", default=15)
_secure = SITE_URL.startswith("https://")
TEMPORARY_PASSWORD_HOURS = env.int("TEMPORARY_PASSWORD_HOURS", default=72)
AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # addresses are unique by a constraint on their lower case
AUTHENTICATION_BACKENDS = ["accounts.backends.PortalBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.PortalAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_RATE_LIMITS = False  # ours is atomic and comes before the password hash (core.ratelimit)

# Who has to set up two-step verification: "partners" (everybody in a partner organisation), "operators".
MFA_REQUIRED_FOR = env.list("MFA_REQUIRED_FOR", default=[] if IS_LOCAL else ["partners", "operators"])
if not set(MFA_REQUIRED_FOR) <= {"partners", "operators"}:
    raise ImproperlyConfigured(
        "MFA_REQUIRED_FOR takes partners and operators, separated by a comma, or nothing."
    )
MFA_ADAPTER = "accounts.mfa.PortalMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are made by organisations, at addresses that were proved
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _secure  # browsers themselves allow http:// on localhost alone
MFA_TOTP_ISSUER = "Partner Center"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds that a telephone's clock may be off

# Sign-in with a company account: one identity provider that speaks OpenID Connect; without an issuer there is none.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default="OpenID Connect")
OIDC_DOMAINS = [domain.lower() for domain in env.list("OIDC_DOMAINS", default=[])]
if OIDC_ISSUER and not OIDC_CLIENT_ID:
    raise ImproperlyConfigured("OIDC_ISSUER is set: set OIDC_CLIENT_ID, too.")
if _secure and OIDC_ISSUER and not OIDC_ISSUER.startswith("https://"):
    raise ImproperlyConfigured("OIDC_ISSUER must begin with https://, as SITE_URL does.")
SOCIALACCOUNT_ADAPTER = "accounts.company_account.CompanyAccountAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds

SESSION_ENGINE = "partnercenter.core.sessions"
SESSION_COOKIE_AGE = (
    env.int("SESSION_HOURS", default=12) * 3600
)  # seconds after the sign-in, whatever happens
SESSION_IDLE = env.int("SESSION_IDLE_MINUTES", default=60) * 60  # seconds after the last page
PROOF_SECONDS = env.int("PROOF_MINUTES", default=5) * 60  # how long a sign-in counts before a dangerous step
SESSION_COOKIE_NAME = "__Host-sessionid" if _secure else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if _secure else "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL, *_customer_sites]
CSRF_FAILURE_VIEW = "partnercenter.core.views.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ------------------------------------------------------------------ the browser
SECURE_SSL_REDIRECT = _secure
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31536000 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _secure
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
TRUSTED_PROXIES = env.int(
    "TRUSTED_PROXIES", default=0
)  # how many of our own proxies append to X-Forwarded-For
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF, *(["/".join(OIDC_ISSUER.split("/")[:3])] if OIDC_ISSUER else [])],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# ------------------------------------------------------------------ language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ko", _("Korean"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = _secure
USE_I18N = USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

# ------------------------------------------------------------------ static files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.bool("HASHED_STATIC", default=not IS_LOCAL)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not env.bool("HASHED_STATIC", default=not IS_LOCAL)
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site needs our files
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# ------------------------------------------------------------------ the programme
INVITATION_DAYS = 30
INVITATION_LIMITS = {
    "per_user_day": env.int("INVITATIONS_PER_USER_DAY", default=500),
    "per_tenant_day": env.int("INVITATIONS_PER_TENANT_DAY", default=2000),
    "per_recipient_day": 10,
}
MAIL_TEXT_DAYS = env.int("MAIL_TEXT_DAYS", default=180)  # 0: without end
AUDIT_CHECKPOINTS = env.str("AUDIT_CHECKPOINTS", default="")
AUDIT_EMAIL = env.str("AUDIT_EMAIL", default="") and _address("AUDIT_EMAIL", env.str("AUDIT_EMAIL"))
SUPPORT_EMAIL = _address("SUPPORT_EMAIL", env.str("SUPPORT_EMAIL", default=DEFAULT_FROM_EMAIL))

# ------------------------------------------------------------------ logs: JSON lines on standard error
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "partnercenter.core.logs.RequestFilter"}},
    "formatters": {"json": {"()": "partnercenter.core.logs.JSONFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request"]}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": [], "level": "WARNING", "propagate": False},
        "celery.app.trace": {"level": "WARNING"},  # a line for every task that went well is noise
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
