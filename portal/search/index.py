"""Writes the index: in the transaction that publishes, and all of it again while the site runs."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from portal.records.models import Edition
from portal.records.querysets import FOR_EVERYBODY, PUBLIC_STATUSES
from portal.register.models import wait_for_other_writers
from portal.search.backends import has_search_tables
from portal.search.documents import (
    LOW_BITS,
    MAX_BYTES,
    IndexedEdition,
    build_choice_terms,
    build_index_rows,
    build_word_terms,
    encode_facet,
)
from portal.search.models import Document, Entry, Term

BATCH_SIZE = 200
"""Editions in one transaction: publishing waits for no longer than that takes."""
WORD_COLUMNS = tuple(MAX_BYTES)
"""The columns of a document that hold its words."""
TermDates = dict[tuple[str, str], datetime]
"""Since when each term, by its name and value, is public."""


def get_indexable_editions():
    """Editions that are public or will be; a text that was published in error is not found again, and one for
    officials only never, nor any of its words among the suggestions."""
    return Edition.objects.filter(FOR_EVERYBODY, status__in=PUBLIC_STATUSES).not_retracted()


def update_search_index(edition: Edition) -> None:
    """After a step that published or withdrew the edition, in its transaction."""
    index_editions([edition.pk])
    label_choices({(term.name, term.value) for term in build_choice_terms(edition.document)})


@transaction.atomic
def index_editions(edition_ids: Iterable[int]) -> TermDates:
    """Indexes these editions again, or takes them out where readers may not find them, and returns their terms with the
    date of the first of these that has each. For bulk loading: a few hundred at a time."""
    wait_for_other_writers()
    ids = list(edition_ids)
    before = list(Document.objects.filter(edition__in=ids))
    remove_editions(ids)
    editions = get_indexable_editions().filter(pk__in=ids).select_related("record", "publication")
    made = [build_index_rows(edition) for edition in editions]
    Document.objects.bulk_create([one.document for one in made], batch_size=100)
    Entry.objects.bulk_create([entry for one in made for entry in one.entries], batch_size=500)
    terms = collect_terms(made)
    Term.objects.bulk_create(terms, batch_size=500, ignore_conflicts=True)
    for start in range(0, len(terms), 500):
        backdate_terms(terms[start : start + 500])
    there = {one.document.edition_id for one in made}
    for document in before:
        if document.edition_id not in there:
            forget_words(document)
    remove_choices(collect_facets(before) - collect_facets([one.document for one in made]))
    return {(term.name, term.value): term.public_at for term in terms}


def collect_terms(made: list[IndexedEdition]) -> list[Term]:
    """The terms of these texts, each dated by the first that has it; in one order, so that two writers never wait for
    each other."""
    found: dict[tuple[str, str], Term] = {}
    for one in sorted(made, key=lambda one: one.published_at, reverse=True):
        for term in one.terms:
            term.public_at = one.published_at
            found[term.name, term.value] = term
    return [found[key] for key in sorted(found)]


def backdate_terms(terms: list[Term]) -> None:
    """Of these terms, those that the index had with a later date get that of these texts."""
    first = {(term.name, term.value): term.public_at for term in terms}
    later = Q(public_at__isnull=True) | Q(public_at__gt=min(first.values()))
    there = Term.objects.filter(later, value__in={value for _, value in first})
    dated = [term for term in there if (term.name, term.value) in first]
    dated = [term for term in dated if term.public_at is None or term.public_at > first[term.name, term.value]]
    for term in dated:
        term.public_at = first[term.name, term.value]
    Term.objects.bulk_update(dated, ["public_at"])


def forget_words(document: Document) -> None:
    """After a document was taken out: those of its words that no earlier one has are dated by the next that has them,
    and those that none has are removed. So no word tells what was published in error."""
    second = document.id >> LOW_BITS
    words = {term.value for term in build_word_terms(get_indexed_texts(document))}
    later = Term.objects.filter(name__in=Term.WORDS, public_at__gte=datetime.fromtimestamp(second, UTC))
    doubtful = {term.value: term for term in later if term.value in words}
    others = Document.objects.filter(id__gte=second << LOW_BITS).select_related("edition").order_by("id")
    dated = []
    for other in others.only("edition__published_at", *WORD_COLUMNS).iterator(chunk_size=100) if doubtful else ():
        for word in doubtful.keys() & {word for text in get_indexed_texts(other) for word in text.split()}:
            dated.append(doubtful.pop(word))
            dated[-1].public_at = other.edition.published_at
        if not doubtful:
            break
    Term.objects.bulk_update(dated, ["public_at"], batch_size=500)
    Term.objects.filter(pk__in=[term.pk for term in doubtful.values()]).delete()


def collect_facets(documents: list[Document]) -> set[str]:
    return {code for document in documents for code in document.facets.split()}


def remove_choices(codes: set[str]) -> None:
    """Those of these that no text has any more: a name that only a text published in error has is removed. What
    only a text to come still has is told from its moment on."""
    if not codes:
        return
    for term in Term.objects.exclude(name__in=Term.WORDS):
        code = encode_facet(term.name, term.value)
        if code in codes:
            others = Document.objects.filter(facets__contains=code).order_by("id")
            first = others.values_list("edition__published_at", flat=True).first()
            if first:
                Term.objects.filter(pk=term.pk).update(public_at=first)
            else:
                term.delete()


def get_indexed_texts(document: Document) -> list[str]:
    return [getattr(document, name) for name in WORD_COLUMNS]


def label_choices(keys: set[tuple[str, str]]) -> None:
    """Calls these choices what the newest public text calls each; what only texts to come have, as the first does."""
    documents = Document.objects.select_related("edition__publication", "edition__record")
    for term in Term.objects.exclude(name__in=Term.WORDS):
        if (term.name, term.value) in keys:
            having = documents.filter(facets__contains=encode_facet(term.name, term.value))
            public = having.filter(edition__published_at__lte=Now())
            said = public.order_by("-id").first() or having.order_by("id").first()
            called = (
                {(one.name, one.value): one.label for one in build_choice_terms(said.edition.document)} if said else {}
            )
            Term.objects.filter(pk=term.pk).update(label=called.get((term.name, term.value), term.label))


def remove_editions(edition_ids: list[int]) -> None:
    Document.objects.filter(edition__in=edition_ids).delete()
    Entry.objects.filter(edition__in=edition_ids).delete()


def rebuild_index(say: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Indexes every edition again in batches, then removes rows that none of them made. Searches go on meanwhile;
    `say` is told how many are done of how many. Returns their number."""
    last_term = Term.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    total, done = get_indexable_editions().count(), set()
    seen: TermDates = {}
    for ids in iter_batches():
        merge_dates(seen, index_editions(ids))
        done.update(ids)
        say(len(done), max(total, len(done)))
    remove_stale_rows(last_term, seen, done)
    return len(done)


