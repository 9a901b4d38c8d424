"""URLs of the reports on the editorial desk."""

from django.contrib import admin
from django.urls import path

from guidance.reports import views

staff = admin.site.admin_view
urlpatterns = [
    path("admin/reports/", staff(views.report_list), name="reports"),
    path("admin/reports/csv/", staff(views.report_list_csv), name="reports-csv"),
    path("admin/reports/<slug:key>/", staff(views.memo_report), name="memo-report"),
    path("admin/reports/<slug:key>/csv/", staff(views.memo_report_csv), name="memo-report-csv"),
]
