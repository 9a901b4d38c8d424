"""Sends requests made from real ones by random changes. No answer may be an error or contain a secret."""

from collections.abc import Iterator
from random import Random
from urllib.parse import unquote_to_bytes

from django.test import Client

from tests.trust.attack_reads import read_text
from tests.trust.attempts import Attempt
from tests.trust.world import World

COUNT = 24_500
READERS = ("anonymous",) * 6 + ("addressed", "not_addressed", "editor", "administrator", "forged")
"""Six of eleven requests come from a reader who is not signed in."""
PIECES = (
    "%00", "%", "%zz", "%ff", "%c0%af", "%E2%80%A8", "%F0%9F%A6%8A", "..", "/../", "//", "\\", "'", '"', "<script>",
    "{{7*7}}", "%0d%0aSet-Cookie:a=b", "-1", "0", "9" * 40, "9" * 400, "1e9", "NaN", "null", "[]", "[0]", "__class__",
    "__in=1", "*", "&", "=", "?", "#", ";", "+", " ", "\u2028", "\u202e", "\ud7ff", "é", "x" * 5000, "2999-13-45",
    "0001-01-01", "9999-12-31",
)  # fmt: skip
NAMES = ("on", "known", "q", "after", "before", "page", "kind", "a", "b", "with", "p", "old", "next", "digest", "x")
METHODS = ("GET",) * 12 + ("HEAD", "POST", "PUT", "OPTIONS")
HEADERS = (
    "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_DATETIME", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE", "HTTP_COOKIE", "HTTP_REFERER",
    "HTTP_ORIGIN", "HTTP_HOST", "HTTP_X_FORWARDED_FOR", "HTTP_USER_AGENT", "CONTENT_TYPE",
)  # fmt: skip


def iter_mutated_requests(world: World, seed: int) -> Iterator[Attempt]:
    rng = Random(seed)
    clients = {person: world.get_client(person) for person in set(READERS)}
    known = [*world.public, *(address for address in world.routes.values() if "logout" not in address)]
    for _ in range(COUNT):
        person, address = rng.choice(READERS), rng.choice(known)
        method = rng.choice(METHODS) if person == "anonymous" else "GET"
        sent = mutate_address(rng, address)
        headers = {name: mutate_text(rng, "a") for name in rng.sample(HEADERS, rng.choice((0, 0, 0, 1, 2)))}
        yield lambda p=person, m=method, s=sent, h=headers: try_request(world, p, clients[p], m, s, h)


def mutate_address(rng: Random, address: str) -> str:
    for _ in range(rng.randint(1, 3)):
        address = mutate_text(rng, address)
        if rng.random() < 0.4:
            address += f"{'&' if '?' in address else '?'}{rng.choice(NAMES)}={mutate_text(rng, rng.choice(PIECES))}"
    return address


def mutate_text(rng: Random, text: str) -> str:
    """Returns the text with a piece inserted, removed, doubled, reversed or replaced at a random place."""
    at, piece = rng.randint(0, len(text)), rng.choice(PIECES)
    end = min(len(text), at + rng.randint(0, 8))
    return rng.choice(
        (
            f"{text[:at]}{piece}{text[at:]}",
            f"{text[:at]}{text[end:]}",
            f"{text[:end]}{text[at:]}",
            f"{text[:at]}{text[at:end][::-1]}{text[end:]}",
            f"{text[:at]}{piece}{text[end:]}",
        )
    )


def try_request(world: World, person: str, client: Client, method: str, address: str, headers: dict[str, str]) -> str:
    """Sends the request as a WSGI server passes it on: each byte of the path is a character, and the query is not
    decoded."""
    path, _, query = address.partition("?")
    environ = {
        "PATH_INFO": f"/{unquote_to_bytes(path).decode('latin-1').lstrip('/')}",
        "QUERY_STRING": query.encode().decode("latin-1"),
        **{
            name: value.replace("\r", "").replace("\n", "").encode().decode("latin-1")
            for name, value in headers.items()
        },
    }
    response = client.generic(method, "/", **environ)
    if response.status_code >= 500:
        return f"{person} {method} {address[:300]!r} {headers}: {response.status_code} {response.exc_info}"
    secrets = world.find_secrets("anonymous" if person == "addressed" else person, read_text(response))
    if secrets and not any(secret in address for secret in secrets) and not address.startswith("/official/"):
        return f"{person} {method} {address[:300]!r}: {secrets}"
    return ""
