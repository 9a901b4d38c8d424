"""The Markdown that staff write: its grammar, and its plain words, links, images and headings. `portal.lib.html`
renders it as HTML."""

import re
from collections.abc import Callable, Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.token import Token

LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
LOST_SCHEME = "lost"
"""The scheme of `[HERE](lost:)`: a link whose target the source document did not preserve."""
LOST_NOTE = "link not preserved"
POINTS_PLACEHOLDER = "{points}"
"""A line of its own in a body that marks where the points appear. Without it, they follow the body."""

MAX_LEVEL = 40
"""Level of nesting from which the marks of lists and quotations are plain characters. A list takes two levels, a
quotation one."""

_SCHEME_PATTERN = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SURROGATE_PATTERN = re.compile("[\ud800-\udfff]")


BlockRule = Callable[[StateBlock, int, int, bool], bool]


def limit_level(rule: BlockRule) -> BlockRule:
    """Returns a rule of the parser that applies only above `MAX_LEVEL`."""
    return lambda state, start, end, silent: state.level < MAX_LEVEL and rule(state, start, end, silent)


class MarkdownParser(MarkdownIt):
    """Parser for CommonMark and tables. Raw HTML and links with other schemes remain plain characters."""

    def __init__(self) -> None:
        # At its own limit the parser would leave out the rest of the text.
        super().__init__("commonmark", {"html": False, "maxNesting": 2 * MAX_LEVEL})
        self.enable("table")
        interrupted = ["paragraph", "reference", "blockquote"]
        self.block.ruler.at("list", limit_level(list_block), {"alt": interrupted})
        self.block.ruler.at("blockquote", limit_level(blockquote), {"alt": [*interrupted, "list"]})
        # The parser compiles its rules at first use; compiling them here keeps a second thread from a partial set.
        self.render("compile")

    def validateLink(self, url: str) -> bool:
        return get_url_scheme(url) in LINK_SCHEMES | {LOST_SCHEME, ""}


PARSER = MarkdownParser()


def split_at_points(body: str) -> tuple[str, str]:
    """Returns the Markdown of the body before and after the place of the points."""
    before, _, after = f"\n{body}\n".partition(f"\n{POINTS_PLACEHOLDER}\n")
    return before.strip(), after.strip()


def strip_markdown(text: str, *, mark_lost: bool = False) -> str:
    """Returns the words that a reader sees, without markup.

    A blank line separates blocks. List items keep their marks, one item on a line; table rows are lines with tabs
    between the cells; a line break of the source becomes one space. A lost link becomes its words, followed by
    "[link not preserved]" with `mark_lost`.
    """
    return "\n\n".join(_render_blocks(iter(parse_markdown(text)), mark_lost))


def find_links(text: str) -> list[str]:
    """Returns the targets of links and images in order, percent-encoded and without lost links."""
    tokens = (child for token in parse_markdown(text) for child in token.children or [])
    targets = [get_link_target(token) for token in tokens if token.type in ("link_open", "image")]
    return [target for target in targets if get_url_scheme(target) != LOST_SCHEME]


def find_images(text: str) -> list[tuple[str, str]]:
    """Returns the images in order: the alternative text as plain words, and the target."""
    tokens = (child for token in parse_markdown(text) for child in token.children or [])
    return [
        (get_inline_text(token.children or []).strip(), get_link_target(token))
        for token in tokens
        if token.type == "image"
    ]


def find_headings(text: str) -> list[tuple[int, str]]:
    """Returns the headings in order: the level as written (`#` is 1) and the plain words."""
    tokens = parse_markdown(text)
    return [
        (int(opening.tag[1:]), get_inline_text(inline.children or []))
        for opening, inline in zip(tokens, tokens[1:], strict=False)
        if opening.type == "heading_open"
    ]


def parse_markdown(text: str) -> list[Token]:
    tokens = PARSER.parse(replace_surrogates(text))
    _number_list_items(tokens)
    return tokens


def _number_list_items(tokens: list[Token]) -> None:
    """Sets `meta["number"]` of the items of ordered lists to the number as written. CommonMark counts up from the first
    number, so a source with items 3 and 7 would show 3 and 4. The same number at every item leaves counting to the
    list, as usual in Markdown."""
    open_lists: list[list[Token]] = []
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            open_lists.append([])
        elif token.type == "list_item_open":
            open_lists[-1].append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            items = open_lists.pop()
            if token.type == "bullet_list_close":
                continue
            written = [int(item.info) for item in items]
            is_counted = len(set(written)) == 1
            for place, item in enumerate(items):
                item.meta["number"] = written[0] + place if is_counted else written[place]


def replace_surrogates(text: str) -> str:
    """Replaces lone surrogates, which JSON can contain and UTF-8 cannot encode, by U+FFFD."""
    return _SURROGATE_PATTERN.sub("\N{REPLACEMENT CHARACTER}", text)


def get_url_scheme(url: str) -> str:
    """Returns the scheme in lower case, or "" for a relative address."""
    match = _SCHEME_PATTERN.match(url)
    return match[1].lower() if match else ""


def get_link_target(token: Token) -> str:
    return str(token.attrGet("src" if token.type == "image" else "href") or "")


def is_lost_link(token: Token) -> bool:
    return get_url_scheme(get_link_target(token)) == LOST_SCHEME


def _render_blocks(tokens: Iterator[Token], mark_lost: bool, until: str = "") -> list[str]:
    """Returns the plain blocks up to the token `until`, which is consumed. A list inside an item follows its line."""
    blocks: list[str] = []
    for token in tokens:
        if token.type == until:
            break
        if token.type == "inline":
            blocks.append(get_inline_text(token.children or [], mark_lost))
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip("\n"))
        elif token.type == "table_open":
            blocks.append(_render_table_rows(tokens, mark_lost))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            items = _render_list_items(tokens, token, mark_lost)
            if until == "list_item_close" and blocks:
                blocks[-1] += "\n" + items
            else:
                blocks.append(items)
    return [block for block in blocks if block]


def _render_list_items(tokens: Iterator[Token], opening: Token, mark_lost: bool) -> str:
    """Returns the items of one list, each beginning a line. The width of the mark indents the item's other lines."""
    lines = []
    for token in tokens:
        if token.type == opening.type.replace("_open", "_close"):
            break
        mark = f"{token.meta['number']}{token.markup} " if opening.type == "ordered_list_open" else "- "
        body = "\n\n".join(_render_blocks(tokens, mark_lost, until="list_item_close"))
        lines.append((mark + re.sub(r"\n(?=[^\n])", "\n" + " " * len(mark), body)).rstrip())
    return "\n".join(lines)


def _render_table_rows(tokens: Iterator[Token], mark_lost: bool) -> str:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(get_inline_text(token.children or [], mark_lost))
    return "\n".join("\t".join(cells) for cells in rows)


def get_inline_text(children: list[Token], mark_lost: bool = False) -> str:
    """Returns the plain words of inline tokens. A soft break becomes a space, a hard break a new line."""
    words: list[str] = []
    open_links: list[Token] = []
    for token in children:
        if token.type in ("text", "text_special", "code_inline"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" " if token.type == "softbreak" else "\n")
        elif token.type == "image":
            words.append(get_inline_text(token.children or [], mark_lost))
            open_links.append(token)
        elif token.type == "link_open":
            open_links.append(token)
        if token.type in ("image", "link_close") and is_lost_link(open_links.pop()) and mark_lost:
            words.append(f" [{LOST_NOTE}]")
    return "".join(words)
