"""Every kind of feed follows its format: Atom a schema, RSS and JSON Feed their rules. The content of an entry works
without the page around it."""

from pathlib import Path

import pytest
from lxml import etree, html

from tests.factories import day, make_draft, make_published, make_record, make_service, moment, publish, withdraw

pytestmark = pytest.mark.django_db
KINDS = (
    "all",
    "announcements",
    "guidance",
    "issuers/governor",
    "services/fingerprints",
    "audiences/police_chiefs",
    "audiences/school_superintendents",
    "records/hours",
    "records/wrong",
    "records/asked",
    "search",
)
ATOM = "{http://www.w3.org/2005/Atom}"
BODY = 'See [the first](#point-1), [all](/guidance/?kind=memo&year=2025), [a line](tel:+18605551000) & "more".'


def schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))


@pytest.fixture
def sample_entries(db) -> None:
    """Makes an entry of each sort: published, changed, corrected, confirmed, withdrawn, in error, third-party."""
    notice = make_record("service_notice", key="hours")
    facts = {"title": "Hours & <days>", "body": BODY, "subtitle": "A\x0bB", "is_reconstructed": True}
    make_published(notice, at=moment("2025-06-01"), **facts)
    points = ["Open.", {"text": BODY, "service": make_service("x", "X & Y")}]
    facts = {"effective_from": day("2025-06-05"), "points": points, "subtitle": ""}
    changed = make_published(notice, at=moment("2025-06-05"), **facts)
    changed.perform("confirm", by=None, at=moment("2025-06-06"))
    withdraw(changed, at=moment("2025-06-07"))
    memo = make_record("memo", key="memo")
    publish(make_draft(memo, body=BODY), at=moment("2025-06-02"))
    make_published(memo, at=moment("2025-06-03"), change_kind="correction", points=["Do that."])
    wrong = make_published(make_record("press_release", key="wrong"), at=moment("2025-06-02"))
    withdraw(wrong, at=moment("2025-06-04"), kind="published_in_error")
    make_published(make_record("questions", key="asked", is_official=False), at=moment("2025-06-01"), body=BODY)


@pytest.mark.parametrize("has_entries", [True, False])
def test_every_atom_feed_is_valid(client, request, has_entries):
    if has_entries:
        request.getfixturevalue("sample_entries")
    rules = schema()
    for kind in KINDS if has_entries else ("all", "announcements", "guidance", "audiences/police_chiefs", "search"):
        document = etree.fromstring(client.get(f"/feeds/{kind}.atom?q=matter").content)
        assert rules.validate(document), (kind, rules.error_log)
        for element in [document, *document.iter(f"{ATOM}entry")]:
            rels = [link.get("rel", "alternate") for link in element.findall(f"{ATOM}link")]
            assert rels.count("alternate") == 1, "more than one of a type (RFC 4287 §4.1.1, §4.1.2)"
        ids = [element.findtext(f"{ATOM}id") for element in document.iter(f"{ATOM}entry")]
        assert len(set(ids)) == len(ids)


FAULTS = [
    (b"<id>urn:uuid:", b"<id>"),
    (b"<updated>2025-06-07T", b"<updated>2025-06-07 "),
    (b"<author><name>", b"<author><name/><name>"),
    (b'type="html"', b'type="markdown"'),
    (b'rel="alternate"', b'rel="other"'),
    (b"<published>", b"<title>Twice</title><published>"),
    (b"<title>", b"<heading/><title>"),
]


def test_the_schema_detects_faults(client, sample_entries):
    content = client.get("/feeds/all.atom").content
    for old, new in FAULTS:
        assert old in content
        assert not schema().validate(etree.fromstring(content.replace(old, new, 1))), new


def entries(client, kind: str) -> list[str]:
    """Returns the HTML of all entries in the three formats."""
    atom = etree.fromstring(client.get(f"/feeds/{kind}.atom").content)
    rss = etree.fromstring(client.get(f"/feeds/{kind}.rss").content)
    return [
        *(element.text for element in atom.iter(f"{ATOM}content")),
        *(element.text for element in rss.iterfind("channel/item/description")),
        *(item["content_html"] for item in client.get(f"/feeds/{kind}.json").json()["items"]),
    ]


def test_links_inside_an_entry_are_absolute(client, sample_entries):
    links = {}
    for text in entries(client, "all"):
        page = html.fromstring(f"<div>{text}</div>")
        links |= {link: word for word, _, link, _ in page.iterlinks()}
    assert not [link for link in links if not link.startswith(("http://testserver/", "tel:"))]
    site = "http://testserver"
    assert {
        f"{site}/announcements/hours/editions/1/#point-1",
        f"{site}/guidance/memo/editions/1/#point-1",
        f"{site}/guidance/?kind=memo&year=2025",
    } <= set(links)
    for link in links:
        if link.startswith(site):
            assert client.get(link.removeprefix(site)).status_code in (200, 410), link


def test_every_rss_feed_has_the_elements_that_rss_2_requires(client, sample_entries):
    for kind in KINDS:
        channel = etree.fromstring(client.get(f"/feeds/{kind}.rss?q=matter").content).find("channel")
        assert all(channel.findtext(name) for name in ("title", "link", "description", "lastBuildDate"))
        for item in channel.iterfind("item"):
            assert item.findtext("title") and item.findtext("description") and item.findtext("link")
            assert item.find("guid").get("isPermaLink") == "false"
