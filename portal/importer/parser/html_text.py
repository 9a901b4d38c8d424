"""Extracts the text of a saved web page: keeps blocks, lists and links; drops scripts, styles, menus and footers."""

import re

from portal.importer.parser.html_tokens import find_comment_end, list_html_tokens
from portal.importer.parser.links import HtmlLink
from portal.lib.text import find_match_end

DROPPED_TAGS = frozenset("script style noscript template nav footer svg head iframe select button object aside".split())
BLOCK_TAGS = frozenset(
    "p div section article header main h1 h2 h3 h4 h5 h6 ul ol table tr blockquote pre dl dt dd"
    " figure figcaption address"
    " fieldset hr body html".split()
)
SPACED_TAGS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol table blockquote pre section article dl".split())
VOID_TAGS = frozenset("br hr img input meta link area base col embed source track wbr".split())
HTML_START_PATTERN = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|h1|ul|article|main|table)\b", re.IGNORECASE)
COMMENT_START_PATTERN = re.compile(r"<!--|<\?xml", re.IGNORECASE)
WHITE_SPACE_PATTERN = re.compile(r"[ \t\r\n\f]+")
MAX_DEPTH = 40


def is_html(text: str) -> bool:
    """Returns whether the text begins with a tag of a page, ignoring comments and an XML declaration."""
    begin, place = text[:20_000].lstrip(), 0
    while COMMENT_START_PATTERN.match(begin, place):
        place = find_match_end(WHITE_SPACE_PATTERN, begin, find_comment_end(begin, place))
    return bool(HTML_START_PATTERN.match(begin, place)) and "</" in text


def extract_html_text(page: str) -> tuple[str, list[HtmlLink]]:
    """Returns the text of the page and its links in order. Reads malformed markup mostly as browsers do."""
    writer = HtmlTextWriter()
    for token in list_html_tokens(page):
        if token.kind == "text":
            writer.write_text(token.words)
        elif token.kind == "start":
            writer.start_tag(token.words, token.attributes.get("href", ""))
        else:
            writer.end_tag(token.words)
    return "".join(writer.parts).rstrip() + "\n", [target for target in writer.targets if target.start < target.end]


class HtmlTextWriter:
    """Collects the text of a page; `length` counts its characters so far, which gives links their place."""

    def __init__(self):
        self.parts: list[str] = []
        self.length = 0
        self.line_ends = 2
        self.has_space = True
        self.dropping: list[str] = []
        self.lists: list[int | None] = []
        self.link: tuple[int, str] | None = None
        self.targets: list[HtmlLink] = []

    def write(self, words: str) -> None:
        self.parts.append(words)
        self.length += len(words)

    def end_line(self, blank: bool = False) -> None:
        wanted = 2 if blank else 1
        if self.line_ends < wanted:
            self.write("\n" * (wanted - self.line_ends))
            self.line_ends = wanted
        self.has_space = True

    def start_tag(self, tag: str, href: str) -> None:
        if self.dropping == ["head"] and tag in BLOCK_TAGS:
            self.dropping.pop()
        if self.dropping:
            if tag in DROPPED_TAGS and tag not in VOID_TAGS and len(self.dropping) < MAX_DEPTH:
                self.dropping.append(tag)
            return
        if tag in DROPPED_TAGS:
            self.dropping.append(tag)
        elif tag == "br":
            self.write("\n")
            self.line_ends, self.has_space = min(2, self.line_ends + 1), True
        elif tag == "li":
            self.begin_item()
        elif tag in ("td", "th"):
            self.write("" if self.line_ends else "\t")
        elif tag in BLOCK_TAGS:
            self.end_line(tag in SPACED_TAGS and not self.lists)
        if tag in ("ul", "ol") and not self.dropping:
            self.lists.append(0 if tag == "ol" else None)
        if tag == "a" and not self.dropping:
            href = href.strip()
            self.link = (
                (self.length, href) if href.lower().startswith(("http://", "https://", "mailto:", "/")) else None
            )

    def begin_item(self) -> None:
        self.end_line()
        mark = "• "
        if self.lists and self.lists[-1] is not None:
            self.lists[-1] += 1
            mark = f"{self.lists[-1]}. "
        self.write("  " * min(len(self.lists), MAX_DEPTH) + mark)
        self.line_ends, self.has_space = 0, True

    def end_tag(self, tag: str) -> None:
        if self.dropping:
            if tag == self.dropping[-1]:
                self.dropping.pop()
            return
        if tag == "a" and self.link:
            self.targets.append(HtmlLink(self.link[0], self.length, self.link[1]))
            self.link = None
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag in BLOCK_TAGS or tag == "li":
            self.end_line(tag in SPACED_TAGS and not self.lists)

    def write_text(self, data: str) -> None:
        words = WHITE_SPACE_PATTERN.sub(" ", data)
        if self.dropping or not words.strip(" ") and self.has_space:
            return
        if self.has_space:
            words = words.lstrip(" ")
        self.write(words)
        self.has_space, self.line_ends = words.endswith(" "), 0
