"""The list of announcements; a record's own pages are those of every kind (portal.records)."""

from portal.records.lists import RecordList


class AnnouncementList(RecordList):
    section = "announcements"
    title = "Announcements"
