"""The desk's screens for service notices and press releases."""

from django.contrib import admin

from announcements.models import Announcement, Contact, NoticeEdition, NoticeItem, Release, ReleaseEdition, Service
from portal.desk.editions import EditionAdmin
from portal.desk.inlines import PartInline, PointInline
from portal.desk.records import RecordAdmin
from portal.records.kinds import Kind
from portal.records.models import Point


class NoticeItemInline(PointInline):
    model = NoticeItem
    fields = (
        ("number", "key"), ("service", "availability"), "text",
        ("posted_on", "effective_from", "effective_until", "review_on"),
    )  # fmt: skip


class ReleasePointInline(PointInline):
    model = Point
    verbose_name = "recommendation"
    fields = (("number", "key"), "text")


class ContactInline(PartInline):
    model = Contact
    fields = ("position", "name", "office", "email", "office_phone", "cell_phone", "fax", "other_phone")


class ReleaseInline(PartInline):
    model = Release
    fields = ("dateline", "release_line")
    max_num = 1
    verbose_name_plural = "Lines of the release"


@admin.register(NoticeEdition)
class NoticeEditionAdmin(EditionAdmin):
    text_inlines = (NoticeItemInline, ContactInline)


@admin.register(ReleaseEdition)
class ReleaseEditionAdmin(EditionAdmin):
    text_inlines = (ReleaseInline, ReleasePointInline, ContactInline)


@admin.register(Announcement)
class AnnouncementAdmin(RecordAdmin):
    edition_admins = {Kind.SERVICE_NOTICE: "noticeedition", Kind.PRESS_RELEASE: "releaseedition"}


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin):
    list_display = ("name", "place", "key")
    list_filter = ("place",)
    search_fields = ("name", "place")
    prepopulated_fields = {"key": ["name"]}
