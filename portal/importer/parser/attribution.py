"""Finds the speaker of a quotation in the words after or before it."""

import re

from portal.importer.parser.datelines import DATELINE_PATTERN as DATELINE
from portal.importer.parser.spans import ExtractedValue, extract_words

SPEECH_VERB_PATTERN = re.compile(
    r"\b(?:said|says|say|added|adds|told|stated|states|explained|noted|notes|continued|wrote|writes|commented"
    r"|joked|quipped|acknowledged|promised|emphasized|stressed|remarked|declared|concluded|warned"
    r"|testified|responded|replied|asked|recalled|insisted|argued|observed|tweeted|announced|urged|predicted|called|described|dijo"
    r"|afirmó|señaló|agregó|añadió|explicó|indicó)\b"
)
CALLED_PATTERN = re.compile(r"called|described")
VERB_FIRST_PATTERN = re.compile(rf"[\s,;–—-]*{SPEECH_VERB_PATTERN.pattern}\s+", re.IGNORECASE)
SPEAKER_ROLE = (
    r"(?:the (?:governor|commissioner|secretary|mayor|director|chief|superintendent|attorney general|senator|sheriff"
    r"|president|principal|clerk|judge)|the (?-i:[a-z]{4,14}))"
)
"""A speaker whom an earlier sentence names: “the sheriff”."""
PRONOUN_PATTERN = re.compile(
    rf"[\s,]*(?:he|she|they|I|{SPEAKER_ROLE})\s+(?:also\s+|later\s+)?"
    rf"{SPEECH_VERB_PATTERN.pattern}|[\s,]*{SPEECH_VERB_PATTERN.pattern}\s+(?:he|she|they|{SPEAKER_ROLE})(?!\s+(?-i:[A-Z]))\b",
    re.IGNORECASE,
)
ACCORDING_TO_PATTERN = re.compile(r"[\s,]*(?:according to|per)\s+", re.IGNORECASE)
TOKEN_PATTERN = re.compile(r"[^\s,;:“”\"()–—]+")
OFFICE_WORDS = frozenset(
    "secretary commissioner department director president chief board office speaker superintendent attorney mayor"
    " deputy minister chair secretario secretaria undersecretary leader chairman chairwoman bureau town city state"
    " clerk head commander division dean".split()
)
JOINING_WORDS = frozenset("of the and for de la del".split())
ABBREVIATION_PATTERN = re.compile(
    r"(?:[A-Z]|Gov|Lt|Dr|Mr|Mrs|Ms|Sen|Rep|Sgt|Capt|Col|Gen|Hon|Rev|Jr|Sr|St|Atty|Supt|Maj|Det|Prof|U\.S|D|R)\.$"
)
DESCRIPTION_PATTERN = re.compile(
    r"(?:(?!(?:that|it|he|she|they|in|on|at|of|for|and|as|but|to|with|by|from|last|his|her|the|a|an|la|el|during|if|when)\s)"
    r"[a-z-]{3,15}\s+){1,4}(?=[A-Z])"
)
"""A description in front of a name: “defense lawyer Alex Example”."""
APPOSITION_PATTERN = re.compile(r"(?:The|A|An|Its|His|Her|Their|Our)\s[^,“”\"]{2,70},\s+(?=[A-Z])")
LEADING_PHRASE_PATTERN = re.compile(r"(?:In|On|At|During|After|Before|As|When|Speaking|For)\b[^,“”\"]{1,120},\s+")
MAX_DISTANCE = 260
NON_NAMES = frozenset(
    "The This That These Those It We You He She They I But And In On At As If For When While There A An Here"
    " Our Your".split()
)


def find_speaker_after(text: str, start: int, end: int) -> tuple[ExtractedValue | None, bool]:
    """Returns the speaker named in text[start:end], the words after a quotation, and whether these words attribute the
    quotation at all (possibly to “he” or “she”)."""
    words = text[start : min(end, start + MAX_DISTANCE)]
    if PRONOUN_PATTERN.match(words):
        return None, True
    if match := VERB_FIRST_PATTERN.match(words) or ACCORDING_TO_PATTERN.match(words):
        return find_leading_name(text, start + match.end(), start + len(words)), True
    place = re.match(r"[\s,]*", words).end()
    name = find_leading_name(text, start + place, start + len(words))
    verb = SPEECH_VERB_PATTERN.search(words)
    if name and verb and start + verb.start() >= name.end and is_one_sentence(text[name.end : start + verb.start()]):
        return name, True
    return None, False


