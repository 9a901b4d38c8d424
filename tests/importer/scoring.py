"""Scores what was read against an answer key: one mark for each value that is expected or was read."""

from collections import Counter
from collections.abc import Iterator

SINGLE = (
    "title",
    "subtitle",
    "issuer",
    "official",
    "published_on",
    "dateline",
    "byline",
    "source_url",
    "language",
    "comments",
)
DEFAULTS = {"official": False, "language": "en", "comments": 0}


def marks(documents: list[dict], key: list[dict]) -> Iterator[tuple[str, str, bool, object, object]]:
    """Yields (kind, field, is right, expected, read) for each value of each document, with the kinds of the key."""
    for place, wanted in enumerate(key):
        read = documents[place] if place < len(documents) else {}
        yield wanted["kind"], "kind", read.get("kind") == wanted["kind"], wanted["kind"], read.get("kind")
        for name in SINGLE:
            expected = wanted.get(name, DEFAULTS.get(name))
            yield wanted["kind"], name, read.get(name) == expected, expected, read.get(name)
        for name, shape in SHAPES.items():
            yield from listed(
                wanted["kind"], name, wanted.get(name, []), [shape(value) for value in read.get(name, [])]
            )
        for words in wanted.get("warned", []):
            yield (
                wanted["kind"],
                "warned",
                any(words in warning for warning in read.get("warnings", [])),
                words,
                read.get("warnings"),
            )
    for extra in documents[len(key) :]:
        yield key[-1]["kind"], "kind", False, None, extra["kind"]


def listed(kind: str, name: str, expected: list, read: list) -> Iterator[tuple[str, str, bool, object, object]]:
    """Compares value by value; each missing or extra value loses one mark."""
    for place in range(max(len(expected), len(read))):
        wanted = expected[place] if place < len(expected) else None
        actual = read[place] if place < len(read) else None
        if wanted is None or actual is None or not isinstance(actual, list):
            yield kind, name, alike(wanted, actual), wanted, actual
            continue
        wanted = [wanted] if isinstance(wanted, str) else wanted
        wanted = [*wanted, *([None, None, None, []][len(wanted) - 1 :] if name == "items" else [])]
        for part, (wanted_part, actual_part) in enumerate(zip(wanted, actual, strict=True)):
            is_right = alike(wanted_part, actual_part)
            yield kind, f"{name}.{PARTS[name][part]}", is_right, wanted_part, actual_part


def alike(expected, read) -> bool:
    if isinstance(expected, str) and isinstance(read, str) and "…" in expected:
        first, _, last = expected.partition("…")
        return read.startswith(first.strip()) and read.endswith(last.strip())
    return expected == read


PARTS = {
    "items": ("text", "posted_on", "effective_from", "effective_until", "links"),
    "questions": ("number", "question", "answer"),
    "quotes": ("speaker", "text"),
    "contacts": ("name", "office", "email", "phones"),
    "attachments": ("title", "url"),
}
SHAPES = {
    "items": lambda row: [*(row[name] for name in PARTS["items"][:4]), [link["text"] for link in row["links"]]],
    "recommendations": lambda row: row["text"],
    "questions": lambda row: [row[name] for name in PARTS["questions"]],
    "quotes": lambda row: [row["speaker"], row["text"]],
    "contacts": lambda row: [
        row["name"],
        row["office"],
        row["email"],
        [[p["number"], p["type"]] for p in row["phones"]],
    ],
    "attachments": lambda row: [row["title"], row["url"]],
    "effective_dates": lambda row: row,
}


class Score(Counter):
    """Counts right values under (kind, field, True) and wrong ones under (kind, field, False)."""

    def share(self, kind: str | None = None, name: str | None = None) -> float:
        """Returns the share of right values (0 to 1) of one kind or field or of all; 1 if nothing was expected."""
        counted = dict.fromkeys((True, False), 0)
        for (of_kind, of_name, is_right), count in self.items():
            if kind in (None, of_kind) and name in (None, of_name):
                counted[is_right] += count
        return counted[True] / (sum(counted.values()) or 1) if sum(counted.values()) else 1.0
