"""Splits texts and queries into words, the same for both databases, and measures how similar two words are."""

import re
import unicodedata

WORD_PATTERN = re.compile(r"[^\W_]+")
POSSESSIVE = re.compile(r"'s(?!\w)")
INVISIBLE_PATTERN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\U000e0000-\U000e0fff]"
)
"""Characters that nobody sees, such as the soft hyphen. They do not separate words."""
DIGITS = {number: str(unicodedata.decimal(chr(number))) for number in range(0x80, 0x20000) if chr(number).isdecimal()}
"""The digits of other scripts, such as the Arabic ones, and the plain digits in their place."""
QUOTES = str.maketrans(dict.fromkeys("‘’‛`´ʹʻʼˈ′＇", "'") | dict.fromkeys("“”„‟«»″＂", '"'))
"""Signs that are typed and printed in place of the plain apostrophe and quotation mark."""
MIN_WORD_LENGTH, MAX_WORD_LENGTH = 3, 40
"""Letters that a word must have to be suggested."""

# PostgreSQL's list of English stop words.
STOP_WORDS = frozenset(
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it"
    " its itself they them their theirs themselves what which who whom this that these those am is are was were be been"
    " being have has had having do does did doing a an the and but if or because as until while of at by for with about"
    " against between into through during before after above below to from up down in out on off over under again"
    " further then once here there when where why how all any both each few more most other some such no nor not only"
    " own same so than too very s t can will just don should now".split()
)


def fold_text(text: str) -> str:
    """Returns the text in lower case, without accents, invisible characters and the possessive ’s: “Résumé’s” becomes
    “resume”. Apostrophes, quotation marks and digits become the plain ones."""
    text = text.translate(QUOTES)
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", INVISIBLE_PATTERN.sub("", text)).translate(DIGITS)
        text = unicodedata.normalize(
            "NFC", "".join(character for character in parts if not unicodedata.combining(character))
        )
    return POSSESSIVE.sub("", text.casefold())


def split_words(text: str) -> list[str]:
    """Returns the folded words of a text in their order. Every character but letters and digits separates words."""
    return WORD_PATTERN.findall(fold_text(text))


def get_vocabulary(texts: list[str]) -> set[str]:
    """Returns the words of folded texts that may be suggested."""
    words = {word for text in texts for word in text.split()}
    return {word for word in words if MIN_WORD_LENGTH <= len(word) <= MAX_WORD_LENGTH and word.isalpha()} - STOP_WORDS


def get_codes(texts: list[str]) -> set[str]:
    """Returns the words that contain a digit or another character that is no letter, such as covid19. The last word of
    a query may be completed to one of them, but none is suggested as a correction."""
    words = {word for text in texts for word in text.split() if not word.isalpha()}
    return {word for word in words if MIN_WORD_LENGTH <= len(word) <= MAX_WORD_LENGTH}


def measure_distance(word: str, other: str) -> int:
    """Returns the number of letters to insert, delete, replace or swap with the next to turn one word into the other
    (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(word, 1):
        line = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and word[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]


def find_nearest_word(word: str, candidates: list[str]) -> str | None:
    """Returns the candidate nearest to the word, or None if none is near. A word of up to five letters may have one
    typing error, a longer one two. Among equally near candidates the first in the list wins."""
    most = 1 if len(word) <= 5 else 2
    near = [(measure_distance(word, candidate), place, candidate) for place, candidate in enumerate(candidates)]
    best = min(near, default=None)
    return best[2] if best and best[0] <= most else None
