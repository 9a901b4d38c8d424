"""Writes plain data as TOML 1.0, which the standard library reads but does not write."""

import json
import re
from typing import Any

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\\]")
CLOSING = re.compile(r'"""|"\Z')
"""Quotes that would end a multi-line string."""
FENCE = "+++"
"""A line of its own that ends the header of a Markdown file. No value may contain such a line."""


def format_toml(data: dict[str, Any]) -> str:
    """Returns TOML with each value in a line or table of its own, in the order of the data. TOML has no null: {}
    represents it, so an empty dict cannot be written. Raises ValueError for a value without a representation."""
    lines, tables = [], []
    for name, value in data.items():
        if isinstance(value, dict) and value:
            tables += ["", f"[{format_key(name)}]", *format_pairs(value)]
        elif isinstance(value, list) and value and all(isinstance(item, dict) and item for item in value):
            for item in value:
                tables += ["", f"[[{format_key(name)}]]", *format_pairs(item)]
        else:
            lines.append(f"{format_key(name)} = {format_inline(value)}")
    return "\n".join([*lines, *tables]).lstrip("\n") + "\n"


def restore_nulls(value: Any) -> Any:
    """Returns data that tomllib has read, with None in place of {}."""
    if isinstance(value, dict):
        return {name: restore_nulls(item) for name, item in value.items()} or None
    return [restore_nulls(item) for item in value] if isinstance(value, list) else value


def format_pairs(table: dict[str, Any]) -> list[str]:
    return [f"{format_key(name)} = {format_value(value)}" for name, value in table.items()]


def format_key(name: str) -> str:
    return name if BARE_KEY.fullmatch(name) else quote_string(name)


def format_value(value: Any) -> str:
    """Returns a multi-line string for a text of several lines, and one line for anything else."""
    if not isinstance(value, str) or "\n" not in value or FENCE in value.split("\n"):
        return format_inline(value)
    text = UNPRINTABLE.sub(lambda match: quote_string(match[0])[1:-1], value)
    text = CLOSING.sub(lambda match: f'{match[0][:-1]}\\"', text)
    return f'"""\n{text}"""'


def format_inline(value: Any) -> str:
    if value is None:
        return "{}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quote_string(value)
    if isinstance(value, list):
        return f"[{', '.join(format_inline(item) for item in value)}]"
    if isinstance(value, dict) and value:
        return f"{{{', '.join(f'{format_key(name)} = {format_inline(item)}' for name, item in value.items())}}}"
    raise ValueError(f"{value!r} cannot be written.")


def quote_string(text: str) -> str:
    """Quotes a text. TOML has the escapes of JSON and one more character that needs one."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
