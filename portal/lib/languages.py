"""Languages of texts: their names, and the attributes that mark a text in another language than that of the page."""

import re
import unicodedata
from collections.abc import Iterator

PAGE_LANGUAGE = "en"
"""The language of the pages, and of everything in them besides the texts."""
LANGUAGE_NAMES = {
    "en": "English",
    "es": "Spanish",
    "pt": "Portuguese",
    "pl": "Polish",
    "zh-Hans": "Chinese, simplified",
    "zh-Hant": "Chinese, traditional",
    "ht": "Haitian Creole",
    "fr": "French",
    "sq": "Albanian",
    "ar": "Arabic",
    "hy": "Armenian",
    "bn": "Bengali",
    "bs": "Bosnian",
    "my": "Burmese",
    "prs": "Dari",
    "tl": "Filipino",
    "de": "German",
    "el": "Greek",
    "gu": "Gujarati",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ksw": "Karen, S’gaw",
    "km": "Khmer",
    "ko": "Korean",
    "lo": "Lao",
    "ml": "Malayalam",
    "ne": "Nepali",
    "ps": "Pashto",
    "fa": "Persian",
    "pa": "Punjabi",
    "ro": "Romanian",
    "ru": "Russian",
    "sr": "Serbian",
    "so": "Somali",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "th": "Thai",
    "ti": "Tigrinya",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "yi": "Yiddish",
}
"""The languages that the desk offers, by BCP 47 tag: those that most residents speak first, then by name."""
RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he iw ks lrc mzn nqo pnb prs ps sd syr ug ur yi".split())
RIGHT_TO_LEFT_SCRIPTS = frozenset("adlm arab hebr mand nkoo rohg samr syrc thaa".split())
_SCRIPT = re.compile(r"-([a-z]{4})(?:-|$)")
# (860) 555-0134 ext. 12, 2020-06-05, 54-192h, P.A. 19-20 and other groups of digits, with Latin words beside them. A
# text from right to left would reverse them.
_LATIN_WORD = r"[A-Za-z\d]++"
_NUMBER_GROUP = re.compile(
    rf"(?<![A-Za-z\d])[+(]{{0,2}}{_LATIN_WORD}(?:(?:[ \u00a0]?[-/:\u2010-\u2013][ \u00a0]?|\)[ \u00a0]?[-.]?"
    rf"|(?:(?<=[A-Za-z])\.)?[ \u00a0]\(?|[.(]){_LATIN_WORD})*+"
)

_DIGIT = re.compile(r"\d")
_LEFT_TO_RIGHT_ISOLATE = "\N{LEFT-TO-RIGHT ISOLATE}"
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def get_language_name(tag: str) -> str:
    """Returns the English name of a language, or the tag if the desk does not offer the language."""
    return LANGUAGE_NAMES.get(tag, tag)


def is_right_to_left(tag: str) -> bool:
    """Whether the language is written from right to left. A script in the tag decides, as in az-Arab."""
    tag = tag.lower()
    if script := _SCRIPT.search(tag):
        return script[1] in RIGHT_TO_LEFT_SCRIPTS
    return tag.partition("-")[0] in RIGHT_TO_LEFT


def get_direction(tag: str) -> str:
    return "rtl" if is_right_to_left(tag) else "ltr"


def get_language_attributes(tag: str | None) -> dict[str, str]:
    """Returns the attributes `lang` and `dir` of an element with a text in this language. Empty for the language of the
    page, which the element inherits."""
    if not tag or tag == PAGE_LANGUAGE:
        return {}
    return {"lang": tag} | ({"dir": "rtl"} if is_right_to_left(tag) else {})


def find_direction(text: str) -> str:
    """Returns the direction of the first letter: "ltr" or "rtl", or "" for a text without letters."""
    for character in text:
        if (kind := unicodedata.bidirectional(character)) in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return ""


def has_right_to_left_letters(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def split_number_groups(text: str) -> Iterator[tuple[str, bool]]:
    """Yields the pieces of a text, and whether each is a group of digits, such as a telephone number."""
    end = 0
    for match in _NUMBER_GROUP.finditer(text):
        words = match[0].lstrip("+(")
        if words.isalpha() or words.isdigit() or not _DIGIT.search(words):
            continue
        start, stop = match.span()
        stop += text.startswith(")", stop) and match[0].count("(") > match[0].count(")")
        # A parenthesis around more than the group is no part of it.
        while text[start] == "(" and text.count("(", start, stop) > text.count(")", start, stop):
            start += 1
        yield text[end:start], False
        yield text[start:stop], True
        end = stop
    yield text[end:], False


def isolate_words(text: str) -> str:
    """Returns the text for a sentence in plain text, such as a line of an email. Words from right to left are isolated,
    so that they do not move the words and numbers beside them (Unicode Standard Annex 9, section 2.4)."""
    if not has_right_to_left_letters(text):
        return text
    return f"{_FIRST_STRONG_ISOLATE}{isolate_number_groups(text)}{_POP_ISOLATE}"


def isolate_number_groups(text: str) -> str:
    """Returns a line of plain text in which groups of digits between words from right to left keep their order."""
    if not has_right_to_left_letters(text):
        return text
    return "".join(
        f"{_LEFT_TO_RIGHT_ISOLATE}{words}{_POP_ISOLATE}" if is_number else words
        for words, is_number in split_number_groups(text)
    )
