from django.contrib import admin
from django.urls import path

from portal.overview.views import overview, overview_csv, overview_section

staff = admin.site.admin_view
urlpatterns = [
    path("admin/", staff(overview), name="overview"),
    path("admin/overview/<slug:name>/", staff(overview_section), name="overview-section"),
    path("admin/overview/<slug:name>/csv/", staff(overview_csv), name="overview-csv"),
]
