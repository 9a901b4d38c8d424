"""Measures the search at growing sizes beside a plain LIKE search and Wagtail's search, and prints Markdown tables.

    python tests/benchmarks/bench_search.py                  SQLite, and PostgreSQL if a server answers
    python tests/benchmarks/bench_search.py postgresql://…   PostgreSQL on the server with that database

One run on one machine measures all ways of searching in turn, so judge by the ratios and not by the times. Each kind
of query has several wordings.

- “search” computes what the search page shows: the first twenty records, each with its standing on the day and its
  matching points with their words marked; the number of records; and a suggestion if nothing is found. Between two
  searches it keeps only what does not depend on the query: statements and their plans.
- “first” requests the whole page through Django's handler for the first time: search, filters and templates.
- “again” requests the same page again while nothing public has changed, so that it comes from the response cache.
- “LIKE” returns the first twenty editions shown today with every word in title, body or a point.
- “Wagtail” uses its documented database backend over one indexed model with the same words by weight, filtered by what
  is shown. It returns the first twenty and their number, as the view of its project template does. It marks no words,
  returns no standing and renders no page. It keeps nothing between two searches either. If it does not answer twice
  within half a minute, the query counts as a quarter of a minute, and its other wordings are left out.

The limits apply to the ratio of “search” and “Wagtail”, which do comparable work. The ratio of “again” and “Wagtail”
is printed separately.

The run fails if, for any kind of query, a search takes more than four times as long among 100,000 editions (20,000 on
SQLite) as among 1,000, or is less than ten times as fast as Wagtail's among 2,000 records or less than twenty times as
fast among 20,000."""

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
"""Each round uses the next wording."""
MOST_GROWTH = 4
LEAST_RATIO = {2_000: 10, 20_000: 20}
"""By number of records, on PostgreSQL."""
PATIENCE = 30.0
"""Seconds within which Wagtail must answer twice; the first answer is not counted."""
AT_LEAST = PATIENCE / 2 * 1000
"""Milliseconds that an answer took at least on average if it did not."""
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
"""Queries only for the portal: Wagtail's plain search supports no phrases and corrects nothing."""


def main(urls: list[str]) -> int:
    databases.FOLDER.mkdir(parents=True, exist_ok=True)
    python = databases.wagtail_python()
    failures = [failure for server in servers(urls) for failure in measure(server, python)]
    print("\n".join(["", *failures] if failures else ["", "All limits are met."]))
    return int(bool(failures))


def servers(urls: list[str]) -> list[databases.Server]:
    if urls:
        return [databases.PostgreSQL(url) for url in urls]
    available = [url for url in (server.format("postgres") for server in SERVERS) if not obstacle(url)]
    return [databases.SQLite(), *map(databases.PostgreSQL, available[:1])]


def measure(server: databases.Server, python: str) -> list[str]:
    """Prints the tables of one server and returns the limits that it misses."""
    workers = {size: workers_of(server, size, python) for size in server.sizes}
    rows: dict[str, dict[databases.Size, dict[str, list[float]]]] = {}
    for name, texts in (WORDS | OTHERS).items():
        rows[name] = {size: times(of_size, texts, name in WORDS) for size, of_size in workers.items()}
        databases.say(f"{server.name}: measured {name}")
    print(f"\n## {server.name}, milliseconds")
    return [*growth(server, rows), *ratios(server, rows)]


def workers_of(server: databases.Server, size: databases.Size, python: str) -> dict[str, Worker]:
    portal = databases.prepare(server, size)
    script = str(HERE / "portal_search.py")
    workers = {"": Worker([sys.executable, script], databases.ROOT, databases.portal_env(server, portal))}
    name = databases.prepare_wagtail(server, portal, python)
    workers["Wagtail "] = Worker([python, "ask.py"], databases.PROJECT, os.environ | server.wagtail(name))
    if workers["Wagtail "].texts != workers[""].texts:
        raise SystemExit(f"The texts in {name} and {portal} differ. Drop both databases.")
    return workers


