"""Decisions of agencies about recommendations: recorded for the post, refused to others, and never lost."""

import os
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from guidance.models import Response
from guidance.policy_files import find_policy_problems
from portal.accounts.models import Holding
from tests.attachments.samples import pdf
from tests.conftest import account
from tests.factories import day, make_holding, make_post
from tests.guidance.officials.conftest import revised
from tests.guidance.test_duties import ONE, OTHER

pytestmark = pytest.mark.django_db

ANSWER = {
    "decision": "adapted",
    "note": "We ask for <b>a warrant</b>.",
    "policy_url": "https://police.example.org/policy.pdf",
    "contact": "Watch Commander",
}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def address(post, record, key: str = "one") -> str:
    return reverse("official-respond", args=[post.pk, record.key, key])


def answered(client, post, record, **change):
    point = record.editions.order_by("number").last().points.get(key="one")
    return client.post(address(post, record), {**ANSWER, "text_hash": point.text_hash, **change})


def test_it_is_recorded_for_the_post_and_shown_beside_the_recommendation(client, chief, post, record):
    client.force_login(chief)
    answer = answered(client, post, record)
    assert answer.url == reverse("official-memo", args=[post.pk, record.key])
    row = Response.objects.get()
    point = record.editions.get().points.get(key="one")
    assert (row.post, row.person, row.edition, row.point_key, row.text_hash) == (
        post,
        chief,
        record.editions.get(),
        "one",
        point.text_hash,
    )
    assert {name: getattr(row, name) for name in ANSWER} == ANSWER
    text = client.get(answer.url).text
    assert "<strong>Adapted</strong>" in text and "Contact: Watch Commander" in text
    page = client.get(address(post, record)).text
    assert "We ask for &lt;b&gt;a warrant&lt;/b&gt;." in page and 'href="https://police.example.org/policy.pdf"' in page


def test_its_form_has_labels_and_messages_in_words(client, chief, post, record):
    client.force_login(chief)
    page = client.get(address(post, record)).text
    assert "---" not in page and '<option value="" selected>Choose a decision</option>' in page
    assert all(f">{label}</label>" in page for label in ("Decision", "Note", "Designated contact"))
    refused = answered(client, post, record, decision="").text
    assert "Choose what your agency decided." in refused and not Response.objects.exists()
    assert ">Your question</label>" in client.get(reverse("official-inquiries", args=[post.pk, record.key, "one"])).text


def test_the_newest_decision_counts_and_every_decision_stays(client, chief, post, record):
    client.force_login(chief)
    for decision in ("under_review", "declined", "declined"):
        answered(client, post, record, decision=decision)
    assert [row.decision for row in Response.objects.order_by("id")] == ["under_review", "declined"]
    page = client.get(address(post, record))
    assert [row.decision for row in page.context["history"]] == ["declined", "under_review"]
    assert page.context["form"].initial["decision"] == "declined"
    memo = client.get(reverse("official-memo", args=[post.pk, record.key])).text
    assert "<strong>Declined</strong>" in memo and "Under review" not in memo


def test_a_decision_about_earlier_words_is_marked_and_a_successor_can_renew_it(client, chief, post, record):
    client.force_login(chief)
    answered(client, post, record)
    revised(record, {**ONE, "text": "Do one soon."}, OTHER)
    Holding.objects.update(held_until=day("2020-07-01"))
    successor = account("successor")
    make_holding(post, successor, "2020-07-01")
    client.force_login(successor)
    memo = reverse("official-memo", args=[post.pk, record.key])
    assert "decided about earlier words" in client.get(memo).text
    assert "By Chief, about version 1, whose words have changed since" in client.get(address(post, record)).text
    answered(client, post, record)
    assert "decided about earlier words" not in client.get(memo).text and Response.objects.count() == 2


@pytest.mark.parametrize(
    "change, status",
    [
        ({"decision": "maybe"}, 200),
        ({"decision": ""}, 200),
        ({"policy_url": "javascript:alert(1)"}, 200),
        ({"policy_url": "ftp://example.org/"}, 200),
        ({"note": "x" * 4001}, 200),
        ({"contact": "x" * 301}, 200),
        ({"text_hash": "x"}, 409),
        ({"text_hash": ""}, 409),
    ],
)
def test_an_invalid_form_is_refused(client, chief, post, record, change, status):
    client.force_login(chief)
    answer = answered(client, post, record, **change)
    assert answer.status_code == status and "There is a problem" in answer.text
    assert not Response.objects.exists()


