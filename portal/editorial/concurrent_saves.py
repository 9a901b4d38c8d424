"""Saves a draft so that nothing is lost: texts that two people wrote at the same time are compared and merged."""

from django.contrib.admin.utils import unquote
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from portal.editorial import presence, session_recovery
from portal.editorial.draft_state import DraftSnapshot
from portal.editorial.formsets import arrange_posted_rows
from portal.editorial.merge_display import DifferenceReader
from portal.lib.query_params import get_now
from portal.records import snapshots
from portal.records.admin_urls import get_edition_admin_url
from portal.records.kinds import get_point_model
from portal.records.merge import apply_merge, merge_snapshots
from portal.records.models import Edition
from portal.records.workflow import lock_edition

SALT = "desk.merge"
NO_LONGER_A_DRAFT = "This version is no longer a draft ({}), so your text was not saved."


class StaleDraft(Exception):
    """The posted text is valid for the draft from which the form was rendered, but the draft has changed since."""

    def __init__(self, state: snapshots.Snapshot):
        super().__init__("Somebody else has saved the draft in the meantime.")
        self.state = state


class DraftViewsMixin:
    """For the admin of an edition: its form, and the page that merges the texts of two people."""

    def get_urls(self):
        merge_view = self.admin_site.admin_view(self.merge_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        return [path("<path:object_id>/merge/", merge_view, name=name), *super().get_urls()]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if "seen" in form.base_fields:
            form.base_fields["seen"].initial = getattr(request, "digest", "")
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        edition = self.get_object(request, unquote(object_id)) if object_id else None
        if edition is None or not request.user.has_perm("records.change_edition"):
            return super().changeform_view(request, object_id, form_url, extra_context)
        if request.method != "POST":
            return self.open_form(request, edition, form_url, extra_context)
        request.POST = arrange_posted_rows(request.POST)
        session_recovery.forget_posted_form(request)
        with transaction.atomic():
            lock_edition(edition)
            if edition.status != Edition.Status.DRAFT:
                return self.refuse_save(request, edition)
            now = snapshots.take_snapshot(edition)
            request.digest = snapshots.hash_snapshot(now)
            if request.POST.get("seen") == request.digest:
                return super().changeform_view(request, object_id, form_url, extra_context)
            return self.offer_merge(request, edition, now, form_url, extra_context)

    def open_form(self, request, edition, form_url, extra_context):
        """Stores a snapshot for merging and marks the draft as open."""
        context, at = {**(extra_context or {})}, get_now(request)
        if edition.status == Edition.Status.DRAFT:
            request.digest = self.store_snapshot(edition, request.user, at)
            presence.note_presence(edition, request.user, at)
            context |= {"others": presence.describe_other_editors(edition, request.user, at)}
        return super().changeform_view(request, str(edition.pk), form_url, context)

    def store_snapshot(self, edition, user, at) -> str:
        state = snapshots.take_snapshot(edition)
        digest = snapshots.hash_snapshot(state)
        facts = {"state": state, "saved_at": at, "by": user}
        DraftSnapshot.objects.get_or_create(edition_id=edition.pk, digest=digest, defaults=facts)
        return digest

    def refuse_save(self, request, edition):
        """Shows the text to be copied and saves nothing, because somebody has submitted the draft in the meantime."""
        facts = {
            "edition": edition,
            "texts": session_recovery.list_long_texts(request.POST),
            "title": f"Not saved: {edition}",
            "refusals": [NO_LONGER_A_DRAFT.format(edition.get_status_display().lower())],
            "back": get_edition_admin_url(edition),
        }
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            **facts,
        }
        return render(request, "editorial/not_a_draft.html", context, status=403)

    def offer_merge(self, request, edition, now, form_url, extra_context):
        """Applies the form to the draft from which it was rendered, rolls that back, and offers to merge."""
        snapshot = DraftSnapshot.objects.filter(edition_id=edition.pk, digest=request.POST.get("seen", "")).first()
        base = snapshot.state if snapshot else snapshots.EMPTY_SNAPSHOT
        try:
            with transaction.atomic():
                if snapshot:
                    snapshots.restore_snapshot(edition, base)
                request.is_behind = True
                response = super().changeform_view(request, str(edition.pk), form_url, extra_context)
                if hasattr(response, "render"):
                    response.render()
                transaction.set_rollback(True)
                return response
        except StaleDraft as error:
            edition.refresh_from_db()
            if snapshots.hash_snapshot(error.state) == request.digest:
                self.message_user(request, "The draft already has this text, so nothing was saved again.")
                return HttpResponseRedirect(get_edition_admin_url(edition))
            return self.merge_page(request, edition, base, error.state, now, MergeChoices())

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if getattr(request, "is_behind", False):
            raise StaleDraft(snapshots.take_snapshot(form.instance))
        form.instance.perform("edit", by=request.user, at=get_now(request))

    def merge_view(self, request, object_id):
        """POST saves the merged text, or shows the page again if a choice is missing or invalid."""
        edition = self.get_object(request, unquote(object_id))
        if edition is None or request.method != "POST":
            raise Http404("A merge starts when you save a draft.")
        try:
            base, mine = signing.loads(request.POST.get("texts", ""), salt=f"{SALT}.{edition.pk}.{request.user.pk}")
        except signing.BadSignature as error:
            raise PermissionDenied from error
        choices = MergeChoices(arrange_posted_rows(request.POST))
        with transaction.atomic():
            lock_edition(edition)
            if not self.has_change_permission(request, edition):
                return self.refuse_save(request, edition)
            now = snapshots.take_snapshot(edition)
            if choices.data["now"] != snapshots.hash_snapshot(now):
                choices.error = "The draft was saved again while you were choosing. Check the differences again."
            elif self.save_merge(request, edition, mine, now, merge_snapshots(base, mine, now), choices):
                self.message_user(request, "Saved with the texts of both of you.")
                return HttpResponseRedirect(get_edition_admin_url(edition))
        return self.merge_page(request, edition, base, mine, now, choices)

    def save_merge(self, request, edition, mine, now, differences, choices) -> bool:
        """Saves the chosen texts. Returns False if a choice is missing or the result cannot be saved."""
        chosen = choices.values(differences)
        if choices.undecided:
            choices.error = "Choose one side or write a third text wherever both of you changed the same text."
            return False
        state = apply_merge(mine, now, differences, chosen)
        try:
            with transaction.atomic():
                check_columns(edition, state)
                snapshots.apply_snapshot(edition, state)
                check_merged_edition(edition, differences)
                edition.perform("edit", by=request.user, at=get_now(request))
        except ValidationError as error:
            choices.error = " ".join(error.messages)
        except (IntegrityError, DataError):
            choices.error = (
                "These rows conflict with each other, or a text in them is too long. Choose one side for them."
            )
        return not choices.error

    def merge_page(self, request, edition, base, mine, now, choices):
        differences = merge_snapshots(base, mine, now)
        reader = DifferenceReader(edition, base, now, mine)
        last_step = edition.transitions.select_related("by").order_by("-pk").first()
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge both texts: {edition}",
            "opts": self.opts,
            "edition": edition,
            "back": get_edition_admin_url(edition),
            "who": (last_step and last_step.by) or "Somebody",
            "rows": [(reader.shown(difference), *choices.of(difference)) for difference in differences],
            "refusals": [choices.error] if choices.error else [],
            "now": snapshots.hash_snapshot(now),
            "texts": signing.dumps([base, mine], salt=f"{SALT}.{edition.pk}.{request.user.pk}", compress=True),
            "action": get_edition_admin_url(edition, "merge"),
        }
        return render(request, "editorial/merge.html", context)


