"""Texts for officials only: holders of an addressed post can read them at the addresses of the officials' desk, and
nobody else can. tests/test_secrets.py checks that no public address reveals a word of them."""

import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from guidance.officials.acknowledge import acknowledge_points
from portal.attachments.storage import hash_bytes
from portal.editorial.models import DraftLink
from portal.lib.dates import get_local_date
from portal.records import integrity as rows
from portal.records.models import Attachment, Record, SealedAttachment
from portal.records.workflow import WorkflowError
from portal.register import hash_chain
from portal.register import integrity as links
from portal.register.models import RegisterEntry
from tests.conftest import account
from tests.factories import make_draft, make_holding, make_post, make_published, make_record, moment, publish, withdraw
from tests.guidance.officials.conftest import LONG_AGO, revised

pytestmark = pytest.mark.django_db
BYTES = b"a,b\n1,2\n"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def for_officials(key: str, **facts) -> Record:
    record = make_record("memo", key=key)
    Record.objects.filter(pk=record.pk).update(readers="officials")
    record.refresh_from_db()
    return record


def attach(model, edition, title: str):
    row = model(edition=edition, title=title, sha256=hash_bytes(BYTES), size=len(BYTES), media_type="text/csv")
    row.file.save("table.csv", ContentFile(BYTES), save=True)
    return row


@pytest.fixture
def sealed():
    """A memo for police chiefs only in two versions, with a file; and a public one with a file for them only."""
    record = for_officials("the-secret")
    draft = make_draft(record, points=["Do it quietly."], body="Its body.", **LONG_AGO)
    attach(Attachment, draft, "A list of places")
    publish(draft, at=moment("2020-06-01"))
    revised(record, "Do it very quietly.")
    public = make_draft(make_record("memo", key="in-the-open"), **LONG_AGO)
    attach(SealedAttachment, public, "A sealed list")
    publish(public, at=moment("2020-06-01"))
    return record


def addresses() -> dict[str, str]:
    name = hash_bytes(BYTES)
    return {
        "page": reverse("official-text", args=["the-secret", 1]),
        "data": reverse("official-text-data", args=["the-secret", 1]),
        "file": reverse("official-attachment", args=["the-secret", "1", name]),
        "other": reverse("official-attachment", args=["in-the-open", "1", name]),
        "other page": reverse("official-text", args=["in-the-open", 1]),
    }


def readers(chief) -> dict[str, tuple]:
    """Returns users by name, each with whether they may read the text."""
    today, yesterday = get_local_date(timezone.now()), get_local_date(timezone.now() - timedelta(days=2))
    people = {name: account(name) for name in ("former", "deputy", "ended-deputy", "school", "next-chief")}
    make_holding(make_post("Bethany"), people["former"], held_until="2024-01-01")
    make_holding(make_post("Bethany"), people["deputy"], held_until="2999-01-01", is_deputy=True)
    make_holding(make_post("Bethany"), people["ended-deputy"], held_until=str(today), is_deputy=True)
    make_holding(make_post("Bethany", "school_superintendents"), people["school"])
    make_holding(make_post("Canaan"), people["next-chief"], held_from="2999-01-01")
    assert yesterday < today
    return {
        "chief": (chief, True),
        "deputy": (people["deputy"], True),
        "editor": (account("an-editor", "editor"), True),
        "former": (people["former"], False),
        "ended-deputy": (people["ended-deputy"], False),
        "school": (people["school"], False),
        "next-chief": (people["next-chief"], False),
        "nobody": (account("nobody"), False),
    }


def test_only_staff_and_holders_of_an_addressed_post_on_the_day_read_it(client, chief, post, sealed):
    for name, address in addresses().items():
        assert client.get(address).status_code == 302, name
    unknown = reverse("official-text", args=["no-such-text", 1])
    for who, (user, may) in readers(chief).items():
        client.force_login(user)
        for name, address in addresses().items():
            answer = client.get(address)
            assert answer.status_code == (200 if may else 404), (who, name)
            cached = answer.headers.get("Cache-Control", "").split(", ")
            assert not may or {"private", "no-store"} <= set(cached), (who, name)
            assert client.post(address).status_code == 405, (who, name)
            if not may:
                assert answer.text == client.get(unknown).text, (who, name)
                assert "Its body" not in answer.text and "sealed" not in answer.text
        listed = client.get(reverse("official-texts")).text
        assert ("On the matter" in listed) is may, who


