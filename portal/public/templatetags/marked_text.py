"""Template filters that mark words in a text. They are filters because a template would add white space between
parts."""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join

register = template.Library()

CHANGE_FORMATS = {
    "page": {
        "insert": '<ins><span class="hidden">Inserted: </span>{}</ins>',
        "delete": '<del><span class="hidden">Deleted: </span>{}</del>',
    },
    "feed": {"insert": "<ins>{}</ins>", "delete": "<del>{}</del>"},
}
SNIPPET_FORMATS = {"found": "<mark>{}</mark>", "cut": " … "}


@register.filter
def render_changes(changes, medium: str = "page") -> str:
    """Renders the pieces of a comparison with <ins> and <del>. Hidden words name each for readers who see no colors. A
    "feed" has no style sheet: its line breaks are <br>, and it has no hidden words."""
    formats, spell = CHANGE_FORMATS[medium], linebreaksbr if medium == "feed" else str
    return join_formatted((formats.get(change.op, "{}"), spell(change.text)) for change in changes)


@register.filter
def render_snippet(pieces) -> str:
    """Renders a passage of a search result: matching words in <mark>, " … " where text is left out."""
    return join_formatted((SNIPPET_FORMATS.get(piece.kind, "{}"), piece.text) for piece in pieces)


@register.filter
def render_span(span) -> str:
    """Renders a piece of a source text, in <mark> if a record cites it."""
    return format_html("<mark>{}</mark>", span.text) if span.is_marked else span.text


def join_formatted(pairs) -> str:
    return format_html_join("", "{}", ((format_html(form, text),) for form, text in pairs))