class MergeChoices:
    """The choices on the merge page: for each difference mine, theirs, both or a third text."""

    def __init__(self, data=None):
        self.data, self.error, self.undecided = data or {}, "", False

    def of(self, difference) -> tuple[str, str | None]:
        """Returns the chosen side, or "" if none is chosen, and the third text, or None if none was sent."""
        default = "" if difference.is_conflict else difference.outcome
        return self.data.get(f"choice:{difference.address}", default), self.data.get(f"text:{difference.address}")

    def values(self, differences) -> dict:
        chosen = {}
        for difference in differences:
            side, text = self.of(difference)
            sides = {"mine": difference.mine, "theirs": difference.theirs, "both": difference.merged, "other": text}
            self.undecided = self.undecided or side not in sides
            chosen[difference.address] = sides.get(side)
        return chosen


def check_columns(edition, state: snapshots.Snapshot) -> None:
    """Raises ValidationError for a text that is too long for its column, because the error of PostgreSQL does not name
    the column."""
    for name, value in state["edition"].items():
        edition._meta.get_field(name).clean(value, edition)


def check_merged_edition(edition, differences) -> None:
    """Raises ValidationError if the merged text breaks a rule of the form."""
    edition.full_clean()
    keys = {difference.key for difference in differences if difference.key}
    for point in get_point_model(edition.record.kind).objects.filter(edition=edition, key__in=keys):
        point.full_clean()
