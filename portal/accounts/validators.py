"""Refuses passwords that attackers try first. The check sends nothing to another host."""

import re
from unicodedata import normalize

from django.conf import settings
from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

MIN_GUESSES = 10**10
"""Number of guesses that a good attacker must need. With fewer, a leaked list of hashes is cracked within hours."""
MAX_LENGTH = 40
"""Number of characters that are judged. More characters make a password no weaker and the check slower."""
FAMOUS_PHRASES = (
    "correct horse battery staple",
    "the quick brown fox jumps over the lazy dog",
    "to be or not to be that is the question",
    "may the force be with you",
    "four score and seven years ago",
    "we the people of the united states",
    "qui transtulit sustinet",
)
"""Famous sentences, one of them the motto of the state. The lists of zxcvbn contain only words."""
SITE_WORDS = (
    "connecticut",
    "hartford",
    "governor",
    "guidance",
    "portal",
    "police",
    "chief",
    "superintendent",
    "school",
)


class GuessablePasswordValidator:
    """Refuses leaked and common passwords, words and names, dates, rows of keys, repetitions, and all of these with
    digits at the end or symbols instead of letters. zxcvbn estimates the guesses from lists of 100,000 words."""

    def validate(self, password: str, user=None) -> None:
        # Letters of another width or style are as easy to guess as the plain ones.
        plain = normalize("NFKC", password)[:MAX_LENGTH]
        if not plain or zxcvbn(plain, list_own_words(user))["guesses"] < MIN_GUESSES:
            raise ValidationError(
                "This password is easy to guess. Attackers try common passwords, words, names, dates and rows of keys "
                "first. Choose a sentence that only you think of.",
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return "Not a common password, a word with digits, a date, or a row of keys."


def list_own_words(user) -> list[str]:
    """Returns what an attacker tries first at this site and for this account."""
    phrases = [form for phrase in FAMOUS_PHRASES for form in (phrase, phrase.replace(" ", ""))]
    texts = [settings.SITE_NAME, settings.SITE_URL, getattr(user, "email", ""), getattr(user, "name", "")]
    words = [word for text in texts for word in re.split(r"\W+", text or "") if len(word) > 2]
    return [*phrases, *SITE_WORDS, *words]
