"""How much of an answer key was read: one mark for each value, expected or made."""

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
    """(kind, field, is right, expected, read) for each value of each document; the kinds are those of the key."""
    for place, wanted in enumerate(key):
        read = documents[place] if place < len(documents) else {}
        yield wanted["kind"], "kind", read.get("kind") == wanted["kind"], wanted["kind"], read.get("kind")
        for name in SINGLE:
            expected = wanted.get(name, DEFAULTS.get(name))
            yield wanted["kind"], name, read.get(name) == expected, expected, read.get(name)
        for name, shape in SHAPES.items():
            yield from listed(wanted["kind"], name, wanted.get(name, []), [shape(one) for one in read.get(name, [])])
        for words in wanted.get("warned", []):
            yield (
                wanted["kind"],
                "warned",
                any(words in one for one in read.get("warnings", [])),
                words,
                read.get("warnings"),
            )
    for extra in documents[len(key) :]:
        yield key[-1]["kind"], "kind", False, None, extra["kind"]


def listed(kind: str, name: str, expected: list, read: list) -> Iterator[tuple[str, str, bool, object, object]]:
    """Value by value; one too many or too few is one mark lost."""
    for place in range(max(len(expected), len(read))):
        wanted = expected[place] if place < len(expected) else None
        found = read[place] if place < len(read) else None
        if wanted is None or found is None or not isinstance(found, list):
            yield kind, name, alike(wanted, found), wanted, found
            continue
        wanted = [wanted] if isinstance(wanted, str) else wanted
        wanted = [*wanted, *([None, None, None, []][len(wanted) - 1 :] if name == "items" else [])]
        for part, (one, other) in enumerate(zip(wanted, found, strict=True)):
            yield kind, f"{name}.{PARTS[name][part]}", alike(one, other), one, other


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
    "items": lambda one: [*(one[name] for name in PARTS["items"][:4]), [link["text"] for link in one["links"]]],
    "recommendations": lambda one: one["text"],
    "questions": lambda one: [one[name] for name in PARTS["questions"]],
    "quotes": lambda one: [one["speaker"], one["text"]],
    "contacts": lambda one: [
        one["name"],
        one["office"],
        one["email"],
        [[p["number"], p["type"]] for p in one["phones"]],
    ],
    "attachments": lambda one: [one["title"], one["url"]],
    "effective_dates": lambda one: one,
}


class Score(Counter):
    """Marks gained under (kind, field, True), lost under (kind, field, False)."""

    def share(self, kind: str | None = None, name: str | None = None) -> float:
        """From 0 to 1, of one kind or field or of all; 1 where nothing was asked."""
        counted = dict.fromkeys((True, False), 0)
        for (of_kind, of_name, is_right), count in self.items():
            if kind in (None, of_kind) and name in (None, of_name):
                counted[is_right] += count
        return counted[True] / (sum(counted.values()) or 1) if sum(counted.values()) else 1.0
