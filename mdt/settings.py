"""Everything that can be set, read strictly from the environment; what is missing in production stops the start."""

import os
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF

from mdt import embedded, logs
from mdt.secret_files import with_files

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

_URLS = {"owner": "OWNER_DATABASE_URL", "web": "DATABASE_URL", "worker": "WORKER_DATABASE_URL"}
if not any(name in os.environ or f"{name}_FILE" in os.environ for name in _URLS.values()):
    for name, value in embedded.environment().items():  # a trial or a test: the embedded servers of this checkout
        os.environ.setdefault(name, value)
env.ENVIRON = with_files(os.environ)

# What this process is: the role that it has in the database decides what it can ever see.
ROLE = env.str("MDT_ROLE", default="web")
OTHERS_URLS = [name for role, name in _URLS.items() if role != ROLE and name in env.ENVIRON]  # passwords of other roles
DEMO = env.bool("MDT_DEMO", default=False)
DEBUG = env.bool("DJANGO_DEBUG", default=False)
SECRET_KEY = env.str("DJANGO_SECRET_KEY")
FIELD_KEY = env.str("MDT_FIELD_KEY")  # base64 of 32 bytes; encrypts second-factor secrets
LEDGER_KEY = env.str("MDT_LEDGER_KEY", default="")  # base64 Ed25519 seed; the worker alone holds it
LEDGER_WITNESS = env.str("MDT_LEDGER_WITNESS", default="")  # a file elsewhere: each checkpoint is written there too
SEAL_KEY = env.str("MDT_SEAL_KEY", default="")  # seals documents, from make_seal_key; the worker alone holds it
SEAL_CERTIFICATE = env.str("MDT_SEAL_CERTIFICATE", default="")  # of earlier keys too, separated by commas; no secret
METRICS_TOKEN = env.str("MDT_METRICS_TOKEN", default="")  # who scrapes /metrics; without one there is no such page
TLS_CERTIFICATE = env.str("MDT_TLS_CERTIFICATE", default="")  # its file, where this process may read when it ends
DISK = env.str("MDT_DISK", default="/")  # a folder on the disk whose room the operator's page tells
SEAL_TIMESTAMP_URL = env.str("MDT_SEAL_TIMESTAMP_URL", default="")  # a server after RFC 3161; without one, no stamp
ALLOWED_HOSTS = env.list("DJANGO_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("DJANGO_CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("MDT_HTTPS", default=not DEMO)

# --- Who is here --------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "csp",
    "django_htmx",
    "guardian",
    "auditlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "mdt",
    "mdt.kit",
    "agencies",
    "confidentiality",
    "protocols",
    "cases",
    "meetings",
    "reports",
]
MIDDLEWARE = [
    "mdt.operating.counts.Counted",  # nothing without MDT_METRICS_TOKEN
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # static files never touch a session
    "mdt.middleware.Headers",  # no-store and the permission policy, on every answer
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "agencies.middleware.IdleLock",  # idle and absolute end of a session
    "confidentiality.middleware.RequestIdentity",  # actor and request id for the gate
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # signed in unless a view says otherwise
    "agencies.middleware.SecondFactor",  # a second factor before anything else
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "mdt.urls"
WSGI_APPLICATION = "mdt.wsgi.application"
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
                "mdt.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "mdt.kit.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Where it is kept ---------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url(_URLS[ROLE])}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # a look must be committed before its read (G2)
