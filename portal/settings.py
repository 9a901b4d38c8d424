"""Settings of the portal. Values that differ between installations come from the environment (see README, Settings)."""

from pathlib import Path

from portal.accounts.rate_limits import get_account_limits, get_factor_limits
from portal.lib import env

BASE_DIR = Path(__file__).resolve().parent.parent
env.read_env_file(BASE_DIR / ".env")
DATA_DIR = env.get_writable_dir("DATA_DIR", BASE_DIR / "var")
(DATA_DIR / "static").mkdir(exist_ok=True)

DEBUG = env.get_bool("DEBUG")
# A demonstration has a notice on every page and runs without HTTPS.
DEMO_MODE = env.get_bool("DEMO_MODE")
SECRET_KEY = env.get_secret("SECRET_KEY", fallback="insecure-for-development-only" if DEBUG else None)
# Earlier keys, which verify old signatures and decrypt second factors until these are encrypted with the new key.
SECRET_KEY_FALLBACKS = env.get_secrets("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.get_list("ALLOWED_HOSTS") or (["localhost", "127.0.0.1", "[::1]"] if DEMO_MODE or DEBUG else [])

INSTALLED_APPS = [
    # Before portal.accounts, which unregisters the models of these apps from the desk.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "portal",
    "portal.register",
    "portal.response_cache",
    "portal.security_log",
    "portal.accounts",
    "portal.outbox",
    "portal.sent_forms",
    "portal.records",
    "portal.pdf",
    "portal.public",
    "portal.sources",
    "portal.importer",
    "portal.search",
    "portal.editorial",
    "announcements",
    "guidance",
    "markdownx",
    "django.forms",
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "portal.middleware.SecurityHeadersMiddleware",
    "portal.middleware.EntityTagMiddleware",
    "portal.response_cache.canonical_query.CanonicalQueryMiddleware",
    "portal.response_cache.middleware.ResponseCacheMiddleware",
    "portal.middleware.ConfiguredSiteMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.CacheControlMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.RejectNulBytesMiddleware",
    "portal.middleware.RejectInvalidAdminInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.security_log.middleware.SecurityLogMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.SecondFactorMiddleware",
    "portal.sent_forms.middleware.SentFormMiddleware",
    "portal.attachments.pending_uploads.PendingUploadMiddleware",
    "portal.site_preview.middleware.SitePreviewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "portal.urls"
# The portal is at the root of its host. Without this line, the header SCRIPT_NAME could move it: request.path would
# differ from the path that the URL configuration receives.
FORCE_SCRIPT_NAME = ""
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "portal.lib.template_loaders.UnindentedLoader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.site_settings",
                "portal.context_processors.desk_access",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.get_database_config("DATABASE_URL", sqlite_file=DATA_DIR / "portal.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "portal.accounts.validators.GuessablePasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["portal.accounts.backends.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account-home"

# Signing in: django-allauth, by email address, without sign-up. Its hooks are in portal/accounts/adapters.py.
SECOND_FACTOR_REQUIRED = True
REQUIRE_RECENT_LOGIN = True  # sensitive steps require another sign-in when the last one is older than the timeout
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")  # a code by email would need more pages
ACCOUNT_ADAPTER = "portal.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.SignInForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "set_password": "portal.accounts.forms.SetPasswordForm",
    "reset_password": "portal.accounts.forms.RequestPasswordResetForm",
    "reset_password_from_key": "portal.accounts.forms.ResetPasswordForm",
    "reauthenticate": "portal.accounts.forms.ConfirmPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEBUG or DEMO_MODE else "https"
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE; the form has no checkbox for it
MFA_ADAPTER = "portal.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # periods of 30 seconds that a clock may be off
MFA_FORMS = {
    "add_webauthn": "portal.accounts.forms.AddPasskeyForm",
    "activate_totp": "portal.accounts.forms.ActivateAppForm",
    "authenticate": "portal.accounts.forms.EnterCodeForm",
    "authenticate_webauthn": "portal.accounts.forms.EnterPasskeyForm",
    "login_webauthn": "portal.accounts.forms.SignInPasskeyForm",
    "reauthenticate_webauthn": "portal.accounts.forms.ConfirmPasskeyForm",
    "reauthenticate": "portal.accounts.forms.ConfirmCodeForm",
}

# The database counts attempts, so that all workers share the limits.
CACHES = {
    "default": {
        "BACKEND": "portal.lib.database_cache.StrictDatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.get_int("TRUSTED_PROXY_COUNT")
# Behind a proxy, every client has the proxy's address unless TRUSTED_PROXY_COUNT gives the number of proxies.
CLIENT_IP_IS_KNOWN = ALLAUTH_TRUSTED_PROXY_COUNT > 0 or not env.get_bool("BEHIND_PROXY")
ACCOUNT_RATE_LIMITS = get_account_limits(CLIENT_IP_IS_KNOWN)
MFA_RATE_LIMITS = get_factor_limits(CLIENT_IP_IS_KNOWN)

LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/New_York"
USE_I18N = True
USE_TZ = True

SITE_NAME = env.get_str("SITE_NAME", "Connecticut Guidance Portal")
PAGE_SIZE = 20
# The address with which every complete link begins, because the sender of a request chooses its host.
_host = (ALLOWED_HOSTS[0].lstrip(".") if ALLOWED_HOSTS else "").replace("*", "")
_scheme = "http" if DEBUG or DEMO_MODE else "https"
SITE_URL = env.get_str("SITE_URL", f"{_scheme}://{_host or 'localhost'}").rstrip("/")
IS_SITE_URL_SET = bool(env.get_str("SITE_URL", ""))
RENDER_PDFS_ON_PUBLISH = env.get_bool("RENDER_PDFS_ON_PUBLISH", default=True)
# Memory of each process for public responses that it can send again; 0 turns the cache off.
RESPONSE_CACHE_MB = env.get_int("RESPONSE_CACHE_MB", default=32)

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "portal.attachments.storage.ContentAddressedStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "attachments"

# The preview and upload addresses of markdownx itself are open to anyone, so no URL configuration includes them; the
# address below belongs to portal/editorial/markdown_preview.py.
MARKDOWNX_URLS_PATH = "/admin/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = ""
MARKDOWNX_EDITOR_RESIZABLE = True

# A point takes about seven fields and an edition may have 200 points.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
# A pasted source document may have 10 MB, and the import's form carries it signed and compressed.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 2**20

# The names are those of Django 6, so that its own middleware can replace ours.
_NONE, _SELF = "'none'", "'self'"
SECURE_CSP = {
    "default-src": [_NONE],
    "script-src": [_SELF],
    "style-src": [_SELF],
    "img-src": [_SELF, "data:"],
    "font-src": [_SELF],
    "connect-src": [_SELF],
    "form-action": [_SELF],
    "base-uri": [_NONE],
    "frame-ancestors": [_NONE],
}
# When the token of a form on the desk has become invalid, the response contains the text of the form.
CSRF_FAILURE_VIEW = "portal.editorial.session_recovery.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS_ONLY = not (DEBUG or DEMO_MODE)
SECURE_SSL_REDIRECT = HTTPS_ONLY
# Health checks ask the process directly, without the proxy.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY
# Browsers accept a cookie with this prefix only from this host, over HTTPS and for every path (RFC 6265bis, 4.1.3.2):
# another host of the domain cannot set one in its place. Without HTTPS, browsers refuse it.
_prefix = "__Host-" if HTTPS_ONLY else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}sessionid", f"{_prefix}csrftoken"
MESSAGE_COOKIE_NAME = f"{_prefix}messages"
MESSAGE_STORAGE = "portal.lib.message_storage.MessageStorage"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS_ONLY
# Set only behind a proxy that always sets or removes this header itself.
if env.get_bool("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

globals().update(env.get_email_config("EMAIL_URL"))
EMAIL_TIMEOUT = 30
SECURITY_CONTACT = env.get_str("SECURITY_CONTACT", "")  # for reports of vulnerabilities: mailto:… or https://…
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.get_str("DEFAULT_FROM_EMAIL", f"no-reply@{_host or 'localhost'}")

# Logs go to the terminal or to the service manager's journal. Without this, errors in production would be lost.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"redact_tokens": {"()": "portal.lib.log_redaction.RedactTokensFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["redact_tokens"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # The second copy of the security log: it also has events that the database rolled back or could not store.
        "portal.security": {"level": "INFO" if HTTPS_ONLY else "WARNING"},
        "django": {"handlers": ["console"], "level": "INFO" if DEBUG else "WARNING", "propagate": False},
        # Requests to the server for development.
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
