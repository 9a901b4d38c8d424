"""Access to the pages of the officials' desk, and to the desk of a post."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.views.decorators.cache import never_cache

from guidance.officials.queries import get_held_posts, get_visible_posts

NO_POST = "There is no such post, or you do not hold it today."


def require_login(view):
    """Decorates a view that any signed-in user may open and no cache may store."""
    return wraps(view)(never_cache(login_required(view)))


def get_post_or_404(request, pk: int, on):
    """Returns the post, and whether the user holds it; other staff can only read. Raises Http404."""
    post = get_visible_posts(request.user, on).filter(pk=pk).first()
    if post is None:
        raise Http404(NO_POST)
    return post, get_held_posts(request.user, on).filter(pk=pk).exists()
