"""Which kind of document a text is, how surely, and why."""

import re
from dataclasses import dataclass

from portal.sources.parsing.contacts import MARK as CONTACT
from portal.sources.parsing.datelines import dateline
from portal.sources.parsing.dates import dates_in
from portal.sources.parsing.headings import BYLINE, END_MARK, PHOTO, SECTION, is_release_line
from portal.sources.parsing.memo_headers import memo_headers
from portal.sources.parsing.page import Page, page_of
from portal.sources.parsing.questions import question_starts
from portal.sources.parsing.speakers import VERB

KINDS = ("notice", "press_release", "memo", "republication", "qa", "news", "other")
LEAST = 0.4
"""Below this sum of what speaks for a kind, a text is of no kind."""
SERVICE = re.compile(
    r"\b(?:clos(?:ed|es|ing|ure)|re-?open\w*|open\b|hours|appointments?|by mail|walk-?ins?|suspen(?:d\w*|sion)"
    r"|cancel\w*|postpon\w*|until further notice|limited|unavailable"
    r"|not available|available|resum\w+|no service|service|services|drop box|curbside|in person|in-person"
    r"|offices?|extended|extension|renewals?|effective|mask\w*|delay\w*|detour"
    r"|applicants?|permits?|licens\w+|cerrad\w+|horario|citas?|a\.m\.|p\.m\.|monday|friday|lunes|viernes)\b",
    re.IGNORECASE,
)
TITLE = re.compile(
    r"\b(?:notices?|hours|clos(?:ed|ing|ings|ures?)|service|services|alerts?|changes?|updates?|modified|operations"
    r"|schedule|reopening|status|availability|advisory|avisos?|horario)\b",
    re.IGNORECASE,
)
LABELS = {
    name: re.compile(rf"[*_]*{form}\s*:", re.IGNORECASE)
    for name, form in {
        "By": "by",
        "Date": "date",
        "Location": "location",
        "Source": r"(?:source|original(?: source)?|originally published(?: at)?|via)",
    }.items()
}
COPY = re.compile(
    r"(?:(?:the following|this)\b.{0,60}\b(?:news|press) release|(?:news|press) release (?:from|by)\b.{3,80}:$"
    r"|re-?posted from|originally (?:published|posted|appeared)|cross-?posted|republished (?:from|with)"
    r"|via press release|from a press release|reprinted (?:from|with))",
    re.IGNORECASE,
)
BLOG = re.compile(
    r"(?:posted (?:on|by|in)\b|leave a (?:reply|comment)|share this\b|like this:|filed under|tagged|\d+ (?:comments"
    r"|responses|replies|thoughts)\b|uncategorized|related posts|previous post|next post|by .{2,40} (?:on"
    r"|[|•·]) [A-Z][a-z]+ \d)",
    re.IGNORECASE,
)
REPORT = re.compile(
    r"\b(?:told (?:the|reporters|this|a)\b|according to\b|declined to comment|did not (?:immediately )?(?:respond"
    r"|return)|spokes(?:man|woman|person)|in an interview|reporters|on condition of anonymity|staff writer"
    r"|staff reporter|contributed to this (?:report|story)|critics|applaud\w*|activists?|residents said)\b",
    re.IGNORECASE,
)
REPORTER = re.compile(
    r"\b(?:staff writer|staff reporter|correspondent|reporter|associated press|contributing writer|news editor"
    r"|staff report)\b|\|.*(?:news|times|post|courier|journal|gazette)",
    re.IGNORECASE,
)


ANNOUNCED = re.compile(
    r"\b(?:today announced|announced today|today (?:issued|released|urged|signed|launched|warned|reminded|advised)"
    r"|announced (?:that|new|the)|(?:is|are) (?:pleased|proud) to announce|anunció hoy|hoy anunció)\b"
)
MEMO_WORD = re.compile(r"(?:interoffice |inter-office |office )?memo(?:randum)?\b", re.IGNORECASE)
RELEASE = re.compile(r"release|advisory|comunicado|statement", re.IGNORECASE)
FROM_BODY = re.compile(r"(?:news|press) (?:release )?from\b", re.IGNORECASE)
APPLIES = re.compile(r"\b(?:effective|until further notice|beginning|through|closed)\b", re.IGNORECASE)
QUOTED = re.compile('[”"]')


@dataclass(frozen=True)
class Classification:
    kind: str
    confidence: float
    """From 0 to 1."""
    reasons: list[str]


class Weights:
    """What speaks for and against one kind."""

    def __init__(self):
        self.sum, self.reasons = 0.0, []

    def add(self, applies: object, weight: float, reason: str = "") -> None:
        if applies:
            self.sum += weight
            if reason and weight > 0:
                self.reasons.append(reason)


