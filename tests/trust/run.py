"""Attacks the portal in a database of its own and prints the number of attempts and the failures.

    python tests/trust/run.py                     everything: some minutes
    python tests/trust/run.py --every 100         one of every hundred attempts
    python tests/trust/run.py --only reads --seed 7

DATABASE_URL names a PostgreSQL server; without it, the database is SQLite in memory. The same seed makes the same
attempts, so that a failure can be repeated. The exit status is 1 if something failed or the time was over."""

import argparse
import logging
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]
SHOWN = 20
"""Failures printed for each attack; the others are only counted."""


def parse_words(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make trust ARGS=…", description="Attack the portal in a test database.")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="try one of every N (default: 1, all)")
    parser.add_argument("--only", metavar="NAME", help="one attack: reads, methods, cache, mutations, forms or fields")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random choices (default: 1)")
    parser.add_argument("--minutes", type=float, default=60, help="when to give up (default: 60)")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    asked = parse_words(words)
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="portal-trust-") as folder:
        Path(folder, "static").mkdir()
        os.environ |= {"DJANGO_SETTINGS_MODULE": "portal.settings", "ENV_FILE": "", "DEBUG": "1", "DATA_DIR": folder}
        os.environ |= {"SECRET_KEY": secrets.token_urlsafe(64), "SITE_URL": "http://testserver", "DEMO_MODE": "0"}
        django.setup()
        return attack_in_test_database(asked)


def attack_in_test_database(asked: argparse.Namespace) -> int:
    from django.conf import settings  # noqa: PLC0415
    from django.test.utils import get_runner, setup_test_environment  # noqa: PLC0415  settings first

    setup_test_environment(debug=False)
    # The attack provokes refusals, and each would print a line.
    logging.disable(logging.CRITICAL)
    settings.RENDER_PDFS_ON_PUBLISH = False
    settings.ALLOWED_HOSTS = ["testserver", "portal.example"]
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        return run_attacks(asked)
    finally:
        from portal.register import triggers  # noqa: PLC0415

        triggers.drop_all_triggers()
        runner.teardown_databases(databases)


def run_attacks(asked: argparse.Namespace) -> int:
    from tests.trust.attacks import ATTACKS  # noqa: PLC0415
    from tests.trust.attempts import Attack  # noqa: PLC0415
    from tests.trust.world import build_world  # noqa: PLC0415

    ends_at = time.monotonic() + asked.minutes * 60
    world, failed = build_world(), False
    for name, make_attempts in ATTACKS.items():
        if asked.only in (None, name):
            attack = Attack(name, make_attempts(world, asked.seed), every=asked.every, ends_at=ends_at)
            attack.run()
            print(attack.format_result(), *attack.failures[:SHOWN], sep="\n  ", flush=True)
            failed |= attack.has_failed
    print("Something failed." if failed else "Everything held.")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
