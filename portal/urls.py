"""URL configuration of the site. The addresses of one record are in portal/public/urls.py."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from portal import views
from portal.public.attachment_views import attachment_download
from portal.public.memento_views import record_timegate, record_timemap
from portal.public.register_views import register_data, register_list
from portal.public.sitemaps import sitemap_index, sitemap_section
from portal.search.views import opensearch_description, search_page
from portal.sources.views import choose_beside, source_list, source_page, sources_beside

# Password managers look for the page at a well-known address.
redirect_to_password = RedirectView.as_view(pattern_name="account_change_password")
urlpatterns = [
    path("", views.home_page, name="home"),
    path("announcements/", include("announcements.urls")),
    path("guidance/", include("guidance.urls")),
    re_path(r"^attachments/(?P<sha256>[0-9a-f]{64})/$", attachment_download, name="attachment"),
    re_path(r"^attachments/(?P<sha256>[0-9a-f]{64})/(?P<file_name>[^/]+)$", attachment_download, name="attachment"),
    path("register/", register_list, name="register"),
    path("register.json", register_data, name="register-data"),
    path("archive/", views.archive_list, name="archive"),
    path("search/", search_page, name="search"),
    path("search/opensearch.xml", opensearch_description, name="opensearch"),
    path("sources/", source_list, name="sources"),
    path("sources/<slug:key>/", source_page, name="source"),
    path("sources/<slug:key>/beside/", choose_beside, name="choose-beside"),
    path("sources/<slug:key>/beside/<slug:other>/", sources_beside, name="sources-beside"),
    path("api/", include("portal.api.urls")),
    path("timegate/<path:address>", record_timegate, name="timegate"),
    path("timemap/link/<path:address>", record_timemap, name="timemap"),
    path("", include("portal.calendars.urls")),
    path("feeds/", include("portal.feeds.urls")),
    path("about/", views.about_portal, name="about"),
    path("about/versions/", views.about_versions, name="about-versions"),
    path("about/api/", views.about_api, name="about-api"),
    path("about/accessibility/", views.about_accessibility, name="about-accessibility"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path(".well-known/change-password", redirect_to_password, name="change-password"),
    path("favicon.ico", views.redirect_to_icon, {"name": "favicon.ico"}, name="favicon"),
    path("apple-touch-icon.png", views.redirect_to_icon, {"name": "apple-touch-icon.png"}, name="apple-touch-icon"),
    path("healthz", views.health_check, name="healthz"),
    path("readyz", views.readiness_check, name="readyz"),
    path("robots.txt", views.robots_txt, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<section>.xml", sitemap_section, name="sitemap-section"),
    path("", include("guidance.officials.urls")),
    path("", include("guidance.inquiries.urls")),
    path("accounts/", include("portal.accounts.urls")),
    path("", include("portal.editorial.urls")),
    path("", include("portal.site_preview.urls")),
    path("", include("portal.editorial.dashboard.urls")),
    path("", include("guidance.reports.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "portal.error_views.bad_request"
handler403 = "portal.error_views.permission_denied"
handler404 = "portal.error_views.not_found"
handler500 = "portal.error_views.server_error"