@dataclass(frozen=True)
class Signs:
    """What the page shows, counted once for all kinds."""

    release_line: bool
    section: bool
    dateline: bool
    wire: bool
    end_mark: bool
    contact: bool
    announced: bool
    memo_word: bool
    memo_headers: int
    memo_pair: bool
    labels: tuple[str, ...]
    copied: bool
    blog: int
    comments: int
    questions: int
    listed: int
    dated: int
    service_share: float
    service_title: bool
    effective: int
    photo: bool
    reporter: bool
    byline: bool
    said: int
    report: int
    prose: int


def classify(text: str) -> Classification:
    """Never guesses: a text that shows too little of any kind is `other`."""
    return classify_page(page_of(text))


def classify_page(page: Page) -> Classification:
    signs = signs_of(page)
    weighed = {kind: weigh(signs) for kind, weigh in WEIGHERS.items()}
    best = max(weighed, key=lambda kind: weighed[kind].sum)
    total = weighed[best].sum
    if total < LEAST:
        nearest = f"The nearest is {best.replace('_', ' ')}." if total > 0.15 else ""
        return Classification(
            "other", round(1 - max(0.0, total), 2), ["Too little speaks for any kind.", *filter(None, [nearest])]
        )
    second = max(one.sum for kind, one in weighed.items() if kind != best)
    confidence = min(0.99, 0.45 + 0.4 * min(total, 1) + 0.2 * min(max(total - second, 0), 0.7))
    return Classification(best, round(confidence, 2), weighed[best].reasons)


def signs_of(page: Page) -> Signs:
    every = [one.folded for one in page.paragraphs]
    heads, starts = every[:15], [words[:160] for words in every]
    marked = [one for one in page.paragraphs if one.mark]
    plain = [one for one in page.paragraphs if not one.mark and 20 < len(one.text) < 600]
    kept = marked if 2 * len(marked) > len(plain) and len(marked) > 2 else [*marked, *plain]
    headers = memo_headers(page)
    first = [one for one in page.paragraphs[:40] if not one.mark]
    datelines = [found for one in first if (found := dateline(page.text, one.start, one.end))]
    return Signs(
        release_line=any(is_release_line(words) for words in every),
        section=any(names_release(words) for words in heads),
        dateline=bool(datelines),
        wire=any(one.is_agency for one in datelines),
        end_mark=any(END_MARK.match(words[:12]) and len(words) < 12 for words in every),
        contact=any(CONTACT.match(words) for words in starts),
        announced=any(ANNOUNCED.search(words[:700]) for words in every[:14]),
        memo_word=any(MEMO_WORD.match(words) and len(words) < 60 for words in heads),
        memo_headers=len(headers),
        memo_pair={"to", "from"} <= set(headers),
        labels=tuple(name for name, form in LABELS.items() if any(form.match(words) for words in starts)),
        copied=any(COPY.search(words) for words in starts),
        blog=sum(bool(BLOG.match(line.text.strip("*_ ")[:80])) for line in page.all_lines if line.text),
        comments=page.comments.count if page.comments else 0,
        questions=len(question_starts(page)),
        listed=len(marked),
        dated=sum(bool(dates_in(page.text, max(one.start, one.end - 40), one.end)) for one in kept),
        service_share=sum(bool(SERVICE.search(one.text[:1000])) for one in kept) / max(1, len(kept)),
        service_title=any(TITLE.search(words) for words in every[:4] if len(words) < 140),
        effective=sum(bool(APPLIES.search(one.text[:1000])) for one in kept),
        photo=any(PHOTO.search(words) for words in starts if len(words) < 160),
        reporter=any(REPORTER.search(words) and len(words) < 120 for words in heads),
        byline=any(is_byline(words) for words in heads),
        said=sum(bool(QUOTED.search(words)) and bool(VERB.search(words)) for words in every),
        report=sum(len(REPORT.findall(words[:3000])) for words in every),
        prose=sum(len(words) > 150 for words in every),
    )


def names_release(words: str) -> bool:
    return bool(SECTION.fullmatch(words.strip("*_: ")) and RELEASE.search(words) or FROM_BODY.match(words))


def is_byline(words: str) -> bool:
    return bool(BYLINE.match(words[:150])) and not words.lower().startswith("by:") and len(words) < 120


def weigh_memo(signs: Signs) -> Weights:
    made = Weights()
    made.add(signs.memo_pair, 0.4 + 0.12 * signs.memo_headers, "It has the lines To and From.")
    made.add(signs.memo_word and signs.memo_headers, 0.35, "It calls itself a memorandum.")
    made.add(signs.release_line, -0.4)
    return made


