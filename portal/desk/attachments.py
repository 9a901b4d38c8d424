"""Attachments on the screen of an edition."""

from portal.desk.inlines import PartInline
from portal.records.models import Attachment


class AttachmentInline(PartInline):
    """Names only: the files themselves come with the desk's handling of attachments."""

    model = Attachment
    fields = ("position", "title")
    verbose_name_plural = "Attachments named in the text"
