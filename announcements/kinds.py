"""The kinds of this app, service notices and press releases, and the keys of their documents. `AppConfig.ready()`
registers them."""

from announcements.models import (
    PRESS_RELEASE,
    SERVICE_NOTICE,
    Announcement,
    NoticeEdition,
    NoticeItem,
    ReleaseEdition,
)
from announcements.service_data import build_services
from announcements.services_board import list_board_addresses
from portal.records.document_keys import DocumentKey, SearchFilter, Term
from portal.records.kinds import KindSpec
from portal.records.models import Edition, Point


def build_release_properties(edition: Edition) -> dict:
    return {"headline": edition.document["edition"]["title"]}


def build_notice_properties(edition: Edition) -> dict:
    return {"datePosted": edition.document["edition"]["published_at"]}


def format_contact(contact: dict) -> str:
    """Returns name, office, email address and telephone numbers in one line."""
    phones = [f"{phone['number']} ({phone['type']})" for phone in contact["phones"]]
    return ", ".join(filter(None, [contact["name"], contact["office"], contact["email"], *phones]))


def build_service_terms(service: dict) -> list[Term]:
    return [("service", service["key"], f"{service['name']}, {service['place']}")]


KINDS = (
    KindSpec(
        value=SERVICE_NOTICE,
        label="Service notice",
        section="announcements",
        point_noun="item",
        point_model=NoticeItem,
        record_model=Announcement,
        edition_model=NoticeEdition,
        json_ld_type="SpecialAnnouncement",
        build_json_ld_properties=build_notice_properties,
        build_json_ld_nodes=build_services,
        importer_kind="notice",
        unconfirmed_after_days=90,
        has_review_days=True,
        has_posting_days=True,
        point_head_template="announcements/_service_links.html",
        point_follow_template="announcements/_follow_service.html",
    ),
    KindSpec(
        value=PRESS_RELEASE,
        label="Press release",
        section="announcements",
        point_noun="recommendation",
        point_model=Point,
        record_model=Announcement,
        edition_model=ReleaseEdition,
        json_ld_type="NewsArticle",
        build_json_ld_properties=build_release_properties,
        importer_kind="press_release",
    ),
)
KEYS = (
    DocumentKey(
        "contacts",
        label="Contacts",
        phrase="the contacts",
        after="effective_until",
        closing_label="Contact",
        closing_line=format_contact,
        closing_template="announcements/_contacts.html",
        printed_template="announcements/_pdf_contacts.html",
        search_texts=lambda contacts: [format_contact(contact) for contact in contacts],
    ),
    DocumentKey(
        "release",
        eyebrow=lambda release: release["release_line"],
        dateline=lambda release: release["dateline"],
        search_texts=lambda release: [words for words in release.values() if words],
    ),
    DocumentKey(
        "service",
        names_point=lambda service: service["name"],
        line_label="service",
        search_headings=lambda service: [service["place"]],
        search_terms=build_service_terms,
        search_filter=SearchFilter("service", "Service", 40, list_addresses=list_board_addresses),
    ),
    DocumentKey("review_on", label="To be reviewed", phrase="the day of review", after="posted_on", is_quiet=True),
    DocumentKey(
        "availability",
        is_code=True,
        is_status=True,
        line_label="availability",
        search_texts=lambda code: [code.replace("_", " ")],
    ),
)
