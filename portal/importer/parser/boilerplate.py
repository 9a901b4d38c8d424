"""Finds what a web page puts around a text: menus, tables of contents, sharing links, footers, cookie notices."""

import re

from portal.importer.parser.bullets import parse_list_marker
from portal.importer.parser.phone_numbers import PHONE_PATTERN
from portal.importer.parser.text_lines import TextLine

PHRASES = frozenset(
    """skip to content|skip to main content|skip navigation|skip to navigation|share this page|share this
    share this post|share|share:|share this:|share on facebook|share on twitter|tweet|print|print this page
    email|email this page|return to top|back to top|go to top|top of page|top|menu|main menu|navigation
    main navigation|toggle navigation|search|search this site|close|close menu|open menu|home|sitemap
    site map|privacy policy|privacy|terms of use|terms of service|accessibility|disclaimer|contact us|about
    about us|feedback|login|log in|sign in|sign up|subscribe|facebook|twitter|linkedin|instagram|youtube
    pinterest|reddit|rss|like this:|loading...|related|related articles|related posts|read more|more
    learn more|next|previous|accept|accept all|accept cookies|decline|cookie settings|i agree|got it
    leave a reply|leave a comment|cancel reply|post comment|reply|follow us|stay connected|translate
    select language|gov_masthead|masthead|logo|breadcrumb|you are here|all rights reserved
    powered by wordpress|services|news|events|careers|faqs|faq|agencies|online services|government|residents
    business|businesses|departments|forms|locations|español|english|calendar|directory|employment|site index
    policies|a-z index|meetings|press room|newsroom|download pdf|saltar al contenido|volver arriba|inicio
    compartir|contacto|menú|buscar""".replace("\n", "|").split("|")
)
PHRASE_SET = frozenset(phrase.strip() for phrase in PHRASES)
BOILERPLATE_START_PATTERN = re.compile(
    r"(?:skip to |we use cookies|this (?:web)?site uses cookies|by using this site|©|\(c\) ?\d{4}|copyright\b"
    r"|all rights reserved|you are here"
    r"|share this\b|powered by |follow us on|click to share|print this|your email address will not be published"
    r"|save my name"
    r"|required fields are marked|notify me of (?:new|follow)|este sitio (?:web )?(?:usa|utiliza) cookies"
    r"|javascript (?:is|must)"
    r"|an official (?:web)?site of|here'?s how you know|official websites use|secure \.gov"
    r"|sign up for (?:our )?(?:news|e-?mail)"
    r"|proudly powered|page \d+ of \d+$|filed under|tagged(?: with|:)|previous post|next post|loading\b)",
    re.IGNORECASE,
)
POSTED_BY_PATTERN = re.compile(r"(?:posted |written )?by ", re.IGNORECASE)
CONTENTS_HEADING_PATTERN = re.compile(
    r"(?:table of contents|contents|on this page|in this (?:article|section|page)|jump to(?: section)?|page contents"
    r"|quick links|en esta página|contenido)\s*:?$",
    re.IGNORECASE,
)
SEPARATOR_PATTERN = re.compile(r"\s+[|>»/·]\s+|\s*[|»]\s*")
RULE_PATTERN = re.compile(r"[-=_~–—]{3,}$|\*{4,}$|(?:[-=_.*] ){4,}[-=_.*]?$")
MAX_ENTRY_LENGTH = 60


def is_boilerplate(words: str) -> bool:
    """Returns whether a line by itself is part of the page and not of its text."""
    bare = words.strip("*_ \t•-–»›▪●[]#")
    low = bare.lower()
    if RULE_PATTERN.match(words[:200]):
        return True
    if low in PHRASE_SET or BOILERPLATE_START_PATTERN.match(low[:120]):
        return True
    pieces = SEPARATOR_PATTERN.split(bare) if len(bare) < 400 and SEPARATOR_PATTERN.search(bare) else []
    if len(pieces) < 3:
        return bool(pieces) and all(piece.lower() in PHRASE_SET for piece in pieces if piece)
    if (
        "@" in bare
        or PHONE_PATTERN.search(bare)
        or POSTED_BY_PATTERN.match(bare)
        and any(character.isdigit() for character in bare)
    ):
        return False
    return all(len(piece.split()) <= 4 for piece in pieces) or any(piece.lower() in PHRASE_SET for piece in pieces[:2])


def find_boilerplate(lines: list[TextLine]) -> set[int]:
    """Returns the indexes of boilerplate in the list of lines: single lines, menus and tables of contents."""
    places = {place for place, line in enumerate(lines) if line.text and is_boilerplate(line.text)}
    return places | find_tables_of_contents(lines) | find_menus(lines, places)


def find_tables_of_contents(lines: list[TextLine]) -> set[int]:
    """Finds tables of contents: short entries below their heading, up to a blank line after the first entry."""
    places: set[int] = set()
    for place, line in enumerate(lines):
        if len(line.text) > 40 or not CONTENTS_HEADING_PATTERN.match(line.text.strip("*#_ ")):
            continue
        entries = find_line_block(lines, place + 1)
        if len(entries) >= 2 and all(is_contents_entry(lines[entry]) for entry in entries):
            places |= {place, *entries}
    return places


def find_line_block(lines: list[TextLine], place: int) -> list[int]:
    """Returns the run of lines that begins at the place, after at most one blank line."""
    if place < len(lines) and lines[place].is_blank:
        place += 1
    entries = []
    while place < len(lines) and lines[place].text and len(entries) < 100:
        entries.append(place)
        place += 1
    return entries


def is_contents_entry(line: TextLine) -> bool:
    mark = parse_list_marker(line.text)
    words = line.text[mark.length :] if mark else line.text
    return len(words) <= MAX_ENTRY_LENGTH + 30 and words[-1:] not in ".;:"


def find_menus(lines: list[TextLine], known: set[int]) -> set[int]:
    """Finds runs of short lines of which at least half are boilerplate; the others are entries of the site."""
    places: set[int] = set()
    run: list[int] = []
    for place in range(len(lines) + 1):
        line = lines[place] if place < len(lines) else None
        if (
            line is not None
            and line.text
            and len(line.text) <= 30
            and line.text[-1] not in ".;:?,)"
            and not has_digits(line)
        ):
            run.append(place)
            continue
        if len(run) >= 3 and 2 * len(known & set(run)) >= len(run):
            last = max(known & set(run))
            places |= {entry for entry in run if entry <= last or parse_list_marker(lines[entry].text)}
        run = []
    return places


def has_digits(line: TextLine) -> bool:
    return any(character.isdigit() for character in line.text)