def find_speaker_before(text: str, start: int, end: int) -> tuple[ExtractedValue | None, bool]:
    """Does the same for text[start:end], the words before a quotation. Only words of its own sentence count."""
    start = max(start, end - MAX_DISTANCE)
    start = find_sentence_start(text, start, end)
    if place := DATELINE.match(text[start:end][:110]):
        start += place.end()
    words = text[start:end]
    verbs = list(SPEECH_VERB_PATTERN.finditer(words))
    if not verbs:
        by = re.match(r"(?:According to|In the words of)\s+", words)
        name = find_leading_name(text, start + by.end(), end) if by else None
        return name, name is not None
    if skipped := LEADING_PHRASE_PATTERN.match(words):
        start += skipped.end()
        words = text[start:end]
        verbs = list(SPEECH_VERB_PATTERN.finditer(words))
    if not verbs:
        return None, False
    if PRONOUN_PATTERN.match(words):
        return None, True
    apposed = APPOSITION_PATTERN.match(words[: verbs[0].start()])
    name = find_leading_name(text, start + (apposed.end() if apposed else 0), start + verbs[0].start())
    if CALLED_PATTERN.fullmatch(verbs[-1][0]):
        name = find_trailing_name(text, start, start + verbs[-1].start()) or name
    return name, name is not None


def find_trailing_name(text: str, start: int, end: int) -> ExtractedValue | None:
    """Returns the run of capitalized words right before the verb: “a step Chief Justice Robin Sample called”."""
    words = text[start:end].rstrip()
    match = re.search(r"(?:^|(?<=[a-z,] ))(?:[A-Z][\w.’'-]+ ){0,5}[A-Z][\w.’'-]+$", words[-90:])
    if not match or len(match[0].split()) < 2:
        return None
    place = start + len(words) - len(match[0])
    return trim_name(text, place, place + len(match[0]))


def find_sentence_start(text: str, start: int, end: int) -> int:
    place = start
    for match in re.finditer(r"[.!?][”\"’)]?\s+(?=[A-Z“\"])|\n", text[start:end]):
        before = text[max(start, start + match.start() - 6) : start + match.start() + 1].split()
        if not (before and ABBREVIATION_PATTERN.search(before[-1])):
            place = start + match.end()
    return place


def is_one_sentence(words: str) -> bool:
    """Returns whether the words are part of one sentence. A line end is not a sentence end: lines break anywhere."""
    words = re.sub(r"(?<!\n)\n(?!\s{0,20}\n)", " ", words)
    return find_sentence_start(words + " X", 0, len(words) + 2) == 0 and len(words) < 220


def find_leading_name(text: str, start: int, end: int) -> ExtractedValue | None:
    """Returns the run of capitalized words that begins at the place, without a leading “the”, or None."""
    last, first, previous = None, None, ""
    if article := re.compile(r"(?:el|la)\s+(?=[a-záéíóúñ])").match(text, start, end):
        start = article.end()
    if described := DESCRIPTION_PATTERN.match(text[start : min(end, start + 80)]):
        start += described.end()
    for match in TOKEN_PATTERN.finditer(text, start, end):
        word = match[0]
        between = text[last if last is not None else start : match.start()]
        if between.strip():
            break
        if first is None and word.lower() in {"the", "el", "la"}:
            start = match.end()
            continue
        if word[0].isupper():
            if first is None and word in NON_NAMES:
                return None
            first = match.start() if first is None else first
            last, previous = match.end(), word
            if word.endswith(".") and not ABBREVIATION_PATTERN.search(word):
                break
        elif (
            word in JOINING_WORDS
            and first is not None
            and (previous.lower() in OFFICE_WORDS | JOINING_WORDS or word in {"de", "la", "del"})
        ):
            last, previous = match.end(), word
        else:
            break
    return trim_name(text, first, last) if first is not None else None


def trim_name(text: str, first: int, last: int) -> ExtractedValue | None:
    """Returns the name without a period, a possessive or a joining word at its end."""
    words = text[first:last]
    while words.split() and words.split()[-1] in JOINING_WORDS:
        words = words[: words.rindex(words.split()[-1])].rstrip()
    if words.endswith(".") and not ABBREVIATION_PATTERN.search(words.split()[-1]):
        words = words[:-1]
    for possessive in ("’s", "'s"):
        words = words.removesuffix(possessive)
    return extract_words(text, first, first + len(words), "named beside the quotation") if len(words) > 1 else None
