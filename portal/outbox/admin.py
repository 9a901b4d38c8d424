"""Admin of the outbox: staff view letters and decide about those that failed."""

from django.contrib import admin, messages

from portal.lib.admin_mixins import LongListMixin, ReadOnlyMixin
from portal.outbox.models import Message

SETTLE_PERMISSION = "outbox.change_message"


@admin.register(Message)
class MessageAdmin(LongListMixin, ReadOnlyMixin, admin.ModelAdmin):
    list_display = ("subject", "to", "state", "queued_at", "sent_at")
    list_filter = ("state", "kind")
    search_fields = ("subject", "to")
    csv_extra = ("problem", "kind", "attempts", "next_at")
    readonly_fields = ("words",)
    fields = (
        "to",
        "subject",
        "words",
        "state",
        "problem",
        "kind",
        "attempts",
        "queued_at",
        "next_at",
        "started_at",
        "sent_at",
    )
    actions = ("send_again", "give_up")
    list_per_page = 50

    def has_settle_permission(self, request) -> bool:
        return request.user.has_perm(SETTLE_PERMISSION)

    @admin.display(description="text")
    def words(self, message) -> str:
        """Returns the body, or a note if it contains a secret link."""
        return "Not shown, because it contains a link for the recipient only." if message.is_secret else message.body

    @admin.action(permissions=["settle"], description="Send again (an unsure letter may arrive twice)")
    def send_again(self, request, chosen):
        self.settle(request, chosen, chosen.send_again, "will be sent with the next run")

    @admin.action(permissions=["settle"], description="Give up (the letters are no longer sent)")
    def give_up(self, request, chosen):
        self.settle(request, chosen, chosen.give_up, "given up")

    def settle(self, request, chosen, act, what: str) -> None:
        """Leaves letters unchanged that were sent, are being sent or are no longer needed."""
        rows = list(chosen)
        count = act()
        for message in rows:
            self.log_change(request, message, f"Decision: {what}.")
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, f"{count} of {len(rows)} {what}.", level)
