"""The search on SQLite: FTS5 tables that triggers keep up to date with the index, and trigrams for suggestions."""

import json
import re
import sys
from collections.abc import Callable, Sequence
from functools import cache, partial
from os.path import commonprefix

from django.db import connection
from django.db.models.expressions import RawSQL

from portal.lib.stored_querysets import adapt_value
from portal.search import compiled_querysets
from portal.search.backends.sqlite.match_queries import build_place_query, build_words_query, quote_words
from portal.search.backends.sqlite.sqlite_schema import FTS_TABLES, create_schema, drop_schema, ensure_schema
from portal.search.highlighting import (
    HighlightedText,
    Span,
    fold_letters,
    list_compound_spans,
    resolve_overlaps,
)
from portal.search.query_parser import MAX_COMPLETIONS, ParsedQuery, QueryTerm
from portal.search.tokenizer import fold_text
from portal.search.types import MAX_COUNTED, MAX_RANKED, THIRD_PARTY_WEIGHT, HitPage, SearchHit, SearchScope, TextPlace

__all__ = [
    "TABLES",
    "create_schema",
    "drop_schema",
    "find_hits",
    "ensure_schema",
    "find_record_ids",
    "examine_words",
]
TABLES = tuple(FTS_TABLES)
START, STOP = "\x02", "\x03"
"""Characters around a matching word. No indexed text contains them (see `documents.strip_control_characters`)."""
MARK_PATTERN = re.compile(f"{START}([^{START}{STOP}]*){STOP}")
WEIGHTS = "10.0, 6.0, 4.0, 2.0, 1.0, 0.0"
"""Weights for bm25(), in the order of the columns of search_document."""
RANK_DIGITS = 10
"""Decimal digits of a rank. FTS5 gives a word that is in half of all texts only a millionth."""
# Texts with the words are checked from the newest on until enough of them match the rule, because the newest hundred
# may be old versions of one record. The ranked rows are materialized; otherwise SQLite ranks all rows before it limits
# them. If nothing matches, the query returns words that begin with the last word.
FIND_SQL = """
WITH titled AS MATERIALIZED (
  SELECT d.id, bm25(search_document_words, {weights}) AS rank FROM search_document_words w
  CROSS JOIN search_document d ON d.id = w.rowid
  WHERE search_document_words MATCH %s AND w.rowid BETWEEN %s AND %s {on} AND EXISTS ({about})
  ORDER BY w.rowid DESC LIMIT {titled}
), newest AS MATERIALIZED (
  SELECT d.id, bm25(search_document_words, {weights}) AS rank FROM search_document_words w
  CROSS JOIN search_document d ON d.id = w.rowid
  WHERE search_document_words MATCH %s AND w.rowid BETWEEN %s AND %s {on} AND EXISTS ({about})
  ORDER BY w.rowid DESC LIMIT {ranked} + 1
), hits AS MATERIALIZED (
  SELECT f.id, d.edition_id, max(f.in_title) AS in_title, round(min(f.rank), {digits}) AS rank
  FROM (SELECT id, rank, 1 AS in_title FROM titled UNION ALL SELECT id, rank, 0 FROM newest) f
  CROSS JOIN search_document d ON d.id = f.id GROUP BY f.id
), editions (edition_id, record_id, number, is_official) AS MATERIALIZED ({editions}
), candidates AS MATERIALIZED (
  SELECT * FROM hits JOIN editions USING (edition_id) ORDER BY in_title DESC, id DESC LIMIT {ranked} + 1
), ranked AS MATERIALIZED (SELECT * FROM candidates LIMIT {ranked})
SELECT c.edition_id, c.record_id, c.number, (SELECT count(*) > {ranked} FROM candidates), NULL,
  row_number() OVER (ORDER BY c.in_title DESC,
    round(c.rank * CASE WHEN c.is_official THEN 1 ELSE {third_party} END, {digits}), c.id DESC) AS place
FROM ranked c
UNION ALL
SELECT NULL, NULL, NULL, NULL, b.value, row_number() OVER (ORDER BY length(b.value), b.value) FROM (
  SELECT value FROM search_term
  WHERE name IN ('word', 'code') AND public_at <= %s AND value >= %s AND value < %s AND NOT EXISTS (SELECT * FROM hits)
  ORDER BY length(value), value LIMIT {beginnings}
) b
ORDER BY place
"""
ON_DAY_SQL = "AND d.effective_from <= %s AND (d.effective_until IS NULL OR d.effective_until > %s)"
# CROSS JOIN keeps the order: SQLite looks up each row of these editions among the matches, not the reverse.
PLACES_SQL = """
SELECT e.edition_id, e.point_key, e.number, highlight(search_entry_words, 0, '{start}', '{stop}'),
  highlight(search_entry_words, 1, '{start}', '{stop}'), highlight(search_entry_words, 2, '{start}', '{stop}')
FROM search_entry e CROSS JOIN search_entry_words w ON w.rowid = e.id
WHERE e.edition_id IN ({ids}) AND search_entry_words MATCH %s ORDER BY e.edition_id, e.number
"""
# After a swap of two letters, a short word may have no trigram of the original left, so all swaps are tried too.
SIMILAR_SQL = """
SELECT * FROM (SELECT %s AS word, t.value FROM search_term_letters l JOIN search_term t ON t.id = l.rowid
WHERE search_term_letters MATCH %s AND t.public_at <= %s ORDER BY l.rank, t.value LIMIT 40)
UNION ALL SELECT %s, value FROM search_term
WHERE name = 'word' AND value IN (SELECT value FROM json_each(%s)) AND public_at <= %s
"""
KNOWN_SQL = """
SELECT value AS word, value FROM search_term
WHERE name = 'word' AND value IN (SELECT value FROM json_each(%s)) AND public_at <= %s
"""
COUNT_SQL = """
SELECT NULL, count(*) FROM (SELECT 1 FROM search_document_words
WHERE search_document_words MATCH %s AND rowid BETWEEN %s AND %s LIMIT {most})
"""


