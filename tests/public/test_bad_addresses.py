"""No address, method or query string breaks a page; an impossible one is refused with a message."""

import pytest

NOTICE = "/announcements/state-police-headquarters-modified-services-hours/"
LONG = "x" * 10_000
DAYS = "9" * 10_000

pytestmark = pytest.mark.usefixtures("seeded", "db")

NOT_FOUND = {
    "/?on=2020-13-45": "“2020-13-45” is not a day of the calendar. Write a day as 2020-06-05.",
    "/?on=2020-02-30": "“2020-02-30” is not a day of the calendar.",
    "/?on=20200605": "“20200605” is not a day of the calendar.",
    "/?on=2020-W23-5": "is not a day of the calendar.",
    "/?on=0000-00-00": "is not a day of the calendar.",
    "/?on=-1": "“-1” is not a day of the calendar.",
    "/?on=today": "“today” is not a day of the calendar.",
    f"/?on={LONG}": "is not a day of the calendar.",
    "/?on=%F0%9F%98%80": "is not a day of the calendar.",
    f"{NOTICE}?on=2020-13-45": "“2020-13-45” is not a day of the calendar.",
    f"{NOTICE}on/2020-13-45/": "“2020-13-45” is not a day of the calendar.",
    f"{NOTICE}on/tomorrow/": "“tomorrow” is not a day of the calendar.",
    f"{NOTICE}on/2020-06-10/?known=never": "“never” is not a day of the calendar.",
    f"{NOTICE}editions/0/": "",
    f"{NOTICE}editions/-1/": "",
    f"{NOTICE}editions/01/": "",
    f"{NOTICE}editions/{DAYS}/": "",
    f"{NOTICE}editions/4/": "There is no version 4 of this text.",
    f"{NOTICE}editions/999999.json": "There is no version 999999 of this text.",
    f"{NOTICE}compare/1..9/": "There is no version 9 of this text.",
    f"{NOTICE}compare/0..1/": "",
    f"{NOTICE}compare/?a=x&b=2": "“x” is not the number of a version.",
    f"{NOTICE}compare/?a=-1&b=2": "“-1” is not the number of a version.",
    f"{NOTICE}compare/?a={DAYS}&b=2": "is not the number of a version.",
    f"{NOTICE}points/nothing/": "has “nothing” among its items.",
    "/announcements/nothing/": "There is no public text at this address.",
    f"/announcements/{LONG}/": "",
    "/guidance/state-police-headquarters-modified-services-hours/": "There is no public text at this address.",
    "/announcements/?kind=memo": "“memo” is not one of the choices of “kind”.",
    "/announcements/?year=1066": "“1066” is not one of the choices of “year”.",
    "/announcements/?standing=x": "“x” is not one of the choices of “standing”.",
    f"/announcements/?issuer={LONG}": "is not one of the choices of “issuer”.",
    "/announcements/?after=-1": "This page of the list does not exist.",
    f"/announcements/?after={DAYS}-{DAYS}": "This page of the list does not exist.",
    "/announcements/?after=999999999999999999-999999999999999999": "This page of the list does not exist.",
    "/archive/?after=x": "This page of the list does not exist.",
    "/register/?before=x": "“x” is not the number of a register entry.",
    "/register.json?after=-1": "“-1” is not the number of a register entry.",
    "/sources/nothing/": "There is no source document at this address.",
    "/nothing/": "",
    f"/{LONG}/": "",
}
FOUND = [
    "/?on=",
    "/?on=0001-01-01",
    "/?on=9999-12-31",
    "/?on=2020-06-05&on=2020-06-06",
    "/?page=-1",
    f"/?{LONG}={LONG}",
    f"{NOTICE}on/0001-01-01/",
    f"{NOTICE}on/9999-12-31/",
    f"{NOTICE}on/2020-06-10/?known=9999-12-31",
    f"{NOTICE}on/2020-06-10/?known=0001-01-01",
    f"{NOTICE}?on=",
    "/announcements/?kind=&issuer=&year=&standing=",
    "/announcements/?page=-1",
    "/announcements/?after=",
    "/announcements/?after=0-0",
    "/register/?before=0",
    "/register/?before=999999999999999999",
    "/register.json?after=999999999999999999",
]

BAD = ["/?on=%00", "/announcements/?kind=%00", "/?%00=1", f"{NOTICE}on/2020-06-10/?known=%00"]

PUBLIC = [
    "/",
    "/announcements/",
    "/guidance/",
    NOTICE,
    f"{NOTICE}on/2020-06-10/",
    f"{NOTICE}editions/1/",
    f"{NOTICE}editions/1.json",
    f"{NOTICE}history/",
    f"{NOTICE}compare/1..2/",
    f"{NOTICE}compare/",
    f"{NOTICE}points/guard-cards/",
    "/register/",
    "/register.json",
    "/archive/",
    "/sources/",
    "/sources/blog-copy/",
    "/about/versions/",
    "/about/accessibility/",
    "/healthz",
    "/readyz",
    "/robots.txt",
]


@pytest.mark.parametrize("address", NOT_FOUND, ids=lambda address: address[:70])
def test_an_impossible_address_is_not_found_and_the_page_says_why(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "There is no page at this address" in response.text
    assert NOT_FOUND[address] in response.text
    assert len(response.text) < 6_000


@pytest.mark.parametrize("address", FOUND, ids=lambda address: address[:70])
def test_an_odd_but_possible_address_is_answered(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", BAD)
def test_a_nul_character_is_refused(client, address):
    response = client.get(address)
    assert response.status_code == 400
    assert "cannot be read" in response.text


def test_a_path_with_a_nul_character_is_refused(client):
    for address in ("/%00", f"{NOTICE}on/%00/", "/announcements/%00/", "/sources/%00/"):
        assert client.get(address).status_code in (400, 404), address


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_refuse_every_method_but_get_and_head(client, address):
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(address).status_code == 405
    assert client.head(address).status_code in (200, 302)


@pytest.mark.parametrize("address", [address for address in PUBLIC if not address.endswith("/compare/")])
def test_an_unknown_session_cookie_is_ignored(client, address):
    client.cookies["sessionid"] = "x" * 32
    assert client.get(address).status_code == 200
