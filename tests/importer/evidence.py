"""Checks what must be true of every parsed text: each value has a span, and its words are there."""

import re

from portal.importer.parser import parse_documents

READ_AS = re.compile(r"(?:_on|_from|_until|\.type|\.number|effective_dates\[\d+\])$")
"""Values that are an interpretation of the words (a date, a type of telephone) and not the words themselves."""
VALUES = ("title", "subtitle", "issuer", "published_on", "dateline", "byline", "source_url")


def check(text: str) -> None:
    end = 0
    for document in parse_documents(text):
        assert end <= document.start <= document.end <= len(text)
        end = document.end
        data = document.as_data()
        for path, (start, until) in data["spans"].items():
            assert 0 <= start < until <= len(text) or path in ("comments", "official"), path
            value = at(data, path)
            if isinstance(value, str) and not READ_AS.search(path):
                assert " ".join(text[start:until].split()) == value, path
        assert all(name in data["spans"] for name in VALUES if data[name] is not None)
        assert all(f"items[{place}].text" in data["spans"] for place in range(len(data["items"])))


def at(data, path: str):
    for step in re.findall(r"\w+", path):
        data = data[int(step)] if step.isdigit() else data[step]
    return data
