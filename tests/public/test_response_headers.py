"""The headers of every answer, and the elements of every page."""

import pytest

NOTICE = "/announcements/state-police-headquarters-modified-services-hours/"
PAGES = [
    "/",
    "/announcements/",
    "/guidance/",
    NOTICE,
    f"{NOTICE}editions/1/",
    f"{NOTICE}editions/1.json",
    f"{NOTICE}compare/1..2/",
    "/register/",
    "/register.json",
    "/sources/blog-copy/",
    "/nothing/",
    "/?on=%00",
]

pytestmark = pytest.mark.usefixtures("seeded", "db")


def policy(response) -> dict[str, list[str]]:
    directives = [part.split() for part in response.headers["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in directives}


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_has_strict_security_headers(client, address):
    response = client.get(address)
    directives = policy(response)
    assert directives["default-src"] == directives["frame-ancestors"] == directives["base-uri"] == ["'none'"]
    assert directives["script-src"] == directives["style-src"] == directives["form-action"] == ["'self'"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/", NOTICE, f"{NOTICE}editions/1.json", "/feeds/all.atom"])
def test_a_tag_that_a_compressing_server_changed_still_matches(client, address):
    tag = client.get(address).headers["ETag"]
    for suffix in ("-gzip", ";br", "--gzip", "-br", ":zstd", "-gzip;br", "-gzip-gzip"):
        changed = tag.replace('"', "").removeprefix("W/") + suffix
        for header in (f'"{changed}"', f'W/"{changed}"', f'"other", "{changed}"'):
            assert client.get(address, headers={"if-none-match": header}).status_code == 304
    assert client.get(address, headers={"if-none-match": '"other-gzip"'}).status_code == 200


@pytest.mark.parametrize("address", [*PAGES, "/feeds/all.atom", "/calendar.ics", "/sitemap.xml", "/timegate/guidance/"])
def test_a_cache_must_revalidate_every_answer(client, editor, address):
    assert client.get(address).headers["Cache-Control"] == "no-cache"
    client.force_login(editor)
    assert client.get(address).headers["Cache-Control"] == "private, no-cache"


def test_an_answer_keeps_the_cache_control_that_its_view_set(client):
    assert client.get("/api/v1/records").headers["Cache-Control"] == "public, no-cache"
    assert client.get("/api/nothing\0").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", [page for page in PAGES if not page.endswith("json")])
def test_every_page_has_a_language_a_title_one_heading_and_no_script(client, address):
    text = client.get(address).text
    assert text.startswith('<!DOCTYPE html> <html lang="en">')
    assert text.count("<title>") == text.count("<h1") == text.count('<main id="main"') == 1
    assert text.count('<a class="skip" href="#main">') == 1
    text = text.replace('<script type="application/ld+json">', "<data>")  # not run
    assert "<script" not in text and "<style" not in text and " style=" not in text


def test_readers_get_no_cookie(client):
    for address in PAGES:
        assert client.get(address).cookies == {}, address


def test_the_sitemap_names_every_record_once(client):
    text = client.get("/sitemap-records.xml").text
    assert text.count("<loc>") == 5 and f"<loc>http://testserver{NOTICE}</loc>" in text
    assert "editions/" not in text


def test_robots_txt_names_the_sitemap(client):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").text


def test_only_the_health_checks_answer_without_https(client, settings, db):
    settings.SECURE_SSL_REDIRECT = True
    addresses = ("/healthz", "/readyz", "/", "/healthz/", "/x/healthz")
    assert [client.get(address).status_code for address in addresses] == [200, 200, 301, 301, 301]
