"""The answer about how many have acknowledged a memo."""

from guidance.reports import public_totals
from portal.api.problems import not_found_problem
from portal.api.views import ApiRequest


def acknowledgement_totals(ask: ApiRequest, key: str) -> dict:
    found = public_totals.get_memo_totals(key, ask.at)
    if found is None:
        raise not_found_problem("No totals are published of this text.")
    return {
        "as_of": found.on.isoformat(),
        "edition": found.edition and ask.url("edition", key=key, number=found.edition.number),
        "items": [
            {"audience": one.audience, "group": one.group, "of": one.of, "at_least": one.at_least}
            for one in found.items
        ],
    }
