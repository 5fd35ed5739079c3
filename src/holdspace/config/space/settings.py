"""Settings of the private space; every variable is named in ``.env.example``."""

from __future__ import annotations

from os import cpu_count
from zoneinfo import available_timezones

from holdspace.config import readers
from holdspace.core.vault import Cost
from holdspace.web import headers, log

DATA = readers.data_folder()
SECRET_KEY = readers.secret("SECRET_KEY", kept_in=DATA / "secret-key")
DEBUG = False

# --- The house and its address ---------------------------------------------------
LOOPBACK = ("127.0.0.1", "::1", "localhost")
ADDRESS = readers.text("ADDRESS", "127.0.0.1")
PORT = readers.number("PORT", 8000, least=1, most=65535)
BEHIND_PROXY = readers.flag("BEHIND_PROXY")
WORKERS = readers.number(
    "WORKERS", 2 if (cpu_count() or 1) > 1 else 1, least=1, most=16
)
TLS_CERTIFICATE = readers.text("TLS_CERTIFICATE", "")
TLS_KEY = readers.text("TLS_KEY", "")
HTTPS = BEHIND_PROXY or bool(TLS_CERTIFICATE)
HOSTS = [h for h in readers.text("HOSTS", "").replace(",", " ").split() if h]
ALLOWED_HOSTS = [*HOSTS, "localhost", "127.0.0.1", "[::1]"]

# --- What the keeper decides -----------------------------------------------------
SIGNUP = readers.text("SIGNUP", "alone", among=("alone", "invited", "open"))
MIN_AGE = readers.number("MIN_AGE", 16, least=0, most=99)
HELP_COUNTRY = readers.text("HELP_COUNTRY", "").upper()
LEAVE_TO = readers.text("LEAVE_TO", "https://www.bbc.com/weather")
IDLE_MINUTES = readers.number("IDLE_MINUTES", 15, least=1, most=240)
THERAPIST_IDLE_MINUTES = min(
    IDLE_MINUTES, readers.number("THERAPIST_IDLE_MINUTES", 5, least=1, most=240)
)
DEMO = readers.flag("DEMO")
TIME_ZONE = readers.text("TIME_ZONE", "UTC")
if TIME_ZONE not in available_timezones():
    raise readers.SettingRefused("TIME_ZONE takes a name such as Europe/London.")

# --- Mails, if the keeper wants any to be sent ------------------------------------
MAIL_HOST = readers.text("MAIL_HOST", "")
MAIL_PORT = readers.number("MAIL_PORT", 587, least=1, most=65535)
MAIL_USER = readers.text("MAIL_USER", "")
MAIL_PASSWORD = readers.optional_secret("MAIL_PASSWORD")
MAIL_SECURITY = readers.text(
    "MAIL_SECURITY", "starttls", among=("starttls", "tls", "none")
)
MAIL_FROM = readers.sender("MAIL_FROM", needed=bool(MAIL_HOST))
# An invented person has no letterbox.
MAIL = bool(MAIL_HOST) and not DEMO
SITE = readers.site(
    "SITE",
    host=HOSTS[0] if HOSTS else ADDRESS,
    port=PORT,
    https=HTTPS,
    proxy=BEHIND_PROXY,
)

# --- How hard a password is to guess from a stolen database ----------------------
PASSWORD_COST = Cost()
PASSWORD_LEAST = 15

# --- Django ----------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "holdspace.web",
    "holdspace.library",
    "holdspace.accounts",
    "holdspace.practice",
    "holdspace.journal",
    "holdspace.patterns",
    "holdspace.sharing",
    "holdspace.care",
]
MIDDLEWARE = [
    "holdspace.web.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "holdspace.web.headers.SizeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "holdspace.accounts.unlocking.UnlockingMiddleware",
    "holdspace.web.refusals.RefusalsMiddleware",
]
ROOT_URLCONF = "holdspace.config.space.urls"
WSGI_APPLICATION = "holdspace.config.space.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "holdspace.web.context.everywhere",
                "holdspace.sharing.context.with_therapist",
            ],
            "builtins": ["holdspace.web.templatetags.once"],
        },
    },
]
DATABASES = {"default": readers.database(DATA)}
# Rate limits are counted in memory, in one place for all workers that `serve` starts.
CACHES = {"default": {"BACKEND": "holdspace.config.trycache.Cache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
STORAGES = {"staticfiles": {"BACKEND": "holdspace.web.files.PackagedFiles"}}
WHITENOISE_USE_FINDERS = True  # served from the package: nothing to collect
WHITENOISE_AUTOREFRESH = False
USE_TZ = True
LANGUAGE_CODE = "en-gb"
USE_I18N = True
LOGGING = log.LOGGING
LOGGING_CONFIG = "logging.config.dictConfig"
MAILERS = {
    "default": readers.mailer(
        MAIL_HOST, MAIL_PORT, MAIL_USER, MAIL_PASSWORD, MAIL_SECURITY
    )
}
# A text of 100,000 characters and much more is received, so that what is over the
# limit can be handed back whole; SizeMiddleware holds other addresses to less.
DATA_UPLOAD_MAX_MEMORY_SIZE = 48 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_HANDLERS = ["holdspace.accounts.uploads.SealedUploads"]

# --- Signing in ------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["holdspace.accounts.unlocking.PasswordBackend"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "journal:today"
ACCOUNT_ADAPTER = "holdspace.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "sign_in"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
ACCOUNT_SESSION_REMEMBER = False
# What waits between the password and the second step ends after this many seconds.
ACCOUNT_LOGIN_TIMEOUT = 600
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A passkey is a second step and never replaces the password, which opens the space.
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TRUST_ENABLED = False
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "holdspace.accounts.passwords.LongEnoughValidator",
        "OPTIONS": {"min_length": PASSWORD_LEAST},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "holdspace.accounts.passwords.NotAPatternValidator"},
]

# --- Sessions and cookies --------------------------------------------------------
# The prefix __Host- ties a cookie to this host over HTTPS. Over loopback without
# HTTPS browsers refuse such cookies, so there, and only there, the plain name is used.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_ENGINE = "holdspace.accounts.sessions"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}holdspace"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = HTTPS
UNLOCKED_COOKIE_NAME = f"{COOKIE_PREFIX}holdspace-key"
HALFWAY_COOKIE_NAME = f"{COOKIE_PREFIX}holdspace-half"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}holdspace-form"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "holdspace.web.errors.form_from_elsewhere"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS] if BEHIND_PROXY else []

# --- Headers ---------------------------------------------------------------------
SECURE_CSP = headers.CSP
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# The proxy says that the visitor came by HTTPS; whoever reaches this port without it
# is sent there before a password could be typed.
SECURE_SSL_REDIRECT = BEHIND_PROXY
SECURE_HSTS_SECONDS = 31536000 if BEHIND_PROXY else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"

SILENCED_SYSTEM_CHECKS = [
    "mail.E001",  # without MAIL_HOST the dummy backend is meant: no mail is sent
    "security.W002",  # HeadersMiddleware sets X-Frame-Options on every answer
    "security.W005",  # the names beside this one are not ours to decide about
    "security.W021",  # a preload list is for the owner of the whole domain
]
