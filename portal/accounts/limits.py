"""How often something may be tried, in allauth's words: times/span/per what. A key is an e-mail address, or an account;
of failed sign-ins it is the account together with the client's address, where that is known."""


def account_limits(knows_clients: bool) -> dict[str, str]:
    """Limits by client address alone need to know it: behind a proxy that is not counted they would shut out
    everybody who comes through it."""
    return {
        "login": by_client(knows_clients),
        "login_failed": "5/5m/key",
        "reset_password": ",".join(filter(None, ["5/h/key", by_client(knows_clients)])),
        "reset_password_from_key": by_client(knows_clients),
        "signup": "",  # there is none
    }


def factor_limits(knows_clients: bool) -> dict[str, str]:
    return {"webauthn_login": by_client(knows_clients)}


def by_client(knows_clients: bool) -> str:
    return "60/m/ip" if knows_clients else ""