def test_a_chief_finds_it_on_the_desk_and_can_read_and_acknowledge_it(client, chief, post, sealed):
    client.force_login(chief)
    desk = client.get(reverse("official")).text
    assert reverse("official-memo", args=[post.pk, "the-secret"]) in desk
    memo = client.get(reverse("official-memo", args=[post.pk, "the-secret"]))
    assert reverse("official-text", args=["the-secret", 2]) in memo.text and "/guidance/the-secret" not in memo.text
    other = client.get(reverse("official-memo", args=[post.pk, "in-the-open"])).text
    assert "A sealed list" in other and addresses()["other"] in other
    page = client.get(addresses()["page"]).text
    assert "Its body." in page and "Do it quietly." in page and "A list of places" in page and "/guidance/" in page
    assert b"".join(client.get(addresses()["file"]).streaming_content) == BYTES
    point = memo.context["since"].asked[0].point
    edition = memo.context["edition"]
    shown, now = {point["key"]: point["text_hash"]}, timezone.now()
    receipt = acknowledge_points(post.pk, sealed.pk, shown, edition=edition.pk, by=chief, at=now).get_absolute_url()
    client.logout()
    text = client.get(receipt).text + client.get(f"{receipt[:-1]}.json").text
    assert edition.publication.content_digest in text
    for word in ("the-secret", "On the matter", "point-1", "quietly"):
        assert word not in text, word


def test_a_former_holder_sees_no_title_among_the_receipts(client, chief, post, sealed):
    edition = sealed.editions.get(number=2)
    point = edition.document["points"][0]
    shown = {point["key"]: point["text_hash"]}
    acknowledge_points(post.pk, sealed.pk, shown, edition=edition.pk, by=chief, at=timezone.now())
    chief.holdings.update(held_until="2024-01-01")
    client.force_login(chief)
    text = client.get(reverse("official-receipts")).text
    assert "A memo for officials only" in text and "the-secret" not in text and "On the matter" not in text


def test_the_public_register_proves_that_it_was_recorded_and_reveals_no_more(client, chief, post, sealed):
    entry = RegisterEntry.objects.get(edition__record=sealed, edition__number=1)
    shown = client.get("/register.json").json()["entries"][entry.number - 1]
    assert set(shown) == {"number", "hash", "previous", "is_sealed", "is_for_officials", "recorded_at"}
    assert client.get(f"/api/v1/register/{entry.number}").json() == shown
    page = client.get("/register/").text
    assert page.count("addressed to officials") == 2 and "the-secret" not in page and entry.content_digest not in page
    client.force_login(chief)
    data = client.get(addresses()["data"]).json()
    facts = {name: data[name] for name in entry.facts()}
    entry_hash = hash_chain.hash_text(hash_chain.dump_canonical_json(facts))
    assert entry_hash == shown["hash"] and hash_chain.hash_text(data["content"]) == data["content_digest"]
    opened = client.get(reverse("official-text-data", args=["in-the-open", 1])).json()
    [attachment] = opened["sealed"]
    seal = attachment.pop("seal")
    assert json.loads(opened["content"])["sealed"] == [{"seal": seal}]
    assert hash_chain.hash_text(hash_chain.dump_canonical_json(attachment)) == seal
    assert not [*links.find_register_problems(), *rows.find_record_problems()]


def test_a_version_published_in_error_can_no_longer_be_read(client, chief, post, sealed):
    withdraw(sealed.editions.get(number=1), at=timezone.now(), kind="published_in_error")
    client.force_login(chief)
    for name in ("page", "data", "file"):
        answer = client.get(addresses()[name])
        assert answer.status_code == 410 and "It is over." in answer.text and "Its body" not in answer.text


