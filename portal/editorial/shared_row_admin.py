"""Issuers, services and deadlines on the desk. Once a text uses one, a second person must confirm each change."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError

from portal.accounts.reauthentication import ask_again
from portal.lib.admin_mixins import LongListMixin, ReadOnlyMixin
from portal.lib.query_params import get_now
from portal.records.models import SharedChange


class SharedRowAdminMixin:
    """For the admin of a SharedRow: saves changes of unused rows, and proposes all other changes."""

    def is_proposal(self, obj, form, change) -> bool:
        return change and form.changed_data and obj.is_used()

    def save_model(self, request, obj, form, change):
        if self.is_proposal(obj, form, change):
            obj.propose_change(by=request.user, at=get_now(request))
            self.message_user(
                request,
                "Texts use this, so nothing has changed yet. A second person must confirm the change under "
                "“Changes of shared names”.",
                messages.WARNING,
            )
            return
        super().save_model(request, obj, form, change)

    def construct_change_message(self, request, form, formsets, add=False):
        message = super().construct_change_message(request, form, formsets, add)
        return "Proposed. A second person must confirm it." if not add and form.instance.find_changes() else message

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_used())


class SharedChangeAdmin(LongListMixin, ReadOnlyMixin, admin.ModelAdmin):
    list_display = ("__str__", "made_by", "made_at", "outcome", "decided_by", "decided_at")
    list_filter = ("outcome", "row_model")
    list_select_related = ("made_by", "decided_by")
    actions = ("confirm", "refuse")

    def has_decide_permission(self, request):
        return request.user.has_perm("records.publish_edition")

    @admin.action(permissions=["decide"], description="Confirm the change")
    def confirm(self, request, chosen):
        self.decide(request, chosen, SharedChange.confirm, "Confirmed")

    @admin.action(permissions=["decide"], description="Refuse the change")
    def refuse(self, request, chosen):
        self.decide(request, chosen, SharedChange.refuse, "Refused")

    def decide(self, request, chosen, step, label: str) -> None:
        ask_again(request)
        at = get_now(request)
        for change in chosen.order_by("pk"):
            try:
                step(change, by=request.user, at=at)
            except ValidationError as error:
                self.message_user(request, f"{change}: {' '.join(error.messages)}", messages.ERROR)
            else:
                self.log_change(request, change, f"{label}.")
                self.message_user(request, f"{label}: {change}", messages.SUCCESS)
