"""The kinds of this app, memos and questions and answers, and the keys of their documents. `AppConfig.ready()`
registers them."""

from guidance.change_effects import find_major_changes, list_change_effects
from guidance.models import Guidance, MemoEdition, QuestionsEdition, Recommendation
from guidance.models.memo import MEMO, QUESTIONS
from portal.public.json_ld import SCHEMA_ORG, build_organization
from portal.records.document_keys import DocumentKey, SearchFilter, Term
from portal.records.kinds import KindSpec
from portal.records.models import Edition, Point
from portal.records.querysets import Standing

YEARS = 2 * 365
"""In days, how long guidance counts as confirmed by its publication."""
AUDIENCE_FILTER = SearchFilter("audience", "Addressed to", 20)


def build_legislation_properties(edition: Edition) -> dict:
    """Returns properties of schema.org's Legislation. Guidance is not a statute, but no other type has properties for
    a version and its legal force."""
    edition_data = edition.document["edition"]
    in_force = edition.standing_then == Standing.IN_EFFECT
    return {
        "legislationType": edition.kind.label,
        "legislationDate": edition_data["signed_on"],
        "legislationDateVersion": edition_data["effective_from"],
        "legislationResponsible": build_organization(edition.document),
        "legislationLegalForce": SCHEMA_ORG + ("InForce" if in_force else "NotInForce"),
    }


def format_person(person: dict) -> str:
    return ", ".join(filter(None, [person["name"], person.get("office")]))


def list_person_texts(people: list[dict]) -> list[str]:
    return [format_person(person) for person in people]


def build_audience_terms(audience: str) -> list[Term]:
    return [("audience", audience, audience.replace("_", " ").capitalize())]


def build_addressee_terms(addressees: list[dict]) -> list[Term]:
    return [("audience", addressee["audience"], addressee["name"]) for addressee in addressees]


KINDS = (
    KindSpec(
        value=MEMO,
        label="Guidance memo",
        section="guidance",
        point_noun="recommendation",
        point_model=Recommendation,
        record_model=Guidance,
        edition_model=MemoEdition,
        json_ld_type="Legislation",
        build_json_ld_properties=build_legislation_properties,
        importer_kind="memo",
        unconfirmed_after_days=YEARS,
        is_signed=True,
        may_be_for_officials=True,
        find_major_changes=find_major_changes,
        list_effects=list_change_effects,
        aside_template="guidance/_totals_link.html",
    ),
    KindSpec(
        value=QUESTIONS,
        label="Questions and answers",
        section="guidance",
        point_noun="question",
        point_model=Point,
        record_model=Guidance,
        edition_model=QuestionsEdition,
        json_ld_type="Legislation",
        build_json_ld_properties=build_legislation_properties,
        importer_kind="qa",
        unconfirmed_after_days=YEARS,
    ),
)
KEYS = (
    DocumentKey(
        "signers",
        label="Signed by",
        phrase="the signers",
        after="signed_on",
        header_label="From",
        header_line=format_person,
        search_texts=list_person_texts,
    ),
    DocumentKey(
        "addressees",
        header_label="To",
        search_texts=list_person_texts,
        search_terms=build_addressee_terms,
        search_filter=AUDIENCE_FILTER,
    ),
    DocumentKey(
        "audience",
        is_code=True,
        line_label="for",
        note=lambda audience: f"For {audience.replace('_', ' ')}",
        search_terms=build_audience_terms,
        search_filter=AUDIENCE_FILTER,
    ),
)
