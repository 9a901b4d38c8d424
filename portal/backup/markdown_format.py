"""Writes an edition as a Markdown file with a header, and reads it back as exactly the same document.

The header is TOML and has every other value; the text and the words of each point follow, each below a line that names
it."""

import copy
import re
import tomllib
from typing import Any

from portal.lib import toml_writer

SECTION_MARK = re.compile(r"<!-- portal: (.+) -->")
ESCAPED_MARK = re.compile(r"\\*<!-- portal: ")
LINE_NUMBER = re.compile(r"\(at line (\d+)")
FIRST_KEYS = ("schema", "official", "record", "issuer", "edition", "points")
"""Keys that come first in a header; the others follow in alphabetical order."""
FIRST_EDITION_KEYS = ("number", "title", "subtitle", "change_kind", "change_note", "published_at", "effective_from")
Document = dict[str, Any]


class UnreadableMarkdown(Exception):
    """An error in a file, with its line, counted from 1."""

    def __init__(self, line: int, reason: str):
        super().__init__(f"line {line}: {reason}")
        self.line, self.reason = line, reason


def format_document(document: Document) -> str:
    """Returns the file of a canonical document."""
    header, sections = order_keys(copy.deepcopy(document), FIRST_KEYS), []
    edition = header["edition"] = order_keys(header["edition"], FIRST_EDITION_KEYS)
    if edition["body"]:
        sections.append(format_section("body", edition.pop("body")))
    for point in header["points"]:
        if point["text"]:
            sections.append(format_section(f"point {point['key']}", f"{format_caption(point)}\n\n", point.pop("text")))
    if edition["provenance"]:
        sections.append(format_section("about this text", edition.pop("provenance")))
    title = " ".join(edition["title"].split())
    return (
        f"{toml_writer.FENCE}\n{toml_writer.format_toml(header)}{toml_writer.FENCE}\n\n# {title}\n{''.join(sections)}"
    )


def order_keys(table: dict, first: tuple[str, ...]) -> dict:
    return {**{name: table[name] for name in first if name in table}, **dict(sorted(table.items()))}


def format_section(name: str, *texts: str) -> str:
    """Returns a blank line, the name and the texts. The last text comes from an author: a line of it that looks like a
    name gets a backslash in front."""
    *before, words = texts
    hidden = "\n".join(f"\\{line}" if ESCAPED_MARK.match(line) else line for line in words.split("\n"))
    return f"\n<!-- portal: {name} -->\n{''.join(before)}{hidden}\n"


def format_caption(point: dict) -> str:
    return f"## {point['number']}. {' '.join(point['heading'].split())}".rstrip()


def parse_document(text: str) -> Document:
    """Returns the document of a file. Raises UnreadableMarkdown for a file that format_document() would not write."""
    try:
        document = parse_unchecked(text)
        again = format_document(document)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as fault:
        raise UnreadableMarkdown(
            1, f"the header lacks a required key, or a value has the wrong type ({fault})."
        ) from fault
    if again != text:
        raise UnreadableMarkdown(find_first_difference(text, again), "this is not how an export writes it.")
    return document


def parse_unchecked(text: str) -> Document:
    lines = text.split("\n")
    try:
        end = lines.index(toml_writer.FENCE, 1)
    except ValueError:
        end = 0
    if not end or lines[0] != toml_writer.FENCE:
        raise UnreadableMarkdown(1, f"a version begins with a header between two lines of {toml_writer.FENCE}.")
    document = toml_writer.restore_nulls(parse_header("\n".join(lines[1:end]), first_line=2))
    marks = [
        (number, match[1])
        for number, line in enumerate(lines)
        if number > end and (match := SECTION_MARK.fullmatch(line))
    ]
    ends = [*(number for number, _ in marks[1:]), len(lines)][: len(marks)]
    points = {f"point {point['key']}": point for point in document["points"] or []}
    for (start, name), stop in zip(marks, ends, strict=True):
        words = lines[start + 1 : stop - 1]
        if name in points:
            points[name]["text"] = unescape_lines(words[2:])
        elif name in ("body", "about this text"):
            document["edition"]["body" if name == "body" else "provenance"] = unescape_lines(words)
        else:
            raise UnreadableMarkdown(start + 1, f"the header has no “{name}”.")
    return document


def parse_header(text: str, *, first_line: int) -> dict:
    """Parses TOML; errors name the line of the file."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        place = LINE_NUMBER.search(str(fault))
        line = int(place[1]) if place else text.count("\n") + 1
        reason = LINE_NUMBER.split(str(fault))[0].strip()
        raise UnreadableMarkdown(first_line + line - 1, f"the header is not TOML: {reason}.") from fault


def unescape_lines(lines: list[str]) -> str:
    return "\n".join(line[1:] if line.startswith("\\") and ESCAPED_MARK.match(line) else line for line in lines)


def find_first_difference(text: str, expected: str) -> int:
    ours, theirs = text.split("\n"), expected.split("\n")
    pairs = zip(ours, theirs, strict=False)
    same = next((number for number, (mine, yours) in enumerate(pairs) if mine != yours), min(len(ours), len(theirs)))
    return min(same + 1, len(ours))
