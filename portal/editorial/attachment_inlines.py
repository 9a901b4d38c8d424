"""Inlines for attachments. Each file is validated before it is stored."""

from pathlib import Path

from django import forms

from portal.attachments.pending_uploads import PendingClearableFileInput
from portal.attachments.storage import hash_bytes
from portal.attachments.validators.any_file import MAX_FILE_SIZE, validate_file
from portal.attachments.validators.file_kinds import InvalidFile
from portal.editorial.formsets import RowForm
from portal.editorial.inlines import PartInline
from portal.lib.hidden_characters import remove_hidden_characters
from portal.records.models import Attachment, SealedAttachment


class AttachmentForm(RowForm):
    class Meta:
        model = Attachment
        fields = ("position", "title", "file")
        widgets = {"file": PendingClearableFileInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            self.fields["title"].required = False

    def clean_file(self):
        """Refuses an invalid file with the reason. Stored files were validated when they were uploaded."""
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data:
            try:
                self.kind, self.content = validate_file(file)
            except InvalidFile as error:
                raise forms.ValidationError(str(error)) from error
        return file

    def clean(self):
        facts = super().clean()
        if hasattr(self, "content"):
            row = self.instance
            row.sha256, row.size, row.media_type = hash_bytes(self.content), len(self.content), self.kind.media_type
            facts["title"] = facts.get("title") or remove_hidden_characters(Path(facts["file"].name).stem)[:300]
        elif "file" in facts and not facts["file"]:
            self.instance.sha256, self.instance.size, self.instance.media_type = "", None, ""
        if not facts.get("title") and "file" not in self.errors:
            self.add_error("title", "Give the attachment the title that the text uses.")
        return facts


class AttachmentInline(PartInline):
    model = Attachment
    form = AttachmentForm
    fields = ("position", "title", "file")
    verbose_name_plural = "Attachments"
    lead = "Readers can download a file once the version is published. A title without a file is shown as not held."
    wording = {
        "title": ("Title", "The title that the text uses. Leave it empty to use the name of the file."),
        "file": ("File", f"PDF, DOCX, XLSX, CSV, PNG or JPEG, up to {MAX_FILE_SIZE // 2**20} MB."),
    }


class SealedAttachmentForm(AttachmentForm):
    class Meta(AttachmentForm.Meta):
        model = SealedAttachment


class SealedAttachmentInline(AttachmentInline):
    model = SealedAttachment
    form = SealedAttachmentForm
    verbose_name = "attachment for officials"
    verbose_name_plural = "Attachments for officials only"
    lead = (
        "Only holders of a post to which the memo or a recommendation is addressed can download them, on the "
        "officials’ desk. Readers see neither the title nor the file. The data of the version contains only a digest."
    )
