"""Measures how much longer the officials' desk and the reports take with 169 towns and 200 memos than with 10 and 10.

    python tests/benchmarks/bench_officials.py                  SQLite, in memory
    python tests/benchmarks/bench_officials.py postgresql://…   PostgreSQL, in a database of its own on that server

Each town has two posts. Each memo has five editions, and most posts have acknowledged the third. One run measures
everything in a small database, adds rows, and measures again. Times are the shortest of several; only their ratios are
meaningful. The run fails if a page makes more queries than before, if the desk takes more than 1.5 times as long, or
if a report takes more than 10 times as long. The pack and the CSV of all memos have no limit, because the pack contains
every text in force and the CSV a row for each memo and town."""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]
SMALL, LARGE = (10, 10), (169, 200)
"""Towns and memos."""
ROUNDS = 7
DESK, REPORT = 1.5, 10.0
PAGES = {
    "desk, to do": ("chief", "/official/", DESK),
    "desk, done": ("chief", "/official/?show=done", DESK),
    "memo on the desk": ("chief", "/official/posts/{post}/{key}/", DESK),
    "pack": ("chief", "/official/packs/{post}/", None),
    "report of all memos": ("editor", "/admin/reports/", REPORT),
    "the same in a past month": ("editor", "/admin/reports/?on=2025-03-15", REPORT),
    "report of one memo": ("editor", "/admin/reports/{key}/", REPORT),
    "its CSV": ("editor", "/admin/reports/{key}/csv/", REPORT),
    "CSV of all memos": ("editor", "/admin/reports/csv/", None),
    "public total": (None, "/guidance/{key}/acknowledged/", REPORT),
}


def main(urls: list[str]) -> int:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    os.environ["DATABASE_URL"] = urls[0] if urls else ""
    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.test.utils import get_runner, setup_test_environment  # noqa: PLC0415  settings first

    setup_test_environment()
    settings.RESPONSE_CACHE_MB = 0
    settings.RENDER_PDFS_ON_PUBLISH = settings.SECOND_FACTOR_REQUIRED = settings.REQUIRE_RECENT_LOGIN = False
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        return measure()
    finally:
        from portal.register import triggers  # noqa: PLC0415

        triggers.drop_all_triggers()
        runner.teardown_databases(databases)


def grow(towns: int, memos: int, person) -> None:
    """Adds towns and memos up to these numbers, and the acts of officials about them."""
    from portal.accounts.audiences import get_audience_values  # noqa: PLC0415
    from portal.accounts.models import Post  # noqa: PLC0415
    from portal.records.models import Record  # noqa: PLC0415
    from tests.benchmarks.corpus.corpus_loader import load  # noqa: PLC0415
    from tests.factories import make_holding, make_post  # noqa: PLC0415

    known = set(Post.objects.values_list("pk", flat=True))
    for number in range(towns):
        for audience in get_audience_values():
            post = make_post(f"Town {number:03}", audience, recorded_at=None)
            if post.pk not in known:
                make_holding(post, person if number == 0 and audience == "police_chiefs" else nobody())
    old = set(Record.objects.values_list("pk", flat=True))
    load([draft for number in range(len(old), memos) for draft in memo(number)])
    acknowledge(known, old)


def memo(number: int) -> list:
    """Returns five editions of a memo, a month apart. Each changes the first of three recommendations."""
    from guidance.models import Recommendation  # noqa: PLC0415
    from portal.accounts.audiences import get_audience_values  # noqa: PLC0415
    from portal.records.models import Edition, Record  # noqa: PLC0415
    from tests.benchmarks.corpus.corpus_drafts import Draft  # noqa: PLC0415
    from tests.factories import make_issuer, moment  # noqa: PLC0415

    record = Record(key=f"memo-{number:03}", kind="memo", issuer=make_issuer())
    drafts = []
    for version in range(1, 6):
        at = moment("2025-01-01") + timedelta(days=30 * version)
        kind, note = ("", "") if version == 1 else ("minor" if version % 2 else "major", "Recommendation 1 changed.")
        edition = Edition(
            record=record,
            number=version,
            title=f"Memo {number}",
            change_kind=kind,
            change_note=note,
            effective_from=at.date(),
            begun_at=at,
        )
        points = [
            Recommendation(
                edition=edition,
                key=f"p{place}",
                number=place,
                audience=get_audience_values()[number % 2],
                text=f"Do {place}, {version if place == 1 else 0}.",
            )
            for place in (1, 2, 3)
        ]
        drafts.append(Draft(edition, at, points))
    return drafts


