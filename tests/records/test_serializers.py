"""The canonical document: equal contents give equal bytes, and documents grow without changing old ones."""

import json

import pytest

from announcements.models import NoticeItem
from guidance.models import Addressee, Signer
from portal.records import edition_columns
from portal.records.integrity import find_record_problems
from portal.records.kinds import get_kind_values
from portal.records.models import Edition, Point
from portal.records.models import edition as edition_model
from portal.records.serializers import build_edition_document
from portal.register.hash_chain import dump_canonical_json, hash_text
from portal.sources.models import SourceDocument
from tests.factories import add_point, day, make_draft, make_record, moment, publish
from tests.records.conftest import RELEASE

pytestmark = pytest.mark.django_db
SOURCE = "governor-press-release-page"
TEXTS = {
    "action-solely-to-enforce-federal-immigration-law": (
        "Local law enforcement should not take action that is solely to enforce federal immigration law. The federal "
        "government cannot mandate states to investigate and enforce actions that have no nexus to the enforcement of "
        "Connecticut law or local ordinances."
    ),
    "ice-detainer-requests": (
        "ICE detainer requests are requests, they are not warrants or orders and this should only be honored as set "
        "forth in Connecticut law, unless accompanied by a judicial warrant."
    ),
    "access-to-individuals-in-custody": (
        "Law enforcement should not provide access to individuals who are in law enforcement custody for purposes of "
        "questioning by ICE and any such request, as noted above, should be referred up the chain of command for "
        "evaluation."
    ),
    "ice-agents-at-schools": (
        "If an ICE agent approaches a school asking for student information or for access to a student, that agent "
        "should be referred to the Superintendent’s Office or to the office of an appropriate administrator "
        "designated by the Superintendent."
    ),
}


def point(number: int, key: str, text: str) -> dict:
    return {
        "key": key,
        "number": number,
        "heading": "",
        "text": text,
        "text_hash": hash_text(f"\x1f{text}"),
        "posted_on": None,
        "effective_from": None,
        "effective_until": None,
    }


def contact(name: str, body: str, email: str, **phones: str) -> dict:
    numbers = [{"number": number, "type": kind} for kind, number in phones.items()]
    return {"name": name, "office": body, "email": email, "phones": numbers}


def attachment(title: str) -> dict:
    return {"title": title, "sha256": None, "size": None, "media_type": ""}


def test_the_document_of_the_press_release_of_february_2017(seeded):
    document = Edition.objects.get(record__key=RELEASE).document
    paragraphs, citations = document["edition"].pop("body").split("\n\n"), document.pop("citations")
    assert document == {
        "schema": 1,
        "record": {"key": RELEASE, "kind": "press_release"},
        "official": True,
        "issuer": {"key": "office-of-the-governor", "name": "Office of the Governor"},
        "edition": {
            "number": 1,
            "title": (
                "Malloy Administration Issues Guidance to Law Enforcement and School Districts Regarding "
                "Immigration Matters"
            ),
            "subtitle": ("Recent Presidential Executive Orders Prompt Requests for Guidance on Certain Operations"),
            "language": "en",
            "provenance": "The words are kept as released; “we are obligated protect” stands so in the release.",
            "is_reconstructed": False,
            "signed_on": "2017-02-22",
            "effective_from": "2017-02-22",
            "effective_until": None,
            "change_kind": "",
            "change_note": "",
            "published_at": "2017-02-22T05:00:00.000000Z",
        },
        "points": [point(number, key, text) for number, (key, text) in enumerate(TEXTS.items(), 1)],
        "release": {"dateline": "HARTFORD, CT", "release_line": "For Immediate Release: February 22, 2017"},
        "contacts": [
            contact(
                "David Bednarz",
                "Office of Governor Dannel P. Malloy",
                "David.Bednarz@ct.gov",
                office="860-524-7315",
                cell="860-770-9792",
            ),
            contact(
                "Scott DeVico",
                "Department of Emergency Services and Public Protection",
                "Scott.Devico@ct.gov",
                cell="203-525-6959",
            ),
            contact(
                "Karen Martucci",
                "Connecticut Department of Correction",
                "Karen.Martucci@ct.gov",
                office="860-692-7781",
                cell="860-833-1645",
            ),
            contact(
                "Abbe Smith",
                "State Department of Education",
                "Abbe.Smith@ct.gov",
                office="860-713-6525",
                cell="860-381-7096",
            ),
        ],
        "attachments": [
            attachment("Memo from Governor Malloy, Commissioner Schriro and Commissioner Semple to police chiefs"),
            attachment("Memo from Governor Malloy and Commissioner Wentzell to school superintendents"),
        ],
        "relations": [
            {"kind": "announces", "record": "memo-to-police-chiefs-on-immigration-matters"},
            {"kind": "announces", "record": "memo-to-school-superintendents-on-immigration-matters"},
        ],
        "addressees": [],
        "conflicts": [],
        "signers": [],
    }
    assert [text[:24] for text in paragraphs] == [
        "Governor Dannel P. Mallo",
        "The recommendations incl",
        "{points}",
        "The Governor explained t",
        "“Putting all opinions ab",
    ]
    assert [(cited["field"], cited["point"]) for cited in citations] == [
        ("subtitle", None),
        ("dateline", None),
        ("body", None),
        ("body", None),
        *[("text", key) for key in TEXTS],
        ("body", None),
        ("body", None),
        ("attachment", None),
        ("attachment", None),
        ("release_line", None),
        ("published_on", None),
        *[("contact", None)] * 4,
        ("copy", None),
        ("quotation", None),
        ("quotation", None),
        ("copy", None),
    ]
    elsewhere = [cited["source"] for cited in citations[-4:]]
    assert elsewhere == ["blog-copy", "ctnewsjunkie-article", "ctnewsjunkie-article", "public-statements-copy"]
    for cited in citations:
        source = SourceDocument.objects.get(key=cited["source"])
        assert cited["source_is_official"] == (cited["source"] == SOURCE)
        assert (cited["source_title"], cited["sha256"]) == (source.title, source.sha256)
        assert cited["quote"] == source.text[cited["start"] : cited["end"]]
    spoken = [text for text in paragraphs if text != "{points}"]
    assert [" ".join(cited["quote"].split()) for cited in citations if cited["field"] == "body"] == spoken


