"""The import pages: the text beside its values, corrections, choices and drafts; and refused input."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.records.models import Edition, Record
from portal.sources.models import SourceDocument
from tests.factories import everything

FOLDER = Path(settings.BASE_DIR) / "seeds" / "sources"
PAGE = (FOLDER / "governor-press-release-page.txt").read_text(encoding="utf-8")
BANNER = PAGE.split("\n\n")[0]
NOTICE = "state-police-headquarters-modified-services-hours"
URL = "/admin/sources/sourcedocument/import/"
MEMO = (
    "MEMORANDUM\n\nTO: Police Chiefs\nFROM: Department of Correction\nDATE: May 1, 2019\nRE: Transfers\n\n"
    "1. Call.\n2. Wait.\n"
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def build_post_data(response, **changes) -> dict:
    """Returns what a browser would submit for the page, with changes. Keys of changes are full field names."""
    data = {"packed": response.context["packed"], "read_as": []}
    for form in response.context["forms"]:
        data["read_as"].append(form.document.kind)
        for name in form.fields:
            value = form[name].value()
            if value is not None and value is not False:
                data[form.add_prefix(name)] = "on" if value is True else str(value)
    for name, value in changes.items():
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value
    return data


def import_text(desk, text: str):
    response = desk.post(URL, {"text": text})
    assert response.status_code == 200 and "packed" in response.context, response.text
    return response


class TestReading:
    def test_the_text_and_the_record_are_side_by_side_and_nothing_is_stored(self, desk):
        before = everything()
        response = import_text(desk, PAGE)
        assert [form.document.kind for form in response.context["forms"]] == ["notice", "press_release"]
        assert "".join(piece.text for piece in response.context["pieces"]) == PAGE and everything() == before

    def test_every_value_and_its_words_link_to_each_other(self, desk):
        text = import_text(desk, PAGE).text
        targets, ids = set(re.findall(r'href="#([sv]-[^"]+)"', text)), set(re.findall(r'id="([^"]+)"', text))
        assert len(targets) > 120 and targets <= ids
        for target in targets:
            assert ("v" if target[0] == "s" else "s") + target[1:] in targets, target

    def test_the_text_with_highlights_is_complete(self, desk):
        html = import_text(desk, MEMO).text
        passage = html[html.index('<div class="source-text"') : html.index('<div class="read"')]
        words = re.sub(r"<sup>.*?</sup>|<[^>]+>", "", passage)
        assert words.split() == MEMO.split()

    def test_a_file_is_read_like_a_pasted_text(self, desk):
        file = SimpleUploadedFile("memo.txt", MEMO.encode("utf-16"))
        response = desk.post(URL, {"file": file})
        assert response.context["forms"][0].document.title.value == "Transfers"

    def test_markup_in_the_text_is_escaped(self, desk):
        text = import_text(desk, MEMO.replace("Call.", "Call <script>alert(1)</script> now.")).text
        assert "<script>alert" not in text and "&lt;script&gt;alert" in text


class TestRefusedInput:
    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            ({}, "Paste a text or choose a file."),
            ({"text": "   "}, "Paste a text or choose a file."),
            ({"text": MEMO, "file": SimpleUploadedFile("a.txt", b"Words")}, "not both"),
            ({"file": SimpleUploadedFile("a.png", b"\x89PNG\r\n")}, "The file is a PNG image"),
            ({"text": "a\n" * 100_001}, "at most 100,000 are read"),
            ({"file": SimpleUploadedFile("a.txt", b"a" * 10_000_001)}, "at most 10,000,000 are read"),
            ({"text": "Office hours\n\n" + "• The office is closed on Monday.\n" * 201}, "at most 200"),
        ],
    )
    def test_invalid_input_is_refused_and_the_form_keeps_its_values(self, desk, data, sentence):
        before = everything()
        response = desk.post(URL, {**data, "name": "My name"})
        assert sentence in response.text and everything() == before
        assert "My name" in response.text and data.get("text", "").strip()[:60] in response.text

    def test_an_empty_file_is_refused_for_this_reason_only(self, desk):
        refused = desk.post(URL, {"file": SimpleUploadedFile("a.txt", b"")}).text
        assert "The submitted file is empty." in refused and "choose a file." not in refused

    def test_a_text_that_is_stored_already_is_refused(self, desk, seeded):
        response = desk.post(URL, {"text": PAGE})
        assert "already stored as source document “governor-press-release-page”" in response.text

    def test_a_tampered_text_is_refused(self, desk):
        response = import_text(desk, MEMO)
        before = everything()
        refused = desk.post(URL, build_post_data(response, packed=response.context["packed"][:-3] + "abc"))
        assert "returned a different" in refused.text and everything() == before

    def test_a_text_of_another_user_is_refused(self, desk, reviewer):
        response = import_text(desk, MEMO)
        desk.force_login(reviewer)
        assert "returned a different" in desk.post(URL, build_post_data(response)).text

    def test_invalid_values_store_nothing_and_stay_in_the_form(self, desk):
        response = import_text(desk, PAGE)
        before = everything()
        changes = {"d1-published_on": "yesterday", "d0-title": "My own title", "d1-issuer": ""}
        again = desk.post(URL, build_post_data(response, **changes))
        assert "Enter a valid date" in again.text and "An official record needs an issuer." in again.text
        assert "My own title" in again.text and "yesterday" in again.text and everything() == before

    def test_the_next_version_of_a_missing_record_or_of_another_kind_is_refused(self, desk, seeded):
        response = import_text(desk, MEMO)
        for key, sentence in (
            ("nothing", "There is no record “nothing”"),
            (NOTICE, "is a service notice, but this document is not"),
        ):
            changes = {"d0-becomes": "other", "d0-record": key}
            assert sentence in desk.post(URL, build_post_data(response, **changes)).text
        assert not SourceDocument.objects.filter(title="Transfers").exists()

    def test_accounts_without_the_permission_are_refused(self, client, outsider, editor):
        assert client.get(URL).status_code == 302
        client.force_login(outsider)
        assert client.get(URL).status_code == 302
        editor.groups.clear()
        client.force_login(editor)
        assert client.get(URL).status_code == 403 and client.post(URL, {"text": MEMO}).status_code == 403


class TestMakingDrafts:
    def test_source_document_and_drafts_are_made_and_linked(self, desk, editor):
        response = desk.post(URL, build_post_data(import_text(desk, PAGE)), follow=True)
        source = SourceDocument.objects.get()
        assert source.text == PAGE
        editions = list(Edition.objects.all())
        assert [edition.author for edition in editions] == [editor] * 2
        for edition in editions:
            assert re.search(rf'href="/admin/\w+/\w+/{edition.pk}/change/"', response.text)
            assert edition.citations.count() > 10

    def test_corrected_values_are_stored_and_keep_their_spans(self, desk):
        changes = {
            "d0-title": "Transfers of persons",
            "d0-recommendations[1].text": "Wait for\r\n\r\nan hour.",
            "d0-published_on": "2019-05-02",
        }
        desk.post(URL, build_post_data(import_text(desk, MEMO), **changes))
        edition = Edition.objects.get()
        assert (edition.title, str(edition.signed_on)) == ("Transfers of persons", "2019-05-02")
        assert [point.text for point in edition.points.order_by("number")] == ["Call.", "Wait for\n\nan hour."]
        assert edition.citations.get(field="text", point_key="wait-for-an-hour").quote == "Wait."

    def test_a_point_can_be_left_out(self, desk):
        desk.post(URL, build_post_data(import_text(desk, MEMO), **{"d0-recommendations[0].leave": "on"}))
        assert [point.text for point in Edition.objects.get().points.all()] == ["Wait."]

    def test_a_document_can_be_stored_without_a_draft(self, desk):
        response = desk.post(URL, build_post_data(import_text(desk, MEMO), **{"d0-becomes": "none"}), follow=True)
        assert SourceDocument.objects.count() == 1 and not Record.objects.exists()
        assert "no draft was made of it" in response.text and "Only staff." in response.text

    def test_a_draft_that_is_thrown_away_leaves_nothing_for_readers(self, desk):
        response = import_text(desk, MEMO)
        assert "Only staff can read them." in response.text
        response = desk.post(URL, build_post_data(response), follow=True)
        source, draft = SourceDocument.objects.get(), Edition.objects.get()
        assert "Only staff can read it until a version that cites it is public" in response.text
        for page in ("/sources/", source.get_absolute_url()):
            assert "Transfers" not in desk.get(page).text and MEMO[:20] not in desk.get(page).text
        desk.post(f"/admin/guidance/memoedition/{draft.pk}/delete/", {"post": "yes"})
        page = f"/admin/sources/sourcedocument/{source.pk}"
        assert "its drafts were deleted" in desk.get(f"{page}/drafts/").text
        assert "delete that source document first" in desk.post(URL, {"text": MEMO}).text
        desk.post(f"{page}/delete/", {"post": "yes"})
        assert not SourceDocument.objects.exists() and import_text(desk, MEMO)

    def test_a_document_of_another_kind_is_read_again_and_corrected_lines_stay(self, desk):
        response = import_text(desk, MEMO)
        before = everything()
        again = desk.post(URL, build_post_data(response, **{"d0-kind": "notice", "d0-title": "My title"}))
        assert "was read again as notice" in again.text and "My title" in again.text and everything() == before
        desk.post(URL, build_post_data(again, **{"d0-issuer": "Department of Correction"}))
        assert Record.objects.get().kind == "service_notice"

    def test_the_same_text_is_proposed_as_a_source_document_only(self, desk, seeded):
        response = import_text(desk, BANNER + "\n")
        assert "It has the same text as edition 3 of" in response.text
        before = Edition.objects.count()
        desk.post(URL, build_post_data(response))
        assert Edition.objects.count() == before and SourceDocument.objects.count() == 6

    def test_a_later_state_is_proposed_as_the_next_version(self, desk, seeded):
        later = BANNER.replace("by mail only", "by mail and in person") + "\n  • The lobby is closed. - 7/1/2021\n"
        response = import_text(desk, later)
        assert f'<option value="next:{NOTICE}" selected>' in response.text
        desk.post(URL, build_post_data(response))
        edition = Edition.objects.get(record__key=NOTICE, number=4)
        assert edition.status == "draft" and edition.points.filter(key="pistol-permit-renewals").exists()

    def test_a_new_record_can_be_chosen_for_the_same_text(self, desk, seeded):
        desk.post(URL, build_post_data(import_text(desk, BANNER + "\n"), **{"d0-becomes": "new"}))
        assert Record.objects.filter(kind="service_notice").count() == 2

    def test_submitting_twice_makes_drafts_once(self, desk):
        data = build_post_data(import_text(desk, MEMO))
        desk.post(URL, data)
        assert "This text is already stored" in desk.post(URL, data).text
        assert SourceDocument.objects.count() == 1 and Record.objects.count() == 1
