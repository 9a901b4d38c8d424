"""Writes plain data as TOML 1.0, which the standard library reads but does not write."""

import json
import re
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\\]")
CLOSING = re.compile(r'"""|"\Z')
"""Quotes that would end a text of several lines."""
FENCE = "+++"
"""A line of its own that ends the header of a Markdown file; no value may hold it so."""


def document(data: dict[str, Any]) -> str:
    """Each value in a line or table of its own, in the order of the data. TOML has no null: {} stands for it, so an
    empty dict cannot be written. Raises ValueError for what TOML or the rule has no spelling for."""
    lines, tables = [], []
    for name, value in data.items():
        if isinstance(value, dict) and value:
            tables += ["", f"[{key(name)}]", *pairs(value)]
        elif isinstance(value, list) and value and all(isinstance(one, dict) and one for one in value):
            for one in value:
                tables += ["", f"[[{key(name)}]]", *pairs(one)]
        else:
            lines.append(f"{key(name)} = {inline(value)}")
    return "\n".join([*lines, *tables]).lstrip("\n") + "\n"


def read_nothing(value: Any) -> Any:
    """Data as tomllib reads it, with null again where {} stands for it."""
    if isinstance(value, dict):
        return {name: read_nothing(one) for name, one in value.items()} or None
    return [read_nothing(one) for one in value] if isinstance(value, list) else value


def pairs(table: dict[str, Any]) -> list[str]:
    return [f"{key(name)} = {lines_of(value)}" for name, value in table.items()]


def key(name: str) -> str:
    return name if BARE.fullmatch(name) else quoted(name)


def lines_of(value: Any) -> str:
    """A text of several lines in several lines, anything else in one."""
    if not isinstance(value, str) or "\n" not in value or FENCE in value.split("\n"):
        return inline(value)
    text = UNPRINTABLE.sub(lambda found: quoted(found[0])[1:-1], value)
    text = CLOSING.sub(lambda found: f'{found[0][:-1]}\\"', text)
    return f'"""\n{text}"""'


def inline(value: Any) -> str:
    if value is None:
        return "{}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(inline(one) for one in value)}]"
    if isinstance(value, dict) and value:
        return f"{{{', '.join(f'{key(name)} = {inline(one)}' for name, one in value.items())}}}"
    raise ValueError(f"{value!r} cannot be written.")


def quoted(text: str) -> str:
    """JSON's escapes are TOML's as well; TOML has one more character to escape."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
