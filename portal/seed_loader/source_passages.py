"""Finds the words of a seed in their source document, and writes them as Markdown."""

import re

from portal.importer.drafts import markdown_writer
from portal.lib.markdown import strip_markdown
from portal.seed_loader.seed_files import SeedEntry


def find_passage(
    entry: SeedEntry, text: str, words: str, key: str, start: int = 0, end: int | None = None
) -> tuple[int, int]:
    """Returns the span of the words in text[start:end]. Raises SeedError unless they occur exactly once. Any white
    space between words, including no-break spaces and runs of spaces, matches any other."""
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
    end = len(text) if end is None else end
    first = pattern.search(text, start, end)
    if not first:
        raise entry.error(f"The source does not contain “{shorten_passage(words)}”.", key)
    if pattern.search(text, first.start() + 1, end):
        raise entry.error(
            f"The source contains “{shorten_passage(words)}” more than once; add “within”, or quote more of it.", key
        )
    return first.span()


def locate_passage(entry: SeedEntry, text: str, place: dict, key: str = "quote") -> tuple[int, int]:
    """Returns the span of a place, given as `quote` (and `within`, a longer passage that contains it), or by its first
    words (`from`) and its last (`to`)."""
    if "quote" in place:
        bounds = find_passage(entry, text, place["within"], "within") if "within" in place else (0, len(text))
        return find_passage(entry, text, place["quote"], key, *bounds)
    if not {"from", "to"} <= place.keys():
        raise entry.error(f"{entry.name} needs “quote”, or “from” and “to”.", key)
    start, first_end = find_passage(entry, text, place["from"], "from")
    return start, find_passage(entry, text, place["to"], "to", first_end)[1]


def spell_passage(entry: SeedEntry, text: str, start: int, end: int) -> str:
    """Writes the words of the span as Markdown, changed only by the repairs that the table lists."""
    passage = text[start:end]
    for damaged, repaired in entry.get("repairs", {}).items():
        count = passage.count(damaged)
        if count != 1:
            raise entry.error(f"“{damaged}”, which is to be repaired, occurs {count} times in the passage.", "repairs")
        passage = passage.replace(damaged, repaired)
    markdown = markdown_writer.write_markdown(passage)
    for words in entry.get("lost_links", []):
        if markdown.count(words) != 1:
            raise entry.error(
                f"The lost link “{words}” occurs {markdown.count(words)} times in the passage.", "lost_links"
            )
        markdown = markdown.replace(words, f"[{words}](lost:)")
    if strip_markdown(markdown).split() != passage.split():
        raise entry.error("The record would differ from the source. Report this passage as a bug of the portal.")
    return markdown


def shorten_passage(words: str) -> str:
    return words if len(words) <= 70 else f"{words[:45]} … {words[-20:]}"
