"""What stands below the text on the screen of an edition: its points, its parts and the log of its steps."""

from django.contrib import admin

from portal.desk.forms import PointForm
from portal.records.models import Relation, Transition
from portal.register.admin import ReadOnly


class TransitionInline(ReadOnly, admin.TabularInline):
    model = Transition
    verbose_name_plural = "Log of steps"
    fields = ("recorded_at", "action", "by", "at", "note")
    readonly_fields = fields
    extra = 0


class PointInline(admin.StackedInline):
    form = PointForm
    extra = 0
    ordering = ("number",)


class PartInline(admin.TabularInline):
    extra = 0


class RelationInline(PartInline):
    model = Relation
    fields = ("position", "kind", "to_record")
