"""Names of files in downloads."""

import unicodedata

from django.utils.text import slugify

from portal.attachments.validators.file_kinds import EXTENSIONS

MOST_BYTES = 200
"""Most bytes of a name in UTF-8, without its extension. Most file systems allow 255 with it."""


def build_file_name(title: str, media_type: str, fallback: str = "attachment") -> str:
    """Returns the title as a file name, in its own script (NFC), with the extension of the media type."""
    words = slugify(unicodedata.normalize("NFC", title), allow_unicode=True)
    stem = unicodedata.normalize("NFC", words).encode()[:MOST_BYTES].decode(errors="ignore")
    return f"{stem or fallback}.{EXTENSIONS[media_type]}"
