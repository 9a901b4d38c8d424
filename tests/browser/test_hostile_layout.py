"""Texts with long words, wide tables, code and deep lists fit on a phone of 320 pixels and on paper."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from portal.accounts.models import User
from portal.records.models import Record
from tests.browser.editorial_pages import desk_pages
from tests.browser.keyboard import sign_in
from tests.browser.page_checks import SIDEWAYS, unfold
from tests.conftest import PASSWORD, account
from tests.factories import day, make_post, moment

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbau"
ADDRESS = f"{'fingerprint-identification-unit-appointments-desk'}@example.org"


def write_table(columns: int) -> str:
    rows = [" | ".join(f"{word}{number} " for number in range(columns)) for word in ("Column", "Value")]
    return f"| {rows[0]} |\n|{'---|' * columns}\n| {rows[1]} |"


def write_nested(mark: str) -> str:
    return "\n".join(f"{'  ' * level}{mark} level {level} {LONG}" for level in range(9))


TEXT = "\n\n".join(
    [
        f"# {LONG}{LONG}",
        f"{LONG}{LONG} <https://example.org/{'a' * 120}> **{LONG}** `{'code' * 40}`",
        f"    {'four spaces before a long line of an email ' * 8}",
        f"```\n{'x' * 300}\n```",
        write_table(10),
        write_table(26),
        f"> > > > > > > > {LONG}",
        write_nested("-"),
        "1234567. a\n1234569. b",
        "الهاتف (860) 555-0134",
    ]
)
# Finds words outside the frames that scroll, of which a part lies beyond the edge of the page or of a box that cuts it.
CUT_OFF = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  const unseen = '.hidden, .unseen, .visually-hidden, [hidden], select, textarea, script, .selector, .select2';
  while (texts.nextNode()) {
    const text = texts.currentNode, range = document.createRange(), parent = text.parentElement;
    if (!text.data.trim() || parent.closest(`.scroll, ${unseen}`)) continue;
    range.selectNodeContents(text);
    const boxes = [...range.getClientRects()].filter(box => box.width > 1 && box.height > 1 && box.top >= 0);
    if (boxes.some(box => box.right > innerWidth + 1 || box.left < -1) && !parent.closest('.skip, thead'))
      found.push(text.data.slice(0, 30));
  }
  return found;
}"""


@pytest.fixture
def keeper(seeded_server) -> User:
    user = account("keeper", "administrator")
    user.is_superuser = True
    user.save()
    return user


@pytest.fixture
def records(seeded_server) -> list[Record]:
    """The records of the demonstration, each with a newest version that is hard to lay out."""
    records = list(Record.objects.order_by("pk"))
    for record in records:
        rows = record.editions.get_queryset().order_by("number").last().points.order_by("number")[:1]
        facts = {"title": f"{LONG} {LONG}"[:110], "body": TEXT, "change_note": f"All {record.point_noun}s: {LONG}"}
        facts["effective_from"] = day("2026-01-05") if record.is_official else None
        facts |= {"change_kind": "major", "is_reconstructed": True}
        edition = record.draft(by=None, **facts)
        edition.points.filter(key__in=[row.key for row in rows]).update(text=TEXT)
        if record.kind in ("press_release", "service_notice"):
            edition.contacts.all().delete()
            edition.contacts.create(name=LONG, office=LONG, email=ADDRESS)
        at = moment("2026-01-05")
        for step in ("submit", "publish"):
            edition.perform(step, by=None, at=at)
    return records


def list_public_addresses(records: list[Record]) -> list[str]:
    pages = ["/", "/announcements/", "/guidance/", "/register/", f"/search/?q={LONG[:12]}", f"/search/?q={LONG}"]
    for record in records:
        newest = record.editions.order_by("-number").first()
        address, point = record.get_absolute_url(), newest.points.order_by("number").first()
        pages += [address, f"{address}history/", f"{address}compare/{newest.number - 1}..{newest.number}/"]
        pages += [f"{address}points/{point.key}/"] if point else []
    return pages


def test_every_page_of_a_hostile_text_fits_on_a_phone(open_page, records, keeper):
    skipped = {"login", "index", "app_list"}
    pages = {name: addresses for name, addresses in desk_pages(keeper).items() if name not in skipped}
    client = Client(HTTP_HOST="localhost")
    client.force_login(keeper)
    post = make_post()
    memo = next(record for record in records if record.kind == "memo")
    desk = [address for addresses in pages.values() for address in addresses[:1]]
    desk += ["/official/", reverse("official-memo", args=[post.pk, memo.key])]
    desk = [address for address in dict.fromkeys(desk) if client.get(address).status_code == 200]
    page = open_page(width=320)
    sign_in(page, keeper.email, PASSWORD)
    problems = {}
    for address in [*list_public_addresses(records), *desk]:
        page.goto(address)
        unfold(page)
        page.evaluate("document.querySelectorAll('main details').forEach(details => details.open = true)")
        if (over := page.evaluate(SIDEWAYS)) or (words := page.evaluate(CUT_OFF)):
            problems[address] = over or words
    assert problems == {}, problems


def test_what_is_wide_scrolls_in_a_frame_of_its_own_with_a_name(open_page, records):
    page = open_page(width=320)
    page.goto(records[0].get_absolute_url())
    frame = page.locator(".prose .scroll").nth(1)
    assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth")
    assert [frame.get_attribute(name) for name in ("tabindex", "role", "aria-label")] == ["0", "group", "Table"]
    assert page.locator(".prose pre").first.evaluate("pre => pre.scrollWidth <= pre.clientWidth")


def test_nothing_is_cut_off_on_paper(open_page, records):
    page = open_page(width=740)
    for record in records:
        page.goto(record.get_absolute_url())
        page.emulate_media(media="print")
        assert page.evaluate(CUT_OFF.replace(".scroll, $", "$")) == [] and page.evaluate(SIDEWAYS) == 0
        page.emulate_media(media="screen")
    page.emulate_media(media="print")
    words = PdfReader(io.BytesIO(page.pdf(format="Letter"))).pages
    assert "Value25" in "".join("".join(sheet.extract_text() for sheet in words).split())
