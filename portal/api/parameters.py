"""Query parameters: strict parsing and the OpenAPI description from the same declaration."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from portal.api.problems import bad_request_problem
from portal.lib.dates import parse_day

DAY_PATTERN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CURSOR_PATTERN = r"^[0-9]{1,16}-[0-9]{1,18}$"
"""Microseconds since 1970, up to the year 2286, and an id."""
NUMBER_PATTERN = r"^[1-9][0-9]{0,5}$"
SLUG_PATTERN = r"^[-a-zA-Z0-9_]{1,120}$"


@dataclass(frozen=True)
class QueryParameter:
    """A query parameter. `read` parses the text and raises ValueError with a message if it cannot."""

    name: str
    description: str
    schema: dict
    read: Callable[[str], Any]
    is_required: bool = False


def parse_parameters(query: QueryDict, parameters: Sequence[QueryParameter]) -> dict[str, Any]:
    """Parses every parameter; None for a missing one. Raises ApiProblem for anything else in the query."""
    known = {parameter.name for parameter in parameters}
    for name, values in query.lists():
        if name not in known:
            raise bad_request_problem(name[:40], f"There is no parameter “{name[:40]}” here.")
        if len(values) > 1:
            raise bad_request_problem(name, f"“{name}” is given more than once.")
    return {parameter.name: parse_value(parameter, query.get(parameter.name)) for parameter in parameters}


def parse_value(parameter: QueryParameter, text: str | None) -> Any:
    if text is None:
        if parameter.is_required:
            raise bad_request_problem(parameter.name, f"“{parameter.name}” is missing.")
        return None
    try:
        return parameter.read(text)
    except ValueError as error:
        raise bad_request_problem(parameter.name, str(error)) from error


def day_parameter(name: str, description: str) -> QueryParameter:
    return QueryParameter(name, description, {"type": "string", "format": "date"}, parse_day)


def pattern_parameter(
    name: str, description: str, pattern: str, what: str, read: Callable = str, **more
) -> QueryParameter:
    """Returns a parameter for texts that match the pattern. `what` names such a text in the error message."""
    whole = re.compile(pattern)

    def checked(text: str):
        # In Python, unlike in JSON Schema, $ also matches before a final line break.
        if not whole.fullmatch(text):
            raise ValueError(f"“{text[:40]}” is not {what}.")
        return read(text)

    schema = {"type": "integer", "minimum": 1, "maximum": 999_999} if pattern == NUMBER_PATTERN else None
    return QueryParameter(name, description, schema or {"type": "string", "pattern": pattern}, checked, **more)


def number_parameter(name: str, description: str, **more) -> QueryParameter:
    return pattern_parameter(name, description, NUMBER_PATTERN, "a whole number from 1 to 999999", int, **more)


def slug_parameter(name: str, description: str) -> QueryParameter:
    return pattern_parameter(name, description, SLUG_PATTERN, "a key")


def choice_parameter(name: str, description: str, values: Sequence[str]) -> QueryParameter:
    def checked(text: str) -> str:
        if text not in values:
            raise ValueError(f"“{text[:40]}” is not one of the choices of “{name}”: {', '.join(values)}.")
        return text

    return QueryParameter(name, description, {"type": "string", "enum": [*values]}, checked)


def flag_parameter(name: str, description: str) -> QueryParameter:
    def checked(text: str) -> bool:
        if text not in ("true", "false"):
            raise ValueError(f"“{name}” must be true or false.")
        return text == "true"

    return QueryParameter(name, description, {"type": "boolean"}, checked)


def text_parameter(name: str, description: str, *, most: int) -> QueryParameter:
    """Returns a required parameter for a text of 1 to `most` characters without U+0000."""

    def checked(words: str) -> str:
        if not 0 < len(words) <= most:
            raise ValueError(f"“{name}” must have 1 to {most} characters.")
        return words

    # A middleware refuses requests with U+0000 before this check.
    schema = {"type": "string", "minLength": 1, "maxLength": most, "pattern": r"^[^\x00]*$"}
    return QueryParameter(name, description, schema, checked, True)
