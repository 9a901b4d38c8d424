"""A test client whose HTML has no white space that a browser would not show."""

import re

from django.test import Client

from portal.lib.html import collapse_white_space

_TAG = re.compile(r"<[a-z][^<>]*>")


class PageClient(Client):
    """Tests assert words and elements, not how a template breaks its lines."""

    def request(self, **request):
        response = super().request(**request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = _TAG.sub(close_tag_up, collapse_white_space(response.text)).encode()
        return response


def close_tag_up(tag: re.Match) -> str:
    return tag[0].replace(" >", ">")
