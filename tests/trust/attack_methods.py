"""Requests every address with every other method as eleven people. No request may cause an error or change a row."""

from collections.abc import Iterator
from random import Random

from django.test import Client

from tests.factories import everything
from tests.test_access import WITHOUT_PART
from tests.trust.attempts import Attempt
from tests.trust.world import PEOPLE, World

METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get")
COUNT = 1656
CLOSED = ("admin/", "official/")
BODIES = (
    ("application/x-www-form-urlencoded", "a=1&_method=DELETE"),
    ("application/json", '{"a": [1]}'),
    ("multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'),
    ("text/xml", "<a/>"),
)


def iter_method_attempts(world: World, seed: int) -> Iterator[Attempt]:
    """Sends no token of a form. People without access to the desk are not asked for the token at its addresses, so that
    only the permissions can stop them."""
    rng = Random(seed)
    chosen = [(person, route, method) for person in PEOPLE for route in world.routes for method in METHODS]
    chosen = sorted(rng.sample(chosen, COUNT), key=lambda attempt: PEOPLE.index(attempt[0]))
    clients = {person: world.get_client(person, checks_forms=True) for person in PEOPLE}
    unchecked_clients = {person: world.get_client(person) for person in PEOPLE}
    before = everything()
    for person, route, method in chosen:
        is_closed = route.startswith(CLOSED) and "logout" not in route
        has_part = person not in WITHOUT_PART or person == "addressed" and route.startswith("official/")
        client = unchecked_clients[person] if is_closed and not has_part else clients[person]
        body = rng.choice(BODIES)
        address = world.routes[route]
        yield lambda p=person, c=client, a=address, m=method, b=body: try_method(p, c, a, m, b)
    yield lambda: "" if everything() == before else "rows of the database were changed"


def try_method(person: str, client: Client, address: str, method: str, body: tuple[str, str]) -> str:
    content_type, content = body
    response = client.generic(method, address, content, content_type)
    return f"{person} {method} {address}: {response.status_code}" if response.status_code >= 500 else ""
