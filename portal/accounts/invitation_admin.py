"""Admin of invitations: staff create, resend and cancel them. They cannot be edited or deleted."""

from django.contrib import admin, messages
from django.utils.decorators import method_decorator

from portal.accounts.invitations import send_invitation
from portal.accounts.models import Invitation
from portal.accounts.reauthentication import ask_again, asks_again
from portal.lib.admin_mixins import AutocompleteMixin, LongListMixin
from portal.lib.dates import get_local_date
from portal.lib.grammar import format_count
from portal.lib.query_params import get_now


@admin.register(Invitation)
class InvitationAdmin(AutocompleteMixin, LongListMixin, admin.ModelAdmin):
    fields = ("email", "role", "post", "held_from", "held_until", "is_deputy")
    list_display = ("email", "purpose", "made_by", "made_at", "expires_at", "accepted_at", "ended_at")
    list_filter = ("role", "post__audience")
    list_select_related = ("post__agency", "made_by")
    search_fields = ("email", "post__agency__name")
    autocomplete_fields = ("post",)
    actions = ("send_again", "take_back")

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_changeform_initial_data(self, request):
        """Sets the first day to today if the link names a post, as the links on the page of an agency do."""
        initial = super().get_changeform_initial_data(request)
        return {"held_from": get_local_date(get_now(request))} | initial if "post" in initial else initial

    @method_decorator(asks_again)
    def add_view(self, request, form_url="", extra_context=None):
        return super().add_view(request, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        send_invitation(obj, by=request.user, at=get_now(request))
        self.message_user(request, "The next run of the outbox sends the letter.")

    @admin.action(permissions=["add"], description="Send again, with a new link")
    def send_again(self, request, chosen):
        ask_again(request)
        at, invitations = get_now(request), chosen.filter(accepted_at=None)
        for invitation in invitations:
            new = send_invitation(invitation.again(), by=request.user, at=at)
            self.log_addition(request, new, f"Replaces the invitation of {invitation.made_at:%Y-%m-%d}.")
        self.show_result(request, len(invitations), "sent again. The earlier links are no longer valid")

    @admin.action(permissions=["add"], description="Cancel")
    def take_back(self, request, chosen):
        ask_again(request)
        at = get_now(request)
        canceled = [invitation for invitation in chosen if invitation.end(by=request.user, at=at)]
        for invitation in canceled:
            self.log_change(request, invitation, "Canceled.")
        self.show_result(request, len(canceled), "canceled")

    def show_result(self, request, count: int, what: str) -> None:
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, f"{format_count(count, 'invitation')} {what}.", level)
