"""Enters script vectors in every form that a person can reach, sends it with each of its buttons, and reads the pages
that come back. The forms are those that the pages show, also the pages that answer a form."""

from collections.abc import Iterator
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http.response import HttpResponseRedirectBase
from django.test import Client

from tests.trust.attack_fields import read_html
from tests.trust.attempts import Attempt
from tests.trust.crawler import Crawl, can_follow, fill_form, iter_buttons
from tests.trust.desk_rows import TABLE, make_rows
from tests.trust.page_forms import FormField, PageForm, parse_page
from tests.trust.script_vectors import find_scripts, list_vectors
from tests.trust.world import World

CRAWLERS = ("addressed", "administrator", "reviewer", "editor", "anonymous")
"""The people whose pages are searched for forms: an official and an administrator send almost all of them."""
STARTS = ("/", "/admin/", "/official/", "/accounts/")
UNREACHED = {
    "api/": "answers an address that does not exist",
    "admin/login/": "leads on to the page of signing in",
    "admin/logout/": "ends the session of the attack",
    "accounts/logout/": "ends the session of the attack",
    "admin/preview/": "answers a script; `methods` sends requests to it",
}
"""Routes that no page leads to, with the reason."""
FREE_KINDS = ("text", "textarea", "search")
ENTERED = {"email": "made-up@example.org", "url": "https://example.org/", "tel": "203-555-0134", "date": "2025-06-01"}
ENTERED |= {"number": "1", "password": "made up words of a password"}
ROUNDS = ("free fields", "free fields", "all visible fields", "all fields")
MOST_STEPS = 3
"""Number of forms that are sent one after another, such as a text to import, the review of it, and its publication."""


def crawl_site(world: World) -> Iterator[tuple[str, Crawl]]:
    """Makes rows for every page. Yields what each person can reach, without the pages that an earlier one saw."""
    starts = [
        "/",
        "/admin/",
        "/official/",
        "/accounts/",
        *make_rows(world.users),
        *world.routes.values(),
        *world.public,
    ]
    seen: set[str] = set()
    for person in CRAWLERS:
        crawl = Crawl(world.get_client(person), frozenset(seen))
        yield person, crawl.follow(starts).send_unchanged()
        seen |= crawl.visits.keys()


def iter_form_attempts(world: World, seed: int) -> Iterator[Attempt]:
    """A form with the same fields on the same page is tried once, whoever sees it."""
    rng, vectors, known = Random(seed), list_vectors(), set()
    for person, crawl in crawl_site(world):
        forms = [form for key, form in crawl.forms.items() if key not in known and can_follow(form.action)]
        known |= crawl.forms.keys()
        for form in forms:
            client = world.get_client(person)
            for button in iter_buttons(form):
                for kinds in ROUNDS:
                    yield lambda p=person, c=client, f=form, b=button, k=kinds: try_form(p, c, f, b, k, rng, vectors)


def try_form(
    person: str, client: Client, form: PageForm, button: tuple[str, str, str], kinds: str, rng: Random, vectors: list
) -> str:
    """Sends the form, and the forms of the page that comes back. Everything is rolled back, the session too."""
    cookies = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        problems = send_form(client, form, button, kinds, rng, vectors, MOST_STEPS)
        transaction.set_rollback(True)
    client.cookies.load(cookies)
    return f"{person} {form.page} {button}, {kinds}: {problems[:3]}" if problems else ""


def send_form(client: Client, form: PageForm, button, kinds: str, rng: Random, vectors: list, steps: int) -> list[str]:
    name, value, action = button
    entered = {row.name: text for row in form.fields if (text := enter_value(row, kinds, rng, vectors)) is not None}
    data = fill_form(form, (name, value), entered)
    response = client.post(action, data) if form.method == "post" else client.get(action, data)
    problems = judge_response(response, action)
    while isinstance(response, HttpResponseRedirectBase) and response.url.startswith("/") and not problems:
        action = response.url
        response = client.get(action)
        problems = judge_response(response, action)
    if not problems and steps > 1 and form.method == "post":
        for following in list_new_forms(response, action, form):
            problems += send_form(
                client, following, rng.choice([*iter_buttons(following)]), kinds, rng, vectors, steps - 1
            )
    return problems


def list_new_forms(response, address: str, sent: PageForm) -> list[PageForm]:
    """Returns the forms of the page that differ from the one that was sent."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return []
    names = {row.name for row in sent.fields}
    _, forms = parse_page(response.getvalue().decode(), address)
    return [
        form
        for form in forms
        if form.method == "post" and can_follow(form.action)
        if not {row.name for row in form.fields} <= names
    ]


def enter_value(row: FormField, kinds: str, rng: Random, vectors: list[str]) -> Any:
    """Returns what somebody enters in the field, or None to leave it as it is."""
    vector = rng.choice(vectors)
    if kinds == "all fields" and row.kind != "file" and row.name != "csrfmiddlewaretoken":
        return vector
    if row.kind == "file":
        return SimpleUploadedFile(f"{vector[:60].replace('/', '-')}.csv", TABLE + vector.encode())
    if row.kind == "hidden":
        return None
    if row.kind in ("checkbox", "radio"):
        return row.choices[0]
    if row.kind == "select":
        return rng.choice(row.choices) if row.choices and kinds == "free fields" else vector
    if row.kind in FREE_KINDS or kinds == "all visible fields":
        text = "\n\n".join(rng.choices(vectors, k=5)) if row.kind == "textarea" else vector
        return text[: row.most]
    return ENTERED.get(row.kind)


def judge_response(response, address: str) -> list[str]:
    if response.status_code >= 500:
        return [f"{address[:80]}: {response.status_code} {response.exc_info}"]
    return [f"{address[:80]}: {script}" for text in read_html(response) for script in find_scripts(text)]
