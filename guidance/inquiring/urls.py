"""Where questions to the issuer are asked and answered."""

from django.contrib import admin
from django.urls import path

from guidance.inquiring import answering, asking

urlpatterns = [
    path(
        "official/posts/<int:post>/<slug:key>/points/<slug:point>/questions/",
        asking.inquiries,
        name="official-inquiries",
    ),
    path("admin/questions/<int:pk>/", admin.site.admin_view(answering.answer_inquiry), name="answer-inquiry"),
]
