from django.contrib import admin
from django.urls import path

from portal.site_preview.views import leave_site_preview, site_preview

urlpatterns = [
    path("admin/site-preview/", admin.site.admin_view(site_preview), name="site-preview"),
    path("admin/site-preview/leave/", admin.site.admin_view(leave_site_preview), name="leave-site-preview"),
]
