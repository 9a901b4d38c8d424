"""API endpoint for the number of acknowledgements of a memo."""

from guidance.reports import public_totals
from portal.api.problems import not_found_problem
from portal.api.views import ApiRequest


def acknowledgement_totals(ask: ApiRequest, key: str) -> dict:
    totals = public_totals.get_memo_totals(key, ask.at)
    if totals is None:
        raise not_found_problem("No totals are published for this text.")
    return {
        "as_of": totals.on.isoformat(),
        "edition": totals.edition and ask.url("edition", key=key, number=totals.edition.number),
        "items": [
            {"audience": item.audience, "group": item.group, "of": item.of, "at_least": item.at_least}
            for item in totals.items
        ],
    }
