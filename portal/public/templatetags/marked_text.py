"""Template filters that mark words in a text. In a template, the white space between the parts would show."""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join

register = template.Library()

PAGE_FORMATS = {
    "insert": '<ins><span class="hidden">Inserted: </span>{}</ins>',
    "delete": '<del><span class="hidden">Deleted: </span>{}</del>',
}
FEED_FORMATS = {"insert": "<ins>{}</ins>", "delete": "<del>{}</del>"}
SNIPPET_FORMATS = {"found": "<mark>{}</mark>", "cut": " … "}


@register.filter
def render_changes(changes) -> str:
    """The pieces of a comparison with <ins> and <del>, each named for those who do not see the colors."""
    return join_formatted((PAGE_FORMATS.get(change.op, "{}"), change.text) for change in changes)


@register.filter
def render_feed_changes(changes) -> str:
    """The same for feeds, whose readers have no style sheet: line breaks as <br>, no hidden words."""
    return join_formatted((FEED_FORMATS.get(change.op, "{}"), linebreaksbr(change.text)) for change in changes)


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
