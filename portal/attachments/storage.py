"""Storage of attachments: each under its SHA-256, written atomically and never overwritten."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.urls import reverse


def get_upload_path(attachment, file_name: str) -> str:
    """Storage name of an attachment: the SHA-256 of its bytes."""
    return f"{attachment.sha256[:2]}/{attachment.sha256}"


def hash_bytes(content: bytes) -> str:
    """SHA-256 in hexadecimal (FIPS 180-4)."""
    return hashlib.sha256(content).hexdigest()


class ContentAddressedStorage(FileSystemStorage):
    def url(self, name):
        return reverse("attachment", args=[Path(name).name])

    def get_available_name(self, name, max_length=None):
        return name

    def _save(self, name, content):
        """Writes atomically: a partial file never gets the final name."""
        place = Path(self.path(name))
        if place.exists() and hash_bytes(place.read_bytes()) == place.name:
            return name
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, place)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return name