def weigh_questions(signs: Signs) -> Weights:
    made = Weights()
    made.add(
        signs.questions >= 2,
        0.55 + 0.06 * min(signs.questions, 8),
        f"It has {signs.questions} questions, each with an answer behind it.",
    )
    made.add(signs.questions == 1 and signs.listed < 3, 0.2)
    made.add(signs.release_line or signs.memo_pair, -0.5)
    made.add(signs.dateline or signs.comments or signs.said > 2, -0.35)
    return made


def weigh_republication(signs: Signs) -> Weights:
    made = Weights()
    count = len(signs.labels)
    made.add(count >= 2, 0.2 + 0.17 * count, f"It has the lines {', '.join(signs.labels)}.")
    made.add("Source" in signs.labels and count < 2, 0.35, "It names its source.")
    made.add(signs.copied, 0.5, "It says that it repeats a release.")
    made.add(signs.comments, 0.35, "Readers’ comments stand below it.")
    made.add(signs.blog, min(0.3 + 0.08 * signs.blog, 0.5), "It carries a blog’s lines.")
    made.add(signs.section and (signs.blog or count), 0.15)
    made.add(signs.announced and (signs.blog or signs.comments), 0.15)
    made.add(
        signs.release_line and not (signs.blog or signs.comments or signs.copied or "Source" in signs.labels), -0.5
    )
    made.add(signs.memo_pair, -0.7)
    made.add(signs.reporter or signs.photo, -0.4)
    made.add(signs.report > 2, -0.25)
    made.add(signs.listed > 1 and signs.service_share > 0.6 and not count and not signs.copied, -0.3)
    return made


def weigh_release(signs: Signs) -> Weights:
    made = Weights()
    made.add(signs.release_line, 0.5, "It says that it is for release.")
    made.add(signs.section, 0.3, "It calls itself a release.")
    made.add(signs.dateline, 0.25, "It begins with a place, as releases do.")
    made.add(signs.end_mark, 0.25, "It has an end mark.")
    made.add(signs.contact, 0.25, "It names contacts.")
    made.add(signs.announced, 0.25, "It announces.")
    made.add(signs.said, 0.1)
    made.add(signs.memo_pair and not signs.release_line, -0.6)
    made.add(signs.photo or signs.reporter, -0.3)
    made.add(signs.report > 2 and not signs.release_line, -0.2)
    made.add(signs.prose == 0 and signs.listed > 2 and not signs.dateline, -0.3)
    return made


def weigh_news(signs: Signs) -> Weights:
    made = Weights()
    made.add(signs.reporter, 0.45, "It names a reporter.")
    made.add(signs.byline and not signs.reporter, 0.3, "It has a byline.")
    made.add(signs.photo, 0.35, "It credits a photograph.")
    made.add(signs.wire, 0.4, "It comes from a news agency.")
    made.add(signs.dateline, 0.2, "It begins with a place.")
    made.add(signs.said, min(0.12 * signs.said, 0.36), "It quotes.")
    made.add(signs.report, min(0.12 * signs.report, 0.36), "It reports what others said.")
    made.add(signs.release_line, -0.7)
    made.add(signs.contact or signs.section, -0.35)
    made.add(signs.memo_pair or len(signs.labels) > 1 or signs.copied, -0.5)
    made.add(signs.prose == 0 and not signs.said, -0.3)
    return made


def weigh_notice(signs: Signs) -> Weights:
    made = Weights()
    made.add(signs.service_share >= 0.5, 0.1 + 0.3 * signs.service_share, "Its lines speak of services and hours.")
    made.add(signs.listed >= 1 and signs.service_share >= 0.3, 0.15, "It is a list.")
    made.add(signs.dated, min(0.2, 0.1 + 0.05 * signs.dated), "Its items are dated.")
    made.add(signs.service_title, 0.2, "Its heading speaks of services, hours or changes.")
    made.add(signs.effective and signs.service_share >= 0.3, 0.1, "It says when something applies.")
    made.add(signs.release_line or signs.memo_pair, -0.6)
    made.add(signs.dateline or signs.announced, -0.3)
    made.add(signs.end_mark or signs.contact and not signs.listed, -0.15)
    made.add(signs.questions >= 2, -0.5)
    made.add(signs.said, -0.12 * min(signs.said, 3))
    made.add(signs.comments or signs.copied or len(signs.labels) > 1, -0.3)
    made.add(signs.reporter or signs.photo or signs.report > 2, -0.3)
    made.add(signs.prose > 3 and signs.listed == 0, -0.2)
    return made


WEIGHERS = {
    "memo": weigh_memo,
    "qa": weigh_questions,
    "republication": weigh_republication,
    "press_release": weigh_release,
    "news": weigh_news,
    "notice": weigh_notice,
}
