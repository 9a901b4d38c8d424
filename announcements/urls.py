from django.urls import path

from announcements.views import AnnouncementListView
from portal.public.urls import build_record_urls

app_name = "announcements"
urlpatterns = [path("", AnnouncementListView.as_view(), name="list"), *build_record_urls("announcements")]
