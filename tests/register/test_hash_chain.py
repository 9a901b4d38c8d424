"""The entries of the register form a chain of hashes, and are public from their moment on."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.utils import timezone as clock

from portal.register import hash_chain
from portal.register.integrity import find_register_problems
from portal.register.models import RegisterEntry, get_database_time
from tests.register.conftest import append, change

pytestmark = pytest.mark.django_db


def test_the_order_of_keys_does_not_change_the_canonical_json():
    document = {"b": [1, None, True], "a": "é “quoted” \n", "c": {"z": 1, "y": 2}}
    reordered = {"c": {"y": 2, "z": 1}, "a": "é “quoted” \n", "b": [1, None, True]}
    canonical = '{"a":"é “quoted” \\n","b":[1,null,true],"c":{"y":2,"z":1}}'
    assert hash_chain.dump_canonical_json(document) == hash_chain.dump_canonical_json(reordered) == canonical
    with pytest.raises(ValueError):
        hash_chain.dump_canonical_json({"a": float("nan")})


def test_a_moment_has_the_same_text_in_every_time_zone():
    zone = timezone(timedelta(hours=-4))
    moments = [datetime(2025, 7, 2, 14, tzinfo=UTC), datetime(2025, 7, 2, 10, tzinfo=zone)]
    assert {hash_chain.format_timestamp(moment) for moment in moments} == {"2025-07-02T14:00:00.000000Z"}


def test_each_entry_is_chained_to_the_previous_one():
    """Computes the chain again from the stored columns only, as a reader elsewhere would."""
    append(3)
    previous = "0" * 64
    for number, row in enumerate(RegisterEntry.objects.order_by("number").values(), 1):
        content_digest = hashlib.sha256(row["content"].encode("utf-8")).hexdigest()
        facts = {
            "number": number,
            "action": "confirmed",
            "public_at": "2025-07-02T14:00:00.000000Z",
            "recorded_at": row["recorded_at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "address": "/guidance/m/editions/1/",
            "title": "M, version 1",
            "content_digest": content_digest,
            "previous": previous,
        }
        canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        previous = hashlib.sha256(canonical.encode("utf-8")).hexdigest()
        assert json.loads(row["content"]) == {"text": f"Do {number - 1}."}
        assert (row["content_digest"], row["hash"]) == (content_digest, previous)


def test_changes_appended_together_form_the_same_chain_as_single_ones(db):
    append(2)
    RegisterEntry.objects.append_all([change("Do 2."), change("Do 3.")])
    contents = RegisterEntry.objects.order_by("number").values_list("number", "content")
    assert list(contents) == [(number, f'{{"text":"Do {number - 1}."}}') for number in (1, 2, 3, 4)]
    assert list(find_register_problems()) == []


def test_recorded_at_is_the_clock_of_the_database():
    [entry] = append()
    assert abs(RegisterEntry.objects.get().recorded_at - clock.now()) < timedelta(minutes=1)
    assert entry.recorded_at <= get_database_time()


def test_an_entry_is_public_from_its_moment_on():
    early, late = datetime(2025, 7, 2, 14, tzinfo=UTC), datetime(2025, 7, 9, 14, tzinfo=UTC)
    RegisterEntry.objects.append(**change(public_at=late))
    RegisterEntry.objects.append(**change(public_at=early))
    assert [entry.number for entry in RegisterEntry.objects.public(late - timedelta(microseconds=1))] == [2]
    assert [entry.number for entry in RegisterEntry.objects.public(late)] == [2, 1]
    assert RegisterEntry.objects.head().number == 2
