"""Every address of the site; those of one record stand in portal/records/urls.py."""

from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path, re_path

from portal import views
from portal.records.files.handing import attachment
from portal.records.timegates import timegate, timemap
from portal.register_pages import register_data, register_page
from portal.search.views import opensearch, search_page
from portal.sitemaps import SITEMAPS, section
from portal.sources.views import choose_beside, source_list, source_page, sources_beside

urlpatterns = [
    path("", views.home, name="home"),
    path("announcements/", include("announcements.urls")),
    path("guidance/", include("guidance.urls")),
    re_path(r"^attachments/(?P<sha256>[0-9a-f]{64})/$", attachment, name="attachment"),
    path("register/", register_page, name="register"),
    path("register.json", register_data, name="register-data"),
    path("archive/", views.archive, name="archive"),
    path("search/", search_page, name="search"),
    path("search/opensearch.xml", opensearch, name="opensearch"),
    path("sources/", source_list, name="sources"),
    path("sources/<slug:key>/", source_page, name="source"),
    path("sources/<slug:key>/beside/", choose_beside, name="choose-beside"),
    path("sources/<slug:key>/beside/<slug:other>/", sources_beside, name="sources-beside"),
    path("api/", include("portal.api.urls")),
    path("timegate/<path:address>", timegate, name="timegate"),
    path("timemap/link/<path:address>", timemap, name="timemap"),
    path("", include("portal.calendars.urls")),
    path("feeds/", include("portal.feeds.urls")),
    path("about/versions/", views.about_versions, name="about-versions"),
    path("about/api/", views.about_api, name="about-api"),
    path("about/accessibility/", views.about_accessibility, name="about-accessibility"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-section"}, name="sitemap"),
    path("sitemap-<section>.xml", section, name="sitemap-section"),
    path("", include("guidance.officials.urls")),
    path("", include("guidance.inquiring.urls")),
    path("accounts/", include("portal.accounts.urls")),
    path("", include("portal.desk.urls")),
    path("", include("portal.previewing.urls")),
    path("", include("portal.overview.urls")),
    path("", include("guidance.reports.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "portal.faults.bad_request"
handler403 = "portal.faults.permission_denied"
handler404 = "portal.faults.not_found"
handler500 = "portal.faults.server_error"
