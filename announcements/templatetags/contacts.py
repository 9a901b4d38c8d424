from django import template

from announcements.kinds import format_contact
from portal.lib.phone_links import split_phone_numbers

register = template.Library()
register.filter("split_phone_numbers", split_phone_numbers)
register.filter("format_contact", format_contact)
