"""Similarity to existing records: the same text is not drafted twice, and a later state becomes the next edition."""

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
"""Lines of the banner in its states of April 30, 2020, June 5, 2020 and May 26, 2021."""
NOTICE = "state-police-headquarters-modified-services-hours"
pytestmark = pytest.mark.django_db


def build_state(number: int) -> str:
    return "\n".join(LINES[place] for place in STATES[number])


def import_file(folder: Path, name: str, text: str, **options) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    out = StringIO()
    call_command("import_source", str(folder / name), stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def list_keys(number: int) -> list[str]:
    return list(Edition.objects.get(number=number).points.order_by("number").values_list("key", flat=True))


def test_three_states_of_the_notice_are_editions_of_one_record(tmp_path):
    outputs = [import_file(tmp_path, f"{number}.txt", build_state(number)) for number in range(3)]
    assert Record.objects.count() == 1 and Edition.objects.count() == 3
    assert set(list_keys(1)) < set(list_keys(2)) < set(list_keys(3)) and len(list_keys(3)) == 9
    assert "looks like a later state of edition 2 of" in outputs[2]


def test_a_later_state_of_the_seeded_notice_keeps_keys_and_services(tmp_path, seeded):
    text = BANNER.replace("by mail only. ", "by mail only").replace("will re-open for", "is open for")
    import_file(tmp_path, "later.txt", f"{text}\n  • The lobby is closed on July 5, 2021. - 7/1/2021")
    before, after = (Edition.objects.get(record__key=NOTICE, number=number) for number in (3, 4))
    services = dict(NoticeItem.objects.filter(edition=before).values_list("key", "service"))
    items = list(NoticeItem.objects.filter(edition=after).order_by("number"))
    assert [item.key for item in items[:9]] == list(
        before.points.order_by("number").values_list("key", flat=True)
    ) and len(items) == 10
    assert all(item.service_id == services[item.key] for item in items[:9])
    assert after.status == "draft" and before.points.count() == 9


def test_the_same_banner_on_another_page_is_stored_and_not_drafted_again(tmp_path, seeded):
    output = import_file(tmp_path, "other.txt", f"{BANNER.replace('’', chr(39))}\n\nSkip to content\n")
    assert "It has the same text as edition 3 of “state-police-headquarters-modified-services-hours”" in output
    assert SourceDocument.objects.filter(file_name="other.txt").exists()
    assert Record.objects.get(key=NOTICE).editions.count() == 3


def test_the_option_new_makes_a_new_record_of_a_similar_text(tmp_path):
    import_file(tmp_path, "1.txt", build_state(0))
    import_file(tmp_path, "2.txt", build_state(1), new=True)
    assert Record.objects.count() == 2


def test_the_option_next_of_makes_an_edition_of_that_record(tmp_path):
    record = publish(make_draft(make_record("service_notice", key="lobby")), at=moment("2020-01-01")).record
    assert "becomes the next edition of “lobby”" in import_file(tmp_path, "1.txt", build_state(0), next_of="lobby")
    assert record.editions.get(number=2).points.count() == 5


def test_the_option_next_of_refuses_a_missing_record(tmp_path):
    with pytest.raises(CommandError, match="There is no record “nothing”"):
        import_file(tmp_path, "1.txt", build_state(0), next_of="nothing")
    assert not SourceDocument.objects.exists()


def test_a_dry_run_reports_the_similar_record_and_stores_nothing(tmp_path):
    import_file(tmp_path, "1.txt", build_state(0))
    assert "later state of edition 1" in import_file(tmp_path, "2.txt", build_state(1), dry_run=True)
    assert Edition.objects.count() == 1


def test_contradictions_are_copied_only_if_their_points_remain(tmp_path):
    draft = make_draft(make_record("service_notice", key="lobby"), points=[LINES[5], LINES[6]], title=LINES[0])
    draft.conflicts.create(point_key="point-1", other_key="point-2", note="They differ.")
    publish(draft, at=moment("2020-01-01"))
    import_file(tmp_path, "both.txt", "\n".join(LINES[place] for place in (0, 5, 6, 7)), next_of="lobby")
    import_file(tmp_path, "one.txt", "\n".join(LINES[place] for place in (0, 6, 7)), next_of="lobby")
    assert [draft.record.editions.get(number=n).conflicts.count() for n in (2, 3)] == [1, 0]