def times(workers: dict[str, Worker], texts: tuple[str, ...], is_for_all: bool) -> dict[str, list[float]]:
    """Measures every way of searching in turn. Returns the milliseconds by way."""
    times_by_way: dict[str, list[float]] = {}
    remaining = dict(workers) if is_for_all else {"": workers[""]}
    for turn in range(ROUNDS):
        text = texts[turn % len(texts)]
        for name, worker in list(remaining.items()):
            answers = worker.ask(text, REPEATS, within=PATIENCE if name else None)
            if answers is None:
                del remaining[name]
                answers = {"results": [AT_LEAST] * ROUNDS * REPEATS}
            for way, milliseconds in answers.items():
                times_by_way.setdefault(name + way, []).extend(milliseconds)
    return times_by_way


def format_time(milliseconds: float) -> str:
    return f"over {AT_LEAST:.0f}" if milliseconds >= AT_LEAST else f"{milliseconds:.1f}"


def p50(milliseconds: list[float]) -> float:
    return statistics.median(milliseconds)


def p95(milliseconds: list[float]) -> float:
    return statistics.quantiles(milliseconds, n=20, method="inclusive")[-1]


def growth(server: databases.Server, rows: dict) -> list[str]:
    sizes = server.sizes
    heads = "".join(
        f" search p50, {size} | p95 | first p50 | p95 | again p50 | p95 | LIKE p50 | p95 |" for size in sizes
    )
    print(f"\n| query |{heads} growth |")
    print(f"|---|{'---:|' * (8 * len(sizes) + 1)}")
    factors = {}
    for name, row in rows.items():
        cells = [
            f"{p50(times_by_way[way]):.1f} | {p95(times_by_way[way]):.1f}"
            for times_by_way in row.values()
            for way in ("search", "first", "again", "LIKE")
        ]
        factors[name] = p50(row[sizes[-1]]["search"]) / p50(row[sizes[0]]["search"])
        print(f"| {name} | {' | '.join(cells)} | {factors[name]:.1f} |")
    worst = max(factors, key=factors.get)
    print(
        f"\nFrom {sizes[0]} to {sizes[-1]} texts, searches take at most {factors[worst]:.1f} times as long ({worst})."
    )
    return [
        f"{server.name}: {name} takes {factor:.1f} times as long; the limit is {MOST_GROWTH}."
        for name, factor in factors.items()
        if factor > MOST_GROWTH
    ]


def ratios(server: databases.Server, rows: dict) -> list[str]:
    """Prints how many times as long Wagtail's search takes as the portal's, and as its pages, for the same words.
    Returns the limits that are missed."""
    sizes = server.sizes
    heads = "".join(f" Wagtail p50, {size} | p95 | /search | /first | /again |" for size in sizes)
    print(f"\n| query |{heads}")
    print(f"|---|{'---:|' * (5 * len(sizes))}")
    ratios_by_size: dict[databases.Size, dict[str, list[float]]] = {size: {} for size in sizes}
    for name in WORDS:
        cells = []
        for size in sizes:
            wagtail = rows[name][size]["Wagtail results"]
            by_way = {way: p50(wagtail) / p50(rows[name][size][way]) for way in ("search", "first", "again")}
            for way, ratio in by_way.items():
                ratios_by_size[size].setdefault(way, []).append(ratio)
            texts = [
                format_time(p50(wagtail)),
                format_time(p95(wagtail)),
                *(f"{ratio:.1f}" for ratio in by_way.values()),
            ]
            cells.append(" | ".join(texts))
        print(f"| {name} | {' | '.join(cells)} |")
    return [miss for size, by_way in ratios_by_size.items() for miss in summary(server, size, by_way)]


def summary(server: databases.Server, size: databases.Size, ratios_by_way: dict[str, list[float]]) -> list[str]:
    """Prints a line for each way of the portal. Only “search” has a limit; returns it if it is missed."""
    print()
    misses = []
    limit = LEAST_RATIO.get(size.records) if server.name == "PostgreSQL" and size.editions == 1 else None
    for way, factors in ratios_by_way.items():
        least, middle = min(factors), statistics.median(factors)
        line = f"{server.name}, {size} texts: Wagtail takes {least:.1f} to {max(factors):.1f} times as long as “{way}”,"
        print(f"{line} median {middle:.1f}.")
        if way == "search" and limit and least < limit:
            misses.append(f"{line} median {middle:.1f}; the limit is {limit}.")
    return misses


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
