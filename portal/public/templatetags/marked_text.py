"""Template filters that mark words in a text. In a template, the white space between the parts would show."""

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
    """The pieces of a comparison with <ins> and <del>, each named for those who do not see the colors. In a "feed",
    whose readers have no style sheet, line breaks are <br> and no words are hidden."""
    formats, spell = CHANGE_FORMATS[medium], linebreaksbr if medium == "feed" else str
    return join_formatted((formats.get(change.op, "{}"), spell(change.text)) for change in changes)


@register.filter
def render_snippet(pieces) -> str:
    """A passage of a search result: words that match in <mark>, " … " where text is left out."""
    return join_formatted((SNIPPET_FORMATS.get(piece.kind, "{}"), piece.text) for piece in pieces)


@register.filter
def render_span(span) -> str:
    """A piece of a source text, in <mark> where something was read from it."""
    return format_html("<mark>{}</mark>", span.text) if span.is_marked else span.text


def join_formatted(pairs) -> str:
    return format_html_join("", "{}", ((format_html(form, text),) for form, text in pairs))
