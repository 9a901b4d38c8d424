"""Measures the search at growing sizes beside a plain LIKE search and Wagtail's search, and prints Markdown tables.

    python tests/bench_search.py                  SQLite, and PostgreSQL where a server answers
    python tests/bench_search.py postgresql://…   PostgreSQL on the server with that database

Everything is asked warm, in turn, in one run on one machine, so ratios are what to judge by and not times.

- “search” is what the search page is made from: the first twenty records, each with its standing on the day, its
  matching points with their words marked, how many records there are, and what was meant where nothing is found.
- “page” is the whole page over HTTP's handler, templates included.
- “LIKE” is the first twenty editions shown today with every word in title, body or a point, and nothing more.
- “Wagtail” is its documented database backend over one indexed model with the same words by weight, narrowed to what
  is shown: the first twenty and how many there are, as the view of its project template asks for them; “first” leaves
  the number out. Nothing is marked, and no standing is told.

Fails when a search for words costs more than four times as much among 100,000 editions as among 1,000 (20,000 on
SQLite), or is less than ten times faster than Wagtail's among 2,000 records, twenty times among 20,000."""

import os
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from benchmarks import databases  # noqa: E402
from benchmarks.asking import Worker  # noqa: E402
from run import SERVERS, obstacle  # noqa: E402

HERE = Path(__file__).resolve().parent
ROUNDS, REPEATS = 4, 5
MOST_GROWTH = 4
LEAST_RATIO = {2_000: 10, 20_000: 20}
"""By records, on PostgreSQL."""
WAGTAIL_UP_TO = 20_000
"""Texts."""
WORDS = {
    "one common word": "office",
    "two common words": "permit renewals",
    "three common words": "storm closures visitors",
    "four common words": "written note quarter telephone",
    "one rare word": "pistol",
    "two rare words": "pistol applicants",
    "three rare words": "unarmed security guards",
    "four rare words": "ice detainer requests warrants",
    "common and rare": "office fingerprint",
}
OTHERS = {
    "a phrase": '"until further notice"',
    "an unfinished word": "finger",
    "a misspelled word": "fingrprint",
    "nothing": "quokka ostrich",
}
"""Asked of the portal alone: Wagtail's plain search reads no phrase and corrects nothing."""


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
    for name, text in (WORDS | OTHERS).items():
        rows[name] = {size: times(one, text, name in WORDS) for size, one in workers.items()}
    print(f"\n## {server.name}, milliseconds")
    return [*growth(server, rows), *ratios(server, rows)]


def workers_of(server: databases.Server, size: databases.Size, python: str) -> dict[str, Worker]:
    portal = databases.prepare(server, size)
    script = str(HERE / "benchmarks" / "portal_search.py")
    found = {"": Worker([sys.executable, script], databases.ROOT, databases.portal_env(server, portal))}
    if size.texts <= WAGTAIL_UP_TO:
        name = databases.prepare_wagtail(server, portal, python)
        env = os.environ | server.wagtail(name)
        found["Wagtail "] = Worker([python, "ask.py"], databases.PROJECT, env)
        if found["Wagtail "].texts != found[""].texts:
            raise SystemExit(f"{name} has other texts than {portal}; drop both.")
    return found


def times(workers: dict[str, Worker], text: str, is_for_all: bool) -> dict[str, list[float]]:
    """Every way of asking, asked in turn."""
    found: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for who, worker in workers.items():
            for way, some in (worker.ask(text, REPEATS) if is_for_all or not who else {}).items():
                found.setdefault(who + way, []).extend(some)
    return found


def p50(found: list[float]) -> float:
    return statistics.median(found)


def p95(found: list[float]) -> float:
    return statistics.quantiles(found, n=20, method="inclusive")[-1]


def growth(server: databases.Server, rows: dict) -> list[str]:
    sizes = server.sizes
    print(f"\n| question |{''.join(f' search p50, {size} | p95 | page p50 | LIKE p50 |' for size in sizes)} growth |")
    print(f"|---|{'---:|' * (4 * len(sizes) + 1)}")
    grown = {}
    for name, row in rows.items():
        cells = [f"{p50(one['results']):.1f} | {p95(one['results']):.1f} | {p50(one['page']):.1f} | "
                 f"{p50(one['like']):.1f}" for one in row.values()]  # fmt: skip
        grown[name] = p50(row[sizes[-1]]["results"]) / p50(row[sizes[0]]["results"])
        print(f"| {name} | {' | '.join(cells)} | {grown[name]:.1f} |")
    worst = max(grown, key=grown.get)
    print(f"\nFrom {sizes[0]} to {sizes[-1]} the search grew at most {grown[worst]:.1f} times ({worst}).")
    return [f"{server.name}: {name} grew {by:.1f} times." for name, by in grown.items() if by > MOST_GROWTH]


def ratios(server: databases.Server, rows: dict) -> list[str]:
    """How many times longer Wagtail takes for the same words."""
    sizes = [size for size in server.sizes if size.texts <= WAGTAIL_UP_TO]
    print(f"\n| question |{''.join(f' Wagtail p50, {s} | p95 | first p50 | Wagtail/search |' for s in sizes)}")
    print(f"|---|{'---:|' * (4 * len(sizes))}")
    found: dict[databases.Size, list[float]] = {size: [] for size in sizes}
    for name in WORDS:
        cells = []
        for size in sizes:
            one = rows[name][size]
            theirs = one["Wagtail results"]
            found[size].append(p50(theirs) / p50(one["results"]))
            cells.append(f"{p50(theirs):.1f} | {p95(theirs):.1f} | {p50(one['Wagtail first']):.1f} |"
                         f" {found[size][-1]:.1f}")  # fmt: skip
        print(f"| {name} | {' | '.join(cells)} |")
    print()
    failures = []
    for size, times in found.items():
        least, middle = min(times), statistics.median(times)
        line = f"{server.name}, {size} texts: Wagtail takes {least:.1f} to {max(times):.1f} times as long, {middle:.1f}"
        print(f"{line} in the middle.")
        bar = LEAST_RATIO.get(size.records) if server.name == "PostgreSQL" and size.editions == 1 else None
        failures += [f"{line} in the middle; the bar is {bar}."] if bar and least < bar else []
    return failures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
