"""Asking again who it is before a step that matters, when the sign-in is older than the timeout."""

from allauth.account.decorators import reauthentication_required

asks_again = reauthentication_required(app="portal.accounts")
"""View decorator. It keeps posted data while it asks for the password, and continues after a correct answer."""

ask_again = asks_again(lambda request: None)
"""Within a view, before it does anything."""
