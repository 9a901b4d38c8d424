"""Finds the issuer that a text names, and values that no row has yet."""

import re

from django.utils.text import slugify

from portal.records.models import Issuer

SMALL_WORDS = frozenset("the of and for in on a connecticut state".split())


def find_unused_value(model, column: str, wanted: str, longest: int) -> str:
    """Returns the wanted name, or the name with the first free number appended."""
    name, number = wanted[:longest], 1
    while model.objects.filter(**{column: name}).exists():
        number += 1
        name = f"{wanted[: longest - 6]}-{number}"
    return name


def find_issuer(words: str, notes: list[str]) -> Issuer:
    """Returns the issuer with that name or short name, the only issuer whose words all occur in the text, or a new
    one."""
    issuers = list(Issuer.objects.all())
    for issuer in issuers:
        if words.casefold() in (issuer.name.casefold(), issuer.short_name.casefold()):
            return issuer
    significant_words = list_significant_words(words)
    near = [
        issuer
        for issuer in issuers
        if len(list_significant_words(issuer.name)) >= 2 and list_significant_words(issuer.name) <= significant_words
    ]
    near = near or [
        issuer
        for issuer in issuers
        if len(significant_words) >= 2 and significant_words <= list_significant_words(issuer.name)
    ]
    if len(near) == 1:
        return near[0]
    notes.append(f"“{words}” is a new issuer.")
    name = words[:200]
    return Issuer.objects.create(key=find_unused_value(Issuer, "key", slugify(name)[:50] or "issuer", 60), name=name)


def list_significant_words(words: str) -> set[str]:
    return set(re.findall(r"\w+", words.lower())) - SMALL_WORDS
