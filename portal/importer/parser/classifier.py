"""Decides which kind of document a text is, how surely, and why."""

import re
from dataclasses import dataclass

from portal.importer.parser.attribution import SPEECH_VERB_PATTERN
from portal.importer.parser.contact_blocks import CONTACT_LABEL_PATTERN as CONTACT
from portal.importer.parser.date_parser import find_dates
from portal.importer.parser.datelines import parse_dateline
from portal.importer.parser.headings import (
    BYLINE_PATTERN,
    END_MARK_PATTERN,
    PHOTO_CREDIT_PATTERN,
    SECTION_PATTERN,
    is_release_line,
)
from portal.importer.parser.memo_headers import find_memo_headers
from portal.importer.parser.page import TextPage, build_page
from portal.importer.parser.question_starts import find_questions
from portal.importer.parser.scoring import SCORERS, PageFeatures

DOCUMENT_KINDS = ("notice", "press_release", "memo", "republication", "qa", "news", "other")
MIN_SCORE = 0.4
"""Least score of a kind; a text that has less for every kind is `other`."""
SERVICE_PATTERN = re.compile(
    r"\b(?:clos(?:ed|es|ing|ure)|re-?open\w*|open\b|hours|appointments?|by mail|walk-?ins?|suspen(?:d\w*|sion)"
    r"|cancel\w*|postpon\w*|until further notice|limited|unavailable"
    r"|not available|available|resum\w+|no service|service|services|drop box|curbside|in person|in-person"
    r"|offices?|extended|extension|renewals?|effective|mask\w*|delay\w*|detour"
    r"|applicants?|permits?|licens\w+|cerrad\w+|horario|citas?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|lunes"
    r"|viernes)\b|\d\s?[ap]\.m\.",
    re.IGNORECASE,
)
NOTICE_TITLE_PATTERN = re.compile(
    r"\b(?:notices?|hours|clos(?:ed|ing|ings|ures?)|service|services|alerts?|changes?|updates?|modified|operations"
    r"|schedule|reopening|status|availability|advisory|avisos?|horario)\b",
    re.IGNORECASE,
)
COPY_LABEL_PATTERNS = {
    name: re.compile(rf"[*_]*{form}\s*:", re.IGNORECASE)
    for name, form in {
        "By": "by",
        "Date": "date",
        "Location": "location",
        "Source": r"(?:source|original(?: source)?|originally published(?: at)?|via)",
    }.items()
}
COPY_PATTERN = re.compile(
    r"(?:(?:the following|this)\b.{0,60}\b(?:news|press) release"
    r"|(?:the following|this) (?:was|is) (?:issued|released|sent out|a (?:statement|notice)) (?:by|from)\b.{3,80}:$"
    r"|(?:news|press) release (?:from|by)\b.{3,80}:$"
    r"|re-?posted from|originally (?:published|posted|appeared)|cross-?posted|republished (?:from|with)"
    r"|via press release|from a press release|reprinted (?:from|with))",
    re.IGNORECASE,
)
BLOG_PATTERN = re.compile(
    r"(?:posted (?:on|by|in)\b|leave a (?:reply|comment)|share this\b|like this:|filed under|tagged|\d+ (?:comments"
    r"|responses|replies|thoughts)\b|uncategorized|related posts|previous post|next post|by .{2,40} (?:on"
    r"|[|•·]) [A-Z][a-z]+ \d)",
    re.IGNORECASE,
)
REPORTING_PATTERN = re.compile(
    r"\b(?:told (?:the|reporters|this|a)\b|according to\b|declined to comment|did not (?:immediately )?(?:respond"
    r"|return)|spokes(?:man|woman|person)|in an interview|reporters|on condition of anonymity|staff writer"
    r"|staff reporter|contributed to this (?:report|story)|critics|applaud\w*|activists?|residents said)\b",
    re.IGNORECASE,
)
REPORTER_PATTERN = re.compile(
    r"\b(?:staff writer|staff reporter|correspondent|reporter|associated press|contributing writer|news editor"
    r"|staff report)\b|\|[^|,]{0,40}(?:news|times|post|courier|journal|gazette)\b",
    re.IGNORECASE,
)


ANNOUNCEMENT_PATTERN = re.compile(
    r"\b(?:today announced|announced today|today (?:issued|released|urged|signed|launched|warned|reminded|advised)"
    r"|announced (?:that|new|the)|(?:is|are) (?:pleased|proud) to announce|anunció hoy|hoy anunció)\b"
)
MEMO_WORD_PATTERN = re.compile(r"(?:interoffice |inter-office |office )?memo(?:randum)?\b", re.IGNORECASE)
RELEASE_WORD_PATTERN = re.compile(r"release|advisory|comunicado|statement", re.IGNORECASE)
RELEASE_FROM_PATTERN = re.compile(r"(?:news|press) (?:release )?from\b", re.IGNORECASE)
EFFECTIVE_PATTERN = re.compile(r"\b(?:effective|until further notice|beginning|through|closed)\b", re.IGNORECASE)
CLOSING_QUOTE_PATTERN = re.compile('[”"]')


