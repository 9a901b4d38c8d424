"""Verification of the hash chain: reads every entry in order and describes each one that differs."""

from collections.abc import Iterable, Iterator

from portal.register import hash_chain
from portal.register.models import RegisterEntry


def find_chain_breaks(entries: Iterable[RegisterEntry]) -> Iterator[str]:
    """Yields a sentence for each problem. `entries` are in the order of their numbers."""
    number, previous = 0, hash_chain.GENESIS_HASH
    for entry in entries:
        number += 1
        if entry.number != number:
            yield f"Entry {number} is missing: entry {entry.number} is in its place."
            number = entry.number
        if entry.previous != previous:
            yield f"Entry {entry.number} does not follow from the entry before it."
        if hash_chain.hash_text(entry.content) != entry.content_digest:
            yield f"The content of entry {entry.number} differs from what was recorded ({entry.title})."
        if hash_chain.hash_entry(**entry.facts()) != entry.hash:
            yield f"The facts of entry {entry.number} differ from what was recorded ({entry.title})."
        previous = entry.hash


def find_register_problems() -> Iterator[str]:
    """Returns the problems of the whole register, which is read in batches to limit memory."""
    return find_chain_breaks(RegisterEntry.objects.order_by("number").iterator(chunk_size=500))
