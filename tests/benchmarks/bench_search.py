"""Measures the search at growing sizes beside a plain LIKE search and Wagtail's search, and prints Markdown tables.

    python tests/benchmarks/bench_search.py                  SQLite, and PostgreSQL where a server answers
    python tests/benchmarks/bench_search.py postgresql://…   PostgreSQL on the server with that database

All ways are asked in turn, in one run on one machine, so ratios are what to judge by and not times. Each kind of
question is asked in several wordings.

- “search” is what the search page is made from, each time again: the first twenty records, each with its standing on
  the day, its matching points with their words marked, how many records there are, and what was meant where nothing
  is found. Nothing is kept of it between two times but what no question changes: statements and their plans.
- “first” is the whole page through Django's handler, asked for the first time: search, filters and templates.
- “again” is the same page asked again while nothing public has changed: it is given from the process's memory.
- “LIKE” is the first twenty editions shown today with every word in title, body or a point, and nothing more.
- “Wagtail” is its documented database backend over one indexed model with the same words by weight, narrowed to what
  is shown: the first twenty and how many there are, as the view of its project template asks for them. Nothing is
  marked, no standing is told, and no page is made. Wagtail keeps nothing of it either. Who gives no two answers within
  half a minute is not waited for: such a question counts as a quarter of a minute, and other wordings are not asked.

Like is compared with like: the bars hold for “search” beside “Wagtail”. “again” beside “Wagtail” is printed with its
own name.

Fails when a search for words costs more than four times as much among 100,000 editions as among 1,000 (20,000 on
SQLite), or is less than ten times faster than Wagtail’s among 2,000 records, twenty times among 20,000, for any of the
kinds of questions."""

import os
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from run import SERVERS, obstacle  # noqa: E402

from benchmarks import databases  # noqa: E402
from benchmarks.timing import Worker  # noqa: E402

HERE = Path(__file__).resolve().parent
ROUNDS, REPEATS = 3, 10
"""Each round takes the next wording."""
MOST_GROWTH = 4
LEAST_RATIO = {2_000: 10, 20_000: 20}
"""By records, on PostgreSQL."""
PATIENCE = 30.0
"""Seconds within which Wagtail is to give an answer twice; the first is not counted."""
AT_LEAST = PATIENCE / 2 * 1000
"""Milliseconds that one took on average where it does not."""
WORDS = {
    "one common word": ("office", "visitors", "school"),
    "two common words": ("permit renewals", "record requests", "night shifts"),
    "three common words": ("storm closures visitors", "body cameras training", "language help school"),
    "four common words": ("written note quarter telephone", "seven years everything records", "ten days fee card"),
    "one rare word": ("pistol", "unarmed", "detainer"),
    "two rare words": ("pistol applicants", "immigration warrants", "judicial warrant"),
    "three rare words": ("unarmed security guards", "federal immigration agents", "executive orders suspend"),
    "four rare words": (
        "ice detainer requests warrants",
        "commissioner dora schriro despp",
        "deadly weapon offender registry",
    ),
    "common and rare": ("office fingerprint", "school immigration", "records detainer"),
}
OTHERS = {
    "a phrase": ('"until further notice"', '"by appointment only"', '"without a fee"'),
    "an unfinished word": ("finger", "appoint", "immig"),
    "a misspelled word": ("fingrprint", "pistl", "detaner"),
    "nothing": ("quokka ostrich", "platypus", "wombat echidna"),
}
"""Asked of the portal only: Wagtail's plain search reads no phrase and corrects nothing."""


def main(urls: list[str]) -> int:
    databases.FOLDER.mkdir(parents=True, exist_ok=True)
    python = databases.wagtail_python()
    failures = [failure for server in servers(urls) for failure in measure(server, python)]
    print("\n".join(["", *failures] if failures else ["", "Every bar is met."]))
    return int(bool(failures))


def servers(urls: list[str]) -> list[databases.Server]:
    if urls:
        return [databases.PostgreSQL(url) for url in urls]
    found = [url for url in (server.format("postgres") for server in SERVERS) if not obstacle(url)]
    return [databases.SQLite(), *map(databases.PostgreSQL, found[:1])]


def measure(server: databases.Server, python: str) -> list[str]:
    """Prints the tables of one server and returns which bars it misses."""
    workers = {size: workers_of(server, size, python) for size in server.sizes}
    rows: dict[str, dict[databases.Size, dict[str, list[float]]]] = {}
    for name, texts in (WORDS | OTHERS).items():
        rows[name] = {size: times(one, texts, name in WORDS) for size, one in workers.items()}
        databases.say(f"{server.name}: {name} asked")
    print(f"\n## {server.name}, milliseconds")
    return [*growth(server, rows), *ratios(server, rows)]


