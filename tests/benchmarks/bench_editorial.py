"""Measures how much longer the desk takes to open and save a version with 200 points than one with 20.

`make bench-desk` runs it in a database in memory. Times are medians of several rounds; only their ratios are
meaningful."""

import os
import statistics
import sys
import time
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]
SIZES = (20, 200)
ROUNDS = 5
BAR = 8


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    os.environ["DATABASE_URL"] = ""
    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.test.utils import get_runner, setup_test_environment  # noqa: PLC0415  settings first

    settings.SECOND_FACTOR_REQUIRED = settings.REQUIRE_RECENT_LOGIN = False
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0)
    databases = runner.setup_databases()
    try:
        return measure()
    finally:
        runner.teardown_databases(databases)


def measure() -> int:
    from django.db import connection, reset_queries  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from tests.conftest import account  # noqa: PLC0415
    from tests.editorial.edition_forms import opened, prefix_of, screen  # noqa: PLC0415
    from tests.factories import make_draft, make_record  # noqa: PLC0415
    from tests.kinds import Kind  # noqa: PLC0415

    client, editor = Client(), account("editor", "editor")
    client.force_login(editor)
    connection.force_debug_cursor = True
    costs: dict = {}
    drafts = {}
    for size in SIZES:
        points = [f"Do the thing {n}, and write down that you did." for n in range(1, size + 1)]
        drafts[size] = make_draft(make_record(Kind.SERVICE_NOTICE), by=editor, points=points)

    def clocked(what: str, size: int, do) -> None:
        reset_queries()
        start = time.perf_counter()
        response = do()
        seconds = time.perf_counter() - start
        assert response.status_code in (200, 302), response.status_code
        assert what == "open" or response.status_code == 302, response.context["errors"]
        costs.setdefault((what, size), []).append((seconds, len(connection.queries)))

    for turn in range(ROUNDS):
        for size, draft in drafts.items():
            clocked("open", size, lambda draft=draft: client.get(screen(draft)))
            for what, changed in (("save, one text changed", 1), ("save, every text changed", size)):
                data = opened(client, draft)
                texts = {f"{prefix_of(data)}-{n}-text": f"{what} {turn} {n}" for n in range(changed)}
                clocked(what, size, lambda draft=draft, data=data | texts: client.post(screen(draft), data))
    return report(costs)


def report(costs: dict) -> int:
    worst = 0.0
    print(f"{'':28}{'time, 200 for 20':>18}{'queries 20':>12}{'queries 200':>12}")
    for what in dict.fromkeys(what for what, _ in costs):
        (few, few_queries), (many, many_queries) = (
            [statistics.median(column) for column in zip(*costs[what, size][1:], strict=True)] for size in SIZES
        )
        print(f"{what:28}{many / few:>17.1f}×{few_queries:>12.0f}{many_queries:>12.0f}")
        worst = max(worst, many / few if what != "open" else 0)
    print(f"Saving takes at most {worst:.1f} times as long; the limit is {BAR}.")
    return int(worst > BAR)


if __name__ == "__main__":
    sys.exit(main())
