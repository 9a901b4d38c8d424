"""The store of cached responses takes limited memory."""

from concurrent.futures import ThreadPoolExecutor

from portal.response_cache.store import CachedResponse, ResponseStore
from tests.factories import moment


def build_response(size: int, stamp: str = "s") -> CachedResponse:
    return CachedResponse(stamp, moment("2025-07-02"), moment("2025-07-03"), b"x" * size, {})


def test_memory_is_limited_and_recently_requested_responses_stay():
    store, limit, at = ResponseStore(), 100_000, moment("2025-07-02")
    for number in range(50):
        store.put((str(number),), build_response(8000), limit)
        assert store.find(("0",), "s", at)
    assert store.size <= limit and not store.find(("10",), "s", at)
    store.put(("large",), build_response(limit // 2), limit)
    assert not store.find(("large",), "s", at)
    assert not store.find(("0",), "other", at) and not store.find(("0",), "s", moment("2025-07-03"))
    with ThreadPoolExecutor(8) as threads:
        jobs = [(f"{n % 37}", n % 5000) for n in range(4000)]
        list(threads.map(lambda job: store.put(job[:1], build_response(job[1]), limit), jobs))
    assert store.size == sum(response.size for response in store.kept.values()) <= limit
