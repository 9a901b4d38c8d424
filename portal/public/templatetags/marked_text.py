"""Template filters that mark words in a text. They are filters because a template would add white space between
parts."""

from collections.abc import Callable, Iterable, Iterator

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join

from portal.lib.html import is_html
from portal.lib.languages import has_right_to_left_letters, split_number_groups

register = template.Library()

CHANGE_FORMATS = {
    "page": {
        "insert": '<ins><span class="hidden">Inserted: </span>{}</ins>',
        "delete": '<del><span class="hidden">Deleted: </span>{}</del>',
        "move_from": '<del class="moved"><b>Moved from here:</b> {}</del>',
        "move_to": '<ins class="moved"><b>Moved here:</b> {}</ins>',
    },
    "feed": {
        "insert": "<ins>{}</ins>",
        "delete": "<del>{}</del>",
        "move_from": "<del><b>Moved from here:</b> {}</del>",
        "move_to": "<ins><b>Moved here:</b> {}</ins>",
    },
}
SNIPPET_FORMATS = {"found": "<mark>{}</mark>", "cut": " … "}


@register.filter
def render_changes(changes, medium: str = "page") -> str:
    """Renders the pieces of a comparison with <ins> and <del>. Hidden words name each for readers who see no colors. A
    "feed" has no style sheet: its line breaks are <br>, and it has no hidden words."""
    formats, spell = CHANGE_FORMATS[medium], linebreaksbr if medium == "feed" else str
    isolate = choose_isolation(change.text for change in changes)
    return join_formatted(
        (form, spell(isolate(text))) for change in changes for form, text in split_change(formats, change)
    )


def split_change(formats: dict[str, str], change) -> Iterator[tuple[str, str]]:
    """Yields the pieces of a change with their formats. The line breaks around moved lines stay outside their mark."""
    words = change.text.strip("\n") if change.op.startswith("move") else change.text
    before, _, after = change.text.partition(words) if words else ("", "", "")
    yield from (("{}", before), (formats.get(change.op, "{}"), words), ("{}", after))


@register.filter
def render_snippet(pieces) -> str:
    """Renders a passage of a search result: matching words in <mark>, " … " where text is left out."""
    isolate = choose_isolation(piece.text for piece in pieces)
    return join_formatted((SNIPPET_FORMATS.get(piece.kind, "{}"), isolate(piece.text)) for piece in pieces)


@register.filter
def render_span(span) -> str:
    """Renders a piece of a source text, in <mark> if a record cites it."""
    return format_html("<mark>{}</mark>", span.text) if span.is_marked else span.text


def choose_isolation(texts: Iterable[str]) -> Callable[[str], str]:
    """Returns what isolates groups of digits in each of the pieces of a text, if one of them is from right to left."""
    return isolate_number_groups if any(map(has_right_to_left_letters, texts)) else str


def isolate_numbers(text: str) -> str:
    """Keeps the order of groups of digits, such as telephone numbers, in a title or another line from right to left.
    Markdown does so by itself."""
    return text if is_html(text) or not has_right_to_left_letters(text) else isolate_number_groups(text)


def isolate_number_groups(text: str) -> str:
    pieces = split_number_groups(text)
    return join_formatted(('<bdi dir="ltr">{}</bdi>' if is_number else "{}", words) for words, is_number in pieces)


def join_formatted(pairs) -> str:
    return format_html_join("", "{}", ((format_html(form, text),) for form, text in pairs))
