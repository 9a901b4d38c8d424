"""How often something may be tried, in allauth's words: times/span/per what. A key is an e-mail address, or an account;
of failed sign-ins it is the account together with the client's address, where that is known."""

from django.core.management import call_command


def get_account_limits(knows_clients: bool) -> dict[str, str]:
    """Limits by client address need to know it: behind a proxy that is not counted they would shut out
    everybody who comes through it."""
    return {
        "login": format_client_limit(knows_clients),
        "login_failed": "5/5m/key",
        "reset_password": ",".join(filter(None, ["5/h/key", format_client_limit(knows_clients)])),
        "reset_password_from_key": format_client_limit(knows_clients),
        "signup": "",  # there is none
    }


def get_factor_limits(knows_clients: bool) -> dict[str, str]:
    return {"webauthn_login": format_client_limit(knows_clients)}


def format_client_limit(knows_clients: bool) -> str:
    return "60/m/ip" if knows_clients else ""


def create_cache_table(using="default", **kwargs) -> None:
    """Creates the table in which all processes count attempts, if it is missing; after every migrate."""
    call_command("createcachetable", database=using, verbosity=0)
