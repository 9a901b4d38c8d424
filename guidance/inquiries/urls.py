"""URLs of the pages on which officials ask questions and staff answer them."""

from django.contrib import admin
from django.urls import path

from guidance.inquiries import official_views, staff_views

urlpatterns = [
    path(
        "official/posts/<int:post>/<slug:key>/points/<slug:point>/questions/",
        official_views.point_inquiries,
        name="official-inquiries",
    ),
    path("admin/questions/<int:pk>/", admin.site.admin_view(staff_views.answer_inquiry), name="answer-inquiry"),
]
