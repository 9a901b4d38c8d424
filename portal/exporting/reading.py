"""Reads the files of a folder that export_records made; whatever is wrong with one is told by its name and line."""

from pathlib import Path
from typing import Any

from portal.exporting import texts, toml
from portal.exporting.folder import Refused


class BadFile(Exception):
    """One sentence that names the file, its line and what is wrong with it."""

    def __init__(self, name: str, line: int, reason: str):
        super().__init__(f"{name}, line {line}: {reason}")


def read_toml(root: Path, name: str) -> dict:
    try:
        return {
            key: toml.read_nothing(value) for key, value in texts.header_of(read_text(root, name), first_line=1).items()
        }
    except texts.Unreadable as fault:
        raise BadFile(name, fault.line, fault.reason) from fault


def only(facts: Any, names: tuple[str, ...], file: str) -> dict:
    if not isinstance(facts, dict) or set(facts) != set(names):
        raise BadFile(file, 1, f"a whole description has {', '.join(names)}.")
    return facts


def read_text(root: Path, name: str) -> str:
    with opened(root, name) as file:
        try:
            return file.read()
        except UnicodeDecodeError as fault:
            raise BadFile(name, fault.object.count(b"\n", 0, fault.start) + 1, "this is not UTF-8.") from fault


def opened(root: Path, name: str):
    """A file of the folder and of no other. Line ends stay what they are."""
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise Refused(f"“{name}” is no place inside {root}.")
    try:
        return path.open(encoding="utf-8", newline="\n")
    except OSError as fault:
        raise Refused(f"{name} cannot be read: {fault.strerror}.") from fault
