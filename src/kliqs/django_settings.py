"""Django's settings, derived from `kliqs.settings`. Nothing here is read from the environment a second time."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict

from kliqs.database import BUSY_TIMEOUT_MS, CONNECT_TIMEOUT_S
from kliqs.settings import HSTS_S, load

kliqs = load()
WEB = Path(__file__).parent / "web"

SECRET_KEY = kliqs.secret_key
DEBUG = kliqs.debug
ALLOWED_HOSTS = ["*"]  # `asgi` answers 421 to hosts that are not ours before Django sees them
USE_X_FORWARDED_HOST = False
ROOT_URLCONF = "kliqs.web.public.urls"  # of the short host; `SurfaceMiddleware` chooses the others
APPEND_SLASH = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.github",
    "allauth.usersessions",
    "kliqs.events",
    "kliqs.accounts",
    "kliqs.pictures",
    "kliqs.routes",
    "kliqs.links",
    "kliqs.clicks",
    "kliqs.bio",
    "kliqs.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kliqs.web.static_files.StaticFilesMiddleware",
    "kliqs.web.media.MediaMiddleware",
    "kliqs.web.hosts.SurfaceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kliqs.web.languages.PersonsLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "kliqs.web.failures.NotAllowedMiddleware",
    "kliqs.web.dashboard.refusals.RefusalMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["kliqs.web.templatetags.icons"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kliqs.web.context.hosts",
                "kliqs.web.dashboard.navigation.places",
                "kliqs.web.dashboard.noticing.limits",
            ],
        },
    }
]


def database(url: str) -> dict[str, Any]:
    """Django's entry for a database URL of ours."""
    if url.startswith("sqlite:"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(urlsplit(url).path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": BUSY_TIMEOUT_MS / 1000,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = conninfo_to_dict(url)
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{setting: str(parts[part]) for part, setting in named.items() if part in parts},
        "OPTIONS": {
            **{part: value for part, value in parts.items() if part not in named},
            "connect_timeout": CONNECT_TIMEOUT_S,
            "options": f"-c statement_timeout={BUSY_TIMEOUT_MS}",
            "pool": {"min_size": 0, "max_size": 8, "timeout": 1},
        },
    }


DATABASES = {"default": database(kliqs.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

_mail = urlsplit(kliqs.email_url)
EMAIL_BACKEND = f"kliqs.accounts.mail.{'SmtpBackend' if kliqs.email_url else 'FolderBackend'}"
EMAIL_FILE_PATH = kliqs.data_dir / "mail"
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "", _mail.port or (465 if _mail.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.scheme == "smtps", _mail.scheme == "smtp"
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = kliqs.email_from

LANGUAGE_CODE = kliqs.language
LANGUAGES = [("en", "English"), ("id", "Bahasa Indonesia")]
LOCALE_PATHS = [WEB / "locale", WEB / "locale_of_libraries"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
STATIC_ROOT = WEB / "collected"  # filled by `make assets`, under names that carry their content's hash


def media_storage(url: str) -> dict[str, Any]:
    """Django's entry for a KLIQS_MEDIA_URL."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": parts.path, "allow_overwrite": True, "file_permissions_mode": 0o640},
        }
    host = parts.netloc.rpartition("@")[2]
    bucket, _, folder = unquote(parts.path).strip("/").partition("/")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(parts.username or "") or None,
            "secret_key": unquote(parts.password or "") or None,
            "endpoint_url": f"{'http' if parts.scheme == 's3+http' else 'https'}://{host}",
            "region_name": parse_qs(parts.query).get("region", [None])[0],
            "bucket_name": bucket,
            "location": folder,
            "default_acl": None,
            "querystring_auth": False,
        },
    }


STORAGES = {
    "default": media_storage(kliqs.media_url),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ROOT = WEB / "root"
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
WHITENOISE_AUTOREFRESH = False

SECURE_PROXY_SSL_HEADER = None  # the scheme is decided by `asgi`, from trusted proxies alone
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = kliqs.scheme == "https"
SECURE_HSTS_SECONDS = HSTS_S if kliqs.scheme == "https" else 0
SESSION_COOKIE_NAME = "kliqs_session"
CSRF_COOKIE_NAME = "kliqs_csrf"
CSRF_COOKIE_AGE = None  # until the browser closes: a visitor of one link keeps no mark of it
CSRF_COOKIE_HTTPONLY = True
FORM_RENDERER = "kliqs.web.forms.ComponentsRenderer"
CSRF_FAILURE_VIEW = "kliqs.web.failures.stale_form"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "kliqs.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "kliqs.accounts.signing_up.SignupForm"}
USERSESSIONS_ADAPTER = "kliqs.accounts.sessions.SessionsAdapter"
SOCIALACCOUNT_ADAPTER = "kliqs.accounts.adapter.SocialAccountAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = kliqs.scheme
USERSESSIONS_TRACK_ACTIVITY = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = kliqs.is_loopback
SESSION_COOKIE_AGE = 30 * 24 * 3600
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-src": ["'self'"],  # previews of bio pages
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
# Sign-in attempts are counted here, over all processes and machines. Beyond MAX_ENTRIES live counts are thrown away,
# so that it is far above what the limits by address let anybody fill.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cacheentry",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}


def _provider(name: str) -> dict[str, Any]:
    """Google or GitHub, where the operator has set both of its credentials."""
    client_id, secret = getattr(kliqs, f"{name}_client_id"), getattr(kliqs, f"{name}_client_secret")
    apps = [{"client_id": client_id, "secret": secret, "key": ""}] if client_id and secret else []
    return {"APPS": apps}


SOCIALACCOUNT_PROVIDERS = {
    "google": _provider("google") | {"SCOPE": ["profile", "email"], "AUTH_PARAMS": {"access_type": "online"}},
    "github": _provider("github") | {"SCOPE": ["user:email"]},
}
LOGGING_CONFIG = None  # `kliqs.logs` sets up one pipeline for every part
