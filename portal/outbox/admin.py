"""Admin of the outbox: staff view emails and decide about those that failed."""

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
        """The body without secret links."""
        return "Not shown: it contains a link for its reader only." if message.is_secret else message.body

    @admin.action(permissions=["settle"], description="Send again (an uncertain email may arrive twice)")
    def send_again(self, request, chosen):
        self.settle(request, chosen, chosen.send_again, "will go with the next run")

    @admin.action(permissions=["settle"], description="Give up (they are not sent any more)")
    def give_up(self, request, chosen):
        self.settle(request, chosen, chosen.give_up, "given up")

    def settle(self, request, chosen, act, what: str) -> None:
        """What was sent, is being sent or was no longer needed stays as it is."""
        rows = list(chosen)
        count = act()
        for message in rows:
            self.log_change(request, message, f"Asked of the outbox: {what}.")
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, f"{count} of {len(rows)} {what}.", level)
