"""A source document is public while a public version cites it, or after two people published it by itself."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from portal.records.models import Edition
from portal.sources.models import SourceDocument, SourceStep
from portal.sources.source_steps import ACTIONS, perform_step
from tests.conftest import account
from tests.factories import everything, make_draft, make_record, make_source, moment, publish, withdraw
from tests.response_cache.conftest import Clock

pytestmark = pytest.mark.django_db
PAGE = "/sources/found/"
BESIDE = "/sources/other/beside/found/"
WORD = "xylophone"


def cite(source: SourceDocument, record=None, **facts) -> Edition:
    draft = make_draft(record or make_record("press_release"), body="Words as found.", **facts)
    draft.citations.create(field="body", source=source, start=0, end=5)
    return draft


def see(client) -> int:
    """Returns the status of the page of the source, after a comparison with all other places that could name it."""
    pages = {address: client.get(address) for address in ("/sources/", "/sources/other/", PAGE, BESIDE)}
    shown = {address: WORD in page.text for address, page in pages.items()}
    assert shown["/sources/"] == shown["/sources/other/"] == (pages[PAGE].status_code == 200)
    chosen = client.get("/sources/other/beside/", {"with": "found"}).headers["Location"]
    assert (chosen == BESIDE) == shown["/sources/"]
    assert pages[PAGE].status_code == pages[BESIDE].status_code
    return pages[PAGE].status_code


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    # The clock of the database stays as it is.
    monkeypatch.setattr("portal.sources.step_views.find_clock_problem", lambda now: "")
    return clock


@pytest.fixture
def source(client) -> SourceDocument:
    source = make_source("found", f"Words as found: {WORD}.", title=f"The {WORD}", is_public=False)
    make_source(
        "other", "Other words.", copy_of=source, copied_from=0, copied_until=5, original_from=0, original_until=5
    )
    return source


def test_readers_see_a_source_while_a_public_version_cites_it(client, clock, source):
    draft = cite(source)
    assert see(client) == 404
    draft.perform("submit", by=None, at=clock.at)
    assert see(client) == 404
    draft.perform("publish", by=None, at=moment("2025-07-03 12:00"))
    assert see(client) == 404, "it waits for its moment"
    clock.at = moment("2025-07-03 12:01")
    assert see(client) == 200, "no job was needed"
    withdraw(draft, at=moment("2025-07-05"), kind="published_in_error")
    assert see(client) == 200, "the withdrawal waits for its moment too"
    clock.at = moment("2025-07-05 00:01")
    assert see(client) == 404


def test_a_superseded_and_a_withdrawn_version_still_show_what_they_cite(client, clock, source):
    draft = publish(cite(source), at=clock.at)
    publish(make_draft(draft.record, body="Other"), at=clock.at)
    assert see(client) == 200
    withdraw(draft, at=clock.at)
    assert see(client) == 200


def test_a_text_for_officials_shows_no_source_to_others(client, clock, source):
    record = make_record("memo")
    type(record).objects.filter(pk=record.pk).update(readers="officials")
    publish(cite(source, type(record).objects.get(pk=record.pk)), at=clock.at)
    assert see(client) == 404


def test_two_people_publish_a_source_and_one_withdraws_it(client, clock, source, editor, reviewer):
    second = account("second", "reviewer")

    def refused(name: str, by, note: str = "") -> str:
        before = everything()
        with pytest.raises(ValidationError) as error, transaction.atomic():
            perform_step(source, name, by=by, at=clock.at, note=note)
        assert everything() == before
        return " ".join(error.value.messages)

    assert "not possible now" in refused("publish", reviewer)
    assert "not possible now" in refused("withdraw", reviewer, "Private.")
    perform_step(source, "propose", by=reviewer, at=clock.at, note="Cited in court.")
    assert see(client) == 404
    assert "somebody else" in refused("publish", reviewer)
    assert "Your account may not do this" in refused("publish", editor)
    assert "not possible now" in refused("propose", second)
    perform_step(source, "publish", by=second, at=clock.at)
    assert see(client) == 200
    assert "Reason, for readers: this field is required." in refused("withdraw", second)
    perform_step(source, "withdraw", by=second, at=clock.at, note="It names a <private> person.")
    assert see(client) == 410
    page = client.get(PAGE).text
    assert "Withdrawn on July 2, 2025." in page and "It names a &lt;private&gt; person." in page
    assert source.sha256 in page and source.text not in page
    perform_step(source, "propose", by=editor, at=clock.at)
    assert see(client) == 410
    perform_step(source, "decline", by=second, at=clock.at)
    perform_step(source, "propose", by=editor, at=clock.at)
    perform_step(source, "publish", by=second, at=clock.at)
    assert see(client) == 200


def test_a_withdrawn_source_hides_no_version_that_cites_it(client, clock, source, reviewer, own_files):
    edition = publish(cite(source), at=clock.at)
    perform_step(source, "withdraw", by=reviewer, at=clock.at, note="It is private.")
    assert see(client) == 410
    page = client.get(edition.url())
    assert page.status_code == 200 and f'href="{PAGE}"' in page.text
    call_command("verify_register", verbosity=0)
    publish(cite(source), at=clock.at)
    assert see(client) == 410, "another citation does not undo it"


def test_the_database_refuses_one_person_alone_and_changes_of_the_log(clock, source, editor, reviewer):
    def refused(change) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

    refused(lambda: source.steps.create(action="publish", by=editor, at=clock.at))
    perform_step(source, "propose", by=editor, at=clock.at)
    refused(lambda: source.steps.create(action="publish", by=editor, at=clock.at))
    step = source.steps.create(action="publish", by=reviewer, at=clock.at)
    refused(lambda: source.steps.create(action="withdraw", by=reviewer, at=clock.at))
    refused(step.delete)
    refused(lambda: SourceStep.objects.update(note="x"))
    refused(SourceDocument.objects.filter(pk=make_source("cited").pk).delete)
    draft = cite(cited := make_source("only-cited", "Words.", is_public=False))
    with connection.cursor() as cursor:
        refused(lambda: cursor.execute("DELETE FROM sources_sourcedocument WHERE id = %s", [cited.pk]))
    draft.delete()
    cited.delete()


def test_links_in_a_text_lead_only_to_sources_that_readers_see(clock, source):
    body = f"See [this]({PAGE})."
    draft = make_draft(make_record("press_release"), body=body)
    assert f"The text links to {PAGE}, which is not a public page." in draft.obstacles("submit", by=None, at=clock.at)
    draft.citations.create(field="body", source=source, start=0, end=5)
    assert draft.obstacles("submit", by=None, at=clock.at) == []
    publish(draft, at=clock.at)
    perform_step(source, "withdraw", by=None, at=clock.at, note="Private.")
    assert make_draft(make_record(), body=body).obstacles("submit", by=None, at=clock.at)


class TestDesk:
    def test_staff_propose_publish_withdraw_and_delete_on_the_page_of_the_source(self, client, clock, source):
        people = {name: account(name, "reviewer") for name in ("one", "two")}
        address = f"/admin/sources/sourcedocument/{source.pk}"

        def step(name: str, person: str, note: str = ""):
            client.force_login(people[person])
            return client.post(f"{address}/step/{name}/", {"note": note}, follow=True)

        client.force_login(people["one"])
        assert "Only staff." in client.get(f"{address}/drafts/").text
        assert WORD in client.get("/admin/sources/sourcedocument/?state=hidden").text
        assert WORD not in client.get("/admin/sources/sourcedocument/?state=proposed").text
        assert "Readers see the text after a second person" in step("propose", "one").text
        assert WORD in client.get("/admin/sources/sourcedocument/?state=proposed").text
        refused = step("publish", "one")
        assert "You proposed this publication" in refused.text and see(client) == 404
        page = client.get(f"{address}/step/publish/").text
        assert "Proposed by One" in page and source.text in page and "Third-party text" in page
        assert "Everybody can read the text now." in step("publish", "two").text
        assert see(client) == 200
        refused = step("withdraw", "two")
        assert "This field is required." in refused.text and see(client) == 200
        assert "Withdrawn." in step("withdraw", "two", "It is private.").text
        assert see(client) == 410
        assert client.get(f"{address}/delete/").status_code == 403
        assert client.get(f"{address}/step/nothing/").status_code == 404

    def test_a_text_that_nobody_used_can_be_deleted(self, client, clock, editor):
        draft = cite(source := make_source("alone", is_public=False))
        perform_step(source, "propose", by=editor, at=clock.at)
        client.force_login(editor)
        address = f"/admin/sources/sourcedocument/{source.pk}"
        assert client.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
        assert "Delete" not in re.sub(r"<[^>]+>", " ", client.get(f"{address}/drafts/").text)
        draft.delete()
        assert "its drafts were deleted" in client.get(f"{address}/drafts/").text
        client.post(f"{address}/delete/", {"post": "yes"})
        assert not SourceDocument.objects.exists()

    def test_every_step_needs_its_permission(self, client, source, outsider):
        for name in ACTIONS:
            assert client.get(f"/admin/sources/sourcedocument/{source.pk}/step/{name}/").status_code == 302


def test_the_page_of_the_publication_names_the_sources_that_it_shows(client, clock, source, reviewer, editor):
    draft = cite(source, by=editor)
    draft.perform("submit", by=editor, at=clock.at)
    address = f"/admin/announcements/releaseedition/{draft.pk}/step/publish/"
    sentence = f"It cites the source document “The {WORD}”: readers will see the whole text of it."
    client.force_login(reviewer)
    assert sentence in client.get(address).text
    perform_step(source, "propose", by=editor, at=clock.at)
    perform_step(source, "publish", by=reviewer, at=clock.at)
    assert sentence not in client.get(address).text


def test_a_link_to_a_draft_does_not_name_a_source_that_only_staff_see(client, clock, source, editor):
    draft = cite(source, by=editor)
    assert WORD in str(draft.document)
    client.force_login(editor)
    for page in (draft.url(), draft.record.get_absolute_url()):
        assert WORD not in client.get(page).text