@dataclass(frozen=True)
class Classification:
    kind: str
    confidence: float
    """From 0 to 1."""
    reasons: list[str]


def classify_text(text: str) -> Classification:
    """Classifies a text. It never guesses: a text that shows too little of any kind is `other`."""
    return classify_page(build_page(text))


def classify_page(page: TextPage) -> Classification:
    signs = extract_features(page)
    weighed = {kind: weigh(signs) for kind, weigh in SCORERS.items()}
    best = max(weighed, key=lambda kind: weighed[kind].sum)
    total = weighed[best].sum
    if total < MIN_SCORE:
        nearest = f"The nearest kind is {best.replace('_', ' ')}." if total > 0.15 else ""
        return Classification(
            "other", round(1 - max(0.0, total), 2), ["The text shows too little of any kind.", *filter(None, [nearest])]
        )
    second = max(score.sum for kind, score in weighed.items() if kind != best)
    confidence = min(0.99, 0.45 + 0.4 * min(total, 1) + 0.2 * min(max(total - second, 0), 0.7))
    return Classification(best, round(confidence, 2), weighed[best].reasons)


def extract_features(page: TextPage) -> PageFeatures:
    every = [paragraph.folded for paragraph in page.paragraphs]
    heads, starts = every[:15], [words[:160] for words in every]
    marked = [paragraph for paragraph in page.paragraphs if paragraph.mark]
    plain = [paragraph for paragraph in page.paragraphs if not paragraph.mark and 20 < len(paragraph.text) < 600]
    kept = marked if 2 * len(marked) > len(plain) and len(marked) > 2 else [*marked, *plain]
    headers, led = find_memo_headers(page), find_led_items(page)
    first = [paragraph for paragraph in page.paragraphs[:40] if not paragraph.mark]
    datelines = [
        dateline for paragraph in first if (dateline := parse_dateline(page.text, paragraph.start, paragraph.end))
    ]
    return PageFeatures(
        release_line=any(is_release_line(words) for words in every),
        section=any(is_release_label(words) for words in heads),
        dateline=bool(datelines),
        wire=any(dateline.is_agency for dateline in datelines),
        end_mark=any(END_MARK_PATTERN.match(words[:12]) and len(words) < 12 for words in every),
        contact=any(CONTACT.match(words) for words in starts),
        announced=any(ANNOUNCEMENT_PATTERN.search(words[:700]) for words in every[:14]),
        memo_word=any(MEMO_WORD_PATTERN.match(words) and len(words) < 60 for words in heads),
        memo_headers=len(headers),
        memo_pair={"to", "from"} <= set(headers),
        labels=tuple(name for name, form in COPY_LABEL_PATTERNS.items() if any(form.match(words) for words in starts)),
        copied=any(COPY_PATTERN.search(words) for words in starts),
        blog=sum(bool(BLOG_PATTERN.match(line.text.strip("*_ ")[:80])) for line in page.all_lines if line.text),
        comments=page.comments.count if page.comments else 0,
        questions=len(find_questions(page)),
        listed=len(marked),
        dated=sum(
            bool(find_dates(page.text, max(paragraph.start, paragraph.end - 40), paragraph.end)) for paragraph in kept
        ),
        service_share=sum(
            paragraph.start in led or bool(SERVICE_PATTERN.search(paragraph.text[:1000])) for paragraph in kept
        )
        / max(1, len(kept)),
        service_title=any(NOTICE_TITLE_PATTERN.search(words) for words in every[:4] if len(words) < 140),
        effective=sum(bool(EFFECTIVE_PATTERN.search(paragraph.text[:1000])) for paragraph in kept),
        photo=any(PHOTO_CREDIT_PATTERN.search(words) for words in starts if len(words) < 160),
        reporter=any(REPORTER_PATTERN.search(words) and len(words) < 120 for words in heads),
        byline=any(is_byline(words) for words in heads),
        said=sum(
            bool(CLOSING_QUOTE_PATTERN.search(words)) and bool(SPEECH_VERB_PATTERN.search(words)) for words in every
        ),
        report=sum(len(REPORTING_PATTERN.findall(words[:3000])) for words in every),
        prose=sum(len(words) > 150 for words in every),
    )


def find_led_items(page: TextPage) -> set[int]:
    """Returns the starts of the items below a line such as “Closed all day:”."""
    starts, leads = set(), False
    for paragraph in page.paragraphs:
        if not paragraph.mark:
            leads = (
                paragraph.text.endswith(":")
                and len(paragraph.text) < 60
                and bool(SERVICE_PATTERN.search(paragraph.text))
            )
        elif leads:
            starts.add(paragraph.start)
    return starts


def is_release_label(words: str) -> bool:
    return bool(
        SECTION_PATTERN.fullmatch(words.strip("*_: "))
        and RELEASE_WORD_PATTERN.search(words)
        or RELEASE_FROM_PATTERN.match(words)
    )


def is_byline(words: str) -> bool:
    return bool(BYLINE_PATTERN.match(words[:150])) and not words.lower().startswith("by:") and len(words) < 120
