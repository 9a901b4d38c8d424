"""The settings that Wagtail's search needs, with its own database backend."""

import os

SECRET_KEY = "only measured, never served"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "taggit",
    "wagtail",
    "wagtail.search",
    "texts",
]
DATABASES = {
    "default": {
        "ENGINE": os.environ["BENCH_ENGINE"],
        "NAME": os.environ["BENCH_NAME"],
        "HOST": os.environ.get("BENCH_HOST", ""),
        "PORT": os.environ.get("BENCH_PORT", ""),
        "USER": os.environ.get("BENCH_USER", ""),
        "PASSWORD": os.environ.get("BENCH_PASSWORD", ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"options": os.environ["BENCH_OPTIONS"]} if "BENCH_OPTIONS" in os.environ else {},
    }
}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "english"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
WAGTAIL_SITE_NAME = "Measured"
USE_TZ = True
