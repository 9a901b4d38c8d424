"""Admin pages for service notices and press releases."""

from django.contrib import admin

from announcements.models import Announcement, Contact, NoticeEdition, NoticeItem, Release, ReleaseEdition, Service
from portal.editorial.edition_admin import EditionAdmin
from portal.editorial.inlines import PartInline, PointInline, RowInline
from portal.editorial.record_admin import RecordAdmin
from portal.editorial.shared_row_admin import SharedRowAdminMixin
from portal.records.models import Point


class NoticeItemInline(PointInline):
    model = NoticeItem
    fields = (
        ("number", "key"),
        ("service", "availability"),
        "text",
        ("posted_on", "effective_from", "effective_until", "review_on"),
    )
    lead = "Readers see the items in this order, and today’s ones on the services board of the home page."
    wording = {
        "number": ("Number", "Items are renumbered when you save."),
        "key": ("Key", "The last part of the item’s link. If empty, it is made from the first words."),
        "service": ("Service", "The row of the services board for this item."),
        "availability": ("Availability", "The word that the board shows before the text."),
        "text": ("Item", "Markdown. What visitors should know and do."),
        "posted_on": ("Posted on", "Readers see how old the item is."),
        "effective_from": ("Applies from", "If empty, it applies as soon as the version does."),
        "effective_until": (
            "No longer applies from",
            "From this day on, the board leaves it out and its pages say that it has ended.",
        ),
        "review_on": (
            "To be reviewed on",
            "The desk reminds staff from that day on, and the board shows no caution before it. A confirmation sets the"
            " next day. Pages and calendars for readers leave the day out; the data of the version and comparisons of"
            " versions contain it.",
        ),
    }


class ReleasePointInline(PointInline):
    model = Point
    verbose_name = "recommendation"
    verbose_name_plural = "Recommendations"
    fields = (("number", "key"), "text")
    lead = "Readers see them numbered, each with its own link."
    wording = {
        "number": ("Number", "Recommendations are renumbered when you save."),
        "key": ("Key", "The last part of the recommendation’s link. If empty, it is made from the first words."),
        "text": ("Recommendation", "Markdown. One thing to do, in the words of the release."),
    }


class ContactInline(PartInline):
    model = Contact
    fields = ("position", ("name", "office"), "email", ("office_phone", "cell_phone"), ("fax", "other_phone"))
    verbose_name_plural = "Contacts"
    lead = "Readers see names, addresses and numbers at the end of the page, as links to write and call."


class ReleaseInline(RowInline):
    model = Release
    fields = (("dateline", "release_line"),)
    max_num = 1
    verbose_name = "line"
    verbose_name_plural = "Lines of the release"
    lead = "Readers see them above the text, as printed."


@admin.register(NoticeEdition)
class NoticeEditionAdmin(EditionAdmin):
    text_inlines = (NoticeItemInline, ContactInline)
    unused = ("subtitle", "signed_on")
    wording = {
        "title": ("Title", "The heading of the notice, and its name in lists and on the services board."),
        "body": ("Text around the items", "Markdown. Optional. Readers see it above the items."),
    }


@admin.register(ReleaseEdition)
class ReleaseEditionAdmin(EditionAdmin):
    text_inlines = (ReleaseInline, ReleasePointInline, ContactInline)
    wording = {
        "title": ("Headline", "The heading of the release, and its name in lists and in search."),
        "body": ("Text of the release", "Markdown. {points} in the text marks the place of the recommendations below."),
        "signed_on": ("Dated", "Readers see it as the day on the release."),
    }


@admin.register(Announcement)
class AnnouncementAdmin(RecordAdmin):
    """Records of this app's kinds."""


@admin.register(Service)
class ServiceAdmin(SharedRowAdminMixin, admin.ModelAdmin):
    list_display = ("name", "place", "key")
    list_filter = ("place",)
    search_fields = ("name", "place")
    prepopulated_fields = {"key": ["name"]}
