from portal.accounts.audiences import Audience
from portal.records.document_keys import DocumentKey
from portal.records.kinds import KindSpec
from tests.executive_orders.models import ExecutiveOrder, OrderEdition, OrderSection

EXECUTIVE_ORDER = KindSpec(
    value="executive_order",
    label="Executive order",
    section="guidance",
    point_noun="section",
    point_model=OrderSection,
    record_model=ExecutiveOrder,
    edition_model=OrderEdition,
    json_ld_type="Legislation",
    build_json_ld_properties=lambda edition: {"legislationIdentifier": edition.record.key},
    importer_kind="executive_order",
    is_signed=True,
    point_template="executive_orders/_statute.html",
)
KEYS = (
    DocumentKey(
        "statute", label="Statute", phrase="the statute", line_label="statute", search_texts=lambda statute: [statute]
    ),
    DocumentKey(
        "legal_basis",
        label="Legal basis",
        phrase="the legal basis",
        header_label="Under",
        search_texts=lambda rows: [row["name"] for row in rows],
    ),
)
FIRE_CHIEFS = Audience(
    value="fire_chiefs",
    label="Fire chiefs",
    singular="Fire chief",
    agency_kind="fire_department",
    agency_label="Fire department",
    agencies="fire departments",
    key_words="fire chief",
)


def build_section_columns(model, edition, document, notes, carried):
    return lambda words, kept: {"statute": kept.get("statute", "")}
