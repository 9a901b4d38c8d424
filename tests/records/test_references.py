"""Staff see the texts that refer to a record before its withdrawal, and their readers see a notice afterwards."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from portal.records import references
from portal.records.models import Reference
from tests.factories import everything, make_draft, make_published, make_record, moment, publish, withdraw

pytestmark = pytest.mark.django_db

JUNE = moment("2025-06-01")


@pytest.fixture
def memo(db):
    return make_record("memo", key="memo")


@pytest.fixture
def target(memo):
    return make_published(memo, at=JUNE, title="The memo", points=["Do this.", "Do that."])


@pytest.fixture
def referrer(target):
    """A memo with a link in its text, a link in a point, and a relation to the target."""
    record = make_record("memo", key="referrer")
    link = "[see](/guidance/memo/points/point-2/)"
    draft = make_draft(record, title="The other", body="As in [the memo](/guidance/memo/).", points=[link, "Nothing."])
    draft.relations.create(kind="concerns", to_record=target.record)
    return publish(draft, at=JUNE)


def rows() -> set[tuple]:
    names = ("edition__record__key", "how", "from_point_key", "to_record__key", "to_point_key")
    return set(Reference.objects.values_list(*names))


def test_publication_indexes_the_references_of_the_text(referrer):
    assert rows() == {
        ("referrer", "link", "", "memo", ""),
        ("referrer", "link", "point-1", "memo", "point-2"),
        ("referrer", "relation", "", "memo", ""),
    }


def test_a_command_rebuilds_the_index(referrer):
    before = rows()
    Reference.objects.all().delete()
    call_command("rebuild_references")
    assert rows() == before
    Reference.objects.all().delete()
    references.build_missing_references()
    assert rows() == before


def test_drafts_are_not_indexed(target):
    make_draft(make_record("memo"), body="[the memo](/guidance/memo/)")
    assert rows() == set()


def test_editions_with_the_same_file_refer_to_each_other(target):
    facts = {"title": "Form", "file": "ab/form.pdf", "sha256": "a" * 64, "size": 3, "media_type": "application/pdf"}
    for key in ("one", "two"):
        draft = make_draft(make_record("memo", key=key))
        draft.attachments.create(**facts)
        publish(draft, at=JUNE)
    assert rows() == {("one", "attachment", "", "two", ""), ("two", "attachment", "", "one", "")}


def test_staff_see_every_reference_once_for_each_record(referrer, memo):
    make_published(referrer.record, at=JUNE + timedelta(days=1))
    [referring] = references.get_referrers(memo, JUNE)
    assert (referring.edition.number, referring.earlier) == (2, 1)
    assert referring.places == ["Link in the text", "Link in the text, recommendation point-1, to point-2", "Relation"]


def list_notices(client, address: str) -> list[str]:
    text = client.get(address).text
    return [part.partition("</p>")[0] for part in text.split('<p class="caution">')[1:]]


def test_readers_see_a_notice_of_a_withdrawal_at_each_reference(client, referrer, target):
    assert list_notices(client, referrer.url()) == []
    before = referrer.publication.content
    withdraw(target, at=moment("2025-06-05"))
    notices = list_notices(client, referrer.url())
    assert len(notices) == 2 and all(
        "The memo</a>, to which this text refers, was withdrawn on June 5" in notice for notice in notices
    )
    assert list_notices(client, "/guidance/referrer/") == notices
    referrer.refresh_from_db()
    assert referrer.publication.content == before


def test_readers_see_a_notice_of_a_newer_version(client, referrer, memo):
    make_published(memo, at=moment("2025-06-09"))
    assert "has a newer version, published June 9, 2025." in list_notices(client, referrer.url())[0]


def test_a_scheduled_newer_version_causes_no_notice(client, referrer, memo):
    make_published(memo, at=moment("2999-06-09"))
    assert list_notices(client, referrer.url()) == []


def test_the_withdrawal_of_one_version_causes_a_notice_if_an_earlier_one_applies_again(client, memo, target):
    second = make_published(memo, at=moment("2025-06-02"))
    draft = make_draft(make_record("memo", key="late"), body="[the memo](/guidance/memo/)")
    late = publish(draft, at=moment("2025-06-03"))
    assert list_notices(client, late.url()) == []
    withdraw(second, at=moment("2025-06-05"))
    assert list_notices(client, late.url())[0].startswith("A version of <a")


def test_a_notice_does_not_name_a_text_published_in_error(client, referrer, target):
    withdraw(target, at=moment("2025-06-05"), kind="published_in_error")
    notices = list_notices(client, referrer.url())
    assert notices and set(notices) == {
        "A text to which this refers was published in error and withdrawn on June 5, 2025."
    }
    assert "The memo" not in client.get(referrer.url()).text


class TestKnownOnAnEarlierDay:
    """Pages of June 2, as known on June 2, read after the other text was withdrawn on June 5."""

    PAGE = "/guidance/{}/on/2025-06-02/?known=2025-06-02"

    @pytest.mark.parametrize("reader, named", [("referrer", "The memo"), ("memo", "The other")])
    def test_a_relation_to_what_was_published_in_error_is_not_named(self, client, referrer, target, reader, named):
        assert named in client.get(self.PAGE.format(reader)).text
        withdraw({"referrer": target, "memo": referrer}[reader], at=moment("2025-06-05"), kind="published_in_error")
        assert named not in client.get(self.PAGE.format(reader)).text

    def test_a_notice_does_not_name_it_either(self, client, referrer, memo):
        newer = make_published(memo, at=moment("2025-06-02"), title="The mistake")
        assert "has a newer version" in list_notices(client, self.PAGE.format("referrer"))[0]
        withdraw(newer, at=moment("2025-06-05"), kind="published_in_error")
        said = list_notices(client, self.PAGE.format("referrer"))
        assert set(said) == {"A text to which this refers was published in error and withdrawn on June 5, 2025."}
        assert "The mistake" not in client.get(self.PAGE.format("referrer")).text

    def test_a_version_published_later_is_not_named(self, client, referrer, memo):
        make_published(memo, at=moment("2025-06-03"), title="The late memo")
        assert "The late memo" in client.get("/guidance/referrer/").text
        text = client.get(self.PAGE.format("referrer")).text
        assert "The memo" in text and "The late memo" not in text

    def test_an_ordinary_withdrawal_is_not_known_yet(self, client, referrer, target):
        withdraw(target, at=moment("2025-06-05"))
        assert list_notices(client, self.PAGE.format("referrer")) == []
        assert "The memo" in client.get(self.PAGE.format("referrer")).text


def test_a_text_published_after_the_newest_version_has_no_notice(client, memo, target):
    make_published(memo, at=moment("2025-06-02"))
    draft = make_draft(make_record("memo", key="late"), body="[the memo](/guidance/memo/)")
    assert list_notices(client, publish(draft, at=moment("2025-06-03")).url()) == []


def test_reading_a_page_changes_no_row(client, referrer, target):
    withdraw(target, at=moment("2025-06-05"))
    before = everything()
    client.get(referrer.url())
    assert everything() == before
