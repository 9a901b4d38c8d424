"""Writes the index in the transaction that publishes, and rebuilds it while the site runs."""

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
"""Editions per transaction. Publishing waits at most as long as one of these transactions."""
WORD_COLUMNS = tuple(MAX_BYTES)
"""The columns of a document that contain its words."""
TermDates = dict[tuple[str, str], datetime]
"""The moment from which each term is public, by its name and value."""


def get_indexable_editions():
    """Returns the editions that are or will be public, without those published in error or for officials only. The
    index must not contain their words, not even as suggestions."""
    return Edition.objects.filter(FOR_EVERYBODY, status__in=PUBLIC_STATUSES).not_retracted()


def update_search_index(edition: Edition) -> None:
    """Updates the index after a transition that published or withdrew the edition, in the same transaction."""
    index_editions([edition.pk])
    label_choices({(term.name, term.value) for term in build_choice_terms(edition.document)})


@transaction.atomic
def index_editions(edition_ids: Iterable[int]) -> TermDates:
    """Indexes these editions again, or removes them if readers may not find them. Returns their terms with the date of
    the first of these editions that contains each. For bulk loading, pass a few hundred at a time."""
    wait_for_other_writers()
    ids = list(edition_ids)
    before = list(Document.objects.filter(edition__in=ids))
    remove_editions(ids)
    editions = get_indexable_editions().filter(pk__in=ids).select_related("record", "publication")
    indexed_editions = [build_index_rows(edition) for edition in editions]
    Document.objects.bulk_create([indexed.document for indexed in indexed_editions], batch_size=100)
    Entry.objects.bulk_create([entry for indexed in indexed_editions for entry in indexed.entries], batch_size=500)
    terms = collect_terms(indexed_editions)
    Term.objects.bulk_create(terms, batch_size=500, ignore_conflicts=True)
    for start in range(0, len(terms), 500):
        backdate_terms(terms[start : start + 500])
    indexed_ids = {indexed.document.edition_id for indexed in indexed_editions}
    for document in before:
        if document.edition_id not in indexed_ids:
            forget_words(document)
    remove_choices(collect_facets(before) - collect_facets([indexed.document for indexed in indexed_editions]))
    return {(term.name, term.value): term.public_at for term in terms}


def collect_terms(indexed_editions: list[IndexedEdition]) -> list[Term]:
    """Returns the terms of these texts, each with the date of the first text that contains it. They are sorted, so that
    two writers never wait for each other."""
    terms_by_key: dict[tuple[str, str], Term] = {}
    for indexed in sorted(indexed_editions, key=lambda indexed: indexed.published_at, reverse=True):
        for term in indexed.terms:
            term.public_at = indexed.published_at
            terms_by_key[term.name, term.value] = term
    return [terms_by_key[key] for key in sorted(terms_by_key)]


def backdate_terms(terms: list[Term]) -> None:
    """Sets the date of each term that the index has with a later date or none."""
    first = {(term.name, term.value): term.public_at for term in terms}
    later = Q(public_at__isnull=True) | Q(public_at__gt=min(first.values()))
    candidates = Term.objects.filter(later, value__in={value for _, value in first})
    changed_terms = [term for term in candidates if (term.name, term.value) in first]
    changed_terms = [
        term for term in changed_terms if term.public_at is None or term.public_at > first[term.name, term.value]
    ]
    for term in changed_terms:
        term.public_at = first[term.name, term.value]
    Term.objects.bulk_update(changed_terms, ["public_at"])


def forget_words(document: Document) -> None:
    """Updates the terms after a document was removed: a word gets the date of the next document that contains it, and a
    word that no document contains is removed. So the terms do not reveal words of a text published in error."""
    second = document.id >> LOW_BITS
    words = {term.value for term in build_word_terms(get_indexed_texts(document))}
    later = Term.objects.filter(name__in=Term.WORDS, public_at__gte=datetime.fromtimestamp(second, UTC))
    remaining_terms = {term.value: term for term in later if term.value in words}
    others = Document.objects.filter(id__gte=second << LOW_BITS).select_related("edition").order_by("id")
    changed_terms = []
    for other in (
        others.only("edition__published_at", *WORD_COLUMNS).iterator(chunk_size=100) if remaining_terms else ()
    ):
        for word in remaining_terms.keys() & {word for text in get_indexed_texts(other) for word in text.split()}:
            changed_terms.append(remaining_terms.pop(word))
            changed_terms[-1].public_at = other.edition.published_at
        if not remaining_terms:
            break
    Term.objects.bulk_update(changed_terms, ["public_at"], batch_size=500)
    Term.objects.filter(pk__in=[term.pk for term in remaining_terms.values()]).delete()


def collect_facets(documents: list[Document]) -> set[str]:
    return {code for document in documents for code in document.facets.split()}


def remove_choices(codes: set[str]) -> None:
    """Updates the choices with these codes after texts were removed: a choice that no text has any more is deleted, and
    one that only scheduled texts have appears with the first of them."""
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
    """Sets the label of each choice to that in the newest public text or, if there is none, in the first scheduled
    one."""
    documents = Document.objects.select_related("edition__publication", "edition__record")
    for term in Term.objects.exclude(name__in=Term.WORDS):
        if (term.name, term.value) in keys:
            matching = documents.filter(facets__contains=encode_facet(term.name, term.value))
            public = matching.filter(edition__published_at__lte=Now())
            document = public.order_by("-id").first() or matching.order_by("id").first()
            labels = (
                {(choice.name, choice.value): choice.label for choice in build_choice_terms(document.edition.document)}
                if document
                else {}
            )
            Term.objects.filter(pk=term.pk).update(label=labels.get((term.name, term.value), term.label))


def remove_editions(edition_ids: list[int]) -> None:
    Document.objects.filter(edition__in=edition_ids).delete()
    Entry.objects.filter(edition__in=edition_ids).delete()


def rebuild_index(say: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Indexes every edition again in batches, then removes rows that belong to none. Searches work meanwhile. `say`
    receives the number of editions done and the total. Returns the number of editions."""
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
    """Removes rows of editions that may not be found, and terms up to that id that no edition contains. The other terms
    get the date of the first edition. Editions published during the rebuild are indexed here as well, because their id
    may precede a finished batch and their words may be older terms."""
    wait_for_other_writers()
    for model in (Document, Entry):
        model.objects.filter(~Q(edition__in=get_indexable_editions())).delete()
    merge_dates(seen, index_editions(set(Document.objects.values_list("edition", flat=True)) - done))
    terms = list(Term.objects.filter(pk__lte=last_term).only("name", "value", "public_at"))
    stale = [term.pk for term in terms if (term.name, term.value) not in seen]
    for start in range(0, len(stale), 500):
        Term.objects.filter(pk__in=stale[start : start + 500]).delete()
    changed_terms = [term for term in terms if term.public_at != seen.get((term.name, term.value), term.public_at)]
    for term in changed_terms:
        term.public_at = seen[term.name, term.value]
    Term.objects.bulk_update(changed_terms, ["public_at"], batch_size=500)
    label_choices(set(seen))


def renew_index(**kwargs) -> None:
    """Builds the index after `migrate`, if the database has publications and no index yet, or one of a release that
    knew no compounds."""
    if not has_search_tables():
        return
    is_missing = not Document.objects.exists() and get_indexable_editions().exists()
    if is_missing or Entry.objects.filter(joined=None).exists():
        rebuild_index()
