"""The desk: one person writes a draft, another one publishes it, and nothing published can be edited."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from portal.records.models import Edition, Record
from portal.records.publish_checks import CHANGE_NOTE_REQUIRED
from portal.register.models import RegisterEntry

NOTICE = "state-police-headquarters-modified-services-hours"


def form_data(response) -> dict:
    """Returns what a browser would post if nothing were changed."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                data[bound.html_name] = value.isoformat() if isinstance(value, date) else value
    return data


def screen(edition: Edition) -> str:
    return reverse("admin:announcements_noticeedition_change", args=[edition.pk])


def step(edition: Edition, name: str) -> str:
    return reverse("admin:announcements_noticeedition_step", args=[edition.pk, name])


def take_step(client, edition: Edition, name: str, **facts):
    """Opens the page of the step and posts its form, as a person does."""
    page = client.get(step(edition, name))
    return client.post(step(edition, name), {"seen": page.context["form"].initial["seen"], **facts})


@pytest.fixture
def notice(seeded) -> Record:
    return Record.objects.get(key=NOTICE)


@pytest.fixture
def draft(client, notice, editor) -> Edition:
    client.force_login(editor)
    client.post(reverse("admin:announcements_announcement_draft", args=[notice.pk]))
    draft = notice.editions.get(status="draft")
    assert draft.effective_from is None
    draft.effective_from = notice.editions.get(number=3).effective_from
    draft.save()
    return draft


def test_a_new_version_starts_as_a_copy_with_the_same_keys(draft, notice, editor):
    third = notice.editions.get(number=3)
    assert draft.number == 4 and draft.author == editor and not draft.is_reconstructed
    assert list(draft.points.values_list("key", "text")) == list(third.points.values_list("key", "text"))


def test_saving_a_draft_changes_it_and_logs_the_person(client, draft, editor):
    data = form_data(client.get(screen(draft)))
    response = client.post(
        screen(draft), {**data, "change_note": "Guard cards are issued again.", "change_kind": "major"}
    )
    assert response.status_code == 302, response.context["errors"]
    draft.refresh_from_db()
    assert draft.change_note == "Guard cards are issued again."
    assert list(draft.transitions.values_list("action", "by")) == [("edit", editor.pk)]


def test_a_new_item_gets_a_key_from_its_text(client, draft):
    data = form_data(client.get(screen(draft)))
    prefix = "noticeitem_set" if "noticeitem_set-TOTAL_FORMS" in data else "points"
    service = draft.record.editions.get(number=3).points.first().noticeitem.service_id
    new = {
        f"{prefix}-TOTAL_FORMS": 10,
        f"{prefix}-9-number": 10,
        f"{prefix}-9-text": "Parking is on the north side.",
        f"{prefix}-9-service": service,
        f"{prefix}-9-availability": "information",
    }
    response = client.post(screen(draft), {**data, **new})
    assert response.status_code == 302, response.context["errors"]
    assert draft.points.get(number=10).key == "parking-is-on-the-north-side"


def test_saving_an_older_form_overwrites_nothing_and_loses_nothing(client, draft, second_editor):
    stale = form_data(client.get(screen(draft)))
    client.post(screen(draft), {**stale, "title": "Saved first"})
    client.force_login(second_editor)
    response = client.post(screen(draft), {**stale, "title": "Saved second"})
    assert "saved this draft while you had it open" in response.content.decode()
    assert "Saved second" in response.content.decode()
    draft.refresh_from_db()
    assert draft.title == "Saved first"


def submit(client, draft):
    """Writes a change note and submits the draft, as the editor does."""
    data = form_data(client.get(screen(draft)))
    client.post(screen(draft), {**data, "change_note": "Title made plainer.", "change_kind": "minor", "title": "Hours"})
    assert take_step(client, draft, "submit").status_code == 302
    draft.refresh_from_db()


def test_two_people_bring_a_draft_to_publication(client, draft, reviewer):
    submit(client, draft)
    client.force_login(reviewer)
    response = take_step(client, draft, "publish")
    assert response.status_code == 302, response.context["reasons"]
    draft.refresh_from_db()
    assert draft.status == "published" and draft.publication == RegisterEntry.objects.head()
    assert "<h1>Hours</h1>" in client.get(draft.record.get_absolute_url()).content.decode()


def test_the_editor_cannot_publish(client, draft):
    submit(client, draft)
    assert "Publish" not in [action.label for action, _ in client.get(screen(draft)).context["steps"]]
    response = take_step(client, draft, "publish")
    assert "Your account may not do this: publish." in response.context["reasons"]
    draft.refresh_from_db()
    assert draft.status == "in_review"


def test_a_reviewer_who_wrote_in_the_draft_cannot_publish_it(client, draft, reviewer):
    client.force_login(reviewer)
    submit(client, draft)
    response = take_step(client, draft, "publish")
    assert response.context["reasons"] == ["You wrote in this version, so somebody else has to take this step."]
    draft.refresh_from_db()
    assert draft.status == "in_review"


