"""Measures the search at growing sizes beside a plain LIKE search, and prints a Markdown table for each database.

    python tests/bench_search.py                  SQLite, in a temporary folder: 1,000 and 20,000 editions
    python tests/bench_search.py URL URL …        databases made by `migrate`, `seed`, `generate_corpus` and
                                                  `rebuild_search`, the smallest first

Times depend on the machine and on what else it does, so the databases are asked in turn, and ratios are what to judge
by. Fails when a search costs more than four times as much in the largest as in the smallest."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.test import Client
from django.utils import timezone

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 20_000)
REPEATS = 20
ENOUGH = 2.0
"""Seconds after which a question is not asked again."""
MOST_GROWTH = 4
QUESTIONS = {
    "one common word": "office",
    "two common words": "permit renewals",
    "three common words": "storm closures visitors",
    "four common words": "written note quarter telephone",
    "one rare word": "pistol",
    "two rare words": "pistol applicants",
    "three rare words": "unarmed security guards",
    "four rare words": "ice detainer requests warrants",
    "common and rare": "office fingerprint",
    "a phrase": '"until further notice"',
    "an unfinished word": "finger",
    "a misspelled word": "fingrprint",
    "nothing": "quokka ostrich",
}


def main(urls: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        env = {**os.environ, "DEBUG": "1", "VAR_DIR": folder}
        if not urls:
            urls = [f"sqlite:///{folder}/{size}.sqlite3" for size in SIZES]
            for url, size in zip(urls, SIZES, strict=True):
                prepare(size, env | {"DATABASE_URL": url})
        workers = [Worker(env | {"DATABASE_URL": url}) for url in urls]
        rows = [(name, [worker.measure(text) for worker in workers]) for name, text in QUESTIONS.items()]
        return report(rows, [worker.editions for worker in workers], urls[0].partition(":")[0])


def prepare(size: int, env: dict[str, str]) -> None:
    records = f"--records={size // 2}"
    for words in (
        ["migrate", "-v0"],
        ["seed", "-v0"],
        ["generate_corpus", records, "--editions=2"],
        ["rebuild_search"],
    ):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, check=True)


def report(rows: list, sizes: list[int], database: str) -> int:
    """A line for each question: p50 and p95 in milliseconds of the search and of LIKE, and how the search grew."""
    columns = "".join(f" p50, {size:,} | p95 | LIKE p50 | LIKE/search |" for size in sizes)
    print(f"\n{database}, milliseconds\n\n| question |{columns} growth |\n|---|{'---:|' * (4 * len(sizes) + 1)}")
    worst = 0.0
    for name, found in rows:
        cells = [f"{p50:.1f} | {p95:.1f} | {like:.1f} | {like / p50:.1f}" for p50, p95, like in found]
        growth = found[-1][0] / found[0][0]
        worst = max(worst, growth)
        print(f"| {name} | {' | '.join(cells)} | {growth:.1f} |")
    print(f"\nThe search grew at most {worst:.1f} times; the bar is {MOST_GROWTH}.")
    return int(worst > MOST_GROWTH)


class Worker:
    """A process of its own for each database; it answers one question at a time."""

    def __init__(self, env: dict[str, str]):
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--ask"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.editions = json.loads(self.process.stdout.readline())

    def measure(self, text: str) -> tuple[float, float, float]:
        self.process.stdin.write(json.dumps(text) + "\n")
        self.process.stdin.flush()
        return tuple(json.loads(self.process.stdout.readline()))


def answer() -> None:
    """Reads questions and writes p50 and p95 of the search page and p50 of LIKE, in milliseconds."""
    print(apps.get_model("search", "Document").objects.count(), flush=True)
    client = Client(SERVER_NAME="localhost")
    for line in sys.stdin:
        text = json.loads(line)
        page = times(lambda text=text: client.get("/search/", {"q": text}))
        like = times(lambda text=text: plain_like(text), repeats=3)
        p95 = statistics.quantiles(page, n=20)[-1] if len(page) > 1 else page[0]
        print(json.dumps([statistics.median(page), p95, statistics.median(like)]), flush=True)


def times(ask, repeats: int = REPEATS) -> list[float]:
    ask()
    found, began = [], time.perf_counter()
    while len(found) < repeats and (len(found) < 3 or time.perf_counter() - began < ENOUGH):
        start = time.perf_counter()
        ask()
        found.append((time.perf_counter() - start) * 1000)
    return found


def plain_like(text: str) -> list:
    """What one would write without an index: every word somewhere in title, body or a point of what is shown today."""
    editions, at = apps.get_model("records", "Edition").objects, timezone.now()
    shown = editions.showing(at.date(), at)
    points = apps.get_model("records", "Point").objects
    for word in text.strip('"').split():
        in_points = points.filter(Q(heading__icontains=word) | Q(text__icontains=word)).values("edition")
        shown = shown.filter(Q(title__icontains=word) | Q(body__icontains=word) | Q(pk__in=in_points))
    return list(shown.order_by("-published_at")[:20])


if __name__ == "__main__":
    if sys.argv[1:] == ["--ask"]:
        sys.path.insert(0, str(ROOT))
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
        django.setup()
        settings.DEBUG = False  # it was needed to spare the style sheets, and would keep every query
        answer()
    else:
        sys.exit(main(sys.argv[1:]))
