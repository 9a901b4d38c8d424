"""Storage of attachments: each file under its SHA-256, written atomically and never overwritten."""

import hashlib
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.urls import reverse

from portal.lib.atomic_file import write_temporary_file


def get_upload_path(attachment, file_name: str) -> str:
    """Returns the storage name of an attachment: the SHA-256 of its bytes."""
    return f"{attachment.sha256[:2]}/{attachment.sha256}"


def hash_bytes(content: bytes) -> str:
    """Returns the SHA-256 in hexadecimal (FIPS 180-4)."""
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
            place.touch()  # sweep_attachments keeps a file that was saved a short time ago
            return name
        place.parent.mkdir(parents=True, exist_ok=True)
        with write_temporary_file(place.parent, content.chunks(), mode=self.file_permissions_mode) as temporary:
            temporary.replace(place)
        return name