def find_record_ids(query: ParsedQuery, scope: SearchScope, *, is_complete: bool = False) -> list[int]:
    """Returns the ids of the records with the newest matching texts, no matter where the words occur. It costs at most
    two queries, and one if the last word is complete."""
    if is_complete:
        hits, _, _ = fetch_candidates(query, scope, titles_first=False)
    else:
        _, hits, _ = fetch_with_completion(query, scope, titles_first=False)
    return list(dict.fromkeys(record_id for _, record_id, _ in hits))


def find_hits(query: ParsedQuery, scope: SearchScope, skip: int, size: int) -> HitPage:
    """Returns a page of the matching records, best first. It costs at most four queries."""
    query, hits, is_capped = fetch_with_completion(query, scope)
    by_record: dict[int, list[tuple[int, int]]] = {}
    for edition_id, record_id, number in hits:
        by_record.setdefault(record_id, []).append((edition_id, number))
    page = list(by_record.values())[skip : skip + size]
    best_ids = [editions[0][0] for editions in page]
    rows, places = (fetch_edition_rows(best_ids, scope), fetch_places(query, best_ids)) if best_ids else ({}, {})
    search_hits = [
        SearchHit(rows[pk], [number for _, number in editions[1:]], places.get(pk, []))
        for pk, editions in zip(best_ids, page, strict=True)
    ]
    return HitPage(
        query,
        search_hits,
        len(by_record),
        is_capped,
        partial(parse_highlights, term_of=partial(find_term_index, query)),
    )


Candidate = tuple[int, int, int]
"""Edition, record and number of a text that is ranked."""


def fetch_with_completion(
    query: ParsedQuery, scope: SearchScope, *, titles_first: bool = True
) -> tuple[ParsedQuery, list[Candidate], bool]:
    """Returns the query that was run, the ranked texts, best first, and whether more may match (see `MAX_RANKED`). If
    nothing matches, it searches once more with the last word completed. Whether the index contains that word must not
    matter, because it may occur only in texts that are not public."""
    hits, is_capped, completions = fetch_candidates(query, scope, titles_first=titles_first)
    if completions and completions != [query.unfinished]:
        query = query.with_completions(completions)
        hits, is_capped, _ = fetch_candidates(query, scope, titles_first=titles_first)
    return query, hits, is_capped


def fetch_candidates(
    query: ParsedQuery, scope: SearchScope, *, titles_first: bool = True
) -> tuple[list[Candidate], bool, list[str]]:
    """Returns the ranked texts, whether more may match and, if nothing matches, words that begin with the last word.
    With `titles_first`, texts with the words in their title come first; otherwise only the newest are ranked."""
    about, editions = get_rule_statement(scope.rule), get_hits_statement()
    parts = {
        "weights": WEIGHTS,
        "on": ON_DAY_SQL if scope.on else "",
        "ranked": MAX_RANKED,
        "third_party": THIRD_PARTY_WEIGHT,
    }
    parts |= {"titled": MAX_RANKED + 1 if titles_first else 0, "beginnings": MAX_COMPLETIONS, "digits": RANK_DIGITS}
    sql = FIND_SQL.format(**parts, about=about.sql, editions=editions.sql)
    limits = [scope.first, scope.last, *([scope.on.isoformat()] * 2 if scope.on else [])]
    wanted = [build_words_query(query, scope.facets, where=where) for where in ("{title}", "- facets")]
    values = [value for words in wanted for value in (words, *limits, *about.at(scope.day, scope.at))]
    last = query.unfinished or None
    begins = [adapt_value(scope.at), last, last and last + chr(sys.maxunicode)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *editions.values, *begins])
        rows = cursor.fetchall()
    if not rows or rows[0][0] is None:
        return [], False, [row[4] for row in rows]
    return [row[:3] for row in rows], bool(rows[0][3]), []