def test_the_documents_of_seeded_editions_in_the_register_match_their_rows(seeded):
    editions = Edition.objects.all()
    assert editions.count() == 7
    for edition in editions:
        assert json.loads(edition.publication.content) == edition.document == build_edition_document(edition)


def test_the_digest_of_a_document_is_the_same_on_every_machine_and_database(memo):
    assert memo.publication.content_digest == "3d217c03904cbc862f66b0c98f7dfc489487ba0aebed962f67d33630bc9633fe"
    assert hash_text(dump_canonical_json(build_edition_document(memo))) == memo.publication.content_digest


def test_the_position_of_rows_determines_their_order_and_not_the_order_of_saving(memo, now):
    edition = make_draft(make_record("memo"), points=[])
    add_point(edition, 2, "B.")
    add_point(edition, 1, "A.")
    for position, name in ((2, "Second"), (1, "First")):
        Signer.objects.create(edition=edition, position=position, name=name)
    document = build_edition_document(edition)
    assert [point["text"] for point in document["points"]] == ["A.", "B."]
    assert [signer["name"] for signer in document["signers"]] == ["First", "Second"]


def test_the_document_of_a_draft_is_built_from_its_current_rows(memo):
    draft = make_draft(memo.record)
    assert draft.document["edition"]["published_at"] is None
    draft.points.filter(number=2).delete()
    assert [point["text"] for point in Edition.objects.get(pk=draft.pk).document["points"]] == ["A."]
    assert [point["text"] for point in memo.document["points"]] == ["A.", "B."]


# How documents may grow


def make_edition_of(kind: str) -> Edition:
    """Returns a published edition with fixed facts and every part of the kind."""
    record = make_record(kind, key=f"pinned-{kind.replace('_', '-')}")
    draft = make_draft(record, title="On safety", body="Be kind.\n", signed_on=day("2025-05-30"), points=["A.", "B."])
    if kind == "memo":
        Signer.objects.create(edition=draft, name="Governor Malloy")
        Addressee.objects.create(edition=draft, audience="police_chiefs")
    return publish(draft, at=moment("2025-06-01 09:30"))


DIGESTS = {
    "service_notice": "3ae35e9c2baa00ff1b3319450ea4e08581655f60d21d853b38b49e0a77fbc03b",
    "press_release": "c2f6fb6f144c14bf2a87125c64c243f4da27ed9c4f91eb82bd1733339961b329",
    "memo": "f5f488a87bba02d2ad21aa72bcd9a5d0ad49241c504a91971051d9feedff0ab1",
    "questions": "6abfe26686bfc6f5a1d7ce2ef20058fa805de61cd2e534a55addebc4900a0c01",
}


@pytest.mark.parametrize("kind", DIGESTS)
def test_the_digest_of_an_edition_of_each_kind_never_changes(kind):
    """If this fails, verify_register reports every older edition: see the docstring of serializers for how documents
    may grow."""
    edition = make_edition_of(kind)
    assert edition.publication.content_digest == DIGESTS[kind]
    assert hash_text(dump_canonical_json(build_edition_document(edition))) == DIGESTS[kind]


def test_a_digest_is_pinned_for_every_kind():
    assert list(DIGESTS) == get_kind_values()


@pytest.mark.parametrize("model, place", [(Point, "points"), (NoticeItem, "points"), (Signer, "signers")])
@pytest.mark.parametrize("empty", [None, "", []])
def test_a_new_empty_key_does_not_change_older_documents(monkeypatch, model, place, empty):
    edition = make_edition_of({Point: "press_release", NoticeItem: "service_notice", Signer: "memo"}[model])
    as_data = model.as_data
    monkeypatch.setattr(model, "as_data", lambda row: {**as_data(row), "remark": empty})
    assert list(find_record_problems())
    monkeypatch.setattr(model, "added_keys", ("remark",))
    assert list(find_record_problems()) == []
    assert build_edition_document(edition) == json.loads(edition.publication.content)
    monkeypatch.setattr(model, "as_data", lambda row: {**as_data(row), "remark": "Said since."})
    assert "remark" in build_edition_document(edition)[place][0]


def test_a_new_empty_column_does_not_change_older_documents(monkeypatch):
    make_edition_of("memo")
    monkeypatch.setattr(Edition, "summary", "", raising=False)
    column = edition_columns.EditionColumn("summary", "text", is_added=True)
    columns = (*edition_columns.COLUMNS, column)
    for module in (edition_columns, edition_model):
        monkeypatch.setattr(module, "COLUMNS", columns)
    assert list(find_record_problems()) == []
    monkeypatch.setattr(Edition, "summary", "In short.", raising=False)
    [problem] = find_record_problems()
    assert problem.endswith("edition.summary.")