def nobody():
    """Makes an account for the holder of a post."""
    from portal.accounts.models import User  # noqa: PLC0415

    return User.objects.create(email=f"holder-{User.objects.count()}@example.org", password="!")


def acknowledge(known_posts: set[int], known_records: set[int]) -> None:
    """Adds acknowledgements of the third edition of each memo by two of three posts to which it is addressed. Leaves
    out posts and records that both existed before."""
    from guidance.models import AcknowledgedPoint, Acknowledgement, Response  # noqa: PLC0415
    from portal.accounts.models import Post, User  # noqa: PLC0415
    from portal.records.models import Edition  # noqa: PLC0415
    from tests.benchmarks.corpus.corpus_loader import analyze  # noqa: PLC0415
    from tests.factories import moment  # noqa: PLC0415

    at, person, posts = moment("2025-03-10"), User.objects.first(), list(Post.objects.order_by("pk"))
    for number, edition in enumerate(Edition.objects.filter(number=3).order_by("pk")):
        if number % 10 == 0:
            # PostgreSQL keeps the query plans of triggers. Plans made for small tables scan the table for each row.
            analyze()
        points = list(edition.points.select_related("recommendation").order_by("number"))
        facts = {"person": person, "edition": edition, "at": at}
        acts = [
            Acknowledgement(post=post, method="web", content="{}", digest=f"{post.pk:032x}{edition.pk:032x}", **facts)
            for post in posts
            if post.audience == points[0].recommendation.audience
            and (post.pk + edition.pk) % 3
            and not (post.pk in known_posts and edition.record_id in known_records)
        ]
        Acknowledgement.objects.bulk_create(acts)
        AcknowledgedPoint.objects.bulk_create(
            AcknowledgedPoint(acknowledgement=act, key=point.key, text_hash=point.text_hash)
            for act in acts
            for point in points
        )
        words = {"point_key": points[0].key, "text_hash": points[0].text_hash, "decision": "adopted"}
        Response.objects.bulk_create(Response(post=act.post, **words, **facts) for act in acts)


def measure() -> int:
    from django.test import Client  # noqa: PLC0415

    from portal.accounts.models import Post  # noqa: PLC0415
    from portal.records.models import Issuer  # noqa: PLC0415
    from tests.benchmarks.corpus.corpus_loader import analyze  # noqa: PLC0415
    from tests.conftest import account  # noqa: PLC0415

    people = {"chief": account("chief"), "editor": account("editor", "editor"), None: None}
    clients = {name: Client() for name in people}
    for name, user in people.items():
        if user:
            clients[name].force_login(user)
    costs: dict = {}
    for size in (SMALL, LARGE):
        start = time.perf_counter()
        grow(*size, people["chief"])
        Issuer.objects.update(publishes_totals=True)
        post = Post.objects.get(agency__town="Town 000", audience="police_chiefs")
        analyze()
        print(f"{size[0]} towns, {size[1]} memos: made in {time.perf_counter() - start:.0f} s", flush=True)
        for name, (who, address, _) in PAGES.items():
            costs[name, size] = asked(clients[who], address.format(post=post.pk, key="memo-000"))
    return report(costs)


def asked(client, address: str) -> tuple[float, int]:
    """Requests the page several times. Returns the shortest time in seconds, and the number of queries."""
    from django.db import connection, reset_queries  # noqa: PLC0415

    times = []
    for turn in range(ROUNDS + 1):
        connection.force_debug_cursor = turn == 0
        reset_queries()
        start = time.perf_counter()
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        _ = b"".join(response) if response.streaming else response.content
        times.append(time.perf_counter() - start)
        if turn == 0:
            queries = len(connection.queries)
    return min(times[1:]), queries


def report(costs: dict) -> int:
    print(f"{'':28}{'time':>8}{'limit':>8}{'queries':>10}{'queries, large':>16}{'large, ms':>12}")
    failed = []
    for name, (_, _, bar) in PAGES.items():
        (few, few_queries), (many, many_queries) = costs[name, SMALL], costs[name, LARGE]
        limit = f"{bar:.1f}×" if bar else "–"
        print(f"{name:28}{many / few:>7.1f}×{limit:>8}{few_queries:>10}{many_queries:>16}{many * 1000:>12.0f}")
        if many_queries > few_queries or bar and many / few > bar:
            failed.append(name)
    print(f"Above the limit: {', '.join(failed) or 'nothing'}.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