DATABASES["default"]["CONN_MAX_AGE"] = env.int("MDT_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["OPTIONS"] = {"application_name": f"mdt-{ROLE}"}
PG_BIN = env.str("MDT_PG_BIN", default="")  # of pg_dump and pg_restore, for backups; else they are looked for
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
CACHES["default"]["OPTIONS"] = {"socket_connect_timeout": 5, "socket_timeout": 5}  # then the door stays shut

# --- Signing in ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "agencies.Person"
AUTHENTICATION_BACKENDS = [
    "agencies.backends.SignIn",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    *({"NAME": f"agencies.passwords.{one}"} for one in ("HouseWords", "Breached")),
]
BREACHED_PASSWORDS = env.str("MDT_BREACHED_PASSWORDS", default="")  # a file, as agencies/passwords.py says
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "agencies.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation proves the address
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds to send what a sign-in of at most 300 seconds ago opened
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "50/5m/ip,5/5m/key",  # law S-10: closed after five failures
    **dict.fromkeys(("reauthenticate", "change_password"), "5/5m/user"),  # at an open session, too
    "invite": "30/h/user",
    "open_account": "30/10m/ip",
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # an address that we do not know gets no mail
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
PASSWORD_RESET_TIMEOUT = 3600  # seconds
ACCOUNT_FORMS = {
    "login": "agencies.forms.account.SignInForm",
    "reauthenticate": "agencies.forms.account.ConfirmPasswordForm",
    "change_password": "agencies.forms.account.ChangePasswordForm",
    "reset_password": "agencies.forms.account.ForgotPasswordForm",
    "reset_password_from_key": "agencies.forms.account.NewPasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("MDT_PROXIES", default=0)
MFA_ADAPTER = "agencies.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "agencies.forms.account.CodeForm",
    "reauthenticate": "agencies.forms.account.ConfirmCodeForm",
    "activate_totp": "agencies.forms.account.AddAppForm",
    "add_webauthn": "agencies.forms.account.AddPasskeyForm",
    "login_webauthn": "agencies.forms.account.PasskeySignInForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
SECOND_FACTOR_REQUIRED = env.bool("MDT_SECOND_FACTOR", default=not DEMO)

IDLE_LIMIT = timedelta(minutes=min(env.int("MDT_IDLE_MINUTES", default=10), 30))  # law S-09: never above 30
SHARED_DEVICE_IDLE_LIMIT = timedelta(minutes=min(5, env.int("MDT_IDLE_MINUTES", default=10)))
SESSION_LIMIT = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_LIMIT.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = (  # no other name under our domain can set such a cookie
    ("__Host-" if HTTPS else "") + name for name in ("s", "csrftoken", "django_language")
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mdt.errors.csrf_failure"

# --- Who may do what ----------------------------------------------------------------------------------------
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
GUARDIAN_RAISE_403 = True
GUARDIAN_AUTO_PREFETCH = False
AUDITLOG_LOGENTRY_MODEL = "confidentiality.ChangeEntry"
AUDITLOG_DISABLE_REMOTE_ADDR = True
AUDITLOG_CID_GETTER = "confidentiality.context.request_id"

# --- What the browser may do --------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # ADR 9: "no-referrer" makes browsers send Origin: null with our own forms
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked from the machine itself
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
X_FRAME_OPTIONS = "DENY"
EXIT_URL = env.str("MDT_EXIT_URL", default="https://weather.gov/")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 2  # no form has more, and each is held in memory
FILE_UPLOAD_HANDLERS = ["mdt.kit.uploads.InMemory"]

# --- Words, times, files ------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", "English"), ("es", "Español")]
if DEBUG or env.bool("MDT_TRY_RTL", default=False):  # not translated yet: to see pages from right to left
    LANGUAGES.append(("ar", "العربية"))
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "mdt.formats"
USE_TZ = True
TIME_ZONE = env.str("MDT_TIME_ZONE", default="America/Chicago")
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("MDT_STATIC_ROOT", default=str(BASE_DIR / ".local" / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG or not (STATIC_ROOT / "staticfiles.json").exists():
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# --- Jobs and mail ------------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{BASE_DIR}/.local/mail"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("MDT_FROM_EMAIL", default="notices@mdt.example")
PUBLIC_URL = env.str("MDT_PUBLIC_URL", default="http://127.0.0.1:8000")

LOGGING = logs.settings_for(env.str("MDT_LOG_FORMAT", default="line"))  # or json; mdt/server_log.py reads it as well
