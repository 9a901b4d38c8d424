"""The corpus of artificial documents and its answer keys.

Each file in documents/ has the cases of one kind: “=== name”, the document, “--- key”, the key as JSON (a list if there
are several documents). A value that the key leaves out must be empty. “First words…last words” matches a value that
begins and ends with these words. Items are [text, posted_on, effective_from, effective_until, [linked words]], contacts
[name, office, email, [[number, type]]], quotes [speaker, text], questions [number, question, answer], attachments
[title, url]."""

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "documents"


@dataclass(frozen=True)
class Case:
    file: str
    name: str
    text: str
    key: list[dict]


def cases() -> list[Case]:
    corpus_cases = []
    for file in sorted(FOLDER.glob("*.txt")):
        for part in file.read_text(encoding="utf-8").split("\n=== "):
            name, _, rest = part.removeprefix("=== ").partition("\n")
            text, _, key = rest.rpartition("\n--- key\n")
            answer = json.loads(key)
            corpus_cases.append(Case(file.stem, name, text, answer if isinstance(answer, list) else [answer]))
    return corpus_cases
