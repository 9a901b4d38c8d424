"""What staff write in Markdown: its grammar, and what is plain in it: words, links, images and headings. The HTML of it
is made in portal.records.html."""

import re
from collections.abc import Iterator

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


class Parser(MarkdownIt):
    """CommonMark and tables. Raw HTML and links with other schemes stay the characters they are."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False})
        self.enable("table")
        # The parser compiles its rules at first use, and a second thread would meet them half compiled.
        self.render("compile")

    def validateLink(self, url: str) -> bool:
        return scheme_of(url) in LINK_SCHEMES | {LOST, ""}


PARSER = Parser()


def around_points(body: str) -> tuple[str, str]:
    """The body's Markdown before and after the place of the points."""
    before, _, after = f"\n{body}\n".partition(f"\n{POINTS_HERE}\n")
    return before.strip(), after.strip()


def plain(text: str, *, mark_lost: bool = False) -> str:
    """The words a reader sees, without markup.

    Blocks are separated by a blank line; list items and table rows are lines, with the item's mark and
    with tabs between cells; white space at a line break of the source is one space. A lost link is its
    words, with `mark_lost` followed by "[link not preserved]".
    """
    return "\n\n".join(_blocks(iter(parsed(text)), mark_lost))


def links(text: str) -> list[str]:
    """The targets of links and images in their order, percent-encoded; lost ones are left out."""
    tokens = (child for token in parsed(text) for child in token.children or [])
    targets = [target_of(token) for token in tokens if token.type in ("link_open", "image")]
    return [one for one in targets if scheme_of(one) != LOST]


def images(text: str) -> list[tuple[str, str]]:
    """The images in their order: the alternative text as plain words, and the target."""
    tokens = (child for token in parsed(text) for child in token.children or [])
    return [(words_of(token.children or []).strip(), target_of(token)) for token in tokens if token.type == "image"]


def headings(text: str) -> list[tuple[int, str]]:
    """The headings in their order: the level as written (`#` is 1) and the plain words."""
    tokens = parsed(text)
    return [
        (int(opening.tag[1:]), words_of(inline.children or []))
        for opening, inline in zip(tokens, tokens[1:], strict=False)
        if opening.type == "heading_open"
    ]


def parsed(text: str) -> list[Token]:
    return PARSER.parse(storable(text))


def storable(text: str) -> str:
    """JSON can smuggle in halves of characters, which no UTF-8 can hold; they are shown as unknown."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def scheme_of(url: str) -> str:
    """In lower case, "" of a relative address."""
    match = _SCHEME.match(url)
    return match[1].lower() if match else ""


def target_of(token: Token) -> str:
    return str(token.attrGet("src" if token.type == "image" else "href") or "")


def is_lost(token: Token) -> bool:
    return scheme_of(target_of(token)) == LOST


def _blocks(tokens: Iterator[Token], mark_lost: bool, until: str = "") -> list[str]:
    """The plain blocks up to the token `until`, which is consumed; a list inside an item follows its line."""
    blocks: list[str] = []
    for token in tokens:
        if token.type == until:
            break
        if token.type == "inline":
            blocks.append(words_of(token.children or [], mark_lost))
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
            rows[-1].append(words_of(token.children or [], mark_lost))
    return "\n".join("\t".join(cells) for cells in rows)


def words_of(children: list[Token], mark_lost: bool = False) -> str:
    """The plain words of inline tokens: a soft break is a space, a hard one a line."""
    words: list[str] = []
    open_links: list[Token] = []
    for token in children:
        if token.type in ("text", "text_special", "code_inline"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" " if token.type == "softbreak" else "\n")
        elif token.type == "image":
            words.append(words_of(token.children or [], mark_lost))
            open_links.append(token)
        elif token.type == "link_open":
            open_links.append(token)
        if token.type in ("image", "link_close") and is_lost(open_links.pop()) and mark_lost:
            words.append(f" [{LOST_NOTE}]")
    return "".join(words)
