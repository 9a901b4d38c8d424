"""Renders the Markdown that staff write as safe HTML, and the machine-readable data of a page as a script element. No
other module marks HTML as safe."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from portal.lib import markdown
from portal.lib.markdown import LINK_SCHEMES, LOST_NOTE, get_inline_text, get_link_target, get_url_scheme, is_lost_link

_ALIGNMENT = re.compile(r"text-align:(left|center|right)")
_CELL_CLASSES = {f"align-{side}" for side in ("left", "center", "right")}
# The parser writes nothing else. This list is a second safeguard, in case that changes.
_ALLOWED: dict[str, Any] = {
    "tags": set(
        "h1 h2 h3 h4 h5 h6 p br hr ul ol li blockquote pre code em strong a img div span"
        " table thead tbody tr th td".split()
    ),
    "attributes": {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}},
    "tag_attribute_values": {
        "div": {"class": {"scroll"}, "tabindex": {"0"}, "role": {"group"}, "aria-label": {"Table"}},
        "span": {"class": {"lost", "lost-note"}},
        "th": {"scope": {"col"}, "class": _CELL_CLASSES},
        "td": {"class": _CELL_CLASSES},
    },
    "url_schemes": set(LINK_SCHEMES),
    "link_rel": "noopener noreferrer",
}
_CLEANER = nh3.Cleaner(**_ALLOWED, url_relative="pass_through")

_SCROLL_OPEN = Token(
    "scroll_open",
    "div",
    1,
    attrs={"class": "scroll", "tabindex": "0", "role": "group", "aria-label": "Table"},
    block=True,
)
_SCROLL_CLOSE = Token("scroll_close", "div", -1, block=True)
_LOST_OPEN = Token("lost_open", "span", 1, attrs={"class": "lost"})
_LOST_CLOSE = (
    Token("lost_close", "span", -1),
    Token("text", "", 0, content=" "),
    Token("note_open", "span", 1, attrs={"class": "lost-note"}),
    Token("text", "", 0, content=f"({LOST_NOTE})"),
    Token("note_close", "span", -1),
)


def render_markdown(text: str, heading_level: int = 2) -> SafeString:
    """Returns the HTML of a text, for pages and previews. It is safe for any text.

    `#` becomes a heading of `heading_level` (1 to 6, or ValueError), `##` the next level, and no level is below h6.
    Nothing is loaded from another host: an image on another host becomes a link to it.
    """
    if not 1 <= heading_level <= 6:
        raise ValueError(f"A heading level is 1 to 6, not {heading_level}.")
    return _render_cached(text, heading_level)


@lru_cache(maxsize=256)
def _render_cached(text: str, heading_level: int) -> SafeString:
    return _sanitize_tokens(list(_transform_tokens(markdown.parse_markdown(text), heading_level)))


def render_inline_markdown(text: str) -> SafeString:
    """Returns the HTML of one line of text without block elements, for use in a heading or a table cell."""
    return _sanitize_tokens(
        list(_transform_tokens(markdown.PARSER.parseInline(markdown.replace_surrogates(text)), heading_level=1))
    )


def make_links_absolute(html: SafeString, address: str) -> SafeString:
    """Returns the HTML for readers who see it outside its page, such as in a feed. Relative links and images, such as
    #point-1, become absolute, with the complete `address` as their base."""
    return mark_safe(nh3.clean(html, **_ALLOWED, url_relative=("rewrite_with_base", address)))


_VERBATIM = re.compile(r"(<pre\b.*?</pre>|<textarea\b.*?</textarea>)", re.DOTALL)
_WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")
_BESIDE_BLOCK = re.compile(
    r" ?(</?(?:p|h[1-6]|[duo]l|li|d[dt]|br|hr|div|table|thead|tbody|tr|t[hd]|blockquote|pre)\b[^>]*>) ?"
)


def collapse_white_space(html: str) -> str:
    """Returns the HTML without the indentation of its template. The content of <pre> and <textarea> does not change."""
    parts = _VERBATIM.split(html)
    parts[::2] = [_BESIDE_BLOCK.sub(r"\1", _WHITE_SPACE.sub(" ", part)) for part in parts[::2]]
    return "".join(parts).strip()


_SCRIPT_ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


def render_script_json(data: dict) -> SafeString:
    """Returns the JSON for <script type="application/ld+json">, which a browser reads and never runs.

    Inside <script> there are no entities, so HTML escapes would break the JSON. Characters that could end the element
    or begin a comment are written with JSON's own escapes instead, as Django's json_script does (its filter writes
    another type)."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_SCRIPT_ESCAPES))


def _sanitize_tokens(tokens: list[Token]) -> SafeString:
    return mark_safe(_CLEANER.clean(markdown.PARSER.renderer.render(tokens, markdown.PARSER.options, {})))


def _transform_tokens(tokens: list[Token], heading_level: int) -> Iterator[Token]:
    """Yields the parser's tokens with the headings, tables, links and images of the portal."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1:]) + heading_level - 1)}"
        elif token.type in ("th_open", "td_open"):
            _style_cell(token)
        elif token.type == "inline":
            token.children = list(_transform_inline_tokens(token.children or []))
        if token.type == "table_open":
            yield _SCROLL_OPEN
        yield token
        if token.type == "table_close":
            yield _SCROLL_CLOSE


def _style_cell(token: Token) -> None:
    """Replaces the style attribute by a class, because the content security policy refuses style attributes."""
    alignment = _ALIGNMENT.fullmatch(str(token.attrs.pop("style", "")))
    if token.tag == "th":
        token.attrSet("scope", "col")
    if alignment:
        token.attrSet("class", f"align-{alignment[1]}")


def _transform_inline_tokens(children: list[Token]) -> Iterator[Token]:
    # In the parser, an address in <> opens a link within a link, which HTML does not allow.
    open_links: list[Token] = []
    for token in children:
        if token.type == "link_open":
            open_links.append(token)
            if len(open_links) == 1:
                yield _LOST_OPEN if is_lost_link(token) else token
        elif token.type == "link_close":
            opening = open_links.pop()
            if not open_links:
                yield from _LOST_CLOSE if is_lost_link(opening) else [token]
        elif token.type == "image":
            yield from _transform_image(token, is_in_link=bool(open_links))
        else:
            yield token


def _transform_image(token: Token, *, is_in_link: bool) -> list[Token]:
    alt, source = get_inline_text(token.children or []), get_link_target(token)
    # "//host/picture" has no scheme, but it comes from another host.
    if not get_url_scheme(source) and not source.startswith("//"):
        return [token]
    words = Token("text", "", 0, content=alt)
    if is_in_link:
        return [words]
    if is_lost_link(token):
        return [_LOST_OPEN, words, *_LOST_CLOSE]
    words.content = alt or source
    return [Token("link_open", "a", 1, attrs={"href": source}), words, Token("link_close", "a", -1)]
