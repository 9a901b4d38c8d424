from django.urls import path

from guidance.views import GuidanceList
from portal.records.urls import record_pages

app_name = "guidance"
urlpatterns = [path("", GuidanceList.as_view(), name="list"), *record_pages("guidance")]
