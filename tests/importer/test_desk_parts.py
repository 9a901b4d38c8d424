"""The import pages: contacts, papers, quotations and added rows; which earlier point each point continues."""

import re

import pytest

from portal.records.models import Edition, Record
from portal.sources.models import Citation
from tests.factories import everything
from tests.importer.test_desk import BANNER, MEMO, NOTICE, PAGE, URL, build_post_data, import_text

pytestmark = pytest.mark.django_db
LINKED = "Office hours\n\n• Permits are issued by mail only. The form is HERE. - 4/30/2020\n• Lobby closed.\n"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def press_add(desk, response, part: str, **changes):
    """Returns the page after pressing the button that adds a row."""
    return desk.post(URL, {**build_post_data(response, **changes), "add": part})


class TestEveryValueOfThePage:
    def test_parts_can_be_corrected_or_left_out_and_keep_their_spans(self, desk):
        response = import_text(desk, PAGE)
        form = response.context["forms"][1]
        assert [form[f"contacts[{n}].name"].value() for n in range(4)] != [None] * 4
        quote = form["quotes[0].text"].value()
        changes = {
            "d1-contacts[0].name": "Press office",
            "d1-contacts[0].phones[0].number": "860-555-0100",
            "d1-contacts[0].phones[0].type": "cell",
            "d1-contacts[1].leave": "on",
            "d1-attachments[0].title": "Memo to chiefs",
            "d1-attachments[1].leave": "on",
            "d1-quotes[0].text": quote.replace("the", "THE", 1),
        }
        desk.post(URL, build_post_data(response, **changes))
        edition = Edition.objects.get(record__kind="press_release")
        contacts = list(edition.contacts.order_by("position"))
        assert [contacts[0].name, contacts[0].cell_phone, len(contacts)] == ["Press office", "860-555-0100", 3]
        assert [attachment.title for attachment in edition.attachments.all()] == ["Memo to chiefs"]
        assert " ".join(quote.replace("the", "THE", 1).split()) in edition.body
        assert edition.citations.filter(field="contact").count() == 3
        assert form["contacts[0].name"].value() in edition.citations.filter(field="contact").first().quote

    def test_every_value_has_a_field_that_its_words_link_to(self, desk):
        response = import_text(desk, PAGE)
        for form in response.context["forms"]:
            assert set(form.spans) <= set(form.fields), set(form.spans) - set(form.fields)
            for path in form.spans:
                assert f'id="v-{form.row(path).anchor}"' in response.text

    def test_a_link_keeps_its_words_and_gets_the_typed_address(self, desk):
        response = import_text(desk, LINKED)
        desk.post(URL, build_post_data(response, **{"d0-issuer": "Town of Example"}))
        assert "[HERE](lost:)" in Edition.objects.get().points.get(number=1).text
        changes = {"d0-items[0].links[0].url": "https://example.org/form", "d0-issuer": "Town of Example"}
        desk.post(URL, build_post_data(import_text(desk, LINKED + "\n"), **changes, **{"d0-becomes": "new"}))
        text = Edition.objects.order_by("pk").last().points.get(number=1).text
        assert "The form is [HERE](https://example.org/form)." in text


class TestAddedRows:
    def test_a_row_is_added_without_javascript_and_the_form_keeps_its_values(self, desk):
        before = everything()
        again = press_add(desk, import_text(desk, MEMO), "0.contacts", **{"d0-title": "My title"})
        assert "My title" in again.text and 'id="g-d0-contacts-0"' in again.text and everything() == before
        again = press_add(desk, again, "0.recommendations", **{"d0-contacts[0].name": "Duty officer"})
        changes = {
            "d0-contacts[0].phones[0].number": "860-555-0101",
            "d0-recommendations[2].text": "Write it\r\ndown.",
        }
        desk.post(URL, build_post_data(again, **changes))
        edition = Edition.objects.get()
        assert [(contact.name, contact.other_phone) for contact in edition.contacts.all()] == [
            ("Duty officer", "860-555-0101")
        ]
        assert [point.text for point in edition.points.order_by("number")][-1] == "Write it\n\ndown."
        assert not Citation.objects.filter(point_key="write-it-down").exists()

    def test_typed_words_are_cited_where_the_text_has_them(self, desk):
        text = MEMO + "\nAsk   the\nduty desk for more.\n"
        again = press_add(desk, import_text(desk, text), "0.recommendations")
        desk.post(URL, build_post_data(again, **{"d0-recommendations[2].text": "Ask the duty desk for more."}))
        cited = Citation.objects.get(field="text", point_key__startswith="ask-the-duty")
        assert cited.quote.split() == "Ask the duty desk for more.".split()

    @pytest.mark.parametrize("part", ["0.nothing", "9.items", "x", "", "0.quotes"])
    def test_an_unknown_button_adds_nothing(self, desk, part):
        assert desk.post(URL, {**build_post_data(import_text(desk, MEMO)), "add": part}).status_code == 200

    def test_no_more_rows_are_added_than_an_edition_may_have(self, desk):
        again = press_add(desk, import_text(desk, MEMO), "0.contacts", **{"d0-contacts.rows": "999999999"})
        assert again.context["forms"][0].counts["contacts"] <= 200


class TestPairing:
    LATER = BANNER.replace("by mail only", "by mail and in person") + "\n  • The lobby is closed. - 7/1/2021\n"

    def test_points_are_paired_with_earlier_ones_and_staff_can_change_the_pairs(self, desk, seeded):
        response = import_text(desk, self.LATER)
        form = response.context["forms"][0]
        keys = [form[f"items[{n}].same_as"].value() for n in range(form.counts["items"])]
        assert keys[-1] == "" and len(set(keys)) == len(keys) and form.gone() == []
        assert re.search(r'<option value="pistol-permit-renewals" selected>\d+\. ', response.text)
        place = keys.index("pistol-permit-renewals")
        changes = {f"d0-items[{place}].same_as": "", f"d0-items[{len(keys) - 1}].same_as": "pistol-permit-renewals"}
        desk.post(URL, build_post_data(response, **changes))
        edition = Edition.objects.get(record__key=NOTICE, number=4)
        assert "lobby is closed" in edition.points.get(key="pistol-permit-renewals").text
        assert edition.points.filter(number=place + 1).exclude(key__in=keys).exists()

    def test_two_points_cannot_continue_the_same_earlier_point(self, desk, seeded):
        response, before = import_text(desk, self.LATER), everything()
        changes = {f"d0-items[{n}].same_as": "pistol-permit-renewals" for n in (0, 1)}
        refused = desk.post(URL, build_post_data(response, **changes))
        assert "Two points cannot both continue" in refused.text and everything() == before
        forged = desk.post(URL, build_post_data(response, **{"d0-items[0].same_as": "no-such-key"}))
        assert "no-such-key" in forged.text and everything() == before

    def test_the_points_of_a_chosen_record_are_shown_before_drafts_are_made(self, desk, seeded):
        key = Record.objects.filter(kind="memo").first().key
        response, before = import_text(desk, MEMO), everything()
        again = desk.post(URL, build_post_data(response, **{"d0-becomes": "other", "d0-record": key}))
        assert f"are now beside those of “{key}”" in again.text and everything() == before
        form = again.context["forms"][0]
        assert form["recommendations[0].same_as"].value() == "" and len(form.gone()) == len(form.pairing.words)
        first = next(iter(form.pairing.words))
        desk.post(URL, build_post_data(again, **{"d0-recommendations[1].same_as": first}))
        edition = Edition.objects.filter(record__key=key).order_by("number").last()
        assert edition.points.get(key=first).text == "Wait."
