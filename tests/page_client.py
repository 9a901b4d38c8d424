"""A test client that removes white space from HTML where a browser would not show it."""

import re

from django.test import Client

from portal.lib.html import collapse_white_space

_TAG = re.compile(r"<[a-z][^<>]*>")


class PageClient(Client):
    """Collapses white space in pages, so that tests check words and elements and not the line breaks of templates."""

    def request(self, **request):
        response = super().request(**request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = _TAG.sub(close_tag_up, collapse_white_space(response.text)).encode()
            check_errors_are_announced(response.text, request["PATH_INFO"])
        return response


def check_errors_are_announced(page: str, address: str) -> None:
    """Fails for a refused form whose page has no summary of its errors, or a title that does not begin with them."""
    if 'aria-invalid="true"' in page or 'class="errorlist' in page:
        is_announced = 'id="error-summary"' in page and re.search(r"<title>\s*Error: ", page)
        assert is_announced, f"The page at {address} refuses a form without a summary."


def close_tag_up(tag: re.Match) -> str:
    return tag[0].replace(" >", ">")
