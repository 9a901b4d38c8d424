"""The URLs of a section's records: the same list for announcements and for guidance."""

from django.urls import path, register_converter

from portal.public import views
from portal.public.converters import (
    CitationFormatConverter,
    DayConverter,
    EditionFormatConverter,
    EditionNumberConverter,
)
from portal.public.pdf_views import edition_pdf

register_converter(CitationFormatConverter, "citation")
register_converter(DayConverter, "day")
register_converter(EditionNumberConverter, "number")
register_converter(EditionFormatConverter, "form")


def build_record_urls(section: str) -> list:
    facts = {"section": section}
    return [
        path("<slug:key>/", views.record_detail, facts, name="detail"),
        path("<slug:key>/on/<day:on>/", views.record_on_day, facts, name="on"),
        path("<slug:key>/history/", views.record_history, facts, name="history"),
        path("<slug:key>/compare/", views.choose_comparison, facts, name="choose-comparison"),
        path("<slug:key>/compare/<number:old>..<number:new>/", views.edition_comparison, facts, name="compare"),
        path("<slug:key>/points/<slug:point>/", views.point_history, facts, name="point"),
        path("<slug:key>/editions/<number:number>/", views.edition_detail, facts, name="edition"),
        path("<slug:key>/editions/<number:number>.pdf", edition_pdf, facts, name="pdf"),
        path("<slug:key>/editions/<number:number>.<form:form>", views.edition_data, facts, name="data"),
        path(
            "<slug:key>/editions/<number:number>/points/<slug:point>.<citation:form>",
            views.edition_data,
            facts,
            name="cite-point",
        ),
    ]
