"""Reads the entries of an exported register line by line and checks them against the hash chain."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.backup import markdown_format, record_export
from portal.backup.file_reader import ExportFileError, open_file, read_text
from portal.register import hash_chain

CONTENT_DIFFERS = "this is readable, but differs from the register."
RegisterLine = tuple[int, dict[str, Any], dict[str, Any]]
"""Line number, facts of the entry, and document of the entry."""


def iter_register_lines(root: Path) -> Iterator[RegisterLine]:
    """Yields each entry with the document that its digest covers. Raises ExportFileError at the first difference."""
    name, previous = "register.jsonl", hash_chain.GENESIS_HASH
    with open_file(root, name) as file:
        for number, text in enumerate(file, 1):
            try:
                data = json.loads(text)
                document = data["content"] if "content" in data else read_edition(root, data["file"])
                facts = parse_entry_facts(data)
                is_next = data["number"] == number and data["previous"] == previous
                is_right = is_next and hash_chain.hash_entry(**facts) == data["hash"]
            except (ValueError, KeyError, TypeError, AttributeError) as fault:
                raise ExportFileError(name, number, "this is not a whole entry of the register.") from fault
            if not is_right:
                raise ExportFileError(
                    name, number, "the hash of this entry is wrong, or it does not follow the previous entry."
                )
            if hash_chain.hash_text(hash_chain.dump_canonical_json(document)) != data["content_digest"]:
                raise ExportFileError(data.get("file", name), 1 if "file" in data else number, CONTENT_DIFFERS)
            previous = data["hash"]
            yield number, {**facts, "hash": data["hash"]}, document


def read_canceled_numbers(root: Path) -> set[int]:
    """Returns the numbers of the entries that later entries cancel. Their texts are no editions. iter_register_lines()
    explains a line that is not readable."""
    numbers = set()
    with open_file(root, "register.jsonl") as file:
        for text in file:
            with suppress(ValueError, KeyError, TypeError):
                numbers.add(int(json.loads(text)["content"]["cancels"]["number"]))
    return numbers


def parse_entry_facts(data: dict) -> dict:
    names = [name for name in record_export.ENTRY_COLUMNS if name != "hash"]
    moments = {name: datetime.fromisoformat(data[name]) for name in ("public_at", "recorded_at")}
    return {name: data[name] for name in names} | moments


def read_edition(root: Path, name: str) -> dict:
    try:
        return markdown_format.parse_document(read_text(root, name))
    except markdown_format.UnreadableMarkdown as fault:
        raise ExportFileError(name, fault.line, fault.reason) from fault
