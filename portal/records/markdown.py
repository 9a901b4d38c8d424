"""What staff write in Markdown, as safe HTML, plain words, links and headings; no other module marks HTML safe.
The data of a page for machines is written here too, for the same reason."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
LOST = "lost"
"""The scheme of `[HERE](lost:)`: a link whose target the source document did not preserve."""
LOST_NOTE = "link not preserved"
POINTS_HERE = "{points}"
"""A line of its own in a body, at the place where the points are read; without it they follow the body."""

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ALIGNMENT = re.compile(r"text-align:(left|center|right)")
_CELL_CLASSES = {f"align-{side}" for side in ("left", "center", "right")}
# The parser writes nothing else; this list is the second lock, for the day when it does.
_ALLOWED = {
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


class _Parser(MarkdownIt):
    """CommonMark and tables. Raw HTML and links with other schemes stay the characters they are."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False})
        self.enable("table")
        # The parser compiles its rules at first use, and a second thread would meet them half compiled.
        self.render("compile")

    def validateLink(self, url: str) -> bool:
        return _scheme(url) in LINK_SCHEMES | {LOST, ""}


_PARSER = _Parser()


def around_points(body: str) -> tuple[str, str]:
    """The body's Markdown before and after the place of the points."""
    before, _, after = f"\n{body}\n".partition(f"\n{POINTS_HERE}\n")
    return before.strip(), after.strip()


def render(text: str, heading_level: int = 2) -> SafeString:
    """The HTML of a text, for page and preview alike; any text is harmless.

    `#` becomes a heading of `heading_level` (1 to 6, or ValueError), `##` the next, none deeper than h6.
    Nothing is loaded from another host: an image from there becomes a link to it.
    """
    if not 1 <= heading_level <= 6:
        raise ValueError(f"A heading level is 1 to 6, not {heading_level}.")
    return _rendered(text, heading_level)


@lru_cache(maxsize=256)
def _rendered(text: str, heading_level: int) -> SafeString:
    return _safe(list(_arranged(_parsed(text), heading_level)))


def render_inline(text: str) -> SafeString:
    """The HTML of a text of one line, as it stands inside a heading or a table cell: no block element."""
    return _safe(list(_arranged(_PARSER.parseInline(_storable(text)), heading_level=1)))


def based(html: SafeString, address: str) -> SafeString:
    """The same HTML for readers elsewhere, who have it without its page: links and images that say only a part of
    their address, such as #point-1, are taken from the complete `address`."""
    return mark_safe(nh3.clean(html, **_ALLOWED, url_relative=("rewrite_with_base", address)))


def plain(text: str, *, mark_lost: bool = False) -> str:
    """The words a reader sees, without markup.

    Blocks are separated by a blank line; list items and table rows are lines, with the item's mark and
    with tabs between cells; white space at a line break of the source is one space. A lost link is its
    words, with `mark_lost` followed by "[link not preserved]".
    """
    return "\n\n".join(_blocks(iter(_parsed(text)), mark_lost))


def links(text: str) -> list[str]:
    """The targets of links and images in their order, percent-encoded; lost ones are left out."""
    tokens = (child for token in _parsed(text) for child in token.children or [])
    targets = [_target(token) for token in tokens if token.type in ("link_open", "image")]
    return [target for target in targets if _scheme(target) != LOST]


def images(text: str) -> list[tuple[str, str]]:
    """The images in their order: the alternative text as plain words, and the target."""
    tokens = (child for token in _parsed(text) for child in token.children or [])
    return [(_words(token.children or []).strip(), _target(token)) for token in tokens if token.type == "image"]


def headings(text: str) -> list[tuple[int, str]]:
    """The headings in their order: the level as written (`#` is 1) and the plain words."""
    tokens = _parsed(text)
    return [
        (int(opening.tag[1:]), _words(inline.children or []))
        for opening, inline in zip(tokens, tokens[1:], strict=False)
        if opening.type == "heading_open"
    ]


_IN_SCRIPT = {ord(one): f"\\u{ord(one):04X}" for one in "<>&\u2028\u2029"}


def script_data(data: dict) -> SafeString:
    """The JSON of a <script type="application/ld+json">, which a browser reads and never runs.

    Inside <script> there are no entities, so escaping quotes as HTML would break the JSON; what could end the element
    or begin a comment is spelled with JSON's own escapes instead, as Django's json_script does (its filter writes
    another type)."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_IN_SCRIPT))


def _parsed(text: str) -> list[Token]:
    return _PARSER.parse(_storable(text))


def _storable(text: str) -> str:
    """JSON can smuggle in halves of characters, which no UTF-8 can hold; they are shown as unknown."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def _safe(tokens: list[Token]) -> SafeString:
    return mark_safe(_CLEANER.clean(_PARSER.renderer.render(tokens, _PARSER.options, {})))


