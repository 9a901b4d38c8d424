"""Finds the row that words of a text mean, or a name that no row has yet."""

import re

from django.utils.text import slugify

from portal.records.models import Issuer

SMALL_WORDS = frozenset("the of and for in on a connecticut state".split())


def find_unused_value(model, column: str, wanted: str, longest: int) -> str:
    """The wanted name, or it with the first number that makes it new."""
    name, number = wanted[:longest], 1
    while model.objects.filter(**{column: name}).exists():
        number += 1
        name = f"{wanted[: longest - 6]}-{number}"
    return name


def find_issuer(words: str, notes: list[str]) -> Issuer:
    """Returns the issuer with that name or short name, the only issuer whose words all occur in the text, or a new
    one."""
    every = list(Issuer.objects.all())
    for one in every:
        if words.casefold() in (one.name.casefold(), one.short_name.casefold()):
            return one
    said = list_significant_words(words)
    near = [
        one for one in every if len(list_significant_words(one.name)) >= 2 and list_significant_words(one.name) <= said
    ]
    near = near or [one for one in every if len(said) >= 2 and said <= list_significant_words(one.name)]
    if len(near) == 1:
        return near[0]
    notes.append(f"“{words}” is a new issuer.")
    name = words[:200]
    return Issuer.objects.create(key=find_unused_value(Issuer, "key", slugify(name)[:50] or "issuer", 60), name=name)


def list_significant_words(words: str) -> set[str]:
    return set(re.findall(r"\w+", words.lower())) - SMALL_WORDS
