"""Digits that are no number, and numbers that no column holds, are refused with a page; no address or form fails."""

from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.admin.sites import site
from django.test import Client
from django.urls import reverse

from portal.lib.text import parse_number
from tests.public_addresses import routes
from tests.test_access import address, make_values, people

pytestmark = pytest.mark.usefixtures("db", "without_recent_login")
HOSTILE = ("²", "٣", "9" * 30, "1" * 5000)


@pytest.fixture
def cast():
    return people()


@pytest.fixture
def desk(cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast["administrator"])
    return client


def list_screens() -> list[tuple[admin.ModelAdmin, str]]:
    return [
        (screen, f"admin:{model._meta.app_label}_{model._meta.model_name}") for model, screen in site._registry.items()
    ]


@pytest.mark.parametrize("word", HOSTILE)
def test_only_ascii_digits_that_fit_a_column_are_a_number(word):
    assert parse_number(word) is None
    assert (parse_number("007"), parse_number("9" * 18)) == (7, 10**18 - 1)


def test_no_part_of_an_address_fails_for_hostile_digits(desk, cast):
    values, failed = make_values(cast), []
    for _, route, parts in routes():
        for part in parts:
            for word in HOSTILE[:3]:
                filled = dict.fromkeys(parts, "1") | {name: values.get(name, "1") for name in parts} | {part: word}
                path = address(route, values | filled) if part != "object_id" else fill_object_id(route, word)
                if desk.get(quote(path)).status_code == 500:
                    failed.append(path)
    assert failed == []


def fill_object_id(route: str, word: str) -> str:
    return "/" + route.replace("<path:object_id>", word).replace("<path:content_type_id>", word)


def test_no_list_of_the_desk_fails_for_hostile_digits(desk):
    failed = []
    for screen, name in list_screens():
        page = desk.get(reverse(f"{name}_changelist"))
        specs = page.context["cl"].filter_specs if page.status_code == 200 else []
        parameters = {parameter for spec in specs for parameter in spec.expected_parameters()} | {"p", "o", "id"}
        for word in HOSTILE:
            for parameter in parameters:
                for address_name in (reverse(f"{name}_changelist"), reverse("list-csv", args=name[6:].split("_", 1))):
                    if desk.get(address_name, {parameter: word}, follow=True).status_code == 500:
                        failed.append((name, parameter, word[:9]))
            for action in ("delete_selected", *(screen.actions or ())):
                chosen = {"action": action, "_selected_action": [word], "index": "0"}
                if desk.post(reverse(f"{name}_changelist"), chosen, follow=True).status_code == 500:
                    failed.append((name, action, word[:9]))
    assert failed == []


def test_no_form_of_the_desk_fails_for_hostile_digits(desk):
    failed = []
    for _, name in list_screens():
        page = desk.get(reverse(f"{name}_add"))
        if page.status_code != 200:
            continue
        fields = [field.html_name for field in page.context["adminform"].form]
        formsets = [inline.formset for inline in page.context["inline_admin_formsets"]]
        management = {f"{formset.prefix}-{key}": "1" for formset in formsets for key in ("TOTAL_FORMS",)}
        management |= {f"{formset.prefix}-INITIAL_FORMS": "0" for formset in formsets}
        rows = [f"{formset.prefix}-0-{key}" for formset in formsets for key in formset.form.base_fields]
        for word in HOSTILE:
            posted = management | dict.fromkeys([*fields, *rows], word)
            if desk.post(reverse(f"{name}_add"), posted).status_code == 500:
                failed.append((name, "POST", word[:9]))
            if desk.get(reverse(f"{name}_add"), dict.fromkeys(fields, word)).status_code == 500:
                failed.append((name, "GET", word[:9]))
    assert failed == []