def merge_dates(seen: TermDates, more: TermDates) -> None:
    for key, at in more.items():
        seen[key] = min(at, seen.get(key, at))


def iter_batches() -> Iterator[list[int]]:
    last = 0
    rows = get_indexable_editions().order_by("pk").values_list("pk", flat=True)
    while ids := list(rows.filter(pk__gt=last)[:BATCH_SIZE]):
        yield ids
        last = ids[-1]


@transaction.atomic
def remove_stale_rows(last_term: int, seen: TermDates, done: set[int]) -> None:
    """Rows of editions that may not be found, and terms up to that id that no edition has; the others are dated by the
    first. An edition that was published meanwhile may have a place before those that were done, and words that were
    there before it."""
    wait_for_other_writers()
    for model in (Document, Entry):
        model.objects.filter(~Q(edition__in=get_indexable_editions())).delete()
    merge_dates(seen, index_editions(set(Document.objects.values_list("edition", flat=True)) - done))
    terms = list(Term.objects.filter(pk__lte=last_term).only("name", "value", "public_at"))
    stale = [term.pk for term in terms if (term.name, term.value) not in seen]
    for start in range(0, len(stale), 500):
        Term.objects.filter(pk__in=stale[start : start + 500]).delete()
    dated = [term for term in terms if term.public_at != seen.get((term.name, term.value), term.public_at)]
    for term in dated:
        term.public_at = seen[term.name, term.value]
    Term.objects.bulk_update(dated, ["public_at"], batch_size=500)
    label_choices(set(seen))


def fill_empty_index(**kwargs) -> None:
    """After migrate: a database that had publications before it had an index gets one."""
    if has_search_tables() and not Document.objects.exists() and get_indexable_editions().exists():
        rebuild_index()
