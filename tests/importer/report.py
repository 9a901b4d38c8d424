"""Prints how many of each field the importer reads right, kind by kind: `python tests/importer/report.py`.

With --misses it lists every value that it misses. The misses are kept in var/, and the next report says which values
were gained and which were lost since."""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from portal.importer.parser import parse_documents  # noqa: E402
from tests.importer.corpus import cases  # noqa: E402
from tests.importer.scoring import Score, marks  # noqa: E402

KEPT = Path(os.environ.get("DATA_DIR") or ROOT / "var", "importer-report.json")


def main(show_misses: bool) -> None:
    score, documents, values = Score(), 0, {}
    for case in cases():
        documents += len(case.key)
        read_values = marks([one.as_data() for one in parse_documents(case.text)], case.key)
        for place, (kind, name, is_right, expected, read) in enumerate(read_values):
            score[kind, name, is_right] += 1
            values[f"{case.file}/{case.name}: {name}, {expected!r}, {place}"] = is_right
            if show_misses and not is_right:
                print(f"{case.file}/{case.name}: {name}\n    expected {expected!r}\n    read     {read!r}")
    print(table(score, documents))
    print("\n".join(changes(values)))


def changes(values: dict[str, bool]) -> list[str]:
    """What is read right that the last report had wrong, and the reverse; keeps the values for the next report."""
    before = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    KEPT.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    both = [name for name in values if name in before and values[name] != before[name]]
    return [f"{'gained' if values[name] else 'lost'}  {name.rpartition(', ')[0]}" for name in both]


def table(score: Score, documents: int) -> str:
    kinds = sorted({kind for kind, _, _ in score})
    names = sorted({name for _, name, _ in score})
    rows = [
        f"{documents} documents, {sum(score.values())} fields",
        f"{'field':26}" + "".join(f"{kind:>14}" for kind in [*kinds, "all"]),
    ]
    for name in [*names, None]:
        cells = []
        for kind in [*kinds, None]:
            asked = any(kind in (None, one) and name in (None, field) for one, field, _ in score)
            cells.append(f"{100 * score.share(kind, name):13.1f}%" if asked else f"{'·':>14}")
        rows.append(f"{name or 'all':26}" + "".join(cells))
    return "\n".join(rows)


if __name__ == "__main__":
    main("--misses" in sys.argv)
