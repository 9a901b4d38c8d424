"""The suggestions of the admin: every field of every model, every role, and hostile input."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from tests.conftest import account

pytestmark = pytest.mark.django_db
ADDRESS = reverse("admin:autocomplete")


def list_fields() -> list[dict[str, str]]:
    """Returns each field of each model, with the reverse ones."""
    return [
        {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field.name}
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields(include_hidden=True)
    ]


@pytest.mark.parametrize("role", ["", "editor", "reviewer", "administrator"])
def test_no_field_causes_an_error(client, role):
    client.raise_request_exception = False
    client.force_login(account("somebody", role))
    codes = {}
    for field in list_fields():
        response = client.get(ADDRESS, {**field, "term": "a"})
        codes[".".join(field.values())] = response.status_code
    assert {name: code for name, code in codes.items() if code not in (200, 302, 403)} == {}
    assert len(codes) > 300


DECLARED = {"app_label": "accounts", "model_name": "holding", "field_name": "person"}
HOSTILE = (
    "",
    "\0",
    "%00",
    "a" * 100_000,
    "a " * 150,
    "a " * 3000,
    '"a" ' * 500,
    "'",
    '"',
    "\\",
    "__",
    "pk",
    "a.b",
    "../",
    "9" * 5000,
    "-1",
    "last",
    "<script>",
    "a\r\nb: c",
)


def test_no_input_causes_an_error(client, administrator):
    client.raise_request_exception = False
    client.force_login(administrator)
    codes = {
        (name, word[:20]): client.get(ADDRESS, {"term": "a", **DECLARED, name: word}).status_code
        for name in (*DECLARED, "term", "page")
        for word in HOSTILE
    }
    assert {word: code for word, code in codes.items() if code not in (200, 400, 403, 404)} == {}
    assert codes["term", "a" * 20] == 400 and codes["term", "-1"] == codes["term", "last"] == 200


@pytest.mark.parametrize("left_out", DECLARED)
def test_a_missing_parameter_is_refused(client, administrator, left_out):
    client.force_login(administrator)
    assert client.get(ADDRESS, {**DECLARED, left_out: ""}).status_code == 403
    assert client.get(ADDRESS, {name: DECLARED[name] for name in DECLARED if name != left_out}).status_code == 403


def test_a_declared_field_has_suggestions(client, administrator, editor):
    client.force_login(administrator)
    suggestions = client.get(ADDRESS, {**DECLARED, "term": editor.email}).json()
    assert suggestions["results"] == [{"id": str(editor.pk), "text": str(editor)}]
    client.force_login(editor)
    assert client.get(ADDRESS, {**DECLARED, "term": editor.email}).status_code == 403


def test_no_list_of_the_desk_fails_on_a_long_search(client, administrator):
    """An accepted search has a condition for each word and column."""
    client.raise_request_exception = False
    client.force_login(administrator)
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for words, code in (("a " * 150, 200), ("a" * 301, 400), ("a " * 3000, 400)):
            assert client.get(address, {"q": words}).status_code in (code, 403), address
