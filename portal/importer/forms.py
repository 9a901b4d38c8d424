"""Form for the text to import."""

from django import forms

from portal.importer.drafts.draft_editions import find_source_document
from portal.importer.form_schema import find_excess
from portal.importer.parser import ParsedDocument, parse_documents
from portal.importer.parser.errors import UnreadableFileError
from portal.importer.parser.file_decoder import DecodedFile, decode_file


class SourceForm(forms.Form):
    """A pasted text or a file, read by the same door as the command's files: see decode()."""

    text = forms.CharField(
        required=False, strip=False, widget=forms.Textarea(attrs={"rows": 14}), label="Paste the text"
    )
    file = forms.FileField(
        required=False,
        label="Or choose a file",
        help_text="Text, HTML saved from a browser, DOCX, or PDF with text in it; at most 10 MB and 100,000 lines.",
    )
    name = forms.CharField(
        required=False, max_length=100, label="Name of the text", help_text="Left empty, that of the file."
    )
    decoded: DecodedFile
    documents: list[ParsedDocument]

    def clean(self):
        text, file = self.cleaned_data.get("text") or "", self.cleaned_data.get("file")
        if bool(text.strip()) == bool(file):
            raise forms.ValidationError("Paste a text or choose a file, one of the two.")
        try:
            self.decoded = decode_file(file.read() if file else text.encode("utf-8", "replace"))
        except UnreadableFileError as error:
            raise forms.ValidationError(str(error)) from error
        if existing := find_source_document(self.decoded.text):
            raise forms.ValidationError(f"This text is already stored as source document “{existing.key}”.")
        self.documents = parse_documents(self.decoded.text, self.decoded.targets)
        self.cleaned_data["name"] = self.cleaned_data.get("name") or (file.name if file else "pasted-text.txt")
        if reason := find_excess(self.documents):
            raise forms.ValidationError(reason)
        return self.cleaned_data
