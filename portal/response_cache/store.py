"""The most recently used responses of this process, up to a number of bytes."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

ENTRY_OVERHEAD = 1500
"""Bytes that an answer takes beside its content, roughly."""
MAX_ENTRY_DIVISOR = 8
"""A response larger than this share of the cache is not stored."""

CacheKey = tuple[str, ...]


@dataclass(frozen=True)
class CachedResponse:
    """`stamp` was read before the answer was made, never after: so what was made before a change cannot be taken
    for what is made after it. It holds from `since` until, but not including, `until`."""

    stamp: str
    since: datetime
    until: datetime
    content: bytes
    headers: dict[str, str]

    @property
    def size(self) -> int:
        return len(self.content) + ENTRY_OVERHEAD


class ResponseStore:
    """Any thread may ask and put."""

    def __init__(self):
        self.kept: OrderedDict[CacheKey, CachedResponse] = OrderedDict()
        self.size = 0
        self.lock = Lock()

    def find(self, key: CacheKey, stamp: str, at: datetime) -> CachedResponse | None:
        with self.lock:
            found = self.kept.get(key)
            if found is None or found.stamp != stamp or not found.since <= at < found.until:
                return None
            self.kept.move_to_end(key)
            return found

    def put(self, key: CacheKey, answer: CachedResponse, limit: int) -> None:
        """`limit` is the size of all responses in bytes; the least recently used ones are evicted."""
        if answer.size * MAX_ENTRY_DIVISOR > limit:
            return
        with self.lock:
            if before := self.kept.pop(key, None):
                self.size -= before.size
            self.kept[key] = answer
            self.size += answer.size
            while self.size > limit:
                _, oldest = self.kept.popitem(last=False)
                self.size -= oldest.size

    def clear(self) -> None:
        with self.lock:
            self.kept.clear()
            self.size = 0
