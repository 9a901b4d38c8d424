"""The keys of every table in a seed file, with their types."""

from datetime import date

from portal.seed_loader.seed_files import WORDS

WORDS[date] = "a date such as 2020-06-05, without quotation marks"

PLACE = {"quote": str, "within": str, "from": str, "to": str}

SCHEMA = {
    "": {"issuer": list, "service": list, "source": list, "record": list},
    "issuer": {"key": str, "name": str, "short_name": str},
    "service": {"key": str, "name": str, "place": str},
    "source": {
        "key": str,
        "title": str,
        "publisher": str,
        "url": str,
        "note": str,
        "file": str,
        "copy_of": str,
        "copied": dict,
        "original": dict,
    },
    "record": {
        "key": str,
        "kind": str,
        "issuer": str,
        "is_official": bool,
        "source": str,
        "document": int,
        "point": list,
        "edition": list,
    },
    "record.point": {
        "key": str,
        "begins": str,
        "service": str,
        "availability": str,
        "audience": str,
        "repairs": dict,
        "lost_links": list,
    },
    "record.edition": {
        "title": str,
        "reads": list,
        "reads_uncited": list,
        "dated_by": str,
        "provenance": str,
        "is_reconstructed": bool,
        "published_on": date,
        "signed_on": date,
        "effective_from": date,
        "change_kind": str,
        "change_note": str,
        "points": list,
        "paper": int,
        "signers": list,
        "addressees": list,
        "also": list,
        "relation": list,
        "conflict": list,
    },
    "record.edition.also": {**PLACE, "source": str, "field": str},
    "record.edition.relation": {"kind": str, "to": str},
    "record.edition.conflict": {"points": list, "record": str, "source": str, "words": list, "note": str},
}
