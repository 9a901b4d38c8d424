"""What refers to a record is listed for staff before it is withdrawn, and its readers are told afterwards."""

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
    """Links from its text and from a point, a relation, and a file of the same bytes."""
    record = make_record("memo", key="referrer")
    link = "[see](/guidance/memo/points/point-2/)"
    draft = make_draft(record, title="The other", body="As in [the memo](/guidance/memo/).", points=[link, "Nothing."])
    draft.relations.create(kind="concerns", to_record=target.record)
    return publish(draft, at=JUNE)


def rows() -> set[tuple]:
    names = ("edition__record__key", "how", "from_point_key", "to_record__key", "to_point_key")
    return set(Reference.objects.values_list(*names))


def test_publication_writes_what_the_text_refers_to(referrer):
    assert rows() == {
        ("referrer", "link", "", "memo", ""),
        ("referrer", "link", "point-1", "memo", "point-2"),
        ("referrer", "relation", "", "memo", ""),
    }


def test_the_index_is_made_anew_by_a_command(referrer):
    before = rows()
    Reference.objects.all().delete()
    call_command("rebuild_references")
    assert rows() == before
    Reference.objects.all().delete()
    references.build_missing_references()
    assert rows() == before


def test_drafts_refer_to_nothing_yet(target):
    make_draft(make_record("memo"), body="[the memo](/guidance/memo/)")
    assert rows() == set()


def test_files_of_the_same_bytes_refer_to_each_other(target):
    facts = {"title": "Form", "file": "ab/form.pdf", "sha256": "a" * 64, "size": 3, "media_type": "application/pdf"}
    for key in ("one", "two"):
        draft = make_draft(make_record("memo", key=key))
        draft.attachments.create(**facts)
        publish(draft, at=JUNE)
    assert rows() == {("one", "attachment", "", "two", ""), ("two", "attachment", "", "one", "")}


def test_staff_see_every_place_once_by_record(referrer, memo):
    make_published(referrer.record, at=JUNE + timedelta(days=1))
    [one] = references.get_referrers(memo, JUNE)
    assert (one.edition.number, one.earlier) == (2, 1)
    assert one.places == ["Link in the text", "Link in the text, recommendation point-1, to point-2", "Relation"]


def cautions(client, address: str) -> list[str]:
    text = client.get(address).text
    return [part.partition("</p>")[0] for part in text.split('<p class="caution">')[1:]]


def test_readers_are_told_of_a_withdrawal_at_each_place(client, referrer, target):
    assert cautions(client, referrer.url()) == []
    before = referrer.publication.content
    withdraw(target, at=moment("2025-06-05"))
    said = cautions(client, referrer.url())
    assert len(said) == 2 and all(
        "The memo</a>, to which this text refers, was withdrawn on June 5" in one for one in said
    )
    assert cautions(client, "/guidance/referrer/") == said
    referrer.refresh_from_db()
    assert referrer.publication.content == before


def test_readers_are_told_of_a_newer_version(client, referrer, memo):
    make_published(memo, at=moment("2025-06-09"))
    assert "has a newer version, published June 9, 2025." in cautions(client, referrer.url())[0]


def test_a_newer_version_that_waits_for_its_day_is_not_told(client, referrer, memo):
    make_published(memo, at=moment("2999-06-09"))
    assert cautions(client, referrer.url()) == []


def test_a_version_withdrawn_while_the_one_before_applies_again_is_told(client, memo, target):
    second = make_published(memo, at=moment("2025-06-02"))
    draft = make_draft(make_record("memo", key="late"), body="[the memo](/guidance/memo/)")
    late = publish(draft, at=moment("2025-06-03"))
    assert cautions(client, late.url()) == []
    withdraw(second, at=moment("2025-06-05"))
    assert cautions(client, late.url())[0].startswith("A version of <a")


def test_what_was_published_in_error_is_not_named(client, referrer, target):
    withdraw(target, at=moment("2025-06-05"), kind="published_in_error")
    said = cautions(client, referrer.url())
    assert said and set(said) == {"A text to which this refers was published in error and withdrawn on June 5, 2025."}
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
        assert "has a newer version" in cautions(client, self.PAGE.format("referrer"))[0]
        withdraw(newer, at=moment("2025-06-05"), kind="published_in_error")
        said = cautions(client, self.PAGE.format("referrer"))
        assert set(said) == {"A text to which this refers was published in error and withdrawn on June 5, 2025."}
        assert "The mistake" not in client.get(self.PAGE.format("referrer")).text

    def test_a_version_published_later_is_not_named(self, client, referrer, memo):
        make_published(memo, at=moment("2025-06-03"), title="The late memo")
        assert "The late memo" in client.get("/guidance/referrer/").text
        text = client.get(self.PAGE.format("referrer")).text
        assert "The memo" in text and "The late memo" not in text

    def test_an_ordinary_withdrawal_is_not_known_yet(self, client, referrer, target):
        withdraw(target, at=moment("2025-06-05"))
        assert cautions(client, self.PAGE.format("referrer")) == []
        assert "The memo" in client.get(self.PAGE.format("referrer")).text


def test_a_text_written_after_the_newest_version_carries_no_notice(client, memo, target):
    make_published(memo, at=moment("2025-06-02"))
    draft = make_draft(make_record("memo", key="late"), body="[the memo](/guidance/memo/)")
    assert cautions(client, publish(draft, at=moment("2025-06-03")).url()) == []


def test_reading_leaves_no_trace(client, referrer, target):
    withdraw(target, at=moment("2025-06-05"))
    before = everything()
    client.get(referrer.url())
    assert everything() == before
