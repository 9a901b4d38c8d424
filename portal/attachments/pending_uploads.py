"""Keeps files that were chosen in a form which was refused for another reason, until the form is submitted again.

A browser never fills in a file field. So the form shows a checkbox beside it, with a signed token of the stored file;
PendingUploadMiddleware puts the file back among those of the request. Only the person who uploaded a file can use its
token."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from portal.attachments.storage import hash_bytes
from portal.attachments.validators.any_file import MAX_FILE_SIZE
from portal.lib.atomic_file import write_temporary_file

LIFETIME = timedelta(hours=12)
MAX_FILES = 20
"""Most files that are kept for one person. The oldest go first."""
FIELD_SUFFIX = ".pending"


def get_pending_dir(owner: int) -> Path:
    return Path(settings.DATA_DIR) / "pending-uploads" / str(owner)


def build_signer(owner: int) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"portal.pending-upload.{owner}")


def keep_upload(upload: UploadedFile, owner: int) -> str:
    """Stores the file and returns its token, or "" for a file that is too large to be accepted later."""
    if not upload.size or upload.size > MAX_FILE_SIZE:
        return ""
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    folder, name = get_pending_dir(owner), hash_bytes(content)
    folder.mkdir(parents=True, exist_ok=True)
    with write_temporary_file(folder, [content], is_durable=False) as temporary:
        temporary.replace(folder / name)
    for path in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-MAX_FILES]:
        path.unlink(missing_ok=True)
    return build_signer(owner).sign_object([name, upload.name, upload.content_type])


def load_upload(token: str, owner: int) -> UploadedFile | None:
    """Returns the file of a token, or None if the token is another person's or too old, or the file is gone."""
    try:
        name, file_name, content_type = build_signer(owner).unsign_object(token, max_age=LIFETIME)
        content = (get_pending_dir(owner) / name).read_bytes()
    except (signing.BadSignature, OSError):
        return None
    return SimpleUploadedFile(file_name, content, content_type)


def list_expired_files(at: datetime) -> list[Path]:
    oldest = (at - LIFETIME).timestamp()
    paths = (Path(settings.DATA_DIR) / "pending-uploads").glob("*/*")
    return [path for path in sorted(paths) if path.stat().st_mtime < oldest]


def preview_expired_files(at: datetime) -> Iterator[str]:
    if paths := list_expired_files(at):
        yield f"{len(paths)} file(s) of refused forms would be removed."


def remove_expired_files(at: datetime) -> Iterator[str]:
    paths = list_expired_files(at)
    for path in paths:
        path.unlink(missing_ok=True)
    if paths:
        yield f"{len(paths)} file(s) of refused forms removed."


class PendingUploadMiddleware:
    """Comes after the middleware that sets `request.user`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> None:
        is_form = request.content_type in ("multipart/form-data", "application/x-www-form-urlencoded")
        if request.method == "POST" and is_form and request.user.is_authenticated:
            restore_uploads(request)


def restore_uploads(request) -> None:
    """Adds the files whose tokens were submitted. A newly chosen file replaces an earlier one."""
    owner = request.user.pk
    for field in [name for name in request.POST if name.endswith(FIELD_SUFFIX)]:
        name = field.removesuffix(FIELD_SUFFIX)
        if name not in request.FILES and (upload := load_upload(request.POST[field], owner)):
            request.FILES[name] = upload
    for upload in request.FILES.values():
        upload.pending_owner = owner


class PendingUploadMixin(forms.FileInput):
    """For the widget of a file field: offers the file of a refused form again, unless the file itself is invalid."""

    base_template_name: str
    template_name = "attachments/pending_upload.html"
    chosen: Any = None
    """The file of the request. A bound field does not pass it to its widget."""

    def value_from_datadict(self, data, files, name: str) -> Any:
        self.chosen = super().value_from_datadict(data, files, name)
        return self.chosen

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        widget, owner = context["widget"], getattr(self.chosen, "pending_owner", None)
        widget["base_template"] = self.base_template_name
        if owner and "aria-invalid" not in widget["attrs"] and (token := keep_upload(self.chosen, owner)):
            widget["attrs"].pop("required", None)
            widget["pending"] = {"field": name + FIELD_SUFFIX, "token": token, "name": self.chosen.name}
        return context


class PendingFileInput(PendingUploadMixin):
    """For a field without a stored file."""

    base_template_name = forms.FileInput.template_name


class PendingClearableFileInput(PendingUploadMixin, forms.ClearableFileInput):
    """For a field of the admin, which shows the stored file and can remove it."""

    base_template_name = "admin/widgets/clearable_file_input.html"
