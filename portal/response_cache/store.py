"""The most recently used responses of this process, up to a number of bytes."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

ENTRY_OVERHEAD = 1500
"""Approximate number of bytes that a response takes besides its content."""
MAX_ENTRY_DIVISOR = 8
"""A response larger than the cache divided by this number is not stored."""
ONCE_DIVISOR = 4
"""The cache divided by this number belongs to responses that were requested once."""

CacheKey = tuple[str, ...]


@dataclass(frozen=True)
class CachedResponse:
    """A stored response, valid from `since` until, but not including, `until`. `stamp` was read before the response was
    rendered, so that a response from before a change never counts as one from after it."""

    stamp: str
    since: datetime
    until: datetime
    content: bytes
    headers: dict[str, str]

    @property
    def size(self) -> int:
        return len(self.content) + ENTRY_OVERHEAD


class ResponseShelf:
    """Responses in the order of their last request, and their size in bytes."""

    def __init__(self):
        self.responses: OrderedDict[CacheKey, CachedResponse] = OrderedDict()
        self.size = 0

    def add(self, key: CacheKey, response: CachedResponse) -> None:
        self.remove(key)
        self.responses[key] = response
        self.size += response.size

    def remove(self, key: CacheKey) -> CachedResponse | None:
        response = self.responses.pop(key, None)
        self.size -= response.size if response else 0
        return response

    def remove_oldest(self) -> None:
        self.remove(next(iter(self.responses)))


class ResponseStore:
    """Thread-safe store. The second request moves a response from `once` to `again`: a flood of addresses that are
    requested once each, such as every day of a century, evicts only others of its kind (segmented LRU)."""

    def __init__(self):
        self.once, self.again = ResponseShelf(), ResponseShelf()
        self.lock = Lock()

    @property
    def size(self) -> int:
        return self.once.size + self.again.size

    @property
    def kept(self) -> dict[CacheKey, CachedResponse]:
        return {**self.once.responses, **self.again.responses}

    def find(self, key: CacheKey, stamp: str, at: datetime) -> CachedResponse | None:
        with self.lock:
            response = self.again.responses.get(key) or self.once.responses.get(key)
            if response is None or response.stamp != stamp or not response.since <= at < response.until:
                return None
            self.once.remove(key)
            self.again.add(key, response)
            return response

    def put(self, key: CacheKey, response: CachedResponse, limit: int) -> None:
        """Stores the response. `limit` is the size of all responses in bytes; the least recently used are evicted."""
        if response.size * MAX_ENTRY_DIVISOR > limit:
            return
        with self.lock:
            (self.again if key in self.again.responses else self.once).add(key, response)
            while self.size > limit:
                is_flood = self.once.size * ONCE_DIVISOR > limit or not self.again.responses
                (self.once if is_flood else self.again).remove_oldest()

    def clear(self) -> None:
        with self.lock:
            self.once, self.again = ResponseShelf(), ResponseShelf()
