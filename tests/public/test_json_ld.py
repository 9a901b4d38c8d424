"""The metadata of pages, read by independent libraries: the elements by Python's HTML parser, the JSON-LD by PyLD. No
test contacts schema.org; `TERMS` lists the terms that each type may have."""

import json
from html.parser import HTMLParser

import pytest
from django.contrib.staticfiles import finders
from PIL import Image
from pyld import jsonld

from portal.lib.html import render_script_json
from tests.factories import day, make_published, make_record, moment, withdraw

SCHEMA = "https://schema.org/"
CREATIVE = set(
    "url mainEntityOfPage name alternativeHeadline inLanguage version genre creativeWorkStatus identifier author"
    " publisher datePublished expires temporalCoverage creditText".split()
)
TERMS = {
    "CreativeWork": CREATIVE,
    "NewsArticle": CREATIVE | {"headline"},
    "SpecialAnnouncement": CREATIVE | {"datePosted"},
    "Legislation": CREATIVE
    | {
        "legislationType",
        "legislationDate",
        "legislationDateVersion",
        "legislationResponsible",
        "legislationLegalForce",
    },
    "GovernmentOrganization": {"name"},
    "GovernmentService": {"name", "serviceOperator", "provider", "availableChannel", "hoursAvailable", "subjectOf"},
    "ServiceChannel": {"name", "serviceLocation"},
    "Place": {"name"},
    "OpeningHoursSpecification": {"opens", "closes", "validFrom", "validThrough"},
    "PropertyValue": {"propertyID", "value"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
}


class Elements(HTMLParser):
    """Collects the JSON-LD and the <meta property> elements of a page."""

    def __init__(self, text: str):
        super().__init__()
        self.data, self.meta, self.inside = [], {}, False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        self.inside = tag == "script" and facts.get("type") == "application/ld+json"
        if tag == "meta" and "property" in facts:
            self.meta[facts["property"]] = facts["content"]

    def handle_data(self, data):
        if self.inside:
            self.data.append(data)

    def handle_endtag(self, tag):
        self.inside = False


def loader(address: str, options: dict) -> dict:
    """Replaces schema.org's server: every plain term is one of schema.org."""
    assert address.rstrip("/") == SCHEMA.rstrip("/")
    return {"contextUrl": None, "documentUrl": address, "document": {"@context": {"@vocab": SCHEMA}}}


def expanded(client, address: str) -> list[dict]:
    [text] = Elements(client.get(address).text).data
    nodes = jsonld.expand(json.loads(text), {"documentLoader": loader})
    for node in nodes:
        check(node)
    return nodes


def check(node) -> None:
    """Checks that every term is one of schema.org and allowed for its type."""
    if not isinstance(node, dict) or "@value" in node or set(node) == {"@id"}:
        return
    [kind] = node["@type"]
    names = {name.removeprefix(SCHEMA) for name in node if not name.startswith("@")}
    assert names <= TERMS[kind.removeprefix(SCHEMA)], kind
    for name, values in node.items():
        for value in values if not name.startswith("@") else []:
            check(value)


def of_type(nodes: list[dict], kind: str) -> list[dict]:
    return [node for node in nodes if node["@type"] == [SCHEMA + kind]]


def value(node: dict, name: str):
    [item] = node.get(SCHEMA + name, [{"@value": None}])
    return item.get("@value", item.get("@id"))


def test_every_seeded_record_is_described(client, seeded):
    notice = "/announcements/state-police-headquarters-modified-services-hours/"
    nodes = expanded(client, notice)
    [crumbs] = of_type(nodes, "BreadcrumbList")
    assert len(crumbs[SCHEMA + "itemListElement"]) == 3
    services = of_type(nodes, "GovernmentService")
    assert "Fingerprint Identification Unit" in [value(service, "name") for service in services]
    assert all(SCHEMA + "hoursAvailable" not in service for service in services), "the notice states no hours"
    release = "/announcements/guidance-to-law-enforcement-and-school-districts-regarding-immigration-matters/"
    [article] = of_type(expanded(client, release), "NewsArticle")
    assert value(article, "headline") and value(article, "datePublished").startswith("2017-02-22")
    [memo] = of_type(expanded(client, "/guidance/memo-to-police-chiefs-on-immigration-matters/"), "Legislation")
    assert value(memo, "legislationLegalForce") == f"{SCHEMA}InForce" and value(memo, "version") == "1"


@pytest.mark.django_db
def test_a_third_party_text_is_not_presented_as_the_states(client):
    make_published(make_record("questions", key="asked", is_official=False), at=moment("2025-06-01"))
    [text] = of_type(expanded(client, "/guidance/asked/"), "CreativeWork")
    terms = {name.removeprefix(SCHEMA) for name in text}
    assert not terms & {"author", "publisher", "legislationLegalForce", "datePublished", "temporalCoverage"}
    assert value(text, "creativeWorkStatus") == "Reference, never in effect"
    assert "Third-party text" in value(text, "creditText")


@pytest.mark.django_db
def test_only_a_text_in_effect_has_legal_force(client):
    record = make_record("memo", key="memo")
    first = make_published(record, at=moment("2025-06-01"))
    make_published(record, at=moment("2025-06-05"), effective_from=day("2025-06-05"))
    force = [
        value(
            of_type(expanded(client, f"/guidance/memo/editions/{number}/"), "Legislation")[0], "legislationLegalForce"
        )
        for number in (1, 2)
    ]
    assert force == [f"{SCHEMA}NotInForce", f"{SCHEMA}InForce"]
    withdraw(record.editions.get(number=2), at=moment("2025-06-06"))
    [text] = of_type(expanded(client, "/guidance/memo/editions/2/"), "Legislation")
    assert value(text, "creativeWorkStatus") == "Withdrawn"
    assert value(text, "legislationLegalForce") == f"{SCHEMA}NotInForce" and first.number == 1


@pytest.mark.django_db
def test_a_closed_service_is_closed_for_the_days_stated(client):
    record = make_record("service_notice", key="hours")
    shut = {"availability": "no_service", "text": "Closed.", "effective_from": day("2025-06-10")}
    shut |= {"effective_until": day("2999-07-01")}
    over = shut | {"key": "over", "effective_until": day("2025-06-20")}
    open_ended = {"key": "mail", "availability": "by_mail_only", "text": "By mail."}
    make_published(record, at=moment("2025-06-01"), points=[shut, over, open_ended])
    closed, mail = of_type(expanded(client, "/announcements/hours/"), "GovernmentService")
    [hours] = closed[SCHEMA + "hoursAvailable"]
    assert [value(hours, name) for name in ("opens", "closes", "validFrom", "validThrough")] == [
        "00:00:00",
        "00:00:00",
        "2025-06-10",
        "2999-06-30",
    ]
    assert SCHEMA + "hoursAvailable" not in mail
    [channel] = mail[SCHEMA + "availableChannel"]
    assert value(channel, "name") == "By mail only"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("item", "last"), [("", "2999-05-31"), ("2999-07-01", "2999-05-31"), ("2999-03-01", "2999-02-28")]
)
def test_a_service_is_closed_no_longer_than_its_notice_applies(client, item, last):
    shut = {"availability": "no_service", "text": "Closed.", "effective_from": day("2025-06-10")}
    shut |= {"effective_until": day(item)} if item else {}
    record = make_record("service_notice", key="hours")
    make_published(record, at=moment("2025-06-01"), points=[shut], effective_until=day("2999-06-01"))
    [service] = of_type(expanded(client, "/announcements/hours/"), "GovernmentService")
    [hours] = service[SCHEMA + "hoursAvailable"]
    assert value(hours, "validThrough") == last


