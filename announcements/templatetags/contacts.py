from django import template

from announcements.kinds import format_contact

register = template.Library()
register.filter("format_contact", format_contact)
