"""Detects English or Spanish by counting common small words of each."""

import re

WORD_PATTERN = re.compile(r"[a-záéíóúñü]+")
ENGLISH_WORDS = frozenset(
    "the of and to in is are for be by on with that this will it as at from or not you your what how do can".split()
)
SPANISH_WORDS = frozenset(
    "el la los las de del y en es son para por con que se su una un al lo como más qué cómo no si está puede".split()
)


def detect_language(text: str) -> str:
    """Returns “en” or “es”; English unless Spanish prevails."""
    english = spanish = 0
    for word in WORD_PATTERN.findall(text[:200_000].lower()):
        english += word in ENGLISH_WORDS
        spanish += word in SPANISH_WORDS
    return "es" if spanish > english else "en"
