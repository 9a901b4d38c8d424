"""Limits on attempts, in the notation of allauth: number/period/scope. A key is an email address or an account, and for
failed sign-ins the account together with the device or the client's address."""

from django.core.management import call_command

DEVICE, ADDRESS, STRANGERS = "login_failed_device", "login_failed_address", "login_failed_strangers"
"""Failed sign-ins for one account: on a device where it has signed in; elsewhere, from one address; elsewhere, from
all addresses together. The last limits guessing as a whole and does not include what the first counts."""
SECOND_FACTOR = "login_failed"
"""allauth's name for failed codes of one account. To enter a code, one needs the password of the account."""
FAILURE_LIMITS = {
    DEVICE: "5/5m/key,50/d/key",
    ADDRESS: "5/5m/key,20/d/key",
    STRANGERS: "30/h/key,100/d/key",
    SECOND_FACTOR: "5/5m/key,100/d/key",
}


def get_account_limits(knows_clients: bool) -> dict[str, str]:
    """Leaves out limits by client address where the address is not known: behind a proxy that is not counted, they
    would lock out everybody who comes through it."""
    return {
        "login": format_client_limit(knows_clients),
        **FAILURE_LIMITS,
        "reset_password": ",".join(filter(None, ["5/h/key", format_client_limit(knows_clients)])),
        "reset_password_from_key": format_client_limit(knows_clients),
        "signup": "",  # there is no sign-up
    }


def get_factor_limits(knows_clients: bool) -> dict[str, str]:
    return {"webauthn_login": format_client_limit(knows_clients)}


def format_client_limit(knows_clients: bool) -> str:
    return "60/m/ip" if knows_clients else ""


def create_cache_table(using="default", **kwargs) -> None:
    """Creates the table in which all processes count attempts, if it is missing; after every migrate."""
    call_command("createcachetable", database=using, verbosity=0)
