"""CSV is checked with every character that a spreadsheet may treat as the end of a column."""

import pytest

from portal.attachments.validators.csv_file import check_table
from portal.attachments.validators.file_kinds import InvalidFile

FORMULA = "=HYPERLINK(1)"


@pytest.mark.parametrize("divider", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "cell",
    [
        FORMULA,
        f'"{FORMULA}"',
        f" {FORMULA}",
        f'"\t{FORMULA}"',
        "@SUM(1)",
        "+cmd",
        "＝1+1x",
        "\u200b=x",
        "\u2003=x",
        "\u3000=x",
        "\u00ad=x",
        "﹦1+x",
    ],
)
def test_a_formula_is_refused_after_every_divider(divider, cell):
    with pytest.raises(InvalidFile, match="Row 2 .*apostrophe"):
        check_table(f"a{divider}b\n1{divider}{cell}\n".encode())


@pytest.mark.parametrize(
    "text",
    [
        f"sep=;\na;{FORMULA}\n",
        f"sep=^\na^{FORMULA},b\n",
        f'"sep=:"\na:{FORMULA},b\n',
        f"sep=x\na,bx{FORMULA}\n",
        f"sep=1\na,b1{FORMULA}\n",
        f"a,b\u2028{FORMULA},c\n",
        f"a,b\x85{FORMULA},c\n",
        f"SEP=#\r\na,b#{FORMULA}\r\n",
        f'"a;b",c;{FORMULA}\n',
        f"a,b\r{FORMULA},c\r",
        f'a;"b\n{FORMULA};c\n1,2;3\n',
        f"a,b\n1;{FORMULA}\n",
        f"a,b|{FORMULA}\n",
        f"{FORMULA};b\n",
        "\ufeffa;b\n" + FORMULA + ";c\n",
    ],
)
def test_a_formula_is_refused_however_the_file_hides_it(text):
    with pytest.raises(InvalidFile, match="would run|cannot be read"):
        check_table(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "town;posts\nHartford;-2,5\n",
        "town\tposts\nHartford\t+3%\n",
        "sep=;\ntown;posts\nHartford;2\n",
        'town,note\nHartford,"one; two | three"\n',
        'town,note\n"Hartford, CT","said ""so"""\n',
        "town,note\nHartford,'=1+1\n",
        "a,b\n1,a=b\n",
        "change,town\n-5,Ashford\n+3%,Avon\n",
        "change;town\n-5,00 €;Ashford\n",
    ],
)
@pytest.mark.parametrize("is_named_csv", [True, False])
def test_an_honest_table_is_accepted(text, is_named_csv):
    check_table(text.encode(), is_named_csv=is_named_csv)


@pytest.mark.parametrize(
    "cell", ["-5,cmd|'/c calc'!A0", "-5;HYPERLINK(1)", "+1,=1+1", "-5,[x.xls]a!A1", "-5+cmd|' '!A0"]
)
def test_a_number_before_it_hides_no_formula(cell):
    with pytest.raises(InvalidFile, match="would run"):
        check_table(f'a\tb\n"{cell}"\t1\n'.encode(), is_named_csv=True)


def test_a_very_wide_column_hides_no_formula():
    with pytest.raises(InvalidFile):
        check_table(('x,"' + "a" * 140_000 + '"\n' + f"1;{FORMULA}\n").encode())


@pytest.mark.parametrize("text", ["town\nHartford\nBethany\n", 'town\n"Hartford"\n', "town", "\ufefftown\r\nNiño\r\n"])
def test_a_table_of_one_column_is_accepted_if_its_name_says_that_it_is_a_table(text):
    check_table(text.encode(), is_named_csv=True)
    with pytest.raises(InvalidFile, match="This kind of file is not accepted"):
        check_table(text.encode())


def test_a_refusal_names_what_is_wrong_with_the_table():
    for content, reason in {
        b'town\n"Hartford\n': "cannot be read: a quotation mark opens a cell",
        "a,b\n1,2\n".encode("utf-16"): "is in UTF-16. Save it as “CSV UTF-8”",
        f"town\n{FORMULA}\n".encode(): "Row 2 of the CSV has a cell that a spreadsheet would run",
        f"town;a\nNiño;{FORMULA}\n".encode("cp1252"): "Row 2 of the CSV has a cell that a spreadsheet would run",
        b"\x00\x01\x02": "This kind of file is not accepted",
        b"\n \n": "has no rows",
        b"town\n" + b"x" * 140_000: "more than 131,072 characters",
        b"town\n\x81\x8d\n": "in an unknown encoding",
        b"town\n\x0cAvon\n": r"contains U\+000C, which no table needs",
        b"<5 posts,town\n1,Avon\n": "begins like a web page",
    }.items():
        with pytest.raises(InvalidFile, match=reason):
            check_table(content, is_named_csv=True)
