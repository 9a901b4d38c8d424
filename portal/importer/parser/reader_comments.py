"""Finds and counts readers' comments under a copy, which are never read as part of the text."""

import re
from dataclasses import dataclass

from portal.importer.parser.bullets import parse_list_marker
from portal.importer.parser.text_lines import TextLine

COMMENT_COUNT_PATTERN = re.compile(
    r"(?:(\d{1,5})\s{1,9}(?:comments?|responses?|replies|thoughts?|comentarios?)\b.{0,200}"
    r"|(?:one|two|three|four|five|six) (?:comments?|responses?|replies|thoughts?)\b.{0,200}"
    r"|(?:(?:readers?['’]?s? )?comments?|replies|responses|comentarios)\s{0,9}"
    r"(?:[(:]\s{0,9}(\d{1,5})\s{0,9}\)?)?\s{0,9}:?)$",
    re.IGNORECASE,
)
REPLY_FORM_PATTERN = re.compile(
    r"(?:leave a (?:reply|comment)|post a comment|add a comment|write a comment|join the (?:discussion"
    r"|conversation)|comments are closed|deja un comentario|log in to (?:reply|comment))\b",
    re.IGNORECASE,
)
COMMENTER_SAID_PATTERN = re.compile(
    r"(?:\d{1,4}[.)]\s{0,9})?"
    r"(?P<name>[\w.'’@&-]{1,40}(?:[ ][\w.'’@&-]{1,40}){0,4})\s{0,9}(?:\((?:[^()]{1,60})\)\s{0,9})?"
    r"(?:,?\s{1,9}(?:on|at)\s[^:]{4,60}?)?"
    r"\s{1,9}(?P<verb>said|says|wrote|writes|commented|replied|dice|dijo)\s{0,9}"
    r"(?:on\s[^:\n]{4,60}|at\s[^:\n]{4,60})?(?::|\.\.\.|…|$)",
    re.IGNORECASE,
)
COMMENTER_DATE_PATTERN = re.compile(
    r"(?P<name>[\w.'’@-]{1,40}(?:[ ][\w.'’@-]{1,40}){0,3})\s*(?:[•·|,–-]"
    r"|\son)\s*(?:\d{1,3}\s+(?:minutes?|hours?|days?|weeks?|months?|years?)\s+ago"
    r"|[A-Z][a-z]{2,8}\.?\s\d{1,2},\s\d{4}(?:,)?\s+(?:at\s+)?\d{1,2}:\d{2}.{0,12})$"
)
FORUM_REPLY_PATTERN = re.compile(
    r"(?:by|from)\s+(?P<name>[\w.'’@-]{1,40}(?:[ ][\w.'’@-]{1,40}){0,3})\s*[»|•·]\s*(?:[A-Z][a-z]{2,8}day,?\s)?"
    r"(?:[A-Z][a-z]{2,8}\.?\s\d{1,2},\s\d{4}|\d{1,2}/\d{1,2}/\d{2,4}).{0,20}$"
)
"""The line above a reply in a forum."""
MAX_LINE_LENGTH = 200


@dataclass(frozen=True)
class ReaderComments:
    """`first` and `last` are indexes of lines (half-open); `starts` has the index of the first line of each comment."""

    first: int
    last: int
    count: int
    starts: list[int]


def find_comments(lines: list[TextLine], hidden: set[int]) -> ReaderComments | None:
    """Returns the comments in the lines, or None. `hidden` has the indexes of boilerplate. If comments cannot be told
    apart, the stated number counts."""
    heading = find_matching_line(lines, COMMENT_COUNT_PATTERN)
    form = find_matching_line(lines, REPLY_FORM_PATTERN)
    names = [place for place, line in enumerate(lines) if is_commenter_line(line)]
    if names and (heading is not None or form is not None or len(names) >= 2):
        names = [place for place in names if heading is None or place > heading] or names
        first = heading if heading is not None and heading < names[0] else names[0]
        return ReaderComments(first, len(lines), len(names), names)
    if numbered := find_numbered_comments(lines, form, heading):
        first = heading if heading is not None and heading < numbered[0] else numbered[0]
        return ReaderComments(first, len(lines), len(numbered), numbered)
    if heading is not None:
        match = COMMENT_COUNT_PATTERN.match(lines[heading].text)
        stated = int(match[1] or match[2] or 0)
        after = [place for place in range(heading + 1, len(lines)) if lines[place].text and place not in hidden]
        if stated or not after:
            return ReaderComments(heading, len(lines), stated, [])
    return None


def find_matching_line(lines: list[TextLine], form: re.Pattern) -> int | None:
    places = [
        place for place, line in enumerate(lines) if 0 < len(line.text) <= MAX_LINE_LENGTH and form.match(line.text)
    ]
    if not places:
        return None
    return places[0] if form is REPLY_FORM_PATTERN else places[-1]


def is_commenter_line(line: TextLine) -> bool:
    if not 0 < len(line.text) <= MAX_LINE_LENGTH or line.text[0] in '“"':
        return False
    match = COMMENTER_SAID_PATTERN.match(line.text)
    if match and match["name"].lower() in {"he", "she", "they", "it", "who"}:
        return False
    return bool(match) or bool(COMMENTER_DATE_PATTERN.fullmatch(line.text) or FORUM_REPLY_PATTERN.fullmatch(line.text))


def find_numbered_comments(lines: list[TextLine], form: int | None, heading: int | None) -> list[int]:
    """Returns the last list 1, 2, 3… before the reply form, or after the heading of the comments."""
    if form is None and heading is None:
        return []
    last = form if form is not None and (heading is None or form > heading) else len(lines)
    first = heading if heading is not None and heading < last else 0
    run: list[int] = []
    for place in range(first, last):
        mark = parse_list_marker(lines[place].text)
        if mark and mark.kind == "number":
            if mark.number == 1:
                run = [place]
            elif run and mark.number == len(run) + 1:
                run.append(place)
    return run
