"""Who is asking for a page of the officials' desk, and for which post."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.views.decorators.cache import never_cache

from guidance.officials.queries import get_held_posts, get_visible_posts

NO_POST = "There is no such post, or you do not hold it today."


def require_login(view):
    """The page is for anyone who is signed in, and no cache keeps it."""
    return wraps(view)(never_cache(login_required(view)))


def get_post_or_404(request, pk: int, on):
    """The post, and whether the reader acts for it; staff only look. Raises Http404."""
    post = get_visible_posts(request.user, on).filter(pk=pk).first()
    if post is None:
        raise Http404(NO_POST)
    return post, get_held_posts(request.user, on).filter(pk=pk).exists()
