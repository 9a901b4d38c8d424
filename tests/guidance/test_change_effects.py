"""What the kind of a change asks of officials, and which changes are never minor."""

import pytest

from guidance.change_effects import list_change_effects
from guidance.models import Deadline, MemoEdition
from portal.records.workflow import WorkflowError
from tests.conftest import account
from tests.factories import day, make_draft, make_holding, make_post, make_published, make_record, moment
from tests.guidance.test_duties import NEVER_MINOR, ONE, OTHER, SECOND, states, take_note

pytestmark = pytest.mark.django_db
AT = moment("2025-06-03")


@pytest.fixture
def record():
    """Three police chiefs are asked, two of whom acknowledged the first version."""
    record = make_record("memo")
    make_published(record, at=moment("2025-06-01"), points=[ONE, OTHER])
    for town in ("Ashford", "Bolton", "Canton"):
        make_holding(make_post(town), account(town.lower()))
    for town in ("Ashford", "Bolton"):
        take_note(make_post(town), record, make_post(town).holdings.get().person, moment("2025-06-02"))
    return record


def sentences(draft) -> dict[str, str]:
    return {effect.change_kind: effect.sentence for effect in list_change_effects(draft, AT)}


def test_each_kind_tells_truly_how_many_posts_are_asked_again(record):
    draft = make_draft(record, points=SECOND["changed"], change_kind="", effective_from=day("2025-06-03"))
    Deadline.objects.create(edition=MemoEdition.objects.get(pk=draft.pk), due_on=day("2025-07-01"))
    quiet = "no post is asked again"
    expected = {"major": "2 posts are asked again, due July 1, 2025", "minor": quiet, "correction": quiet}
    assert sentences(draft) == expected
    type(draft).objects.filter(pk=draft.pk).update(change_kind="major")
    draft.refresh_from_db()
    draft.perform("force_publish", by=None, at=AT, note="It is urgent.")
    for town, state in (("Ashford", "changed"), ("Bolton", "changed"), ("Canton", "new")):
        assert states(make_post(town), record, AT)["one"] == state
    assert sentences(draft) == expected


def test_an_added_recommendation_asks_every_post_whatever_the_kind(record):
    draft = make_draft(record, points=SECOND["added"], change_kind="correction", effective_from=day("2025-06-03"))
    asked = "3 posts are asked for the first time, and no due day is set"
    assert sentences(draft) == dict.fromkeys(("major", "minor", "correction"), asked)


def test_a_first_version_tells_how_many_posts_it_asks():
    make_post("Ashford")
    draft = make_draft(make_record("memo"))
    assert sentences(draft) == {"": "1 post is asked for the first time, and no due day is set"}


@pytest.mark.parametrize("became", NEVER_MINOR)
@pytest.mark.parametrize("step", ["submit", "force_publish"])
def test_a_change_of_what_is_asked_of_whom_is_never_minor(record, became, step):
    draft = make_draft(record, points=SECOND[became], change_kind="minor")
    with pytest.raises(WorkflowError, match="This is not a minor change: recommendation . is"):
        draft.perform(step, by=None, at=AT, note="Because.")
    type(draft).objects.filter(pk=draft.pk).update(change_kind="major")
    draft.refresh_from_db()
    draft.perform(step, by=None, at=AT, note="Because.")
