"""Changes the parser's tokens to the headings, lists, tables, links and images of the portal. `portal.lib.html` renders
them."""

import re
from collections.abc import Iterator

from markdown_it.token import Token

from portal.lib.heading_ids import HeadingIds
from portal.lib.languages import find_direction, split_number_groups
from portal.lib.markdown import LOST_NOTE, get_inline_text, get_link_target, get_url_scheme, is_lost_link

WIDE_TABLE = 6
"""A table with more columns has smaller type on paper."""
MAX_DIGITS = 3
"""Numbers of list items with more digits need more room than the margin of the list has."""
_BLOCK_TAGS = frozenset("p li th td h1 h2 h3 h4 h5 h6".split())
_ALIGNMENT = re.compile(r"text-align:(left|center|right)")

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
_NUMBER_OPEN = Token("number_open", "bdi", 1, attrs={"dir": "ltr"})
_NUMBER_CLOSE = Token("number_close", "bdi", -1)


class MarkdownTransform:
    """Transforms the parts of one text. `direction` is that of the element around it."""

    def __init__(self, direction: str, heading_level: int = 1, heading_ids: HeadingIds | None = None) -> None:
        self.direction = direction
        self.heading_level = heading_level
        self.heading_ids = heading_ids

    def transform_blocks(self, tokens: list[Token]) -> Iterator[Token]:
        style_tables(tokens)
        number_items(tokens)
        opening: Token | None = None
        for token in tokens:
            if token.type in ("heading_open", "heading_close"):
                token.tag = f"h{min(6, int(token.tag[1:]) + self.heading_level - 1)}"
            elif token.type == "inline":
                self.transform_block_text(token, opening)
            # The paragraph of a list without blank lines is hidden: its item is the element around the words.
            if token.nesting == 1 and not token.hidden:
                opening = token
            if token.type == "table_open":
                yield _SCROLL_OPEN
            yield token
            if token.type == "table_close":
                yield _SCROLL_CLOSE

    def transform_block_text(self, token: Token, opening: Token | None) -> None:
        """Transforms the words of a block, and sets the id and the direction of the block."""
        words = get_inline_text(token.children or [])
        direction = find_direction(words) or self.direction
        if opening is not None:
            if direction != self.direction and opening.tag in _BLOCK_TAGS:
                opening.attrSet("dir", direction)
            if self.heading_ids and opening.type == "heading_open":
                opening.attrSet("id", self.heading_ids.add(words))
        children = transform_inline_tokens(token.children or [])
        has_numbers_to_isolate = "rtl" in (direction, self.direction)
        token.children = list(isolate_numbers(children) if has_numbers_to_isolate else children)


def number_items(tokens: list[Token]) -> None:
    """Shows the items of ordered lists with their numbers as written, and the parenthesis behind them."""
    open_lists: list[Token] = []
    next_numbers: list[int] = []
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            open_lists.append(token)
            next_numbers.append(int(token.attrs.get("start", 1)))
            if token.type == "ordered_list_open" and token.markup == ")":
                token.attrJoin("class", "parenthesis")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            open_lists.pop()
            next_numbers.pop()
        elif token.type == "list_item_open" and "number" in token.meta:
            number = token.meta["number"]
            if number != next_numbers[-1]:
                token.attrSet("value", str(number))
            next_numbers[-1] = number + 1
            if len(str(number)) > MAX_DIGITS and "long-numbers" not in str(open_lists[-1].attrs.get("class", "")):
                open_lists[-1].attrJoin("class", "long-numbers")


def style_tables(tokens: list[Token]) -> None:
    """Replaces style attributes by classes, because the content security policy refuses style attributes."""
    table: Token | None = None
    columns = 0
    for token in tokens:
        if token.type == "table_open":
            table, columns = token, 0
        elif token.type in ("th_open", "td_open"):
            alignment = _ALIGNMENT.fullmatch(str(token.attrs.pop("style", "")))
            if token.tag == "th":
                token.attrSet("scope", "col")
                columns += 1
            if alignment:
                token.attrSet("class", f"align-{alignment[1]}")
        elif token.type == "thead_close" and table is not None and columns > WIDE_TABLE:
            table.attrSet("class", "wide")


def isolate_numbers(children: Iterator[Token]) -> Iterator[Token]:
    """Yields the tokens with groups of digits, such as telephone numbers, in an element from left to right. Otherwise a
    text from right to left shows the last group first."""
    for token in children:
        if token.type != "text":
            yield token
            continue
        for words, is_number in split_number_groups(token.content):
            text = Token("text", "", 0, content=words)
            yield from (_NUMBER_OPEN, text, _NUMBER_CLOSE) if is_number else (text,)


def transform_inline_tokens(children: list[Token]) -> Iterator[Token]:
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
            yield from transform_image(token, is_in_link=bool(open_links))
        else:
            yield token


def transform_image(token: Token, *, is_in_link: bool) -> list[Token]:
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
