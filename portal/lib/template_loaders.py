"""Loader for the templates of the portal."""

import re

from django.template.loaders import filesystem

_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class UnindentedLoader(filesystem.Loader):
    """Loads templates and removes the indentation of lines from HTML templates, which would be a third of every page.
    No template has text in <pre>."""

    def get_contents(self, origin) -> str:
        contents = super().get_contents(origin)
        return _INDENTATION.sub("", contents) if origin.name.endswith(".html") else contents
