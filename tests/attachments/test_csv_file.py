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
    ],
)
def test_an_honest_table_is_accepted(text):
    check_table(text.encode())


def test_a_very_wide_column_hides_no_formula():
    with pytest.raises(InvalidFile):
        check_table(('x,"' + "a" * 140_000 + '"\n' + f"1;{FORMULA}\n").encode())