def workers_of(server: databases.Server, size: databases.Size, python: str) -> dict[str, Worker]:
    portal = databases.prepare(server, size)
    script = str(HERE / "portal_search.py")
    found = {"": Worker([sys.executable, script], databases.ROOT, databases.portal_env(server, portal))}
    name = databases.prepare_wagtail(server, portal, python)
    found["Wagtail "] = Worker([python, "ask.py"], databases.PROJECT, os.environ | server.wagtail(name))
    if found["Wagtail "].texts != found[""].texts:
        raise SystemExit(f"{name} has other texts than {portal}; drop both.")
    return found


def times(workers: dict[str, Worker], texts: tuple[str, ...], is_for_all: bool) -> dict[str, list[float]]:
    """Every way of asking, asked in turn."""
    found: dict[str, list[float]] = {}
    asked = dict(workers) if is_for_all else {"": workers[""]}
    for turn in range(ROUNDS):
        text = texts[turn % len(texts)]
        for who, worker in list(asked.items()):
            answers = worker.ask(text, REPEATS, within=PATIENCE if who else None)
            if answers is None:
                del asked[who]
                answers = {"results": [AT_LEAST] * ROUNDS * REPEATS}
            for way, some in answers.items():
                found.setdefault(who + way, []).extend(some)
    return found


def told(found: float) -> str:
    return f"over {AT_LEAST:.0f}" if found >= AT_LEAST else f"{found:.1f}"


def p50(found: list[float]) -> float:
    return statistics.median(found)


def p95(found: list[float]) -> float:
    return statistics.quantiles(found, n=20, method="inclusive")[-1]


def growth(server: databases.Server, rows: dict) -> list[str]:
    sizes = server.sizes
    heads = "".join(
        f" search p50, {size} | p95 | first p50 | p95 | again p50 | p95 | LIKE p50 | p95 |" for size in sizes
    )
    print(f"\n| question |{heads} growth |")
    print(f"|---|{'---:|' * (8 * len(sizes) + 1)}")
    grown = {}
    for name, row in rows.items():
        cells = [
            f"{p50(one[way]):.1f} | {p95(one[way]):.1f}"
            for one in row.values()
            for way in ("search", "first", "again", "LIKE")
        ]
        grown[name] = p50(row[sizes[-1]]["search"]) / p50(row[sizes[0]]["search"])
        print(f"| {name} | {' | '.join(cells)} | {grown[name]:.1f} |")
    worst = max(grown, key=grown.get)
    print(f"\nFrom {sizes[0]} to {sizes[-1]} the search grew at most {grown[worst]:.1f} times ({worst}).")
    return [f"{server.name}: {name} grew {by:.1f} times." for name, by in grown.items() if by > MOST_GROWTH]


def ratios(server: databases.Server, rows: dict) -> list[str]:
    """How many times longer Wagtail's search takes for the same words than the portal's, and than its answers."""
    sizes = server.sizes
    heads = "".join(f" Wagtail p50, {size} | p95 | /search | /first | /again |" for size in sizes)
    print(f"\n| question |{heads}")
    print(f"|---|{'---:|' * (5 * len(sizes))}")
    found: dict[databases.Size, dict[str, list[float]]] = {size: {} for size in sizes}
    for name in WORDS:
        cells = []
        for size in sizes:
            theirs = rows[name][size]["Wagtail results"]
            by = {way: p50(theirs) / p50(rows[name][size][way]) for way in ("search", "first", "again")}
            for way, ratio in by.items():
                found[size].setdefault(way, []).append(ratio)
            cells.append(" | ".join([told(p50(theirs)), told(p95(theirs)), *(f"{one:.1f}" for one in by.values())]))
        print(f"| {name} | {' | '.join(cells)} |")
    return [miss for size, times in found.items() for miss in summary(server, size, times)]


def summary(server: databases.Server, size: databases.Size, times: dict[str, list[float]]) -> list[str]:
    """Prints a line for each way of the portal's to answer; the bar is for the search made again."""
    print()
    misses = []
    bar = LEAST_RATIO.get(size.records) if server.name == "PostgreSQL" and size.editions == 1 else None
    for way, found in times.items():
        least, middle = min(found), statistics.median(found)
        line = f"{server.name}, {size} texts: Wagtail takes {least:.1f} to {max(found):.1f} times as long as “{way}”,"
        print(f"{line} {middle:.1f} in the middle.")
        if way == "search" and bar and least < bar:
            misses.append(f"{line} {middle:.1f} in the middle; the bar is {bar}.")
    return misses


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
