"""Accounts, local agencies, their posts, holdings and invitations."""

from portal.accounts.models.agency import Agency, Post
from portal.accounts.models.holding import Holding
from portal.accounts.models.invitation import Invitation
from portal.accounts.models.user import User, UserManager

__all__ = ["Agency", "Holding", "Invitation", "Post", "User", "UserManager"]
