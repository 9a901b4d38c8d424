"""Characters that nobody sees are refused in every text that people write, and removed from the names of files."""

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.csv_import import load_table
from portal.lib.hidden_characters import VisibleTextValidator, find_hidden_character
from portal.lib.html import render_markdown
from tests.editorial.edition_forms import opened, screen
from tests.factories import make_draft, make_record

EVERYWHERE = [
    "\x00",
    "\x08",
    "\x1b",
    "\x7f",
    "\x9f",
    "\u202e",
    "\u202a",
    "\ufffe",
    "\uffff",
    "\U0001fffe",
    "\U000e0041",
    "\U0001d173",
]
IN_NAMES = ["\u200b", "\u200e", "\u2066", "\ufeff", "\xad", "\u3164", "\u200d", "\u2028", "\x0b", "\x85", "\u2800"]


def test_which_characters_are_hidden():
    for character in EVERYWHERE:
        assert find_hidden_character(f"a{character}b", is_line=False) == character
    for character in EVERYWHERE + IN_NAMES:
        assert find_hidden_character(f"a{character}b", is_line=True) == character
    for text in ("Résumé – “Niño” …", "شرطة\u200cها", "👩\u200d💻", "क्\u200dष", "日本語", "a\tb"):
        assert find_hidden_character(text, is_line=True) == ""
    for text in ("a\nb\r\nc\td", "\u2067שלום\u2069", "soft\xadhyphen", "a\u200bb", *IN_NAMES):
        assert find_hidden_character(text, is_line=False) == ""


@pytest.mark.parametrize("entity", ["&#8238;", "&#x202e;", "&#X202E;", "&#0008238;"])
def test_a_character_that_markdown_shows_for_its_number_is_refused(entity):
    assert "\u202e" in render_markdown(f"a {entity} b")
    assert find_hidden_character(f"a {entity} b", is_line=False) == "\u202e"
    assert find_hidden_character("&#8212; &#x41; &amp; &#; &#x1F600;", is_line=False) == ""


def test_every_text_column_of_the_portal_refuses_them():
    models = [model for model in apps.get_models() if model.__module__.startswith(("portal.", "guidance.", "announce"))]
    for model in models:
        for field in model._meta.fields:
            if field.get_internal_type() in ("CharField", "TextField"):
                assert any(isinstance(one, VisibleTextValidator) for one in field.validators), field


def test_every_field_of_a_form_without_a_model_refuses_them():
    """A digest or a token in a hidden field is compared and never stored, and a password is never shown."""
    waiting, missing = [forms.Form], set()
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        for name, field in form.base_fields.items() if form.__module__.startswith(("portal.", "guidance.")) else ():
            is_password = isinstance(field.widget, forms.PasswordInput)
            if type(field) is forms.CharField and not is_password and not field.widget.is_hidden:
                missing.add(f"{form.__name__}.{name}")
    # A pasted text is kept as found, the name of a passkey is only for its owner, and codes are only compared.
    kept = {"SourceForm.text", "AddPasskeyForm.name"}
    assert {name for name in missing if not name.endswith((".code", ".digest"))} == kept


@pytest.mark.django_db
def test_the_desk_refuses_them_with_a_sentence_and_loses_nothing(client, editor):
    client.force_login(editor)
    draft = make_draft(make_record("memo"), by=editor)
    posted = opened(client, draft) | {"title": "Pay \u202ereversed", "points-0-text": "Do\ufffethis."}
    page = client.post(screen(draft), posted)
    assert "Subject: This contains a character that nobody sees: U+202E (right-to-left override)." in page.text
    assert (
        "Recommendation: This contains a character that nobody sees: U+FFFE." in page.text and "reversed" in page.text
    )
    shared = client.post(reverse("draft-links", args=[draft.pk]), {"for_whom": "Ann\u200b", "days": "3"})
    assert "U+200B (zero width space)" in shared.text and not draft.draft_links.exists()
    table = SimpleUploadedFile("pos\u202ets.csv", b"a,b\n1,2\n")
    chosen = {"attachments-TOTAL_FORMS": "1", "attachments-0-position": "1", "attachments-0-file": table}
    client.post(screen(draft), opened(client, draft) | chosen)
    assert draft.attachments.get().title == "posts"


@pytest.mark.django_db
def test_a_text_that_a_command_brought_is_not_published_with_them(editor, now):
    draft = make_draft(make_record("memo"), by=editor, title="Pay \u202ereversed", points=["Do\x1bthis."])
    reasons = " ".join(draft.obstacles("submit", by=editor, at=now))
    assert "Remove U+202E (right-to-left override) from “title”" in reasons and "Remove U+001B from “text”" in reasons


@pytest.mark.django_db
def test_an_imported_table_of_agencies_refuses_them():
    head = "agency,kind,town,post,email,name,held_from,held_until,deputy\n"
    with pytest.raises(ValidationError):
        apps.get_model("accounts", "Agency")(name="Police\u202e", kind="police", town="Ashford").full_clean()
    assert load_table((head + "Police\u202e,police,Ashford,,,,,,\n").encode(), is_dry_run=True).problems
