"""Prints how many values of each field the importer reads right, kind by kind: `python tests/importer/report.py`.

With --misses it lists every value that is read wrong. It stores the results in var/, and the next report lists the
values that are right now and were wrong before, and the reverse."""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from portal.importer.parser import parse_documents  # noqa: E402
from tests.importer.corpus import cases  # noqa: E402
from tests.importer.scoring import Score, marks  # noqa: E402

STORED_REPORT = Path(os.environ.get("DATA_DIR") or ROOT / "var", "importer-report.json")


def main(show_misses: bool) -> None:
    score, documents, values = Score(), 0, {}
    for case in cases():
        documents += len(case.key)
        read_values = marks([document.as_data() for document in parse_documents(case.text)], case.key)
        for place, (kind, name, is_right, expected, read) in enumerate(read_values):
            score[kind, name, is_right] += 1
            values[f"{case.file}/{case.name}: {name}, {expected!r}, {place}"] = is_right
            if show_misses and not is_right:
                print(f"{case.file}/{case.name}: {name}\n    expected {expected!r}\n    read     {read!r}")
    print(table(score, documents))
    print("\n".join(changes(values)))


def changes(values: dict[str, bool]) -> list[str]:
    """Returns the values that are right now and were wrong in the last report, and the reverse. Stores the values."""
    before = json.loads(STORED_REPORT.read_text(encoding="utf-8")) if STORED_REPORT.exists() else {}
    STORED_REPORT.parent.mkdir(parents=True, exist_ok=True)
    STORED_REPORT.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
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
            is_scored = any(kind in (None, of_kind) and name in (None, field) for of_kind, field, _ in score)
            cells.append(f"{100 * score.share(kind, name):13.1f}%" if is_scored else f"{'·':>14}")
        rows.append(f"{name or 'all':26}" + "".join(cells))
    return "\n".join(rows)


if __name__ == "__main__":
    main("--misses" in sys.argv)
