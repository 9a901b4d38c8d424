"""What may be asked in a query string: read strictly, and described to programs by the same declaration."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from portal.api.problems import wrong

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CURSOR = r"^[0-9]{1,16}-[0-9]{1,18}$"
"""Microseconds since 1970, up to the year 2286, and an id."""
NUMBER = r"^[1-9][0-9]{0,5}$"
SLUG = r"^[-a-zA-Z0-9_]{1,120}$"


@dataclass(frozen=True)
class Parameter:
    """`read` makes a value of the text, and raises ValueError with a sentence where it cannot."""

    name: str
    description: str
    schema: dict
    read: Callable[[str], Any]
    is_required: bool = False


def read_all(query: QueryDict, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The value of each parameter, None where it is not given. Raises Problem for anything else in the query."""
    known = {parameter.name for parameter in parameters}
    for name, values in query.lists():
        if name not in known:
            raise wrong(name[:40], f"There is no parameter “{name[:40]}” here.")
        if len(values) > 1:
            raise wrong(name, f"“{name}” is given more than once.")
    return {parameter.name: value_of(parameter, query.get(parameter.name)) for parameter in parameters}


def value_of(parameter: Parameter, text: str | None) -> Any:
    if text is None:
        if parameter.is_required:
            raise wrong(parameter.name, f"“{parameter.name}” is missing.")
        return None
    try:
        return parameter.read(text)
    except ValueError as refusal:
        raise wrong(parameter.name, str(refusal)) from refusal


def day(name: str, description: str) -> Parameter:
    return Parameter(name, description, {"type": "string", "format": "date"}, read_day)


def read_day(text: str) -> date:
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"“{text[:40]}” is not a day of the calendar. Write a day as 2020-06-05.")


def matching(name: str, description: str, pattern: str, what: str, read: Callable = str, **more) -> Parameter:
    """A text that has the pattern; `what` it is, for the refusal."""
    whole = re.compile(pattern)

    def checked(text: str):
        # In Python, unlike in JSON Schema, $ also stands before a last line break.
        if not whole.fullmatch(text):
            raise ValueError(f"“{text[:40]}” is not {what}.")
        return read(text)

    schema = {"type": "integer", "minimum": 1, "maximum": 999_999} if pattern == NUMBER else None
    return Parameter(name, description, schema or {"type": "string", "pattern": pattern}, checked, **more)


def number(name: str, description: str, **more) -> Parameter:
    return matching(name, description, NUMBER, "a whole number from 1 to 999999", int, **more)


def slug(name: str, description: str) -> Parameter:
    return matching(name, description, SLUG, "a key")


def choice(name: str, description: str, values: Sequence[str]) -> Parameter:
    def checked(text: str) -> str:
        if text not in values:
            raise ValueError(f"“{text[:40]}” is not one of the choices of “{name}”: {', '.join(values)}.")
        return text

    return Parameter(name, description, {"type": "string", "enum": [*values]}, checked)


def flag(name: str, description: str) -> Parameter:
    def checked(text: str) -> bool:
        if text not in ("true", "false"):
            raise ValueError(f"“{name}” is true or false.")
        return text == "true"

    return Parameter(name, description, {"type": "boolean"}, checked)


def text(name: str, description: str, *, most: int) -> Parameter:
    """Required, not empty and without U+0000; `most` is its length in characters."""

    def checked(words: str) -> str:
        if not 0 < len(words) <= most:
            raise ValueError(f"“{name}” has 1 to {most} characters.")
        return words

    # RefuseNulBytes turns a question with U+0000 away before it is read.
    schema = {"type": "string", "minLength": 1, "maxLength": most, "pattern": r"^[^\x00]*$"}
    return Parameter(name, description, schema, checked, True)