def _scheme(url: str) -> str:
    """In lower case, "" of a relative address."""
    match = _SCHEME.match(url)
    return match[1].lower() if match else ""


def _target(token: Token) -> str:
    return str(token.attrGet("src" if token.type == "image" else "href") or "")


def _arranged(tokens: list[Token], heading_level: int) -> Iterator[Token]:
    """The parser's tokens with our headings, tables, links and images."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1:]) + heading_level - 1)}"
        elif token.type in ("th_open", "td_open"):
            _dress_cell(token)
        elif token.type == "inline":
            token.children = list(_arranged_inline(token.children or []))
        if token.type == "table_open":
            yield _SCROLL_OPEN
        yield token
        if token.type == "table_close":
            yield _SCROLL_CLOSE


def _dress_cell(token: Token) -> None:
    """Alignment as a class, because the content security policy refuses style attributes."""
    alignment = _ALIGNMENT.fullmatch(str(token.attrs.pop("style", "")))
    if token.tag == "th":
        token.attrSet("scope", "col")
    if alignment:
        token.attrSet("class", f"align-{alignment[1]}")


def _arranged_inline(children: list[Token]) -> Iterator[Token]:
    # The parser lets an address in <> open a link within a link; HTML knows no such thing.
    open_links: list[Token] = []
    for token in children:
        if token.type == "link_open":
            open_links.append(token)
            if len(open_links) == 1:
                yield _LOST_OPEN if _is_lost(token) else token
        elif token.type == "link_close":
            opening = open_links.pop()
            if not open_links:
                yield from _LOST_CLOSE if _is_lost(opening) else [token]
        elif token.type == "image":
            yield from _arranged_image(token, is_in_link=bool(open_links))
        else:
            yield token


def _arranged_image(token: Token, *, is_in_link: bool) -> list[Token]:
    alt, source = _words(token.children or []), _target(token)
    # "//host/picture" is relative by the letter and comes from another host.
    if not _scheme(source) and not source.startswith("//"):
        return [token]
    words = Token("text", "", 0, content=alt)
    if is_in_link:
        return [words]
    if _is_lost(token):
        return [_LOST_OPEN, words, *_LOST_CLOSE]
    words.content = alt or source
    return [Token("link_open", "a", 1, attrs={"href": source}), words, Token("link_close", "a", -1)]


def _is_lost(token: Token) -> bool:
    return _scheme(_target(token)) == LOST


def _blocks(tokens: Iterator[Token], mark_lost: bool, until: str = "") -> list[str]:
    """The plain blocks up to the token `until`, which is consumed; a list inside an item follows its line."""
    blocks: list[str] = []
    for token in tokens:
        if token.type == until:
            break
        if token.type == "inline":
            blocks.append(_words(token.children or [], mark_lost))
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip("\n"))
        elif token.type == "table_open":
            blocks.append(_rows(tokens, mark_lost))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            items = _items(tokens, token, mark_lost)
            if until == "list_item_close" and blocks:
                blocks[-1] += "\n" + items
            else:
                blocks.append(items)
    return [block for block in blocks if block]


def _items(tokens: Iterator[Token], opening: Token, mark_lost: bool) -> str:
    """The items of one list, a line each, later lines of an item indented by its mark."""
    lines = []
    number = int(opening.attrs.get("start", 1))
    for token in tokens:
        if token.type == opening.type.replace("_open", "_close"):
            break
        mark = f"{number}. " if opening.type == "ordered_list_open" else "- "
        body = "\n\n".join(_blocks(tokens, mark_lost, until="list_item_close"))
        lines.append((mark + re.sub(r"\n(?=[^\n])", "\n" + " " * len(mark), body)).rstrip())
        number += 1
    return "\n".join(lines)


def _rows(tokens: Iterator[Token], mark_lost: bool) -> str:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_words(token.children or [], mark_lost))
    return "\n".join("\t".join(cells) for cells in rows)


def _words(children: list[Token], mark_lost: bool = False) -> str:
    """The plain words of inline tokens: a soft break is a space, a hard one a line."""
    words: list[str] = []
    open_links: list[Token] = []
    for token in children:
        if token.type in ("text", "text_special", "code_inline"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" " if token.type == "softbreak" else "\n")
        elif token.type == "image":
            words.append(_words(token.children or [], mark_lost))
            open_links.append(token)
        elif token.type == "link_open":
            open_links.append(token)
        if token.type in ("image", "link_close") and _is_lost(open_links.pop()) and mark_lost:
            words.append(f" [{LOST_NOTE}]")
    return "".join(words)