@pytest.mark.django_db
def test_a_withdrawn_notice_describes_no_service(client):
    withdraw(
        make_published(make_record("service_notice", key="hours"), at=moment("2025-06-01")), at=moment("2025-06-02")
    )
    assert of_type(expanded(client, "/announcements/hours/"), "GovernmentService") == []


@pytest.mark.django_db
def test_no_text_can_close_the_script_element(client):
    title = "</script><script>alert(1)</script><!-- & \"'\u2028"
    facts = {"title": title, "is_reconstructed": True}
    make_published(make_record("memo", key="memo"), at=moment("2025-06-01"), **facts)
    text = client.get("/guidance/memo/").text
    assert text.count("<script") == text.count("</script>") == 1
    [memo] = of_type(expanded(client, "/guidance/memo/"), "Legislation")
    assert value(memo, "name") == title


def test_the_data_is_json_without_markup():
    data = {"a": "<!--</script>&\u2028\u2029", "b": ['"', "é"]}
    written = render_script_json(data)
    assert json.loads(written) == data
    assert not set("<>&\u2028\u2029") & set(written)


@pytest.mark.django_db
def test_a_text_published_in_error_is_not_described(client):
    edition = make_published(make_record("memo", key="memo"), at=moment("2025-06-01"))
    withdraw(edition, at=moment("2025-06-02"), kind="published_in_error")
    elements = Elements(client.get("/guidance/memo/").text)
    assert elements.data == [] and elements.meta == {}


@pytest.mark.django_db
def test_open_graph_describes_a_shared_link(client):
    make_published(make_record("memo", key="memo"), at=moment("2025-06-01"), title='A "quoted" <title>', subtitle="Sub")
    meta = Elements(client.get("/guidance/memo/").text).meta
    assert meta["og:type"] == "article" and meta["og:title"] == 'A "quoted" <title>'
    assert meta["og:url"] == "http://testserver/guidance/memo/" and meta["og:description"] == "Sub"
    assert meta["article:published_time"].startswith("2025-06-01T04:00:00")
    permanent = Elements(client.get("/guidance/memo/editions/1/").text).meta
    assert permanent["og:url"] == "http://testserver/guidance/memo/editions/1/"
    make_published(make_record("questions", key="asked", is_official=False), at=moment("2025-06-01"))
    assert Elements(client.get("/guidance/asked/").text).meta["og:description"].startswith("Third-party text")
    home = Elements(client.get("/").text).meta
    assert home["og:type"] == "website" and home["og:title"] == "What is in effect today"
    assert home["og:url"] == "http://testserver/" == Elements(client.get("/?on=2025-06-01").text).meta["og:url"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/guidance/memo/", "/guidance/memo/editions/1/", "/guidance/memo/points/point-1/"]
)
def test_open_graph_has_the_four_required_properties(client, address):
    make_published(make_record("memo", key="memo"), at=moment("2025-06-01"))
    meta = Elements(client.get(address).text).meta
    assert all(meta.get(f"og:{name}") for name in ("title", "type", "image", "url"))
    assert meta["og:url"] == f"http://testserver{address}"
    picture = finders.find(meta["og:image"].removeprefix("http://testserver/static/"))
    with Image.open(picture) as image:
        assert image.size == (int(meta["og:image:width"]), int(meta["og:image:height"]))


@pytest.mark.django_db
def test_the_page_of_a_point_names_its_canonical_address(client):
    make_published(make_record("memo", key="memo"), at=moment("2025-06-01"))
    text = client.get("/guidance/memo/points/point-1/?utm=1").text
    assert '<link rel="canonical" href="http://testserver/guidance/memo/points/point-1/">' in text
    assert Elements(text).meta["og:title"] == "Recommendation 1 through all versions: On the matter"
