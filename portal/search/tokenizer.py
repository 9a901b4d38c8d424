"""What counts as a word, the same for texts and for questions, whatever the database; and how alike two words are."""

import re
import unicodedata

WORD_PATTERN = re.compile(r"[^\W_]+")
POSSESSIVE = re.compile(r"'s(?!\w)")
MIN_WORD_LENGTH, MAX_WORD_LENGTH = 3, 40
"""Letters of a word that is kept to suggest it."""

# PostgreSQL's list for English: words that it leaves out of every text.
STOP_WORDS = frozenset(
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it"
    " its itself they them their theirs themselves what which who whom this that these those am is are was were be been"
    " being have has had having do does did doing a an the and but if or because as until while of at by for with about"
    " against between into through during before after above below to from up down in out on off over under again"
    " further then once here there when where why how all any both each few more most other some such no nor not only"
    " own same so than too very s t can will just don should now".split()
)


def fold_text(text: str) -> str:
    """Lower case, without accents and without the ’s of possession: “Résumé’s” is “resume”."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text.replace("’", "'"))
        text = unicodedata.normalize("NFC", "".join(one for one in parts if not unicodedata.combining(one)))
    return POSSESSIVE.sub("", text.casefold())


def split_words(text: str) -> list[str]:
    """The words of a text in their order, folded; whatever is neither letter nor digit parts them."""
    return WORD_PATTERN.findall(fold_text(text))


def get_vocabulary(texts: list[str]) -> set[str]:
    """The words that may be suggested, of texts that are folded already."""
    found = {word for text in texts for word in text.split()}
    return {word for word in found if MIN_WORD_LENGTH <= len(word) <= MAX_WORD_LENGTH and word.isalpha()} - STOP_WORDS


def get_codes(texts: list[str]) -> set[str]:
    """The words with a digit or another sign that is no letter, such as covid19: the last word of a question may be the
    beginning of one, but none is suggested."""
    found = {word for text in texts for word in text.split() if not word.isalpha()}
    return {word for word in found if MIN_WORD_LENGTH <= len(word) <= MAX_WORD_LENGTH}


def measure_distance(one: str, other: str) -> int:
    """How many letters must be put in, left out, changed or swapped with the next to make one word the other
    (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]


def find_nearest_word(word: str, candidates: list[str]) -> str | None:
    """The candidate that the word is most likely meant to be, or None where none is near. One typing mistake is
    forgiven in four letters, two in a longer word; of equally near ones the earlier in the list is taken."""
    most = 1 if len(word) <= 4 else 2
    near = [(measure_distance(word, candidate), place, candidate) for place, candidate in enumerate(candidates)]
    best = min(near, default=None)
    return best[2] if best and best[0] <= most else None
