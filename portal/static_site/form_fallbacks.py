"""Replaces the forms of the site in a copy by links to the pages that they lead to, if the copy has them."""

from datetime import date, datetime
from urllib.parse import urljoin

from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse

from portal.lib import dates
from portal.records.models import Edition
from portal.static_site.link_rewriter import HtmlForm, LinkResolver

MAX_DAYS = 24
MAX_SIDE_BY_SIDE = 12
"""Most other documents that a document is compared with, because each pair has a page of its own. If there are more, a
copy has only the comparisons of republished texts with their originals."""
LinkGroup = tuple[str, list[tuple[str, str]]]
"""A label, and addresses with the words of their links."""


def render_form_fallback(form: HtmlForm, address: str, link: LinkResolver, at: datetime) -> str:
    """Returns HTML in place of a form on the page at `address`, as of the moment `at`."""
    path = urljoin(address, form.action).partition("?")[0]
    match = get_url_name(path)
    groups = [
        (label, [(target, words) for url, words in wanted if (target := link(url))])
        for label, wanted in list_link_groups(form, path, match, at)
    ]
    facts = {"groups": [group for group in groups if group[1]], "match": match}
    return render_to_string("static_site/_form_fallback.html", facts)


def list_link_groups(form: HtmlForm, path: str, match: str, at: datetime) -> list[LinkGroup]:
    if match == "choose-beside":
        beside = [(f"{path}{value}/", words) for _, _, options in form.choices for value, words in options]
        return [("Compare with:", beside)] if len(beside) <= MAX_SIDE_BY_SIDE else []
    if match == "list":
        return [
            (f"{label}:", [(f"{path}?{name}={value}", words) for value, words in options if value])
            for name, label, options in form.choices
        ]
    if match in ("home", "detail"):
        changed = [(build_day_url(path, on), dates.format_day(on)) for on in list_change_days(path, at)]
        return [("Days on which something changed:", changed)]
    return []


def get_url_name(path: str) -> str:
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def build_day_url(path: str, on: date) -> str:
    return f"{reverse('home')}?on={on}" if path == "/" else f"{path}on/{on}/"


def list_change_days(path: str, at: datetime) -> list[date]:
    """Returns the newest days on which the record of a page, or on the home page any record, changed."""
    editions = Edition.objects.public(at).not_retracted(at)
    if path != "/":
        editions = editions.filter(record__key=path.strip("/").split("/")[1])
    days: set[date] = set()
    for name in ("published_at", "effective_from", "effective_until", "withdrawn_from"):
        rows = editions.filter(**{f"{name}__isnull": False}).order_by(f"-{name}").values_list(name, flat=True)
        days |= {
            dates.get_local_date(value) if isinstance(value, datetime) else value for value in rows[: 4 * MAX_DAYS]
        }
    return sorted((on for on in days if on <= dates.get_local_date(at)), reverse=True)[:MAX_DAYS]
