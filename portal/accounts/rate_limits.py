"""How often something may be tried, in allauth's words: times/span/per what. A key is an e-mail address, or an account;
of failed sign-ins it is the account together with the device or the client's address."""

from django.core.management import call_command

DEVICE, ADDRESS, STRANGERS = "login_failed_device", "login_failed_address", "login_failed_strangers"
"""Failed sign-ins for one account: on a device where it has signed in; elsewhere, from one address; elsewhere, from
all addresses together. The last keeps guessing bounded, and what the first counts is not part of it."""
SECOND_FACTOR = "login_failed"
"""The name that allauth gives to failed codes of one account, which need its password."""
FAILURE_LIMITS = {
    DEVICE: "5/5m/key,50/d/key",
    ADDRESS: "5/5m/key,20/d/key",
    STRANGERS: "30/h/key,100/d/key",
    SECOND_FACTOR: "5/5m/key,100/d/key",
}


def get_account_limits(knows_clients: bool) -> dict[str, str]:
    """Limits by client address need to know it: behind a proxy that is not counted they would shut out
    everybody who comes through it."""
    return {
        "login": format_client_limit(knows_clients),
        **FAILURE_LIMITS,
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
