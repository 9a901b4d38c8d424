"""The attack of `make trust`: the documented command works, and failures are detected."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.trust.attempts import Attack
from tests.trust.script_vectors import COUNT, find_scripts, list_vectors

ROOT = Path(settings.BASE_DIR)
NAMES = ["reads", "methods", "cache", "mutations", "fields"]


def run_make_trust(words: str) -> subprocess.CompletedProcess:
    """Runs the command that make would run, with the Python of the tests."""
    dry_run = ["make", "--dry-run", "trust", f"ARGS={words}"]
    done = subprocess.run(dry_run, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60)
    [command] = [line for line in done.stdout.splitlines() if "tests/trust/run.py" in line]
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, *shlex.split(command)[1:]], cwd=ROOT, env=env, capture_output=True, text=True, timeout=600
    )


def test_a_small_attack_holds():
    done = run_make_trust("--every 400")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    lines = [line.split() for line in done.stdout.splitlines() if " attempts, " in line]
    assert [line[0] for line in lines] == NAMES and all(int(line[1]) > 0 for line in lines)
    assert "Everything held." in done.stdout


def test_an_attack_whose_time_is_over_has_failed():
    attack = Attack("any", [lambda: "", lambda: ""], ends_at=0)
    attack.run()
    assert attack.has_failed and "the time was over" in attack.format_result()


def test_a_failure_is_counted_and_reported():
    attack = Attack("any", [lambda: "", lambda: "this", lambda: ""])
    attack.run()
    assert attack.has_failed and attack.count == 3 and attack.failures == ["this"]
    every = Attack("any", [lambda: "", lambda: "this", lambda: ""], every=2)
    every.run()
    assert not every.has_failed and every.count == 2
    assert Attack("any", []).has_failed, "an attack without attempts proves nothing"


def test_there_are_229_different_vectors():
    vectors = list_vectors()
    assert len(set(vectors)) == COUNT == 229
    assert sum("alert" in vector for vector in vectors) > 150


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<p>Words <img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<a href='&#106;avascript:alert(1)'>x</a>",
        "<svg><a xlink:href=javascript:alert(1)>x</a></svg>",
        "<iframe srcdoc='x'></iframe>",
        "<base href=//evil.example/>",
        "<form action=//evil.example/></form>",
        "<meta http-equiv=refresh content=0>",
        "<title></title><script>alert(1)</script>",
        "<textarea></textarea><details open ontoggle=alert(1)>",
        "<button formaction=javascript:alert(1)>x</button>",
        '<script type="application/ld+json">{}</script><script>alert(1)</script>',
    ],
)
def test_a_script_is_found(html):
    assert find_scripts(html)


@pytest.mark.parametrize(
    "html",
    [
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<textarea><script>alert(1)</script></textarea>",
        "<title><img src=x onerror=alert(1)></title>",
        '<script src="/static/js/rows.js" defer></script>',
        '<script type="application/ld+json">{"name": "\\u003Cscript\\u003E"}</script>',
        '<a href="/javascript:alert(1)">x</a><img src="data:image/png;base64,AA==">',
        '<input value="&quot; onfocus=alert(1) autofocus">',
    ],
)
def test_escaped_or_harmless_html_is_no_script(html):
    assert find_scripts(html) == []
