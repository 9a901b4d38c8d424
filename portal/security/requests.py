"""Requests that no page can answer are refused before any page sees them."""

from django.core.exceptions import BadRequest


class RefuseNulBytes:
    """No address or question contains U+0000; PostgreSQL cannot store it and would fail on it. To a view with
    `takes_any_text`, which answers whatever somebody pastes, it is the white space that it looks like."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not getattr(view, "takes_any_text", False):
            is_in_question = any("\0" in word for pair in request.GET.lists() for word in (pair[0], *pair[1]))
        else:
            is_in_question, request.GET = False, without_nul(request.GET)
        if is_in_question or "\0" in request.path_info:
            raise BadRequest("The address contains a NUL character.")


def without_nul(asked):
    made = asked.copy()
    made.clear()
    for name, words in asked.lists():
        made.setlist(name.replace("\0", " "), [word.replace("\0", " ") for word in words])
    return made
