"""Reads the files of an export; errors name the file and the line."""

from pathlib import Path
from typing import Any

from portal.backup import markdown_format
from portal.lib import toml_writer
from portal.lib.export_dir import ExportError


class ExportFileError(Exception):
    """An error in a file of an export: one sentence with the file, the line and the reason."""

    def __init__(self, name: str, line: int, reason: str):
        super().__init__(f"{name}, line {line}: {reason}")


def read_toml(root: Path, name: str) -> dict:
    try:
        return {
            key: toml_writer.restore_nulls(value)
            for key, value in markdown_format.parse_header(read_text(root, name), first_line=1).items()
        }
    except markdown_format.UnreadableMarkdown as fault:
        raise ExportFileError(name, fault.line, fault.reason) from fault


def require_keys(facts: Any, names: tuple[str, ...], file: str) -> dict:
    if not isinstance(facts, dict) or set(facts) != set(names):
        raise ExportFileError(file, 1, f"a description must have exactly these keys: {', '.join(names)}.")
    return facts


def read_text(root: Path, name: str) -> str:
    with open_file(root, name) as file:
        try:
            return file.read()
        except UnicodeDecodeError as fault:
            raise ExportFileError(name, fault.object.count(b"\n", 0, fault.start) + 1, "this is not UTF-8.") from fault


def open_file(root: Path, name: str):
    """Opens a file inside the folder; refuses any other. Does not convert line ends."""
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise ExportError(f"“{name}” is outside {root}.")
    try:
        return path.open(encoding="utf-8", newline="\n")
    except OSError as fault:
        raise ExportError(f"{name} cannot be read: {fault.strerror}.") from fault
