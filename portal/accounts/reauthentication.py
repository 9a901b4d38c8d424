"""Asking again who it is before a step that matters, when the sign-in is older than the timeout."""

from allauth.account.decorators import reauthentication_required

asks_again = reauthentication_required(app="portal.accounts")
"""Around a view. What was posted is kept meanwhile and goes on when the answer was right."""

ask_again = asks_again(lambda request: None)
"""Within a view, before it does anything."""
