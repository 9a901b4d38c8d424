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
        return response


def close_tag_up(tag: re.Match) -> str:
    return tag[0].replace(" >", ">")
