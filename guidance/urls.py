from django.urls import path

from guidance.views import GuidanceList, memo_totals
from portal.records.urls import record_pages

app_name = "guidance"
urlpatterns = [
    path("", GuidanceList.as_view(), name="list"),
    path("<slug:key>/acknowledged/", memo_totals, name="totals"),
    *record_pages("guidance"),
]
