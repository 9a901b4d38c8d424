"""URLs of the officials' desk, and of receipts, which anyone with the address can open."""

from django.urls import path, re_path

from guidance.officials import (
    dashboard_views,
    pack_views,
    post_history,
    receipt_views,
    response_views,
    restricted_views,
    views,
)

DIGEST = r"(?P<digest>[0-9a-f]{64})"
urlpatterns = [
    path("official/", dashboard_views.official_dashboard, name="official"),
    path("official/receipts/", receipt_views.own_receipts, name="official-receipts"),
    path("official/history/<int:post>/", post_history.history_page, name="official-history"),
    path("official/packs/<int:post>/", pack_views.pack_page, name="official-pack"),
    path("official/packs/<int:post>.pdf", pack_views.pack_pdf, name="official-pack-pdf"),
    path("official/policies/<int:response>/", response_views.policy_download, name="official-policy"),
    path("official/texts/", restricted_views.text_list, name="official-texts"),
    path("official/texts/<slug:key>/<number:number>/", restricted_views.text_detail, name="official-text"),
    path("official/texts/<slug:key>/<number:number>.json", restricted_views.text_data, name="official-text-data"),
    re_path(
        r"^official/texts/(?P<key>[-a-zA-Z0-9_]+)/(?P<number>[1-9][0-9]{0,5})/attachments/(?P<sha256>[0-9a-f]{64})/$",
        restricted_views.text_attachment,
        name="official-attachment",
    ),
    re_path(
        r"^official/texts/(?P<key>[-a-zA-Z0-9_]+)/(?P<number>[1-9][0-9]{0,5})"
        r"/attachments/(?P<sha256>[0-9a-f]{64})/(?P<file_name>[^/]+)$",
        restricted_views.text_attachment,
        name="official-attachment",
    ),
    path("official/posts/<int:post>/", dashboard_views.official_dashboard, name="official-post"),
    path("official/posts/<int:post>/<slug:key>/", views.memo_detail, name="official-memo"),
    path("official/posts/<int:post>/<slug:key>/acknowledge/", views.acknowledge_memo, name="official-acknowledge"),
    path(
        "official/posts/<int:post>/<slug:key>/points/<slug:point>/",
        response_views.respond_to_point,
        name="official-respond",
    ),
    path("receipts/", receipt_views.receipt_lookup, name="receipts"),
    re_path(rf"^receipts/{DIGEST}/$", receipt_views.receipt_detail, name="receipt"),
    re_path(rf"^receipts/{DIGEST}\.json$", receipt_views.receipt_data, name="receipt-data"),
    re_path(rf"^receipts/{DIGEST}\.pdf$", receipt_views.receipt_pdf, name="receipt-pdf"),
]
