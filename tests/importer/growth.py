"""Prints what ten times the text costs: `python tests/sources/importing/growth.py`. The aim is at most 15 times."""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from portal.importer.parser import parse_documents  # noqa: E402

SIZES = (10_000, 100_000, 1_000_000)
PATTERNS = {
    "blank lines": "\n",
    "spaces": " ",
    "open quotations": "“A b c said ",
    "contacts": "Contact: Press Office\n",
    "memo headers": "TO: x\nFROM: y\n",
    "release lines": "FOR IMMEDIATE RELEASE\n",
    "questions": "Q: a? A: b\n",
    "brackets": "(((",
    "addresses": "a@",
    "bullets": "• closed until 6/5/20 - 6/5/20\n",
}


def main() -> None:
    texts = {file.stem: file.read_text(encoding="utf-8") for file in sorted((ROOT / "seeds" / "sources").glob("*.txt"))}
    print(f"{'text, repeated':34}" + "".join(f"{size:>12,}" for size in SIZES) + "   last by the one before")
    for name, text in (texts | PATTERNS).items():
        costs = [cost((text * (size // len(text) + 1))[:size]) for size in SIZES]
        print(f"{name:34}" + "".join(f"{one:11.3f}s" for one in costs) + f"{costs[-1] / costs[-2]:12.1f}")


def cost(text: str) -> float:
    began = time.process_time()
    parse_documents(text)
    return time.process_time() - began


if __name__ == "__main__":
    main()
