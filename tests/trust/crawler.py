"""Finds every page and form that a person can reach: from the routes of the URL configuration, and from the links and
forms of each page. Nothing here is a list of addresses, so a new page or form is found by itself."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.http.response import HttpResponseRedirectBase
from django.test import Client
from django.urls import Resolver404, resolve

from tests.trust.page_forms import PageForm, parse_page

MOST_OF_A_ROUTE = {True: 4, False: 2}
"""Number of pages of one route that a person visits: on the desk, such as drafts in several states, and elsewhere."""
NEVER = ("logout",)
DESK = "/admin/"
"""The desk leads here if a row does not exist."""
SITE = "testserver"


@dataclass
class Crawl:
    """What one person can reach. `routes` are those of the addresses that showed a page, sent a file or did what a form
    asks for."""

    client: Client
    seen: frozenset[str] = frozenset()
    """Routes of the pages that another person saw and that this one need not visit."""
    routes: set[str] = field(default_factory=set)
    forms: dict[tuple, PageForm] = field(default_factory=dict)
    visits: Counter[str] = field(default_factory=Counter)

    def follow(self, starts: list[str]) -> "Crawl":
        """Visits the addresses and everything to which they lead."""
        waiting, known = deque(starts), set(starts)
        while waiting:
            for link in self.visit(waiting.popleft()):
                if link not in known and can_follow(link):
                    known.add(link)
                    waiting.append(link)
        return self

    def visit(self, address: str) -> list[str]:
        route = find_route(address)
        if route is None or route in self.seen or self.visits[route] >= MOST_OF_A_ROUTE[route.startswith("admin/")]:
            return []
        response = self.client.get(address)
        if not self.note(route, response):
            return []
        if isinstance(response, HttpResponseRedirectBase):
            return [response.url]
        self.visits[route] += 1
        return self.read_page(response, address)

    def note(self, route: str, response) -> bool:
        """Notes the route if the response is neither a refusal nor a redirect to signing in."""
        is_refusal = response.status_code >= 400 and response.status_code not in (409, 410)
        target = response.url if isinstance(response, HttpResponseRedirectBase) else ""
        is_reached = not is_refusal and "/accounts/login/" not in target and target != DESK
        if is_reached:
            self.routes.add(route)
        return is_reached

    def read_page(self, response, address: str) -> list[str]:
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return []
        links, forms = parse_page(response.getvalue().decode(), address)
        for form in forms:
            key = (find_route(address), find_route(form.action), form.method, list_names(form), list_button_names(form))
            self.forms.setdefault(key, form)
        return links + [build_query_address(form) for form in forms if form.method == "get"]

    def send_unchanged(self) -> "Crawl":
        """Sends each form to an address that no link leads to, and each with a button that has an address of its own.
        What it changes is rolled back."""
        for form in list(self.forms.values()):
            for name, value, action in iter_buttons(form):
                route = find_route(action)
                if route and route not in self.routes and can_follow(action) and form.method == "post":
                    with transaction.atomic():
                        self.note(route, self.client.post(action, fill_form(form, (name, value), {})))
                        transaction.set_rollback(True)
        return self


def find_route(address: str) -> str | None:
    """Returns the route as tests/access.toml names it, or None if the address is elsewhere or does not exist."""
    parts = urlsplit(address)
    if parts.netloc not in ("", SITE) or parts.scheme not in ("", "http"):
        return None
    try:
        route = resolve(parts.path).route
    except Resolver404:
        return None
    return re.sub(r"(^|(?<=/))\^", "", route)


def can_follow(address: str) -> bool:
    return not any(word in address for word in NEVER)


def fill_form(form: PageForm, button: tuple[str, str], entered: dict[str, Any]) -> dict[str, Any]:
    """Returns what a browser sends: the values of the page, the button, and what somebody entered instead."""
    data: dict[str, Any] = {}
    for row in form.fields:
        if row.values and row.kind != "file":
            data[row.name] = [*data.get(row.name, []), *row.values]
    name, value = button
    return data | ({name: value} if name else {}) | entered


def build_query_address(form: PageForm) -> str:
    """Returns the address to which a form leads that only asks, with the last choice of each list."""
    chosen = {row.name: row.choices[-1] for row in form.fields if row.kind == "select" and row.choices}
    return f"{form.action}?{urlencode(fill_form(form, ('', ''), chosen), doseq=True)}"


def list_names(form: PageForm) -> tuple[str, ...]:
    """Returns the names of the fields, with one name for all rows of a list."""
    return tuple(sorted({re.sub(r"\d+", "0", row.name) for row in form.fields}))


def list_button_names(form: PageForm) -> tuple[str, ...]:
    return tuple(sorted({name for name, _, _ in form.buttons}))


def iter_buttons(form: PageForm) -> Iterator[tuple[str, str, str]]:
    yield from form.buttons or (("", "", form.action),)
