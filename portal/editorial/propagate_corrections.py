"""A correction of today's text while later versions wait: what it changes is carried into each, as far as it can be."""

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

ITS_OWN = {"effective_from", "change_kind", "change_note"}
"""Columns that belong to each version and are never copied from a correction."""


def begin_draft(record, *, by, source: Edition | None = None, **facts) -> Edition:
    """A new draft, which remembers the published edition it begins from."""
    draft = record.draft(by=by, source=source, **facts)
    source = source or record.editions.filter(status="published").exclude(pk=draft.pk).order_by("-number").first()
    if source:
        DraftOrigin.objects.create(edition=draft, source=source)
    return draft


def get_origin(edition) -> Edition | None:
    """The edition it began from; of one that does not remember it, the published one before it."""
    if origin := DraftOrigin.objects.filter(edition_id=edition.pk).select_related("source").first():
        return origin.source
    earlier = edition.record.editions.filter(status__in=["published", "withdrawn"], number__lt=edition.number)
    return earlier.order_by("-number").first()


def is_waiting(edition, at: datetime) -> bool:
    """Whether it is to replace what applies today: in the making, or published and not in effect yet."""
    if edition.status in (Edition.Status.DRAFT, Edition.Status.IN_REVIEW):
        return True
    is_ahead = bool(edition.effective_from and edition.effective_from > dates.get_local_date(at)) or (
        edition.published_at is not None and edition.published_at > at
    )
    return edition.status == Edition.Status.PUBLISHED and is_ahead


def filter_waiting_editions(editions: list[Edition], correction: Edition, at: datetime) -> list[Edition]:
    """Those of a record's editions into which a published one may have to be carried."""
    if correction.status != Edition.Status.PUBLISHED or is_waiting(correction, at):
        return []
    return [edition for edition in editions if edition.pk != correction.pk and is_waiting(edition, at)]


def merge_correction(
    correction: Edition, base: snapshots.Snapshot, target: Edition
) -> tuple[list[MergeDifference], snapshots.Snapshot]:
    """Returns what the correction changes and the waiting edition lacks, with the waiting edition's own text."""
    now = snapshots.take_snapshot(target)
    differences = merge_snapshots(base, snapshots.take_snapshot(correction), now)
    return [one for one in differences if one.outcome != "theirs" and one.name not in ITS_OWN], now


class CorrectionViewsMixin:
    """For the admin of an edition: the page on which its changes are carried into the versions that wait."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.carry_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_carry"
        return [path("<int:pk>/carry/", view, name=name), *super().get_urls()]

    def carry_view(self, request, pk):
        """GET shows for each waiting version what can be carried into it and what cannot; POST carries it."""
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
            target = next((one for one in targets if str(one.pk) == request.POST.get("edition")), None)
            if target is None:
                raise Http404("That version does not wait.")
            return self.carry(request, correction, base, target, at)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Carry version {correction.number} into the versions that wait",
            "opts": self.opts,
            "edition": correction,
            "correction": correction,
            "source": source,
            "back": get_edition_admin_url(correction),
            "targets": [self.shown(correction, base, target) for target in targets],
        }
        return render(request, "editorial/propagate_correction.html", context)

    def shown(self, correction, base, target) -> dict:
        differences, now = merge_correction(correction, base, target)
        reader = DifferenceReader(target, base, snapshots.take_snapshot(correction), now)
        heir = DraftOrigin.objects.filter(source=target).exclude(edition=correction).select_related("edition").last()
        return {
            "edition": target,
            "url": get_edition_admin_url(target),
            "send_back": reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_step", args=[target.pk, "send_back"]
            ),
            "heir": heir and heir.edition,
            "clean": [reader.shown(one) for one in differences if not one.is_conflict],
            "conflicts": [reader.shown(one) for one in differences if one.is_conflict],
        }

    @transaction.atomic
    def carry(self, request, correction, base, target, at):
        """Into a draft itself; for a version that is published and cannot change, into a new draft from it."""
        lock_edition(target)
        differences, now = merge_correction(correction, base, target)
        clean = [one for one in differences if not one.is_conflict]
        if target.status == Edition.Status.IN_REVIEW or not clean:
            text = "Nothing was carried: " + (
                "send the version back first." if clean else "nothing can be carried without changes."
            )
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(request.path)
        draft = target
        if target.status == Edition.Status.PUBLISHED:
            note = f"Carries over from version {correction.number}: {correction.change_note}"
            facts = {"change_kind": Edition.ChangeKind.CORRECTION, "change_note": note}
            draft = begin_draft(target.record, by=request.user, source=target, **facts)
            now = snapshots.take_snapshot(draft)
        snapshots.apply_snapshot(draft, apply_merge(snapshots.take_snapshot(correction), now, clean, {}))
        draft.perform("edit", by=request.user, at=at, note=f"Carried over from version {correction.number}.")
        left = len(differences) - len(clean)
        self.message_user(request, f"Carried into version {draft.number}: {len(clean)}. Left to decide: {left}.")
        return HttpResponseRedirect(get_edition_admin_url(draft))
