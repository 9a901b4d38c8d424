"""The URLs of the calendars."""

from django.urls import path

from portal.calendars import views

urlpatterns = [
    path("calendar.ics", views.site_calendar, name="calendar"),
    path("calendar/<slug:key>.ics", views.issuer_calendar, name="calendar-issuer"),
    path("calendar/services/<slug:key>.ics", views.service_calendar, name="calendar-service"),
]
