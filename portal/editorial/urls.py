"""The URLs of the desk in addition to those of the admin."""

from django.contrib import admin
from django.urls import path

from portal.editorial.admin_csv import changelist_csv
from portal.editorial.audit_log_views import record_log, record_log_csv
from portal.editorial.markdown_preview import render_preview
from portal.editorial.session_recovery import posted_form_page
from portal.editorial.share_links.recipient_views import shared_attachment, shared_draft
from portal.editorial.share_links.views import draft_links, end_draft_link
from portal.editorial.unreviewed_views import unreviewed_editions

staff = admin.site.admin_view
urlpatterns = [
    path("admin/preview/", render_preview, name="preview"),
    path("admin/csv/<slug:app>/<slug:model>/", staff(changelist_csv), name="list-csv"),
    path("admin/forced/", staff(unreviewed_editions), name="forced"),
    path("admin/records/<int:pk>/log/", staff(record_log), name="record-log"),
    path("admin/records/<int:pk>/log/csv/", staff(record_log_csv), name="record-log-csv"),
    path("admin/unsent/", staff(posted_form_page), name="unsent"),
    path("admin/drafts/<int:pk>/links/", staff(draft_links), name="draft-links"),
    path("admin/drafts/<int:pk>/links/<int:link>/end/", staff(end_draft_link), name="end-draft-link"),
    path("drafts/<str:token>/", shared_draft, name="shared-draft"),
    path("drafts/<str:token>/attachments/<slug:sha256>/", shared_attachment, name="shared-attachment"),
    path("drafts/<str:token>/attachments/<slug:sha256>/<str:file_name>", shared_attachment, name="shared-attachment"),
]