@cache
def get_rule_statement(rule: str) -> compiled_querysets.SqlStatement:
    return compiled_querysets.compile_rule(rule, pk=RawSQL("d.edition_id", []))


@cache
def get_hits_statement() -> compiled_querysets.SqlStatement:
    return compiled_querysets.compile_editions(pk__in=RawSQL("SELECT edition_id FROM hits", []))


def fetch_edition_rows(edition_ids: list[int], scope: SearchScope) -> dict[int, tuple]:
    """Returns `compiled_querysets.RESULT_COLUMNS` of each of these editions."""
    return {row[0]: row for row in compiled_querysets.get_edition_rows(scope.day, scope.at, pk__in=edition_ids)}


def fetch_places(query: ParsedQuery, edition_ids: list[int]) -> dict[int, list[TextPlace]]:
    """Returns the places in these editions that contain any of the words."""
    ids = ", ".join(str(int(pk)) for pk in edition_ids)
    words = " OR ".join(map(build_place_query, query.marked))
    places: dict[int, list[TextPlace]] = {}
    with connection.cursor() as cursor:
        cursor.execute(PLACES_SQL.format(ids=ids, start=START, stop=STOP), [words])
        for edition_id, *place in cursor.fetchall():
            places.setdefault(edition_id, []).append(TextPlace(*place))
    return places


def find_term_index(query: ParsedQuery, matched_text: str) -> int:
    """Returns the index of the term that a match belongs to: the one with the longest common beginning. FTS5 does not
    report the term, and the forms of a word begin alike."""
    folded = fold_text(matched_text)
    common_lengths = [
        max(len(commonprefix([folded, way])) for way in (" ".join(term.words), *term.others)) for term in query.marked
    ]
    return common_lengths.index(max(common_lengths))


def parse_highlights(marked: str, term_of: Callable[[str], int], *, joined: str = "") -> HighlightedText:
    """Returns the text without the marks around the matches, and the spans of the matches. `joined` has marks around
    the matches among the words that compounds of the text mean."""
    parts, length = MARK_PATTERN.split(marked), 0
    spans: list[Span] = []
    for place, part in enumerate(parts):
        if place % 2:
            spans.append((length, length + len(part), term_of(part)))
        length += len(part)
    text = "".join(parts)
    if joined and START in joined:
        terms = {word: term_of(word) for part in MARK_PATTERN.findall(joined) for word in part.split()}
        spans = resolve_overlaps(spans + list_compound_spans(fold_letters(text), terms))
    return HighlightedText(text, spans)


def examine_words(
    words: list[str], halves: set[str], terms: Sequence[QueryTerm], scope: SearchScope
) -> tuple[list[tuple[str, str]], list[int]]:
    """Returns for each word the similar words of texts public at the moment, the most similar first, and each of the
    halves that is such a word beside itself. Returns the number of texts with each term, at most `MAX_COUNTED`."""
    moment = adapt_value(scope.at)
    values: list = [json.dumps(sorted(halves)), moment]
    parts = [KNOWN_SQL]
    for word in words:
        if len(word) > 2:
            trigrams = " OR ".join(quote_words((part,)) for part in list_trigrams(word))
            values += [word, trigrams, moment, word, json.dumps(list_letter_swaps(word)), moment]
            parts.append(SIMILAR_SQL)
    for term in terms:
        query = build_words_query(ParsedQuery((term,)), scope.facets, where="- facets")
        values += [query, scope.first, scope.last]
        parts.append(COUNT_SQL.format(most=MAX_COUNTED))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = cursor.fetchall()
    last = len(rows) - len(terms)
    return rows[:last], [count for _, count in rows[last:]]


def list_letter_swaps(word: str) -> list[str]:
    """Returns the word with each pair of neighboring letters swapped."""
    return [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]


def list_trigrams(word: str) -> list[str]:
    return list(dict.fromkeys(word[start : start + 3] for start in range(len(word) - 2)))
