"""Telephone numbers in a printed line, their addresses by RFC 3966, and lines that are refused."""

import pytest

from portal.lib.phone_links import find_phone_problem, is_phone_uri, split_phone_numbers

FIRST, SECOND, RELAY = "tel:+1-203-555-0134", "tel:+1-203-555-0135", "tel:711;phone-context=+1"


@pytest.mark.parametrize(
    ("line", "addresses"),
    [
        ("203-555-0134", [FIRST]),
        ("(203) 555-0134", [FIRST]),
        ("1.203.555.0134", [FIRST]),
        ("203/555-0134", [FIRST]),
        ("2035550134", [FIRST]),
        ("203-555-0134 ext. 12", [f"{FIRST};ext=12"]),
        ("203-555-0134, x12", [f"{FIRST};ext=12"]),
        ("203-555-0134 extension 12", [f"{FIRST};ext=12"]),
        ("203-555-0134 (ext. 12)", [f"{FIRST};ext=12"]),
        ("203-555-0134 (x12) or 203-555-0135 [extension 7]", [f"{FIRST};ext=12", f"{SECOND};ext=7"]),
        ("203-555-0134 Ext.: 12", [f"{FIRST};ext=12"]),
        ("203-555-0134, ramal 12", [f"{FIRST};ext=12"]),
        ("203-555-0134 poste 12", [f"{FIRST};ext=12"]),
        ("203-555-0134 pòs 12", [f"{FIRST};ext=12"]),
        ("203-555-0134 international", [FIRST]),
        ("+44 20 7946 0958 (ext. 12)", ["tel:+44-20-7946-0958;ext=12"]),
        ("+44 20 7946 0958", ["tel:+44-20-7946-0958"]),
        ("011 52 55 1234 5678", ["tel:+52-55-1234-5678"]),
        ("1-800-FLOWERS", ["tel:+1-800-356-9377"]),
        ("1-800-555-HELP (4357)", ["tel:+1-800-555-4357"]),
        ("1-800-MATTRESS", ["tel:+1-800-628-8737"]),
        ("860-DOC-HELP or 203-555-0134", ["tel:+1-860-362-4357", FIRST]),
        ("203-555-0134 or 203-555-0135", [FIRST, SECOND]),
        ("203-555-0134 ext. 12; 203-555-0135", [f"{FIRST};ext=12", SECOND]),
        ("203-555-0134 (voice), 203-555-0135 (TTY)", [FIRST, SECOND]),
        ("203-555-0134 (TTY: 711)", [FIRST, RELAY]),
        ("711", [RELAY]),
        ("7-1-1", [RELAY]),
        ("203-555-0134 (TTY: 7-1-1)", [FIRST, RELAY]),
        ("203-555-0134 (8:30-4:30), room 211", [FIRST]),
        ("203-555-0134 call after 5", [FIRST]),
        ("203-555-0134/0135", [FIRST]),
    ],
)
def test_each_number_of_a_line_is_a_link_and_no_word_is_lost(line, addresses):
    pieces = split_phone_numbers(line)
    assert [piece.address for piece in pieces if piece.address] == addresses
    assert "".join(piece.words for piece in pieces) == line
    assert find_phone_problem(line) == ""
    assert all(is_phone_uri(address.removeprefix("tel:")) for address in addresses)


@pytest.mark.parametrize(
    ("line", "beginning"),
    [
        ("call me", "“call me” is not a telephone number. Write it with the area code"),
        ("javascript:alert(1)", "“javascript:alert(1)” is not a telephone number."),
        ("12", "“12” is not a telephone number."),
        ("room 711a", "“room 711a” is not a telephone number."),
        ("7-11", "“7-11” is not a telephone number."),
        ("7-1-1-2", "“7-1-1-2” is not a telephone number."),
        ("555-0134", "“555-0134” is not a complete telephone number."),
        ("123-456-7890", "“123-456-7890” is not a complete telephone number."),
        ("203-055-0134", "“203-055-0134” is not a complete telephone number."),
        ("203-555-01345", "“203-555-01345” is not a complete telephone number."),
        ("203-555-0134 or 555-0135", "“555-0135” is not a complete telephone number."),
    ],
)
def test_a_line_without_a_number_or_with_an_incomplete_one_is_refused_with_a_sentence(line, beginning):
    assert find_phone_problem(line).startswith(beginning)
    assert not any("0135" in piece.words and piece.address for piece in split_phone_numbers(line))


def test_an_empty_line_is_no_problem():
    assert split_phone_numbers("") == [] and find_phone_problem(" ") == ""


@pytest.mark.parametrize("path", ["", "Anna", "call me", "---", "555-0134", "+1-203-555-0134;ext=", "203-555-0134 x12"])
def test_what_is_no_number_is_no_address(path):
    assert not is_phone_uri(path)
