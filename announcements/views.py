"""The list of announcements; a record's own pages are those of every kind (portal.records)."""

from portal.public.list_views import RecordListView


class AnnouncementListView(RecordListView):
    section = "announcements"
    title = "Announcements"
