"""Addresses of the desk beside those of the admin itself."""

from django.contrib import admin
from django.urls import path

from portal.desk.exporting import list_csv
from portal.desk.forced import forced
from portal.desk.links.shared import shared_attachment, shared_draft
from portal.desk.links.views import draft_links, end_draft_link
from portal.desk.preview import preview
from portal.desk.record_log import record_log, record_log_csv
from portal.desk.resuming import unsent

staff = admin.site.admin_view
urlpatterns = [
    path("admin/preview/", preview, name="preview"),
    path("admin/csv/<slug:app>/<slug:model>/", staff(list_csv), name="list-csv"),
    path("admin/forced/", staff(forced), name="forced"),
    path("admin/records/<int:pk>/log/", staff(record_log), name="record-log"),
    path("admin/records/<int:pk>/log/csv/", staff(record_log_csv), name="record-log-csv"),
    path("admin/unsent/", staff(unsent), name="unsent"),
    path("admin/drafts/<int:pk>/links/", staff(draft_links), name="draft-links"),
    path("admin/drafts/<int:pk>/links/<int:link>/end/", staff(end_draft_link), name="end-draft-link"),
    path("drafts/<str:token>/", shared_draft, name="shared-draft"),
    path("drafts/<str:token>/attachments/<slug:sha256>/", shared_attachment, name="shared-attachment"),
]
