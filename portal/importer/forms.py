"""Form for the text to import."""

from django import forms

from portal.attachments.pending_uploads import PendingFileInput
from portal.importer.drafts.draft_editions import find_source_document
from portal.importer.form_schema import find_excess
from portal.importer.parser import ParsedDocument
from portal.importer.parser.errors import UnreadableFileError
from portal.importer.parser.file_decoder import DecodedFile
from portal.importer.upload_decoder import decode_upload
from portal.importer.upload_parser import parse_upload
from portal.lib.hidden_characters import VisibleCharField

MAX_CHARACTERS = 500_000
"""Most characters of one text, about 250 pages. The command import_source reads longer texts, outside of requests."""
TOO_LONG = f"The text has {{:,}} characters; at most {MAX_CHARACTERS:,} are read here. Divide the text."


class SourceForm(forms.Form):
    """Accepts a pasted text or a file, which is read as the command import_source reads files."""

    text = forms.CharField(
        required=False, strip=False, widget=forms.Textarea(attrs={"rows": 14}), label="Paste the text"
    )
    file = forms.FileField(
        required=False,
        widget=PendingFileInput,
        label="Or choose a file",
        help_text="Text, HTML saved from a browser, DOCX, or PDF with text in it; at most 10 MB and "
        f"{MAX_CHARACTERS:,} characters.",
    )
    name = VisibleCharField(
        required=False, max_length=100, label="Name of the text", help_text="Leave empty to use the name of the file."
    )
    decoded: DecodedFile
    documents: list[ParsedDocument]

    def clean(self):
        text, file = self.cleaned_data.get("text") or "", self.cleaned_data.get("file")
        if self.errors:
            return self.cleaned_data
        if text.strip() and file:
            raise forms.ValidationError("Paste a text or choose a file, not both.")
        if not text.strip() and not file:
            raise forms.ValidationError("Paste a text or choose a file.")
        try:
            self.decoded = decode_upload(file.read() if file else text.encode("utf-8", "replace"))
        except UnreadableFileError as error:
            raise forms.ValidationError(str(error)) from error
        if len(self.decoded.text) > MAX_CHARACTERS:
            raise forms.ValidationError(TOO_LONG.format(len(self.decoded.text)))
        if existing := find_source_document(self.decoded.text):
            raise forms.ValidationError(
                f"This text is already stored as source document “{existing.key}”. To import it again, delete that"
                " source document first, which is possible while no version cites it and readers have never seen it."
            )
        try:
            self.documents = parse_upload(self.decoded.text, self.decoded.targets)
        except UnreadableFileError as error:
            raise forms.ValidationError(str(error)) from error
        self.cleaned_data["name"] = self.cleaned_data.get("name") or (file.name if file else "pasted-text.txt")
        if reason := find_excess(self.documents):
            raise forms.ValidationError(reason)
        return self.cleaned_data
