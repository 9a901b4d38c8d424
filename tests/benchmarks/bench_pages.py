"""Measures every public page with 10 and with 100,000 records in turn, and prints a Markdown table.

    python tests/benchmarks/bench_pages.py                      SQLite, in a temporary folder
    python tests/benchmarks/bench_pages.py SMALL_URL BIG_URL    databases that are prepared as in prepare()

Times depend on the machine and its load, so judge by the ratios."""

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
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

ROOT = Path(__file__).resolve().parents[2]
SIZES = (10, 100_000)
REPEATS = 15
ENOUGH = 3.0
"""Seconds after which a page is not requested again."""
MOST_QUERIES = 5


def main(urls: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        Path(folder, "static").mkdir()  # WhiteNoise warns if it is missing.
        env = {**os.environ, "DEBUG": "1", "DATA_DIR": folder}
        if not urls:
            urls = [f"sqlite:///{folder}/{size}.sqlite3" for size in SIZES]
            for url, size in zip(urls, SIZES, strict=True):
                prepare(size, env | {"DATABASE_URL": url})
        small, big = (Visitor(env | {"DATABASE_URL": url}) for url in urls)
        rows = [(name, small.measure(), big.measure()) for name in small.names]
        return report(rows, urls)


def prepare(size: int, env: dict[str, str]) -> None:
    """Migrates and fills a database. DEBUG is off, because with it Django keeps the text of every statement."""
    env = env | {"DEBUG": "0", "DEMO_MODE": "1", "SECRET_KEY": "for measuring only"}
    generate = ["tests/benchmarks/generate_corpus.py", f"--records={size}", "--editions=2"]
    for words in (["manage.py", "migrate", "-v0"], ["manage.py", "seed", "-v0"], generate):
        subprocess.run([sys.executable, *words], cwd=ROOT, env=env, check=True)


def report(rows: list, urls: list[str]) -> int:
    print(f"{urls[0].partition(':')[0]}, {SIZES[0]:,} and {SIZES[1]:,} records of 2 editions\n")
    print("| page | queries | ms, small | ms, big | ratio |\n|---|---:|---:|---:|---:|")
    for name, (few, short), (many, long) in rows:
        print(f"| {name} | {few}/{many} | {short:.1f} | {long:.1f} | {long / short:.1f} |")
    failed = [name for name, (few, _), (many, _) in rows if max(few, many) > MOST_QUERIES or few != many]
    if failed:
        print(f"\nMore than {MOST_QUERIES} queries, or different numbers at the two sizes: {', '.join(failed)}.")
    return int(bool(failed))


class Visitor:
    """A process for one database, which measures one page at a time."""

    def __init__(self, env: dict[str, str]):
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--visit"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.names = json.loads(self.process.stdout.readline())

    def measure(self) -> tuple[int, float]:
        """Returns the number of queries and the milliseconds of the next page."""
        self.process.stdin.write("next\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit("A page could not be measured. The reason is printed above.")
        return tuple(json.loads(answer))


def visit() -> None:
    """Runs in the process: prints the names of the pages, then answers each line with the numbers of the next page."""
    settings.DEBUG = False
    addresses = {"home": "/", "home, another day": "/?on=2020-06-10", **lists(), **record_pages(), **site_pages()}
    print(json.dumps(list(addresses)), flush=True)
    for address in addresses.values():
        sys.stdin.readline()
        print(json.dumps(measured(address)), flush=True)


def measured(address: str) -> tuple[int, float]:
    """Requests the page twice, then measures it. Returns the number of queries and the median of the milliseconds."""
    client = Client(SERVER_NAME="localhost")
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        status, count = client.get(address).status_code, len(queries)
    if status != 200:
        raise SystemExit(f"{address} answers {status}.")
    times, first_start = [], time.perf_counter()
    while len(times) < REPEATS and time.perf_counter() - first_start < ENOUGH:
        start = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - start) * 1000)
    return count, statistics.median(times)


def lists() -> dict[str, str]:
    """Returns the addresses of both lists, by name: with each filter that changes the query, and a page near the
    end."""
    queries = ["", "kind=press_release", "kind=service_notice", "issuer=artificial-office-7", "year=2020"]
    queries += [f"standing={word}" for word in ("in_effect", "upcoming", "ended", "withdrawn")]
    pages = {f"announcements {query}".strip(): f"/announcements/?{query}" for query in [*queries, f"after={late()}"]}
    queries += ["standing=reference", "audience=police_chiefs", "audience=police_chiefs&standing=ended"]
    queries = [query.replace("press_release", "memo").replace("service_notice", "questions") for query in queries]
    pages |= {f"guidance {query}".strip(): f"/guidance/?{query}" for query in [*queries, f"after={late()}"]}
    return {name.partition("after=")[0] + "late page" if "after=" in name else name: to for name, to in pages.items()}


def late() -> str:
    """Returns the cursor of the page after 95 percent of all editions."""
    editions = apps.get_model("records", "Edition").objects.filter(published_at__isnull=False).order_by("published_at")
    edition = editions[editions.count() // 20 + 2]
    return f"{round(edition.published_at.timestamp() * 1_000_000)}-{edition.pk}"


def record_pages() -> dict[str, str]:
    """Returns the pages of a memo and of a release from the middle of the corpus. Both editions of each are public."""
    records = apps.get_model("records", "Record").objects.filter(key__startswith="artificial-")
    records = records.exclude(editions__withdrawn_at__isnull=False)
    records = records.exclude(editions__published_at__gt=timezone.now()).order_by("key")
    addresses = {}
    for kind in ("memo", "press_release"):
        of_kind = records.filter(kind=kind)
        record = of_kind[of_kind.count() // 2]
        first = record.editions.order_by("effective_from").first().effective_from
        pages = ["", f"on/{first}/", "editions/1/", "history/", "compare/1..2/", "points/point-1/", "editions/1.json"]
        pages += ["editions/1.md", "editions/1.txt"]
        addresses |= {f"{kind} {page.replace(str(first), 'day')}": record.url() + page for page in pages}
    return addresses


def site_pages() -> dict[str, str]:
    middle = apps.get_model("register", "RegisterEntry").objects.head().number // 2
    section = "/sitemap-records.xml"
    return {
        "register": "/register/",
        "register, middle": f"/register/?before={middle}",
        "register.json": "/register.json",
        "register.json, middle": f"/register.json?after={middle}",
        "archive": "/archive/",
        "archive, late page": f"/archive/?after={late()}",
        "sources": "/sources/",
        "source": "/sources/blog-copy/",
        "about": "/about/versions/",
        "sitemap": "/sitemap.xml",
        "sitemap, a section": section,
        "sitemap, its last page": f"{section}?p={sections()}",
    }


def sections() -> int:
    """Returns the number of pages of the sitemap."""
    return Client(SERVER_NAME="localhost").get("/sitemap.xml").content.count(b"<loc>")


if __name__ == "__main__":
    if sys.argv[1:] == ["--visit"]:
        sys.path.insert(0, str(ROOT))
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
        django.setup()
        visit()
    else:
        sys.exit(main(sys.argv[1:]))
