"""Reads seed files, with the line of each key, so that errors can name file and line."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

HEADER = re.compile(r"\s*\[\[?([\w.-]+)\]\]?")
KEY = re.compile(r"\s*([\w-]+)\s*=")


class SeedError(Exception):
    """An error in a seed file: one sentence that begins with file and line."""


@dataclass
class SeedEntry:
    """One table of a seed file, with its values and their lines."""

    name: str
    file: Path
    line: int
    values: dict = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    """Line of each key that has a value or an inline table."""

    def error(self, sentence: str, key: str = "") -> SeedError:
        return SeedError(f"{self.file}:{self.lines.get(key, self.line)}: {sentence}")

    def get(self, key: str, default=None):
        return self.values.get(key, default)

    def __getitem__(self, key: str):
        if key not in self.values:
            raise self.error(f"{self.name} lacks “{key}”.")
        return self.values[key]

    def children(self, key: str) -> list["SeedEntry"]:
        """Returns the tables [[name.key]] below this one, in the order of the file."""
        return self.values.get(key, [])


def read_seed_file(file: Path, schema: dict[str, dict]) -> SeedEntry:
    """Reads a file as one entry whose children are its top-level tables. Checks it against the schema, which has the
    keys and their types for the full name of each table. Raises SeedError."""
    text = file.read_text(encoding="utf-8")
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = line[1] if line else len(text.splitlines())
        raise SeedError(f"{file}:{where}: This is not valid TOML: {error}.") from error
    root = build_entry(parsed, "", file, *find_line_numbers(text), Counter())
    check_entry(root, schema)
    return root


def find_line_numbers(text: str) -> tuple[dict, dict]:
    """Returns the line of the n-th table of each name, {(name, n): line}, and of its keys, {(name, n): {key: line}}."""
    tables, keys = {("", 1): 1}, {("", 1): {}}
    seen, current, in_string = Counter(), ("", 1), False
    for number, line in enumerate(text.splitlines(), 1):
        if not in_string:
            if header := HEADER.match(line):
                seen[header[1]] += 1
                current = (header[1], seen[header[1]])
                tables[current], keys[current] = number, {}
            elif key := KEY.match(line):
                keys[current].setdefault(key[1], number)
        if line.count('"""') % 2:
            in_string = not in_string
    return tables, keys


def build_entry(parsed: dict, name: str, file: Path, tables: dict, keys: dict, seen: Counter) -> SeedEntry:
    """Builds the entry of a table and of those below it. Must visit tables of one name in the order of the file."""
    seen[name] += 1
    place = (name, seen[name]) if name else ("", 1)
    entry = SeedEntry(name or "The file", file, tables.get(place, 1), lines=keys.get(place, {}))
    for key, value in parsed.items():
        path = f"{name}.{key}" if name else key
        if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
            value = [build_entry(row, path, file, tables, keys, seen) for row in value]
        entry.values[key] = value
    return entry


def check_entry(entry: SeedEntry, schema: dict[str, dict]) -> None:
    """Checks that the entry and its children have only known keys with values of the right type."""
    prefix = "" if entry.name == "The file" else entry.name
    allowed = schema[prefix]
    for key, value in entry.values.items():
        if key not in allowed:
            place = value[0].line if isinstance(value, list) and value and isinstance(value[0], SeedEntry) else None
            if place:
                entry.lines.setdefault(key, place)
            raise entry.error(f"“{key}” is not a key of {entry.name}. Its keys are: {', '.join(allowed)}.", key)
        wanted = allowed[key]
        if type(value) is not wanted:
            raise entry.error(f"“{key}” must be {WORDS[wanted]}.", key)
        if wanted is list:
            for row in value:
                if isinstance(row, SeedEntry):
                    check_entry(row, schema)


WORDS = {
    str: "text in quotation marks",
    bool: "true or false",
    int: "a whole number",
    list: "a list",
    dict: "an inline table { … }",
}
