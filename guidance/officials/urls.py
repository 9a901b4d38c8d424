"""The officials' desk, and the receipts that anyone who was given one can look at."""

from django.urls import path, re_path

from guidance.officials import history, packs, receipts, responding, texts, views

DIGEST = r"(?P<digest>[0-9a-f]{64})"
urlpatterns = [
    path("official/", views.desk, name="official"),
    path("official/receipts/", receipts.own_receipts, name="official-receipts"),
    path("official/history/<int:post>/", history.history, name="official-history"),
    path("official/packs/<int:post>/", packs.pack, name="official-pack"),
    path("official/packs/<int:post>.pdf", packs.pack_pdf, name="official-pack-pdf"),
    path("official/policies/<int:response>/", responding.policy, name="official-policy"),
    path("official/texts/", texts.text_list, name="official-texts"),
    path("official/texts/<slug:key>/<number:number>/", texts.text, name="official-text"),
    path("official/texts/<slug:key>/<number:number>.json", texts.text_data, name="official-text-data"),
    re_path(
        r"^official/texts/(?P<key>[-a-zA-Z0-9_]+)/(?P<number>[1-9]\d{0,5})/attachments/(?P<sha256>[0-9a-f]{64})/$",
        texts.text_attachment,
        name="official-attachment",
    ),
    path("official/posts/<int:post>/", views.desk, name="official-post"),
    path("official/posts/<int:post>/<slug:key>/", views.memo, name="official-memo"),
    path("official/posts/<int:post>/<slug:key>/acknowledge/", views.acknowledge_memo, name="official-acknowledge"),
    path("official/posts/<int:post>/<slug:key>/points/<slug:point>/", responding.respond, name="official-respond"),
    path("receipts/", receipts.check, name="receipts"),
    re_path(rf"^receipts/{DIGEST}/$", receipts.receipt, name="receipt"),
    re_path(rf"^receipts/{DIGEST}\.json$", receipts.receipt_data, name="receipt-data"),
    re_path(rf"^receipts/{DIGEST}\.pdf$", receipts.receipt_pdf, name="receipt-pdf"),
]
