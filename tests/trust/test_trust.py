"""The attack of `make trust`: the documented command works, and failures are detected."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.test_access import rows
from tests.trust.attack_forms import UNREACHED, crawl_site
from tests.trust.attempts import Attack
from tests.trust.crawler import fill_form
from tests.trust.page_forms import parse_page
from tests.trust.script_vectors import COUNT, find_scripts, list_vectors
from tests.trust.world import build_world

ROOT = Path(settings.BASE_DIR)
NAMES = ["reads", "methods", "cache", "mutations", "forms", "fields"]


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
        "<embed src=data:image/svg+xml;base64,AA==>",
        "<a href=data:image/svg+xml;base64,AA==>x</a>",
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
        "<img src=data:image/svg+xml;base64,AA==>",
        '<input value="&quot; onfocus=alert(1) autofocus">',
    ],
)
def test_escaped_or_harmless_html_is_no_script(html):
    assert find_scripts(html) == []


@pytest.mark.slow
@pytest.mark.django_db
def test_the_forms_of_every_address_are_reached(settings, tmp_path):
    """The crawl finds addresses in the pages. What it does not reach, the attack does not try: link to it, make a row
    for it in tests/trust/desk_rows.py, or give the reason in UNREACHED."""
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    reached = set().union(*(crawl.routes for _, crawl in crawl_site(build_world())))
    assert sorted(rows().keys() - reached - UNREACHED.keys()) == []
    assert reached & UNREACHED.keys() <= {"accounts/logout/"}


FORM = """<form id=f method=post><input type=hidden name=a value=1><input name=b maxlength=3><select name=c><option>x
<option selected>y</select><textarea name=d>words</textarea><input type=checkbox name=e><input type=file name=g>
<input name=h disabled><button name=i value=j formaction=/k/>Go</button><button type=button name=l></button></form>
<input form=f name=m value=n><a href=?o#p>Link</a>"""


def test_a_form_is_filled_in_as_a_browser_does():
    [link], [form] = parse_page(FORM, "/page/?q")
    assert link == "/page/?o" and (form.action, form.method) == ("/page/?q", "post")
    assert form.buttons == (("i", "j", "/k/"),)
    assert [row.name for row in form.fields] == [*"abegcdm"]
    data = {"a": ["1"], "b": ["z"], "c": ["y"], "d": ["words"], "m": ["n"], "i": "j"}
    assert fill_form(form, ("i", "j"), {"b": ["z"]}) == data
