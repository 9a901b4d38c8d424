"""Prints how many of each field the importer reads right, kind by kind: `python tests/sources/importing/report.py`.

With --misses it lists every value that it misses."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from portal.sources.parsing import parse  # noqa: E402
from tests.sources.importing.corpus import cases  # noqa: E402
from tests.sources.importing.scoring import Score, marks  # noqa: E402


def main(show_misses: bool) -> None:
    score, documents = Score(), 0
    for case in cases():
        documents += len(case.key)
        for kind, name, is_right, expected, read in marks([one.as_data() for one in parse(case.text)], case.key):
            score[kind, name, is_right] += 1
            if show_misses and not is_right:
                print(f"{case.file}/{case.name}: {name}\n    expected {expected!r}\n    read     {read!r}")
    print(table(score, documents))


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
