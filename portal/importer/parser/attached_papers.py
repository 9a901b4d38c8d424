"""Finds papers that a text names as attached or downloadable. A paper that is named twice counts once."""

import re
from dataclasses import dataclass

from portal.importer.parser.bullets import parse_list_marker
from portal.importer.parser.links import URL_PATTERN, HtmlLink, extract_url, get_html_links
from portal.importer.parser.spans import ExtractedValue, extract_words
from portal.importer.parser.text_lines import TextLine

ATTACHMENT_LABEL_PATTERN = re.compile(
    r"[*_]*+\s*+(?:(?:download|attachments?|attached|enclosures?|encl|enc|exhibit|pdf|document)(?:\s++(?:the|pdf"
    r"|file))?\s*+(?:\([^)]{0,12}\)\s*+)?(?:[A-Z0-9]{1,2})?\s*+[:–—]"
    r"|link to(?: the)?:?\s|(?:view|read|download) the (?=(?-i:[A-Z]))"
    r"|download the (?=[\w ]{2,60}:\s*(?:https?:|www\.)))\s*",
    re.IGNORECASE,
)
ATTACHMENT_LIST_PATTERN = re.compile(
    r"[*_]*(?:attachments?|downloads?|enclosures?|related (?:documents|materials)|documents|supporting documents"
    r"|files)\s*+(?:\(\d\))?\s*+:?[*_]*+$",
    re.IGNORECASE,
)
FILE_FORMAT_PATTERN = re.compile(
    r"[\s–-]*[(\[]\s*(?:pdf|docx?|xlsx?|word|excel)(?:[^)\]]{0,20})[)\]]\s*[*_.]*$", re.IGNORECASE
)
IGNORED_WORDS = frozenset("and the a an of to".split())


@dataclass
class ParsedAttachment:
    title: ExtractedValue
    url: ExtractedValue | None
    line: TextLine


def find_attachments(text: str, lines: list[TextLine], targets: list[HtmlLink]) -> list[ParsedAttachment]:
    """Returns papers in the order in which they are first named; a later mention adds its address if the first has
    none."""
    attachments: dict[tuple[str, ...], ParsedAttachment] = {}
    for line, start in find_candidate_lines(lines):
        if not (attachment := parse_attachment_line(text, line, start, targets)):
            continue
        known = attachments.setdefault(get_title_key(attachment.title.value), attachment)
        known.url = known.url or attachment.url
    return list(attachments.values())


def find_candidate_lines(lines: list[TextLine]) -> list[tuple[TextLine, int]]:
    """Returns the lines that name a paper, and where the name begins."""
    candidates, in_list = [], False
    for line in lines:
        if not line.text:
            continue
        mark = parse_list_marker(line.text)
        body = line.text[mark.length :] if mark else line.text
        shift = line.start + len(line.text) - len(body)
        label = ATTACHMENT_LABEL_PATTERN.match(body[:200])
        if ATTACHMENT_LIST_PATTERN.match(body[:60]):
            in_list = True
        elif label and label.end() < len(body) and body[:1] not in "adelv":
            candidates.append((line, shift + label.end()))
        elif (
            in_list
            and (mark or URL_PATTERN.search(line.text) or FILE_FORMAT_PATTERN.search(line.text[-40:]))
            and len(body) < 250
        ):
            candidates.append((line, shift))
        else:
            in_list = False
    return candidates


def parse_attachment_line(text: str, line: TextLine, start: int, targets: list[HtmlLink]) -> ParsedAttachment | None:
    end, url = line.end, None
    if address := URL_PATTERN.search(text, start, end):
        url = extract_url(text, address)
        end = address.start()
    elif target := next(iter(get_html_links(targets, line.start, line.end)), None):
        url = ExtractedValue(target.url, target.start, target.end, "link of the page")
    if printed := FILE_FORMAT_PATTERN.search(text[max(start, end - 60) : end].rstrip(" :–—-(<")):
        end = max(start, end - 60) + printed.start()
    title = extract_words(text, start, end, "named as attached", drop="*_:–—-(<[ ")
    return ParsedAttachment(title, url, line) if title and len(title.value) <= 300 else None


def get_title_key(title: str) -> tuple[str, ...]:
    return tuple(word for word in re.findall(r"\w+", title.lower()) if word not in IGNORED_WORDS)
