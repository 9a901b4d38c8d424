"""Carries a correction of the text of today into later versions that are waiting, as far as it fits."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from portal.editorial.draft_state import DraftOrigin
from portal.editorial.merge_display import DifferenceReader
from portal.lib import dates
from portal.lib.query_params import get_now
from portal.records import snapshots
from portal.records.admin_urls import get_edition_admin_url
from portal.records.merge import MergeDifference, apply_merge, merge_snapshots
from portal.records.models import Edition
from portal.records.workflow import lock_edition

ITS_OWN = {"effective_from", "provenance", "change_kind", "change_note"}
"""Columns that belong to each version and are never copied from a correction."""


def begin_draft(record, *, by, source: Edition | None = None, **facts) -> Edition:
    """Creates a draft and stores the published edition from which it starts."""
    draft = record.draft(by=by, source=source, **facts)
    source = source or record.editions.filter(status="published").exclude(pk=draft.pk).order_by("-number").first()
    if source:
        DraftOrigin.objects.create(edition=draft, source=source)
    return draft


def get_origin(edition) -> Edition | None:
    """Returns the edition from which this one started, or if none is stored, the published one before it."""
    if origin := DraftOrigin.objects.filter(edition_id=edition.pk).select_related("source").first():
        # The publication of the source may have been canceled, so that it is a draft again and changes.
        if origin.source.is_frozen:
            return origin.source
    earlier = edition.record.editions.filter(status__in=["published", "withdrawn"], number__lt=edition.number)
    return earlier.order_by("-number").first()


def is_waiting(edition, at: datetime) -> bool:
    """Returns whether it may replace the text of today: a draft, in review, scheduled, or not in effect yet."""
    if edition.status in (Edition.Status.DRAFT, Edition.Status.IN_REVIEW):
        return True
    is_ahead = bool(edition.effective_from and edition.effective_from > dates.get_local_date(at)) or (
        edition.published_at is not None and edition.published_at > at
    )
    return edition.status == Edition.Status.PUBLISHED and is_ahead


def filter_waiting_editions(editions: list[Edition], correction: Edition, at: datetime) -> list[Edition]:
    """Returns the editions of the record into which the correction may have to be carried."""
    if correction.status != Edition.Status.PUBLISHED or is_waiting(correction, at):
        return []
    return [edition for edition in editions if edition.pk != correction.pk and is_waiting(edition, at)]


def merge_correction(
    correction: Edition, base: snapshots.Snapshot, target: Edition
) -> tuple[list[MergeDifference], snapshots.Snapshot]:
    """Returns what the correction changes and the waiting edition lacks, with the waiting edition's own text."""
    state = snapshots.take_snapshot(target)
    differences = merge_snapshots(base, snapshots.take_snapshot(correction), state)
    return [change for change in differences if change.outcome != "theirs" and change.name not in ITS_OWN], state


class CorrectionViewsMixin:
    """For the admin of an edition: the page that carries its changes into waiting versions."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.carry_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_carry"
        return [path("<int:pk>/carry/", view, name=name), *super().get_urls()]

    def carry_view(self, request, pk):
        """GET shows for each waiting version which changes can be carried into it. POST carries them."""
        correction = self.get_object(request, pk)
        if correction is None or correction.status != Edition.Status.PUBLISHED:
            raise Http404("Only published text can be carried into other versions.")
        if not request.user.has_perm("records.change_edition") or not request.user.has_perm("records.add_edition"):
            raise PermissionDenied
        at, source = get_now(request), get_origin(correction)
        editions = list(Edition.objects.filter(record=correction.record_id).select_related("record__issuer"))
        targets = filter_waiting_editions(editions, correction, at)
        base = snapshots.take_snapshot(source) if source else snapshots.EMPTY_SNAPSHOT
        if request.method == "POST":
            target = next((edition for edition in targets if str(edition.pk) == request.POST.get("edition")), None)
            if target is None:
                raise Http404("That version is not waiting.")
            return self.carry(request, correction, base, target, at)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Carry version {correction.number} into waiting versions",
            "opts": self.opts,
            "edition": correction,
            "correction": correction,
            "source": source,
            "back": get_edition_admin_url(correction),
            "targets": [self.build_target_facts(correction, base, target) for target in targets],
        }
        return render(request, "editorial/propagate_correction.html", context)

    def build_target_facts(self, correction, base, target) -> dict:
        differences, state = merge_correction(correction, base, target)
        reader = DifferenceReader(target, base, snapshots.take_snapshot(correction), state)
        heir = DraftOrigin.objects.filter(source=target).exclude(edition=correction).select_related("edition").last()
        return {
            "edition": target,
            "url": get_edition_admin_url(target),
            "send_back": reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_step", args=[target.pk, "send_back"]
            ),
            "heir": heir and heir.edition,
            "clean": [reader.shown(change) for change in differences if not change.is_conflict],
            "conflicts": [reader.shown(change) for change in differences if change.is_conflict],
        }

    @transaction.atomic
    def carry(self, request, correction, base, target, at):
        """Carries the changes into the draft. For a published version, which cannot change, it creates a new draft."""
        lock_edition(target)
        differences, state = merge_correction(correction, base, target)
        clean = [change for change in differences if not change.is_conflict]
        if target.status == Edition.Status.IN_REVIEW or not clean:
            reason = "Send the version back first." if clean else "No change can be carried as it is."
            self.message_user(request, f"Nothing was carried. {reason}", messages.ERROR)
            return HttpResponseRedirect(request.path)
        draft = target
        if target.status == Edition.Status.PUBLISHED:
            note = f"Carries over from version {correction.number}: {correction.change_note}"
            # Its author chooses the kind of change, which decides who is asked again.
            own = {name: getattr(target, name) for name in ("signed_on", "effective_from", "provenance")}
            draft = begin_draft(target.record, by=request.user, source=target, change_note=note, **own)
            state = snapshots.take_snapshot(draft)
        snapshots.apply_snapshot(draft, apply_merge(snapshots.take_snapshot(correction), state, clean, {}))
        draft.perform("edit", by=request.user, at=at, note=f"Carried over from version {correction.number}.")
        left = len(differences) - len(clean)
        sentence = f"Changes carried into version {draft.number}: {len(clean)}. Changes left to decide: {left}."
        self.message_user(request, sentence)
        return HttpResponseRedirect(get_edition_admin_url(draft))
