"""Template filters that format data of the canonical document: days, moments, codes, Markdown."""

import re
from datetime import date, datetime

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html

from portal.attachments.file_names import build_file_name
from portal.attachments.validators.file_kinds import EXTENSIONS
from portal.lib import dates, grammar, html, markdown
from portal.lib.heading_ids import BODY_SCOPE
from portal.lib.languages import (
    PAGE_LANGUAGE,
    get_language_attributes,
    get_language_name,
    has_right_to_left_letters,
    isolate_number_groups,
)
from portal.public.templatetags.marked_text import isolate_numbers
from portal.records import document_keys, point_standing
from portal.records.admin_urls import get_edition_admin_url, get_record_admin_url
from portal.records.querysets import Standing

register = template.Library()

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>&!~|#])")


@register.simple_tag
def record_url(record, page: str, **parts) -> str:
    """Returns the URL of a page of a record, like `Record.url`: {% record_url record "edition" number=3 %}."""
    return record.url(page, **parts)


@register.filter
def get_edition_desk_url(edition) -> str:
    return get_edition_admin_url(edition)


@register.filter
def get_record_desk_url(record) -> str:
    return get_record_admin_url(record)


@register.filter
def long_date(value) -> str:
    """Formats a date, a moment (as its day in the state) or the ISO form of either as June 5, 2020. No value: empty."""
    if not value:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return dates.format_day(dates.get_local_date(value) if isinstance(value, datetime) else value)


@register.filter
def iso_date(value) -> str:
    """Formats the day as 2020-06-05, for <time datetime> and URLs."""
    return dates.get_local_date(value).isoformat() if isinstance(value, datetime) else str(value or "")[:10]


@register.filter
def local_date(moment: datetime) -> date:
    """Returns the day in the state's time zone, for comparisons."""
    return dates.get_local_date(moment)


@register.filter
def get_unconfirmed_since(edition, on: date) -> date | None:
    return edition.get_unconfirmed_since(on)


@register.filter
def format_fact(fact) -> str:
    """Formats a fact of a comparison for readers: an ISO day spelled out, a list in one line."""
    if isinstance(fact, list):
        return "; ".join(fact)
    return long_date(fact) if fact and ISO_DAY.fullmatch(fact) else fact or ""


@register.filter
def format_standing(standing: str) -> str:
    """Formats a standing in words: in_effect becomes In effect."""
    return Standing(standing).label


@register.filter
def format_code(code: str) -> str:
    """Formats a stored code as words: by_appointment becomes By appointment."""
    return str(code).replace("_", " ").capitalize() if code else ""


register.filter("get_language_name", get_language_name)


@register.simple_tag
def language_attributes(language: str | None) -> str:
    """Returns the attributes `lang` and `dir` of an element with a text in this language, if it is not the language of
    the page: <div {% language_attributes document.edition.language %}>."""
    return flatatt(get_language_attributes(language))


@register.filter
def mark_language(text: str, language: str | None) -> str:
    """Marks words within a line, such as a title in a list, as words in this language. <bdi> keeps words from right to
    left together."""
    attributes = get_language_attributes(language) if text else {}
    return format_html("<bdi{}>{}</bdi>", flatatt(attributes), isolate_numbers(text)) if attributes else text


@register.filter
def mark_registered_title(entry) -> str:
    """Marks the language of the title of a register entry, which ends with the number of the version in English."""
    title, separator, number = entry.title.rpartition(", version ")
    if not separator:
        return mark_language(entry.title, entry.language)
    return format_html("{}{}{}", mark_language(title, entry.language), separator, number)


register.filter("isolate_numbers", isolate_numbers)


@register.filter
def isolate_direction(text: str) -> str:
    """Keeps words from right to left together, such as a note that may be in any language."""
    return format_html("<bdi>{}</bdi>", isolate_numbers(text)) if has_right_to_left_letters(text) else text


@register.filter
def mark_cited_title(citation: str, edition: dict) -> str:
    """Marks the language of the title in a citation of this edition of a document. A draft may have no title yet."""
    if not edition["title"]:
        return citation
    before, title, after = citation.partition(isolate_number_groups(edition["title"]))
    return format_html("{}{}{}", before, mark_language(title, edition["language"]), after)


@register.simple_tag
def render_markdown(text: str, heading_level: int = 2, *, scope: str = "", language: str | None = None):
    """Renders Markdown as safe HTML. With a `scope`, the headings have ids. `language` is that of the element around
    the HTML."""
    return html.render_markdown(text, heading_level, scope=scope, language=language or PAGE_LANGUAGE)


@register.simple_tag
def render_body(document: dict, heading_level: int = 2, *, scope: str = BODY_SCOPE):
    """Renders the body of a document as two parts: before and after the place of the points. The dateline begins the
    first part."""
    facts = document["edition"]
    before, after = markdown.split_at_points(facts["body"])
    parts = (before and prepend_dateline(before, document), after)
    return html.render_markdown_parts(parts, heading_level, scope=scope, language=facts.get("language", PAGE_LANGUAGE))


@register.filter
def make_links_absolute(text, address: str):
    """Makes the links in rendered Markdown absolute, for feeds."""
    return html.make_links_absolute(text, address)


@register.filter
def render_inline_markdown(text: str, language: str = PAGE_LANGUAGE):
    return html.render_inline_markdown(text, language=language)


@register.filter
def render_script_json(data: dict):
    """Renders JSON for a script element that holds data."""
    return html.render_script_json(data)


def prepend_dateline(body: str, document: dict) -> str:
    """Prepends the dateline to the body's Markdown, if the document states one."""
    if not (place := document_keys.get_dateline(document)):
        return body
    dateline = "({}) –".format(MARKDOWN_SPECIAL.sub(r"\\\1", place))
    # If the body begins with a heading, a list or a quotation, the dateline is a paragraph of its own.
    return f"{dateline} {body}" if body[:1].isalpha() or body[:1] in "“‘\"'(" else f"{dateline}\n\n{body}"


@register.filter
def get_item(mapping: dict, key):
    """Returns the value of a key that is itself a variable, or None if it is missing."""
    return mapping.get(key)


for function in (grammar.format_count, grammar.format_noun, grammar.pluralize_noun, grammar.add_article):
    register.filter(function)


@register.filter
def format_last_day(value) -> str:
    """Formats the end of a half-open span as its last day, the day before."""
    return long_date(dates.get_last_day(date.fromisoformat(value) if isinstance(value, str) else value))


@register.filter
def get_file_name(attachment) -> str:
    """Returns the name of an attachment's file in a download. The attachment is a row or a part of a document."""
    if not isinstance(attachment, dict):
        return attachment.file_name
    return build_file_name(attachment["title"], attachment["media_type"])


@register.filter
def format_file_type(media_type: str) -> str:
    """Formats a media type as PDF, DOCX and so on."""
    return EXTENSIONS[media_type].upper()


register.filter("get_point_subject", document_keys.get_point_subject)
register.filter("get_point_status", document_keys.get_point_status)
register.filter("get_point_standing", point_standing.get_point_standing)
register.filter("format_point_standing", point_standing.format_point_standing)
register.filter("split_ended_points", point_standing.split_ended_points)
register.filter("list_point_notes", document_keys.list_point_notes)
register.filter("list_header_facts", document_keys.list_header_facts)
register.filter("list_closing_templates", document_keys.list_closing_templates)
register.filter("get_eyebrow", document_keys.get_eyebrow)


@register.filter
def list_printed_templates(document: dict) -> list[str]:
    """Lists the templates of what follows the text on paper."""
    return document_keys.list_closing_templates(document, is_printed=True)
