"""axe finds no problem on any page of the desk: neither on those with a route nor on those that follow a button."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.editorial.models import DraftLink
from portal.editorial.propagate_corrections import begin_draft
from portal.editorial.session_recovery import KEPT
from portal.records.models import Edition, Record
from portal.records.point_days import confirm_days
from tests.browser.editorial_pages import desk_pages
from tests.browser.page_checks import findings
from tests.conftest import account
from tests.editorial.edition_forms import screen
from tests.factories import publish

NOTICE = "state-police-headquarters-modified-services-hours"
PAGE = (Path(settings.BASE_DIR) / "seeds" / "sources" / "governor-press-release-page.txt").read_text(encoding="utf-8")
PARTS = 8
"""The pages of the desk are spread over this many tests, so that no process measures all of them."""
AGENCIES = b"agency,kind\nNowhere,castle\n"


@pytest.fixture
def keeper(seeded_server) -> User:
    """A superuser, who may also open pages that no role may open."""
    user = account("keeper", "administrator")
    user.is_superuser = True
    user.save()
    return user


@pytest.fixture
def desk(open_page, seeded_server, keeper):
    """A page of a signed-in user. It ignores the content security policy, because axe tries its own styles; other tests
    check the policy. Motion is reduced, or axe would measure colors while they change from light to dark."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(keeper)
    page = open_page(bypass_csp=True, reduced_motion="reduce", refusals="403|410")
    page.set_default_timeout(15000)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": seeded_server.url}])
    page.session = SessionStore(key)
    return page


@pytest.fixture
def look(desk):
    """Returns a function that collects what axe finds on the open page. The test fails at its end if there is any."""
    problems_by_name = {}

    def look_(name: str) -> None:
        if problems := findings(desk):
            problems_by_name[name] = problems

    yield look_
    assert problems_by_name == {}


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_on_any_page_of_the_desk(desk, look, keeper, part):
    addresses = sorted({address for pages in desk_pages(keeper).values() for address in pages})
    for address in addresses[part::PARTS]:
        # Pages that nobody may open, such as the deletion of a record, answer 403.
        if desk.goto(address).status == 200:
            look(address)


def carried(notice: Record, now) -> Edition:
    """Publishes a correction of today's text while there is a draft that changes one of the same items."""
    today = notice.editions.get(number=3)
    facts = {"by": None, "source": today, "change_kind": "correction", "change_note": "Items 1 and 2 say it better."}
    facts |= {"effective_from": today.effective_from}
    waiting, correction = begin_draft(notice, **facts), begin_draft(notice, **facts)
    first, second = today.points.order_by("number")[:2]
    waiting.points.filter(key=first.key).update(text="Waiting text.")
    for key in (first.key, second.key):
        correction.points.filter(key=key).update(text="Corrected text.")
        confirm_days(correction, key)
    return publish(correction, at=now)


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state("load")


def test_axe_finds_nothing_on_a_draft_that_cannot_be_saved_as_it_is(desk, look, keeper, now):
    notice = Record.objects.get(key=NOTICE)
    draft = notice.draft(by=None)
    address = screen(draft)
    desk.goto(address)
    desk.locator("#id_title").fill("")
    press(desk, "Save")
    desk.locator(".errornote").wait_for()
    look("with errors")
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.goto(address)
    Edition.objects.filter(pk=draft.pk).update(title="Saved by another")
    desk.locator("#id_title").fill("Typed here")
    press(desk, "Save")
    desk.get_by_text("while you had it open").wait_for()
    look("merge")
    press(desk, "Save as chosen")
    look("saved")
    desk.goto(address)
    desk.locator("#id_title").fill("Typed while it was submitted")
    Edition.objects.filter(pk=draft.pk).update(status="in_review")
    press(desk, "Save")
    desk.get_by_text("no longer a draft").wait_for()
    look("closed")
    fields = [("title", "Typed in an ended session"), ("body", "Words.")]
    desk.session[KEPT] = {"path": address, "by": keeper.pk, "at": timezone.now().isoformat(), "fields": fields}
    desk.session.save()
    desk.goto(reverse("unsent"))
    desk.get_by_text("Your session ended").wait_for()
    look("unsent")
    desk.goto(reverse("admin:announcements_noticeedition_step", args=[draft.pk, "publish"]))
    press(desk, "Publish")
    look("a refused step")
    desk.goto(screen(carried(notice, now), "carry"))
    look("a correction to carry")


def test_axe_finds_nothing_after_the_buttons_of_the_desk(desk, look, keeper):
    issuer = reverse("admin:records_issuer_add")
    desk.goto(issuer)
    press(desk, "Save")
    look("a form with errors")
    desk.goto(f"{issuer}?_popup=1")
    look("a form in a window of its own")
    desk.goto(reverse("admin:records_issuer_changelist"))
    desk.locator(".action-select").first.check()
    desk.locator("[name=action]").select_option("delete_selected")
    press(desk, "Go")
    look("rows to delete")
    desk.goto("/admin/announcements/noticeedition/?status__exact=published&o=1.-2&q=police")
    look("a list that is filtered, sorted and searched")
    desk.goto(reverse("unsent"))
    look("a message")
    desk.goto(reverse("admin:sources_sourcedocument_import"))
    desk.get_by_label("Paste the text").fill(f"{PAGE}\n\nAnother line.")
    press(desk, "Read the text")
    desk.locator("#found").wait_for()
    look("an import")
    desk.locator("[name$=title]").first.fill("")
    press(desk, "Make drafts")
    look("an import with errors")
    desk.goto(reverse("admin:accounts_agency_import"))
    desk.locator("[type=file]").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": AGENCIES})
    press(desk, "Check the file")
    look("a file of agencies with errors")


def test_axe_finds_nothing_in_a_preview_behind_a_link_and_at_the_end(desk, look, keeper):
    draft = Record.objects.get(key=NOTICE).draft(by=keeper)
    desk.goto(reverse("draft-links", args=[draft.pk]))
    desk.get_by_label("For whom").fill("The counsel")
    press(desk, "Create the link")
    look("a new link")
    link = DraftLink.objects.get()
    press(desk, "End this link for The counsel")
    desk.goto(reverse("shared-draft", args=[link.token]))
    look("a link that has ended")
    for reader in ("A resident", "A police chief"):
        desk.goto(f"{reverse('site-preview')}?edition={draft.pk}")
        desk.get_by_label(reader).check()
        press(desk, "Start the preview")
        look(f"a preview as {reader}")
    desk.goto(reverse("admin:index"))
    press(desk, "Log out")
    look("signed out")