def upload(content: bytes, name: str = "../Our policy.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def test_a_changed_or_missing_file_of_a_policy_is_reported(client, chief, post, record):
    client.force_login(chief)
    answered(client, post, record, policy=upload(pdf()))
    assert list(find_policy_problems()) == []
    path, digest = Path(Response.objects.get().policy_file.path), sha256(pdf()).hexdigest()
    path.write_bytes(pdf() + b" ")
    assert list(find_policy_problems()) == [f"The file of the policy {digest} has other bytes than were stored."]
    path.unlink()
    assert list(find_policy_problems()) == [f"The file of the policy {digest} is missing."]


def test_the_file_of_the_local_policy_is_stored_with_its_history(client, chief, post, record):
    client.force_login(chief)
    first, second = pdf(b"<</One 1>>"), pdf(b"<</Two 2>>")
    answered(client, post, record, policy=upload(first))
    answered(client, post, record, decision="adopted")
    answered(client, post, record, decision="adopted", policy=upload(second, "New.pdf"))
    answered(client, post, record, decision="adopted", policy=upload(second, "New.pdf"))
    answered(client, post, record, decision="adopted", without_policy="on")
    rows = [(row.decision, row.policy_name, row.policy_sha256) for row in Response.objects.order_by("pk")]
    assert rows == [
        ("adapted", "Our policy", sha256(first).hexdigest()),
        ("adopted", "Our policy", sha256(first).hexdigest()),
        ("adopted", "New", sha256(second).hexdigest()),
        ("adopted", "", ""),
    ]
    page = client.get(address(post, record)).text
    assert page.count("Local policy: Our policy") == 2 and "Remove the file" not in page


@pytest.mark.parametrize("content", [b"", b"<html>", b"MZ", pdf(b"<</S /JavaScript /JS (app.alert(1))>>")])
def test_an_invalid_file_is_refused_with_a_sentence_and_nothing_is_stored(
    client, chief, post, record, content, settings
):
    client.force_login(chief)
    answer = answered(client, post, record, policy=upload(content))
    assert answer.status_code == 200 and answer.context["form"].errors["policy"]
    assert not Response.objects.exists() and not (Path(settings.MEDIA_ROOT) / "policies").exists()


def test_only_the_post_its_successor_and_staff_can_download_the_file(client, chief, post, record, editor):
    client.force_login(chief)
    content = pdf(b"<</One 1>>")
    answered(client, post, record, policy=upload(content))
    row = Response.objects.get()
    url = reverse("official-policy", args=[row.pk])
    successor, other = account("successor"), account("other-chief")
    make_holding(make_post("Bolton"), other)
    Holding.objects.filter(person=chief).update(held_until=day("2020-07-01"))
    make_holding(post, successor, "2020-07-01")
    for user, status in ((chief, 404), (other, 404), (account("stranger"), 404), (successor, 200), (editor, 200)):
        client.force_login(user)
        answer = client.get(url)
        assert answer.status_code == status, user
    assert b"".join(answer.streaming_content) == content
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="our-policy.pdf"'
    assert (
        answer.headers["Content-Type"] == "application/pdf" and "sandbox" in answer.headers["Content-Security-Policy"]
    )
    assert "private, no-store" in answer.headers["Cache-Control"]
    assert client.get(reverse("attachment", args=[row.policy_sha256])).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302
    call_command("sweep_attachments")
    os.utime(row.policy_file.path, (0, 0))
    call_command("sweep_attachments")
    assert Path(row.policy_file.path).exists()


@pytest.mark.parametrize("who, status", [("stranger", 404), ("deputy", 404), ("editor", 403), ("administrator", 403)])
def test_a_user_who_does_not_hold_the_post_cannot_respond(client, post, record, who, status):
    user = account(who, who if status == 403 else "")
    if who == "deputy":
        make_holding(post, user, "2021-01-01", "2021-02-01", is_deputy=True)
    client.force_login(user)
    assert answered(client, post, record).status_code == status
    assert client.get(address(post, record)).status_code == (200 if status == 403 else 404)
    client.logout()
    assert answered(client, post, record).status_code == 302
    assert not Response.objects.exists()


def test_decisions_of_another_post_and_unknown_recommendations_are_not_found(client, chief, post, record):
    bolton, other_chief = make_post("Bolton"), account("other-chief")
    make_holding(bolton, other_chief)
    client.force_login(chief)
    answered(client, post, record)
    client.force_login(other_chief)
    assert "Watch Commander" not in client.get(address(bolton, record)).text
    assert client.get(address(post, record)).status_code == 404
    assert client.get(address(bolton, record, "nothing")).status_code == 404


@pytest.mark.parametrize("sql", ["UPDATE guidance_response SET note = ''", "DELETE FROM guidance_response"])
def test_the_database_keeps_every_decision(client, chief, post, record, sql):
    client.force_login(chief)
    answered(client, post, record)
    with pytest.raises(DatabaseError, match="Responses cannot change"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)
    assert Response.objects.get().note == ANSWER["note"]
