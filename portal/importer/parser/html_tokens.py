"""Splits a web page into tags and text, in the order of the page and in linear time for any input.

Follows the WHATWG HTML Living Standard, section 13.2.5 (tokenization), as far as text needs it: an unclosed tag,
comment or script extends to the end of the page. It builds no tree, because every library that builds one (html5ever,
lexbor, libxml2) takes quadratic time for some pages. The look-ahead scans of html.parser do, too."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Literal, NamedTuple

TAG_PATTERN = re.compile(r"<(/?)([a-zA-Z][^ \t\n\r\f/>]*+)")
ATTRIBUTE_PATTERN = re.compile(
    r"[ \t\n\r\f/]*+([^ \t\n\r\f/>][^ \t\n\r\f/>=]*+)?+"
    r"(?:[ \t\n\r\f]*+=[ \t\n\r\f]*+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^ \t\n\r\f>]*+)))?+"
)
COMMENT_END_PATTERN = re.compile(r"--!?>")
LONG_REFERENCE_PATTERN = re.compile(r"&#[0-9]{8,}+;?")
RAW_TEXT_ENDS = {
    name: re.compile(rf"</{name}(?=[ \t\n\r\f/>])", re.IGNORECASE)
    for name in ("script", "style", "iframe", "noembed", "noframes", "noscript", "xmp", "textarea", "title")
}
"""Elements whose content is text up to their own end tag."""


class HtmlToken(NamedTuple):
    """`words` is the text, or the name of the tag in lower case; names of attributes are in lower case as well."""

    kind: Literal["text", "start", "end"]
    words: str
    attributes: dict[str, str] = {}


def list_html_tokens(page: str) -> Iterator[HtmlToken]:
    place = 0
    while place < len(page):
        tag = TAG_PATTERN.match(page, place)
        if tag:
            attributes, place = read_attributes(page, tag.end())
            name = tag[2].lower()
            if place > len(page):
                return
            yield HtmlToken("end" if tag[1] else "start", name, attributes)
            if name in RAW_TEXT_ENDS and not tag[1]:
                end = RAW_TEXT_ENDS[name].search(page, place)
                text, place = page[place : end.start() if end else len(page)], end.start() if end else len(page)
                yield HtmlToken("text", unescape_references(text) if name in ("textarea", "title") else text)
        elif page.startswith(("<!", "<?", "</"), place) and place + 2 < len(page):
            place = find_comment_end(page, place)
        else:
            end = page.find("<", place + 1)
            text, place = page[place : end if end > 0 else len(page)], end if end > 0 else len(page)
            yield HtmlToken("text", unescape_references(text))


def read_attributes(page: str, place: int) -> tuple[dict[str, str], int]:
    """Returns the attributes up to the end of the tag, and the place after it, which is beyond the page for an unclosed
    tag."""
    attributes: dict[str, str] = {}
    while place < len(page) and page[place] != ">":
        match = ATTRIBUTE_PATTERN.match(page, place)
        place = match.end()
        if match[1]:
            value = next((group for group in match.groups()[1:] if group is not None), "")
            attributes.setdefault(match[1].lower(), unescape_references(value))
    return attributes, place + 1


def find_comment_end(page: str, place: int) -> int:
    """Returns the end of what begins with “<!”, “<?” or “</” and is not a tag: a comment, a document type, an
    instruction."""
    if page.startswith(("<!-->", "<!--->"), place):
        return page.index(">", place) + 1
    if page.startswith("<!--", place):
        match = COMMENT_END_PATTERN.search(page, place + 4)
        return match.end() if match else len(page)
    end = page.find(">", place)
    return end + 1 if end >= 0 else len(page)


def unescape_references(words: str) -> str:
    """Replaces character references by characters. int() refuses a number of thousands of digits, which names no
    character."""
    return unescape(LONG_REFERENCE_PATTERN.sub("\N{REPLACEMENT CHARACTER}", words))
