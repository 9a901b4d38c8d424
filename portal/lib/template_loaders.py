import re

from django.template.loaders import filesystem

_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class UnindentedLoader(filesystem.Loader):
    """Loads our templates. Those for HTML lose the indentation of their lines, which would be a third of every page.
    No template has text in <pre>."""

    def get_contents(self, origin) -> str:
        contents = super().get_contents(origin)
        return _INDENTATION.sub("", contents) if origin.name.endswith(".html") else contents
