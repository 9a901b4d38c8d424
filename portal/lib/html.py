"""Renders the Markdown that staff write as safe HTML, and the machine-readable data of a page as a script element. No
other module marks HTML as safe."""

import json
import re
from functools import lru_cache
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from portal.lib import markdown
from portal.lib.heading_ids import HeadingIds
from portal.lib.languages import PAGE_LANGUAGE, get_direction
from portal.lib.markdown import LINK_SCHEMES
from portal.lib.markdown_transform import MarkdownTransform

_CELL_CLASSES = {f"align-{side}" for side in ("left", "center", "right")}
_DIRECTIONS = {"ltr", "rtl"}
# The parser writes nothing else. This list is a second safeguard, in case that changes.
_ALLOWED: dict[str, Any] = {
    "tags": set(
        "h1 h2 h3 h4 h5 h6 p br hr ul ol li blockquote pre code em strong a img div span bdi"
        " table thead tbody tr th td".split()
    ),
    "attributes": {
        "a": {"href", "title"},
        "img": {"src", "alt", "title"},
        "ol": {"start"},
        "li": {"value"},
        **{f"h{level}": {"id"} for level in range(1, 7)},
    },
    "tag_attribute_values": {
        "div": {"class": {"scroll"}, "tabindex": {"0"}, "role": {"group"}, "aria-label": {"Table"}},
        "span": {"class": {"lost", "lost-note"}},
        "ol": {"class": {"parenthesis", "long-numbers", "parenthesis long-numbers"}},
        "table": {"class": {"wide"}},
        "bdi": {"dir": {"ltr"}},
        "th": {"scope": {"col"}, "class": _CELL_CLASSES, "dir": _DIRECTIONS},
        "td": {"class": _CELL_CLASSES, "dir": _DIRECTIONS},
        "p": {"dir": _DIRECTIONS},
        "li": {"dir": _DIRECTIONS},
        **{f"h{level}": {"dir": _DIRECTIONS} for level in range(1, 7)},
    },
    "url_schemes": set(LINK_SCHEMES),
    "link_rel": "noopener noreferrer",
}
_CLEANER = nh3.Cleaner(**_ALLOWED, url_relative="pass_through")
# Entries of several texts can be on one page of a feed reader, so they have no ids.
_ALLOWED_ELSEWHERE = _ALLOWED | {"attributes": {tag: names - {"id"} for tag, names in _ALLOWED["attributes"].items()}}


def render_markdown(text: str, heading_level: int = 2, *, scope: str = "", language: str = PAGE_LANGUAGE) -> SafeString:
    """Returns the HTML of a text, for pages and previews. It is safe for any text.

    `#` becomes a heading of `heading_level` (1 to 6, or ValueError), `##` the next level, and no level is below h6.
    With a `scope` (see `HeadingIds`), headings have ids. `language` is that of the element around the HTML.
    Nothing is loaded from another host: an image on another host becomes a link to it.
    """
    return render_markdown_parts((text,), heading_level, scope=scope, language=language)[0]


def render_markdown_parts(
    texts: tuple[str, ...], heading_level: int = 2, *, scope: str = "", language: str = PAGE_LANGUAGE
) -> tuple[SafeString, ...]:
    """Does the same for the parts of one text, in which no id occurs twice."""
    if not 1 <= heading_level <= 6:
        raise ValueError(f"A heading level is 1 to 6, not {heading_level}.")
    return _render_cached(texts, heading_level, scope, get_direction(language))


@lru_cache(maxsize=256)
def _render_cached(texts: tuple[str, ...], heading_level: int, scope: str, direction: str) -> tuple[SafeString, ...]:
    transform = MarkdownTransform(direction, heading_level, HeadingIds(scope) if scope else None)
    return tuple(_sanitize_tokens(list(transform.transform_blocks(markdown.parse_markdown(text)))) for text in texts)


def render_inline_markdown(text: str, *, language: str = PAGE_LANGUAGE) -> SafeString:
    """Returns the HTML of one line of text without block elements, for use in a heading or a table cell."""
    tokens = markdown.PARSER.parseInline(markdown.replace_surrogates(text))
    return _sanitize_tokens(list(MarkdownTransform(get_direction(language)).transform_blocks(tokens)))


def make_links_absolute(html: SafeString, address: str) -> SafeString:
    """Returns the HTML for readers who see it outside its page, such as in a feed. Relative links and images, such as
    #point-1, become absolute, with the complete `address` as their base."""
    return mark_safe(nh3.clean(html, **_ALLOWED_ELSEWHERE, url_relative=("rewrite_with_base", address)))


def is_html(text: str) -> bool:
    """Whether the text is HTML that is safe, so that nothing in it is escaped again."""
    return isinstance(text, SafeString)


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
