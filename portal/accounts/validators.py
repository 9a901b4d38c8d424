"""Which passwords are refused: those that attackers try first. Nothing is asked of another host."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

MIN_GUESSES = 10**10
"""Guesses that a good attacker needs; below it, a list of hashes that got out is read within hours."""
MAX_LENGTH = 40
"""Characters that are judged. More make a password no worse, and the judgment slower."""
FAMOUS_PHRASES = (
    "correct horse battery staple",
    "the quick brown fox jumps over the lazy dog",
    "to be or not to be that is the question",
    "may the force be with you",
    "four score and seven years ago",
    "we the people of the united states",
    "qui transtulit sustinet",
)
"""Sentences that everybody thinks of, one the motto of the state; the lists of zxcvbn have words only."""
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
    """Refuses leaked and common passwords, words and names, dates, rows of keys, repeats, and all of these with digits
    at the end or signs for letters. zxcvbn estimates the guesses; it brings its lists of 100,000 words along."""

    def validate(self, password: str, user=None) -> None:
        if not password or zxcvbn(password[:MAX_LENGTH], list_own_words(user))["guesses"] < MIN_GUESSES:
            raise ValidationError(
                "This password is easy to guess. Attackers try common passwords, words, names, dates and rows of keys "
                "first. Choose a sentence that only you think of.",
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return "Not a common password, a word with digits, a date, or a row of keys."


def list_own_words(user) -> list[str]:
    """What an attacker tries at this site and for this account before anything else."""
    phrases = [form for phrase in FAMOUS_PHRASES for form in (phrase, phrase.replace(" ", ""))]
    texts = [settings.SITE_NAME, settings.SITE_URL, getattr(user, "email", ""), getattr(user, "name", "")]
    words = [word for text in texts for word in re.split(r"\W+", text or "") if len(word) > 2]
    return [*phrases, *SITE_WORDS, *words]
