"""The entries of an exported register, read line by line and checked against the chain."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.exporting import records, texts
from portal.exporting.reading import BadFile, opened, read_text
from portal.register import chain

DIFFERS = "this can be read, but says something else than the register recorded."
Line = tuple[int, dict[str, Any], dict[str, Any]]
"""The number of the line, what it says, and the document that the entry keeps."""


def register_lines(root: Path) -> Iterator[Line]:
    """Each entry with the document that its digest was taken over. Raises BadFile at the first that differs."""
    name, previous = "register.jsonl", chain.GENESIS
    with opened(root, name) as file:
        for number, text in enumerate(file, 1):
            try:
                data = json.loads(text)
                document = data["content"] if "content" in data else read_edition(root, data["file"])
                facts = facts_of(data)
                is_next = data["number"] == number and data["previous"] == previous
                is_right = is_next and chain.entry_hash(**facts) == data["hash"]
            except (ValueError, KeyError, TypeError, AttributeError) as fault:
                raise BadFile(name, number, "this is not a whole entry of the register.") from fault
            if not is_right:
                raise BadFile(name, number, "the entry’s facts do not make its hash, or it does not follow the last.")
            if chain.digest(chain.canonical_json(document)) != data["content_digest"]:
                raise BadFile(data.get("file", name), 1 if "file" in data else number, DIFFERS)
            previous = data["hash"]
            yield number, {**facts, "hash": data["hash"]}, document


def facts_of(data: dict) -> dict:
    names = [name for name in records.FACTS if name != "hash"]
    moments = {name: datetime.fromisoformat(data[name]) for name in ("public_at", "recorded_at")}
    return {name: data[name] for name in names} | moments


def read_edition(root: Path, name: str) -> dict:
    try:
        return texts.read(read_text(root, name))
    except texts.Unreadable as fault:
        raise BadFile(name, fault.line, fault.reason) from fault
