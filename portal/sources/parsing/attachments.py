"""Papers that a text names as attached or to be downloaded; one that is named twice is one."""

import re
from dataclasses import dataclass

from portal.sources.parsing.bullets import marker
from portal.sources.parsing.lines import Line
from portal.sources.parsing.links import URL, Target, address_at, within
from portal.sources.parsing.spans import Found, words_at

NAMED = re.compile(
    r"[*_]*\s*(?:(?:download|attachments?|attached|enclosures?|encl|enc|exhibit|pdf|document)(?:\s+(?:the|pdf"
    r"|file))?\s*(?:\([^)]{0,12}\)\s*)?(?:[A-Z0-9]{1,2})?\s*[:–—]"
    r"|link to(?: the)?:?\s|(?:view|read|download) the (?=(?-i:[A-Z]))"
    r"|download the (?=[\w ]{2,60}:\s*(?:https?:|www\.)))\s*",
    re.IGNORECASE,
)
LIST = re.compile(
    r"[*_]*(?:attachments?|downloads?|enclosures?|related (?:documents|materials)|documents|supporting documents"
    r"|files)\s*(?:\(\d\))?\s*:?[*_]*$",
    re.IGNORECASE,
)
FORMAT = re.compile(r"[\s–-]*[(\[]\s*(?:pdf|docx?|xlsx?|word|excel)(?:[^)\]]{0,20})[)\]]\s*[*_.]*$", re.IGNORECASE)
LESS = frozenset("and the a an of to".split())


@dataclass
class Attached:
    title: Found
    url: Found | None
    line: Line


def attachments(text: str, lines: list[Line], targets: list[Target]) -> list[Attached]:
    """In order of their first naming; a later naming adds its address where the first had none."""
    made: dict[tuple[str, ...], Attached] = {}
    for line, start in candidates(lines):
        if not (one := attached(text, line, start, targets)):
            continue
        known = made.setdefault(sameness(one.title.value), one)
        known.url = known.url or one.url
    return list(made.values())


def candidates(lines: list[Line]) -> list[tuple[Line, int]]:
    """The lines that name one, and where the name begins."""
    found, in_list = [], False
    for line in lines:
        if not line.text:
            continue
        mark = marker(line.text)
        body = line.text[mark.length :] if mark else line.text
        shift = line.start + len(line.text) - len(body)
        named = NAMED.match(body[:200])
        if LIST.match(body[:60]):
            in_list = True
        elif named and named.end() < len(body) and body[:1] not in "adelv":
            found.append((line, shift + named.end()))
        elif in_list and (mark or URL.search(line.text) or FORMAT.search(line.text[-40:])) and len(body) < 250:
            found.append((line, shift))
        else:
            in_list = False
    return found


def attached(text: str, line: Line, start: int, targets: list[Target]) -> Attached | None:
    end, url = line.end, None
    if address := URL.search(text, start, end):
        url = address_at(text, address)
        end = address.start()
    elif target := next(iter(within(targets, line.start, line.end)), None):
        url = Found(target.url, target.start, target.end, "link of the page")
    if printed := FORMAT.search(text[max(start, end - 60) : end].rstrip(" :–—-(<")):
        end = max(start, end - 60) + printed.start()
    title = words_at(text, start, end, "named as attached", drop="*_:–—-(<[ ")
    return Attached(title, url, line) if title and len(title.value) <= 300 else None


def sameness(title: str) -> tuple[str, ...]:
    return tuple(word for word in re.findall(r"\w+", title.lower()) if word not in LESS)
