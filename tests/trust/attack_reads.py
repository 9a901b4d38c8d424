"""Reads every address as eleven people. Each answer must be that of tests/access.toml and contain no secret."""

from collections.abc import Iterator
from random import Random

from django.test import Client

from tests.test_access import CODES, READERS, rows
from tests.trust.attempts import Attempt
from tests.trust.world import MORE_PEOPLE, PEOPLE, World

CLOSED = ("admin/", "official/")
MORE_ADDRESSES = 100
"""Number for each person; tests/test_secrets.py reads all of them as a visitor."""


def iter_reads(world: World, seed: int) -> Iterator[Attempt]:
    rng = Random(seed)
    for person in PEOPLE:
        client = world.get_client(person)
        for route in world.routes:
            yield lambda person=person, client=client, route=route: try_route(world, person, client, route)
        for address in rng.sample(world.public, MORE_ADDRESSES):
            yield lambda person=person, client=client, address=address: try_address(world, person, client, address)


def try_route(world: World, person: str, client: Client, route: str) -> str:
    address = world.routes[route]
    response = client.get(address)
    problem = judge_code(person, route, get_code(response))
    secrets = world.find_secrets(person, read_text(response))
    return f"{person} {address}: {problem or secrets}" if problem or secrets else ""


def judge_code(person: str, route: str, code: str) -> str:
    """Compares the code with the table. People without a column in it must be treated like visitors; an editor without
    the second factor must at least not get in."""
    if person == "without_factor":
        is_in = route.startswith(CLOSED) and code not in "s>r-m"
        return f"{code}, without a second factor" if is_in or code == "5" else ""
    column = 0 if person in MORE_PEOPLE else READERS.index(person)
    expected = rows()[route][column]
    return f"{code} instead of {expected}" if code != expected else ""


def try_address(world: World, person: str, client: Client, address: str) -> str:
    response = client.get(address)
    if response.status_code >= 500:
        return f"{person} {address}: {response.status_code}"
    if person in world.users and (secrets := find_public_secrets(world, person, response)):
        return f"{person} {address}: {secrets}"
    return ""


def find_public_secrets(world: World, person: str, response) -> list[str]:
    """Returns the secrets in the response to a public address, where officials may read no more than other readers.
    Staff may read everything, because they see drafts at their permanent addresses."""
    return world.find_secrets("anonymous" if person == "addressed" else person, read_text(response))


def read_text(response) -> str:
    return f"{dict(response.items())} {response.getvalue().decode(errors='replace')}"


def get_code(response) -> str:
    """Returns the letter of tests/access.toml for the response, or 5 for an error."""
    if 300 <= response.status_code < 400:
        return "s" if "login" in response["Location"] or "reauthenticate" in response["Location"] else ">"
    return CODES.get(response.status_code, "5" if response.status_code >= 500 else "?")
