"""What likeness makes of documents: the same banner is not drafted twice, a later state is the next edition."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from announcements.models import NoticeItem
from portal.records.models import Edition, Record
from portal.sources.models import SourceDocument
from tests.factories import make_draft, make_record, moment, publish

PAGE = Path(settings.BASE_DIR) / "seeds" / "sources" / "governor-press-release-page.txt"
BANNER = PAGE.read_text(encoding="utf-8").split("\n\n")[0]
LINES = BANNER.split("\n")
STATES = ([0, *range(5, 10)], [0, 2, 3, *range(5, 10)], range(10))
"""Lines of the banner as it stood on April 30, 2020, June 5, 2020 and May 26, 2021."""
NOTICE = "state-police-headquarters-modified-services-hours"
pytestmark = pytest.mark.django_db


def state(number: int) -> str:
    return "\n".join(LINES[place] for place in STATES[number])


def imported(folder: Path, name: str, text: str, **options) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    out = StringIO()
    call_command("import_source", str(folder / name), stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def keys(number: int) -> list[str]:
    return list(Edition.objects.get(number=number).points.order_by("number").values_list("key", flat=True))


def test_three_states_of_the_notice_are_editions_of_one_record(tmp_path):
    said = [imported(tmp_path, f"{number}.txt", state(number)) for number in range(3)]
    assert Record.objects.count() == 1 and Edition.objects.count() == 3
    assert set(keys(1)) < set(keys(2)) < set(keys(3)) and len(keys(3)) == 9
    assert "looks like a later state of edition 2 of" in said[2]


def test_a_state_of_the_seeded_notice_keeps_keys_and_services(tmp_path, seeded):
    text = BANNER.replace("by mail only. ", "by mail only").replace("will re-open for", "is open for")
    imported(tmp_path, "later.txt", f"{text}\n  • The lobby is closed on July 5, 2021. - 7/1/2021")
    before, after = (Edition.objects.get(record__key=NOTICE, number=number) for number in (3, 4))
    kept = dict(NoticeItem.objects.filter(edition=before).values_list("key", "service"))
    items = list(NoticeItem.objects.filter(edition=after).order_by("number"))
    assert [one.key for one in items[:9]] == list(
        before.points.order_by("number").values_list("key", flat=True)
    ) and len(items) == 10
    assert all(one.service_id == kept[one.key] for one in items[:9])
    assert after.status == "draft" and before.points.count() == 9


def test_the_same_banner_on_another_page_is_kept_and_not_drafted_again(tmp_path, seeded):
    said = imported(tmp_path, "other.txt", f"{BANNER.replace('’', chr(39))}\n\nSkip to content\n")
    assert "It has the same text as edition 3 of “state-police-headquarters-modified-services-hours”" in said
    assert SourceDocument.objects.filter(file_name="other.txt").exists()
    assert Record.objects.get(key=NOTICE).editions.count() == 3


def test_new_is_a_new_record_whatever_it_looks_like(tmp_path):
    imported(tmp_path, "1.txt", state(0))
    imported(tmp_path, "2.txt", state(1), new=True)
    assert Record.objects.count() == 2


def test_next_of_is_that_records_edition_whatever_it_looks_like(tmp_path):
    record = publish(make_draft(make_record("service_notice", key="lobby")), at=moment("2020-01-01")).record
    assert "becomes the next edition of “lobby”" in imported(tmp_path, "1.txt", state(0), next_of="lobby")
    assert record.editions.get(number=2).points.count() == 5


def test_next_of_nothing_is_refused(tmp_path):
    with pytest.raises(CommandError, match="There is no record “nothing”"):
        imported(tmp_path, "1.txt", state(0), next_of="nothing")
    assert not SourceDocument.objects.exists()


def test_a_dry_run_says_what_it_looks_like_and_stores_nothing(tmp_path):
    imported(tmp_path, "1.txt", state(0))
    assert "later state of edition 1" in imported(tmp_path, "2.txt", state(1), dry_run=True)
    assert Edition.objects.count() == 1


def test_contradictions_stay_as_far_as_their_points_do(tmp_path):
    draft = make_draft(make_record("service_notice", key="lobby"), points=[LINES[5], LINES[6]], title=LINES[0])
    draft.conflicts.create(point_key="point-1", other_key="point-2", note="They differ.")
    publish(draft, at=moment("2020-01-01"))
    imported(tmp_path, "both.txt", "\n".join(LINES[place] for place in (0, 5, 6, 7)), next_of="lobby")
    imported(tmp_path, "one.txt", "\n".join(LINES[place] for place in (0, 6, 7)), next_of="lobby")
    assert [draft.record.editions.get(number=n).conflicts.count() for n in (2, 3)] == [1, 0]