def test_all_obstacles_are_listed_before_the_button_is_pressed(client, draft):
    reasons = client.get(step(draft, "submit")).context["reasons"]
    assert reasons == [
        CHANGE_NOTE_REQUIRED,
    ]


def test_publishing_a_text_that_has_changed_since_is_refused(client, draft, reviewer, editor):
    submit(client, draft)
    client.force_login(reviewer)
    seen = client.get(step(draft, "publish")).context["form"].initial["seen"]
    Edition.objects.filter(pk=draft.pk).update(subtitle="Slipped in")
    response = client.post(step(draft, "publish"), {"seen": seen})
    assert response.context["reasons"][0].startswith("The text has changed since you opened this page.")
    draft.refresh_from_db()
    assert draft.status == "in_review"


def test_a_publication_can_only_be_scheduled_for_a_later_day(client, draft, reviewer):
    submit(client, draft)
    client.force_login(reviewer)
    refused = take_step(client, draft, "publish", on=date.today().isoformat())  # noqa: DTZ011  no later day in any zone
    assert "Choose a day after today" in refused.content.decode()
    later = date.today() + timedelta(days=30)  # noqa: DTZ011
    assert take_step(client, draft, "publish", on=later.isoformat(), is_sure="on").status_code == 302
    client.logout()
    assert client.get(draft.url()).status_code == 404
    assert "Hours</h1>" not in client.get(draft.record.get_absolute_url()).content.decode().replace(
        "Services/Hours", ""
    )


def test_a_published_version_is_read_only_on_the_desk(client, notice, administrator):
    client.force_login(administrator)
    third = notice.editions.get(number=3)
    page = client.get(screen(third))
    assert page.status_code == 200 and not page.context["has_change_permission"]
    # The labels and help texts are those of a draft.
    for label in (
        "In effect from:",
        "Readers see it above the text and in the history.",
        "Text around the items:",
        "Posted on:",
    ):
        assert label in page.text, label
    assert client.post(screen(third), {"title": "Changed"}).status_code == 403
    assert (
        client.post(reverse("admin:announcements_noticeedition_delete", args=[third.pk]), {"post": "yes"}).status_code
        == 403
    )
    third.refresh_from_db()
    assert third.title == "State Police Headquarters Modified Services/Hours"


def test_a_version_in_review_cannot_be_edited(client, draft):
    submit(client, draft)
    assert client.post(screen(draft), {"title": "Changed"}).status_code == 403


def test_a_withdrawal_requires_a_reason_and_shows_it_to_readers(client, notice, reviewer):
    client.force_login(reviewer)
    third = notice.editions.get(number=3)
    refused = take_step(client, third, "withdraw", kind="no_longer_applies", note="")
    assert refused.context["form"].errors == {"note": ["This field is required."]}
    assert (
        take_step(client, third, "withdraw", kind="no_longer_applies", note="The office has moved.").status_code == 302
    )
    client.logout()
    assert "The office has moved." in client.get(third.url()).content.decode()


def test_the_register_and_the_sources_are_read_only_for_everybody(client, seeded, admin_user):
    client.force_login(admin_user)
    entry = RegisterEntry.objects.head()
    for app, pk in (("register_registerentry", entry.pk), ("sources_sourcedocument", 1)):
        assert client.get(reverse(f"admin:{app}_changelist")).status_code == 200
        assert client.get(reverse(f"admin:{app}_add")).status_code == 403
        assert client.post(reverse(f"admin:{app}_change", args=[pk]), {"title": "x"}).status_code in (302, 403)
        assert client.post(reverse(f"admin:{app}_delete", args=[pk]), {"post": "yes"}).status_code in (302, 403)
    assert RegisterEntry.objects.head() == entry and not RegisterEntry.objects.filter(title="x")


def test_the_desk_is_for_staff_only(client, draft, outsider):
    client.force_login(outsider)
    for address in (screen(draft), step(draft, "submit"), reverse("admin:index")):
        assert client.get(address).status_code == 302
    assert client.post(reverse("preview"), {"content": "*x*"}).status_code == 302


def test_the_preview_shows_what_readers_will_see(client, draft):
    response = client.post(reverse("preview"), {"content": "*in* <script>alert(1)</script>"})
    assert response.content.decode() == "<p><em>in</em> &lt;script&gt;alert(1)&lt;/script&gt;</p>"
    assert client.get(reverse("preview")).status_code == 405
    assert client.post(reverse("preview"), {"content": "x" * 200_001}).status_code == 400


def test_the_views_of_markdownx_are_not_mounted(client, draft):
    assert client.post("/markdownx/markdownify/", {"content": "x"}).status_code == 404
    assert client.post("/markdownx/upload/").status_code == 404