def test_the_readers_and_the_sealed_files_of_a_published_version_do_not_change(sealed):
    for change in (
        lambda: Record.objects.filter(pk=sealed.pk).update(readers="everybody"),
        lambda: SealedAttachment.objects.update(title="Another"),
        lambda: SealedAttachment.objects.update(seal_key="0"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(DatabaseError), transaction.atomic():
        Record.objects.filter(pk=make_record("press_release").pk).update(readers="officials")


def test_a_next_version_keeps_the_sealed_file_and_its_seal(sealed):
    record = Record.objects.get(key="in-the-open")
    second = publish(make_draft(record), at=moment("2020-07-01"))
    assert second.document["sealed"] == record.editions.get(number=1).document["sealed"]
    assert "sealed" not in make_draft(make_record("memo")).document


def test_what_prevents_publishing(sealed, editor):
    def reasons(edition) -> str:
        return " ".join(edition.obstacles("submit", by=editor, at=timezone.now()))

    needs = "needs readers"
    nobody = make_draft(for_officials("for-nobody"), points=[], body="Words.", by=editor)
    assert needs in reasons(nobody)
    nobody.addressees.create(audience="police_chiefs")
    assert needs not in reasons(nobody)
    public = make_draft(make_record("memo"), points=[], body="See [it](/guidance/the-secret/).", by=editor)
    attach(SealedAttachment, public, "A list")
    public.relations.create(kind="concerns", to_record=sealed)
    text = reasons(public)
    assert needs in text and "for officials only: readers would learn of it" in text and "not a public page" in text
    named = make_record("memo", key="named")
    naming = make_draft(make_record("memo", key="naming"), title="It names the other")
    naming.relations.create(kind="concerns", to_record=named)
    publish(naming, at=moment("2020-06-01"))
    Record.objects.filter(pk=named.pk).update(readers="officials")
    draft = make_draft(Record.objects.get(pk=named.pk), by=editor)
    assert "“It names the other” names this record" in reasons(draft)
    with pytest.raises(WorkflowError):
        draft.perform("submit", by=editor, at=timezone.now())


def test_a_shared_link_does_not_show_such_a_draft(client, editor):
    record = for_officials("the-draft")
    draft = make_draft(record, by=editor)
    now = timezone.now()
    facts = {"made_by": editor, "made_at": now, "expires_at": now + timedelta(days=1)}
    link = DraftLink.objects.create(edition=draft, for_whom="A reader", **facts)
    assert client.get(reverse("shared-draft", args=[link.token])).status_code == 404
    client.force_login(editor)
    page = reverse("draft-links", args=[draft.pk])
    assert "for officials only" in client.get(page).text
    assert client.post(page, {"for_whom": "A reader", "days": 3}).status_code == 403


def test_the_audience_is_that_of_each_version(client, sealed):
    """Superintendents, to whom only version 3 is addressed, can read that version and none before it."""
    revised(sealed, {"text": "For schools.", "audience": "school_superintendents"}, at="2020-08-01")
    person = account("superintendent")
    make_holding(make_post("Ashford", "school_superintendents"), person)
    client.force_login(person)
    answers = {number: client.get(reverse("official-text", args=["the-secret", number])) for number in (1, 2, 3)}
    assert {number: answer.status_code for number, answer in answers.items()} == {1: 404, 2: 404, 3: 200}
    assert "Version 2" not in answers[3].text


def test_a_memo_addressed_to_a_post_without_a_recommendation_is_listed(client, chief, post):
    draft = make_draft(for_officials("only-a-letter"), title="A letter", points=[], body="Words.", **LONG_AGO)
    draft.addressees.create(audience="police_chiefs")
    publish(draft, at=moment("2020-06-01"))
    make_published(make_record("memo"), at=moment("2020-06-01"), title="A public one", **LONG_AGO)
    client.force_login(chief)
    listed = client.get(reverse("official-texts")).text
    assert "A letter" in listed and "A public one" not in listed
