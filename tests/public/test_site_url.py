"""Absolute links contain the configured site, never the Host header of a request."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Post
from portal.checks import check_site_url
from portal.editorial.models import DraftLink
from portal.lib.site_url import build_url_builder, is_own_host, use_site_url
from portal.outbox.models import Message
from portal.records.models import Attachment, Edition, Issuer
from tests.conftest import PASSWORD
from tests.factories import make_holding, make_post
from tests.public_addresses import Things, named
from tests.source_files import PYTHON_FILES, TEMPLATES, name_of, read

pytestmark = pytest.mark.django_db
OTHER = "other.example:8443"
SITE = "https://guidance.example.org"
REQUESTS_HOST = re.compile(r"\bget_host\b|request\.scheme\b|get_current_site|HTTP_HOST")


@pytest.fixture(autouse=True)
def two_hosts(settings, without_response_cache):
    settings.SITE_URL, settings.ALLOWED_HOSTS = SITE, ["guidance.example.org", "other.example"]


@pytest.fixture
def ask(client):
    return lambda address, **words: client.get(address, headers={"host": OTHER}, **words)


def list_addresses() -> list[str]:
    """Returns the first address of each public route, and one for each of its query strings."""
    things = Things(
        points=["1"],
        attachments=[*Attachment.objects.exclude(sha256="").values_list("sha256", flat=True)[:1], "0" * 64],
        issuers=list(Issuer.objects.values_list("key", flat=True)[:1]),
        services=["fingerprint-identification-unit"],
        audiences=["police_chiefs"],
        entries=[1],
        words=["memo"],
    )
    first: dict[tuple[str, str], str] = {}
    for name, address in named(things):
        first.setdefault((name, address.partition("?")[2]), address)
    return list(first.values())


def test_no_public_answer_names_the_host_of_the_request(seeded, ask):
    wrong, complete = [], 0
    for address in list_addresses():
        response = ask(address)
        answer_text = f"{dict(response.items())} {response.getvalue().decode(errors='replace')}"
        wrong += [address] if "other.example" in answer_text else []
        complete += SITE in answer_text
    assert wrong == [] and complete > 40


def test_emails_link_to_the_configured_site(client, outsider):
    client.post(reverse("account_reset_password"), {"email": outsider.email}, headers={"host": OTHER})
    outsider.emailaddress_set.all().delete()
    words = {"login": outsider.email, "password": PASSWORD}
    client.post(reverse("account_login"), words, headers={"host": OTHER})
    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"}, headers={"host": OTHER})
    texts = [f"{letter.subject} {letter.body}" for letter in Message.objects.order_by("pk")]
    assert len(texts) == 3 and not [text for text in texts if "other.example" in text]
    assert [f"{SITE}/accounts/" in text for text in texts] == [True, True, False]


def test_draft_links_and_packs_contain_the_configured_site(seeded, client, ask, editor):
    client.force_login(editor)
    edition, now = Edition.objects.order_by("pk").first(), timezone.now()
    link = DraftLink.objects.create(
        edition=edition, for_whom="A reader", made_by=editor, made_at=now, expires_at=now.replace(year=9000)
    )
    assert f"{SITE}{reverse('shared-draft', args=[link.token])}" in ask(reverse("draft-links", args=[edition.pk])).text
    make_holding(make_post(), editor)
    page = ask(reverse("official-pack", args=[Post.objects.get().pk])).text
    assert "other.example" not in page


def test_a_relative_url_is_resolved_as_in_a_browser():
    build = build_url_builder("/register.json?after=2")
    assert build() == f"{SITE}/register.json?after=2" and build("/a/ü?q=x y") == f"{SITE}/a/%C3%BC?q=x%20y"
    assert build("?after=3") == f"{SITE}/register.json?after=3"
    assert build("https://elsewhere.example/") == "https://elsewhere.example/"
    assert build_url_builder("//evil.example/")() == f"{SITE}//evil.example/"
    with use_site_url("https://copy.example"):
        assert build_url_builder("/")("/a/") == "https://copy.example/a/"
    assert build_url_builder("/")("/a/") == f"{SITE}/a/"


@pytest.mark.parametrize(
    "netloc, is_own",
    [(OTHER, True), ("GUIDANCE.example.org", True), ("evil.example", False), ("a@other.example", False), ("[", False)],
)
def test_only_allowed_hosts_are_the_sites_own(netloc, is_own):
    assert is_own_host(netloc) is is_own


def test_only_the_response_cache_reads_the_host_of_a_request():
    """The cache must refuse a foreign host before it answers."""
    found = {name_of(file) for file in (*TEMPLATES, *PYTHON_FILES) if REQUESTS_HOST.search(read(file))}
    assert found == {"portal/response_cache/middleware.py"} and REQUESTS_HOST.search("{{ request.get_host }}")


@pytest.mark.parametrize(
    "hosts, is_set, is_known",
    [(["a.example"], False, True), ([".example"], False, False), (["*"], False, False), (["*"], True, True)],
)
def test_a_guessed_address_is_reported(settings, hosts, is_set, is_known):
    settings.ALLOWED_HOSTS, settings.IS_SITE_URL_SET = hosts, is_set
    assert (check_site_url() == []) is is_known
