from django.urls import path

from announcements.views import AnnouncementList
from portal.records.urls import record_pages

app_name = "announcements"
urlpatterns = [path("", AnnouncementList.as_view(), name="list"), *record_pages("announcements")]
