"""Requests that no page can answer are refused before any page sees them."""

from django.core.exceptions import BadRequest


class RefuseNulBytes:
    """No address or question contains U+0000; PostgreSQL cannot store it and would fail on it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if "\0" in request.path or any("\0" in word for pair in request.GET.lists() for word in (pair[0], *pair[1])):
            raise BadRequest("The address contains a NUL character.")
