"""Does the chain hold? Reads every entry from the first to the last and names the first that differs."""

from collections.abc import Iterable, Iterator

from portal.register import chain
from portal.register.models import RegisterEntry


def broken_links(entries: Iterable[RegisterEntry]) -> Iterator[str]:
    """A sentence for each thing wrong with the entries, given in order of their numbers."""
    number, previous = 0, chain.GENESIS
    for entry in entries:
        number += 1
        if entry.number != number:
            yield f"Entry {number} is missing: entry {entry.number} stands in its place."
            number = entry.number
        if entry.previous != previous:
            yield f"Entry {entry.number} does not follow from the entry before it."
        if chain.digest(entry.content) != entry.content_digest:
            yield f"The content of entry {entry.number} is not what was recorded ({entry.title})."
        if chain.entry_hash(**entry.facts()) != entry.hash:
            yield f"The facts of entry {entry.number} are not what was recorded ({entry.title})."
        previous = entry.hash


def problems() -> Iterator[str]:
    """Every broken link of the whole register, read in pieces so that memory stays level."""
    return broken_links(RegisterEntry.objects.order_by("number").iterator(chunk_size=500))
