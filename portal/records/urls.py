"""The addresses of a section's records: the same list for announcements and for guidance."""

from django.urls import path, register_converter

from portal.records import views
from portal.records.converters import CitationConverter, DayConverter, FormConverter, NumberConverter
from portal.records.printing.views import edition_pdf

register_converter(CitationConverter, "citation")
register_converter(DayConverter, "day")
register_converter(NumberConverter, "number")
register_converter(FormConverter, "form")


def record_pages(section: str) -> list:
    facts = {"section": section}
    return [
        path("<slug:key>/", views.detail, facts, name="detail"),
        path("<slug:key>/on/<day:on>/", views.on_day, facts, name="on"),
        path("<slug:key>/history/", views.history, facts, name="history"),
        path("<slug:key>/compare/", views.choose_comparison, facts, name="choose-comparison"),
        path("<slug:key>/compare/<number:old>..<number:new>/", views.compare, facts, name="compare"),
        path("<slug:key>/points/<slug:point>/", views.point_history, facts, name="point"),
        path("<slug:key>/editions/<number:number>/", views.edition, facts, name="edition"),
        path("<slug:key>/editions/<number:number>.pdf", edition_pdf, facts, name="pdf"),
        path("<slug:key>/editions/<number:number>.<form:form>", views.edition_data, facts, name="data"),
        path(
            "<slug:key>/editions/<number:number>/points/<slug:point>.<citation:form>",
            views.edition_data,
            facts,
            name="cite-point",
        ),
    ]
