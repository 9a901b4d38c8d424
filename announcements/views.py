"""The list of announcements. `portal.public` has the pages of a record, as for every kind."""

from portal.public.list_views import RecordListView


class AnnouncementListView(RecordListView):
    section = "announcements"
    title = "Announcements"
