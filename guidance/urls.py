from django.urls import path

from guidance.views import GuidanceListView, memo_totals
from portal.public.urls import build_record_urls

app_name = "guidance"
urlpatterns = [
    path("", GuidanceListView.as_view(), name="list"),
    path("<slug:key>/acknowledged/", memo_totals, name="totals"),
    *build_record_urls("guidance"),
]
