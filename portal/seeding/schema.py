"""The keys of every table in a seed file, with their types."""

from datetime import date

from portal.seeding.reader import WORDS

WORDS[date] = "a day such as 2020-06-05, without quotation marks"

PASSAGE = {"quote": str, "within": str, "from": str, "to": str, "repairs": dict, "lost_links": list}

SCHEMA = {
    "": {"issuer": list, "service": list, "source": list, "record": list},
    "issuer": {"key": str, "name": str, "short_name": str},
    "service": {"key": str, "name": str, "place": str},
    "source": {
        "key": str, "kind": str, "title": str, "publisher": str, "byline": str, "url": str, "dated_on": date,
        "is_official": bool, "note": str, "file": str, "comment_count": int, "withheld": dict,
        "copy_of": str, "copied": dict, "original": dict,
    },
    "record": {
        "key": str, "kind": str, "issuer": str, "is_official": bool, "source": str, "point": list, "edition": list,
    },
    "record.point": {
        **PASSAGE, "key": str, "heading_quote": str, "service": str, "availability": str, "audience": str,
        "posted_on": date, "effective_from": date,
    },
    "record.edition": {
        "title": str, "title_quote": str, "subtitle_quote": str, "dateline_quote": str, "release_line_quote": str,
        "dated_quote": str, "provenance": str, "is_reconstructed": bool, "published_on": date, "signed_on": date,
        "effective_from": date, "change_kind": str, "change_note": str, "points": list, "paper_quote": dict,
        "signers": list, "addressees": list, "body": list, "contact": list, "also": list,
        "attachment": list, "relation": list,
        "conflict": list,
    },
    "record.edition.body": {**PASSAGE, "points_here": bool},
    "record.edition.contact": {
        "name": str, "office": str, "email": str,
        "office_phone": str, "cell_phone": str, "fax": str, "other_phone": str,
    },
    "record.edition.also": {**PASSAGE, "source": str, "field": str},
    "record.edition.attachment": {"quote": str, "within": str},
    "record.edition.relation": {"kind": str, "to": str},
    "record.edition.conflict": {"points": list, "record": str, "source": str, "words": list, "note": str},
}  # fmt: skip
