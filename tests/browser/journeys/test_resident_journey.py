"""A resident who wants fingerprints taken: the board, the search, the notice with its past, and what is not there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.records.models import Record
from tests.browser.public_pages import NOTICE
from tests.browser.public_reader import PublicReader
from tests.factories import add_point, day, make_draft, moment, publish

UNIT = "Fingerprint Identification Unit"
ENDED = "The fingerprint unit is closed for a heron survey. Call (860) 555-0134."
WAITS = "The fingerprint unit moves to Wombat Street."
DRAFTED = "The fingerprint unit may move to Quokka Street."


@pytest.fixture
def notice(seeded_server) -> Record:
    """The notice with an item that has ended in version 4, version 5 that waits for tomorrow, and a draft."""
    notice = Record.objects.get(key=NOTICE.strip("/").rpartition("/")[2])
    item = notice.editions.get(number=3).points.get(key="fingerprint-identification-unit").noticeitem
    columns = {"service": item.service, "posted_on": day("2025-06-01")}
    days = {"effective_from": day("2025-06-02"), "effective_until": day("2025-06-06")}
    closed = {"key": "closed", "text": ENDED, "availability": "no_service"} | days
    for words, at in ((closed, moment("2025-06-01")), (None, timezone.now() + timedelta(days=1)), (None, None)):
        draft = make_draft(notice, change_note="All items say it better.", change_kind="major")
        if words:
            add_point(draft, draft.points.count() + 1, columns | words)
        else:
            words = {
                "key": f"moves-{bool(at)}".lower(),
                "text": WAITS if at else DRAFTED,
                "availability": "information",
            }
            add_point(draft, draft.points.count() + 1, columns | words)
        if at:
            publish(draft, at=at)
    return notice


def read_board_row(resident: PublicReader) -> str:
    """Returns the words of the only row of the fingerprint unit on the services board."""
    [row] = resident.page.locator("tbody tr", has=resident.page.get_by_role("rowheader", name=UNIT)).all()
    return " ".join(row.inner_text().split())


def read_notice(resident: PublicReader) -> None:
    page = resident.read(NOTICE)
    assert "This is the current version 4" in page and "Version 5" not in page and " of 4" not in page
    ended = page.partition("Items that have ended")[2]
    assert "Ended June 5, 2025" in ended and ENDED in ended
    history = resident.read(f"{NOTICE}history/")
    assert "Version 4" in history and "Version 5" not in history
    assert "1 item added; 9 items unchanged" in resident.read(f"{NOTICE}compare/3..4/")
    before = resident.read(f"{NOTICE}on/2025-06-03/")
    assert ENDED in before and "Items that have ended" not in before
    assert ENDED not in resident.read(f"{NOTICE}on/2021-06-01/")


def test_a_resident_reads_what_is_open_today_and_nothing_that_waits(resident, notice, today):
    home = resident.read("/")
    assert "What is in effect today" in home and ENDED not in home
    row = read_board_row(resident)
    assert row.startswith(f"{UNIT} By appointment") and "No service" not in row
    resident.read("/?on=2025-06-03")
    assert read_board_row(resident).startswith(f"{UNIT} No service")

    for question in ("is the fingerprint unit open today", "8605550134", "heron survey"):
        results = resident.search(question)
        assert "State Police Headquarters Modified Services/Hours" in results, question
        assert results.partition("Ended June 5, 2025")[2].count(ENDED) == results.count(ENDED) == 1, question
    assert UNIT in resident.search("is the fingerprint unit open today").partition("On the services board today:")[2]
    read_notice(resident)
    assert {"/feeds/all.atom", "/feeds/all.rss", "/feeds/all.json", NOTICE} <= set(resident.find("heron", NOTICE))

    for secret in ("Wombat", "Quokka"):
        assert resident.find(secret, NOTICE) == [] and "Nothing found." in resident.search(secret)
    assert "Wombat" not in resident.read(f"{NOTICE}on/{today + timedelta(days=30)}/")
    waiting = resident.read(f"{NOTICE}editions/5/", status=404).replace("version 5", "")
    assert waiting == resident.read(f"{NOTICE}editions/50/", status=404).replace("version 50", "")
    assert "There is no page at this address" in resident.read("/fingerprints/", status=404)
