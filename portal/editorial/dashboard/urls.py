from django.contrib import admin
from django.urls import path

from portal.editorial.dashboard.views import dashboard_csv, dashboard_page, dashboard_section

staff = admin.site.admin_view
urlpatterns = [
    path("admin/", staff(dashboard_page), name="overview"),
    path("admin/overview/<slug:name>/", staff(dashboard_section), name="overview-section"),
    path("admin/overview/<slug:name>/csv/", staff(dashboard_csv), name="overview-csv"),
]
