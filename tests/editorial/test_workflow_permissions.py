"""All steps, statuses and roles over HTTP: allowed steps are taken, refused steps explain why and change nothing."""

from itertools import product

import pytest
from django.urls import reverse

from portal.editorial.workflow_context import get_seen_digest
from portal.records.models import Edition
from portal.records.workflow import ACTIONS
from tests.editorial.edition_forms import ADMINS
from tests.factories import everything, make_draft, make_published, make_record, moment, withdraw

pytestmark = pytest.mark.django_db

STATUSES = Edition.Status.values
PEOPLE = {
    "editor": "editor",
    "second_editor": "editor",
    "reviewer": "reviewer",
    "author_reviewer": "reviewer",
    "administrator": "administrator",
    "author_administrator": "administrator",
    "outsider": "",
    "visitor": "",
}
WRITERS = {"editor", "second_editor", "reviewer", "author_reviewer", "administrator", "author_administrator"}
REVIEWERS = WRITERS - {"editor", "second_editor"}
OTHERS = {"reviewer", "administrator"}
ALLOWED = {
    "edit": {"draft": WRITERS},
    "submit": {"draft": WRITERS},
    "recall": {"in_review": {"editor", "author_reviewer", "author_administrator"}},
    "send_back": {"in_review": REVIEWERS},
    "publish": {"in_review": OTHERS},
    "force_publish": dict.fromkeys(("draft", "in_review"), {"administrator", "author_administrator"}),
    "review": {"published": OTHERS},
    "reschedule": {"published": OTHERS},
    "cancel": {"published": REVIEWERS},
    "confirm": {"published": REVIEWERS},
    "withdraw": {"published": REVIEWERS},
}
"""Who may take each step from each status. The editor started the text, or the author_… with that other role did."""
FACTS = {
    "withdraw": {"kind": "no_longer_applies"},
    "reschedule": {"on": "2999-02-05", "time": "09:00", "is_sure": "on"},
}
MAY_NOT = "Your account may not do this"
WROTE = "You wrote in this version, so somebody else has to take this step."


def test_the_table_contains_every_action():
    assert set(ALLOWED) == set(ACTIONS)
    assert all(set(row) == set(ACTIONS[name].sources) for name, row in ALLOWED.items())


def edition_at(status: str, author, now, name: str = "") -> Edition:
    """Creates a second version by the author. The operator brings it to the status, without a review. Its publication
    is scheduled if the step `name` needs that."""
    record = make_record("memo")
    make_published(record, at=now)
    edition = make_draft(record, by=author, change_note="A plainer title.", title="Plainer")
    if status == "in_review":
        edition.perform("submit", by=None, at=now)
    elif status != "draft":
        at = moment("2999-01-08 09:00") if status == "published" and name in ("reschedule", "cancel") else now
        edition.perform("force_publish", by=None, at=at, note="It is urgent.")
    return withdraw(edition, at=now) if status == "withdrawn" else edition


def address(edition: Edition, name: str) -> str:
    admin = f"admin:{ADMINS[edition.record.kind]}"
    if name == "edit":
        return reverse(f"{admin}_note", args=[edition.pk])
    return reverse(f"{admin}_step", args=[edition.pk, name])


def post_step(client, edition: Edition, name: str):
    seen = get_seen_digest(edition)
    if name == "edit":
        data = {"note-seen": seen, "note-change_kind": "minor", "note-change_note": "A title in plainer words."}
    else:
        data = {"seen": seen, "note": "Because.", **FACTS.get(name, {})}
    return client.post(address(edition, name), data, follow=True)


@pytest.fixture
def cast(request, editor, second_editor, reviewer, second_reviewer, administrator, admin_person, outsider):
    return {
        "editor": editor,
        "second_editor": second_editor,
        "reviewer": reviewer,
        "author_reviewer": second_reviewer,
        "administrator": administrator,
        "author_administrator": admin_person,
        "outsider": outsider,
        "visitor": None,
    }


@pytest.fixture
def admin_person(administrator):
    """A second administrator, who writes the text."""
    user = type(administrator).objects.create(email="writer@example.org", name="Writer", is_staff=True)
    user.groups.set(administrator.groups.all())
    return user


def author_of(person: str, cast: dict):
    return cast[person] if person.startswith("author_") else cast["editor"]


CELLS = list(product(ACTIONS, STATUSES, PEOPLE))


@pytest.mark.parametrize(
    "name, status, person", [cell for cell in CELLS if cell[2] in ALLOWED[cell[0]].get(cell[1], set())]
)
def test_allowed_steps_are_taken(name, status, person, cast, client, now):
    edition = edition_at(status, author_of(person, cast), now, name)
    client.force_login(cast[person])
    response = post_step(client, edition, name)
    assert response.status_code == 200 and response.redirect_chain, response.context["reasons"]
    edition.refresh_from_db()
    last = edition.transitions.order_by("pk").last()
    assert (edition.status, last.action, last.by) == (ACTIONS[name].target, name, cast[person])


def get_first_reason(name: str, status: str, person: str) -> str:
    """Returns the first reason that the page shows."""
    if person == "visitor" or not PEOPLE[person]:
        return "You may not see this page" if person == "outsider" else 'name="login"'
    if name == "recall" and status == "in_review":
        return "Only somebody who wrote in this version or submitted it can recall it."
    role_may = name == "recall" or any(person in people for people in ALLOWED[name].values())
    is_author = person.startswith("author_") and ACTIONS[name].needs_second_person
    if not (role_may or is_author):
        return MAY_NOT
    return "is not possible" if status not in ACTIONS[name].sources else WROTE


@pytest.mark.parametrize(
    "name, status, person", [cell for cell in CELLS if cell[2] not in ALLOWED[cell[0]].get(cell[1], set())]
)
def test_refused_steps_change_nothing_and_show_the_reason(name, status, person, cast, client, now):
    edition = edition_at(status, author_of(person, cast), now, name)
    if cast[person]:
        client.force_login(cast[person])
    before = everything()
    response = post_step(client, edition, name)
    assert everything() == before
    assert get_first_reason(name, status, person) in response.text


@pytest.mark.parametrize("name", ACTIONS)
def test_a_get_request_takes_no_step(name, client, cast, now):
    edition = edition_at(next(iter(ALLOWED[name])), cast["editor"], now, name)
    client.force_login(cast["administrator"])
    before = everything()
    assert client.get(address(edition, name)).status_code == (404 if name == "edit" else 200)
    assert everything() == before


def test_edit_and_unknown_steps_have_no_page(client, cast, now):
    edition = edition_at("draft", cast["editor"], now)
    client.force_login(cast["administrator"])
    for name in ("edit", "delete"):
        url = reverse(f"admin:{ADMINS['memo']}_step", args=[edition.pk, name])
        assert client.post(url).status_code == 404
