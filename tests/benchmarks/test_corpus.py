"""generate_corpus makes an artificial corpus that is published and registered like real records."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from guidance.models import Recommendation
from portal.records.models import Edition, Issuer, Record, Transition
from portal.records.publish_checks import find_text_obstacles
from portal.register.models import RegisterEntry
from portal.search.index import rebuild_index
from portal.search.models import Document, Term
from tests.benchmarks import generate_corpus
from tests.benchmarks.corpus.corpus_drafts import Plan, record_drafts

pytestmark = pytest.mark.django_db


def generate(**numbers) -> str:
    """Runs the command and returns what it prints on stderr."""
    output = StringIO()
    options = {"records": 60, "editions": 2, **numbers}
    call_command(generate_corpus.Command(), **options, stdout=StringIO(), stderr=output)
    return output.getvalue()


@pytest.fixture(autouse=True)
def files(own_files) -> None:
    """Applies own_files to every test of this file."""


def verify() -> str:
    output = StringIO()
    call_command("verify_register", stdout=output)
    return output.getvalue()


def test_makes_the_given_numbers_of_records_editions_and_points():
    generate(editions=3, points=4)

    kinds = Counter(Record.objects.values_list("kind", flat=True))
    assert kinds == {"service_notice": 2, "questions": 6, "press_release": 28, "memo": 24}
    assert Edition.objects.exclude(status__in=["published", "withdrawn"]).count() == 0
    assert Edition.objects.count() == Edition.objects.filter(publication__isnull=False).count() == 180
    assert Recommendation.objects.filter(edition__record__kind="memo").count() == 24 * 3 * 4


def test_it_is_indexed_like_texts_that_the_desk_published():
    generate()
    indexed = set(Document.objects.values_list("edition_id", "title", "facets")), set(Term.objects.values_list("value"))

    assert indexed[0] and rebuild_index() == len(indexed[0])
    assert indexed == (
        set(Document.objects.values_list("edition_id", "title", "facets")),
        set(Term.objects.values_list("value")),
    )


def test_every_row_agrees_with_the_register():
    generate()

    assert verify().startswith(f"The register is intact: {RegisterEntry.objects.count()} entries")
    assert RegisterEntry.objects.filter(action__in=["published", "corrected"]).count() == 120
    assert Transition.objects.filter(action="publish").count() == 120


def test_the_workflow_would_refuse_no_text(now):
    generate()

    assert [reasons for edition in Edition.objects.all() if (reasons := find_text_obstacles(edition, now))] == []


def test_a_second_run_adds_to_the_first():
    generate(records=3)
    generate(records=3)

    assert list(Record.objects.values_list("key", flat=True)) == [f"artificial-{n:07}" for n in range(1, 7)]
    assert verify().startswith("The register is intact: ")


def texts(number, seed, at):
    plan = Plan(editions=2, points=3, seed=seed, at=at, issuers=[Issuer(name="Artificial Office 1")], services=[])
    return [draft.edition.facts() for draft in record_drafts(number, plan, earlier=None)]


def test_the_same_seed_makes_the_same_texts(now):
    assert texts(2, 1, now) == texts(2, 1, now)
    assert texts(2, 1, now) != texts(2, 5, now)


@pytest.mark.parametrize("number", [1, 2, 3, 10])
def test_its_pages_can_be_read(client, number):
    generate(records=10)
    record = Record.objects.get(key=f"artificial-{number:07}")

    for page in (record.url(), record.url("history"), record.url("compare", old=1, new=2)):
        assert client.get(page).status_code == 200, page


def test_prints_a_line_for_each_tenth_without_a_terminal():
    assert [line.partition(":")[0] for line in generate(records=5, editions=100).splitlines()] == ["100 %"]


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({"records": 0}, "The number of records must be between 1 and 1,000,000; 0 is not."),
        ({"records": 1_000_001}, "The number of records must be between 1 and 1,000,000; 1000001 is not."),
        ({"editions": -1}, "The number of editions must be between 1 and 100; -1 is not."),
        ({"points": 201}, "The number of points must be between 0 and 200; 201 is not."),
    ],
)
def test_refuses_numbers_out_of_range(numbers, sentence):
    with pytest.raises(CommandError) as refused:
        generate(**numbers)
    assert str(refused.value) == sentence
    assert Record.objects.count() == 0
