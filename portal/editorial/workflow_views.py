"""Pages of the workflow steps: they show obstacles, ask for confirmation and take the step."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from portal.accounts.reauthentication import ask_again
from portal.editorial.workflow_context import (
    build_note_form,
    describe_record,
    find_warnings,
    get_difference,
    get_review,
    get_seen_digest,
    save_reviewed_document,
)
from portal.editorial.workflow_forms import ChangeNoteForm, ConfirmationForm, WorkflowStepForm
from portal.lib import dates
from portal.lib.query_params import get_now
from portal.pdf.pdf_warnings import find_pdf_warnings
from portal.records import references
from portal.records.admin_urls import get_edition_admin_url
from portal.records.models import Edition
from portal.records.serializers import build_edition_document
from portal.records.workflow import ACTIONS, NON_EDIT_ACTIONS, WorkflowError, lock_edition
from portal.register.clock import find_clock_problem

CHANGED = "The text has changed since you opened this page. Read it again, then decide."

STEPS_ON_ONE_PAGE = {
    "publish": ("send_back",),
    "send_back": ("publish",),
    "reschedule": ("cancel",),
    "cancel": ("reschedule",),
}
"""Steps between which a person decides, so that the page of one has the forms of the others."""


class WorkflowViewsMixin:
    """For the admin of an edition: the buttons of its steps, and their views."""

    def get_urls(self):
        step, note = self.admin_site.admin_view(self.step_view), self.admin_site.admin_view(self.note_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<int:pk>/step/<slug:name>/", step, name=f"{name}_step"),
            path("<int:pk>/note/", note, name=f"{name}_note"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        edition = self.get_object(request, object_id)
        steps = []
        if edition:
            steps = [
                (action, get_edition_admin_url(edition, "step", action.name))
                for action in edition.get_available_actions(request.user, get_now(request))
            ]
        context = {**(extra_context or {}), "steps": steps, "edition": edition}
        return super().change_view(request, object_id, form_url, context)

    def asked_edition(self, request, pk):
        edition = self.get_object(request, pk)
        if edition is None:
            raise Http404("There is no such version.")
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        return edition

    def step_view(self, request, pk, name):
        """GET shows the obstacles and asks for input. POST takes the step, or shows the reasons against it."""
        action = ACTIONS.get(name)
        if action not in NON_EDIT_ACTIONS:
            raise Http404("There is no such step.")
        if action.is_registered and action.name != "confirm":
            ask_again(request)
        edition, at = self.asked_edition(request, pk), get_now(request)
        form = build_step_form(edition, action, request.POST or None, at=at)
        reasons = []
        if request.method == "POST" and form.is_valid():
            problem = find_clock_problem(at) if action.is_registered else ""
            reasons = [problem] if problem else self.take(request, edition, action, form)
            if not reasons:
                return HttpResponseRedirect(get_edition_admin_url(edition))
        # Input that the form still asks for is not an obstacle.
        moment = form.moment() if action.publishes else at
        reasons = reasons or edition.obstacles(name, by=request.user, at=moment, **build_placeholders(action))
        return render(request, "editorial/step.html", self.context(request, edition, action, form, reasons))

    def take(self, request, edition, action, form) -> list[str]:
        """Takes the step and returns the reasons against it. There are none if the same form has already taken it."""
        moment = form.moment()
        note = form.cleaned_data["note"]
        try:
            with transaction.atomic():
                lock_edition(edition)
                if step := edition.transitions.filter(pk__gt=form.seen_step(), action=action.name).first():
                    return self.explain_repetition(request, action, step)
                if form.seen_text() != get_seen_digest(edition).partition(".")[0]:
                    return [CHANGED]
                if action.name == "send_back":
                    save_reviewed_document(edition, by=request.user, at=form.at)
                facts = {"by": request.user, "at": form.step_moment(), "note": note, **form.facts()}
                entry = edition.perform(action.name, **facts)
        except WorkflowError as error:
            return error.reasons
        self.message_user(request, format_done_message(edition, action, moment, form.at, entry))
        for warning in find_warnings(edition, moment) if action.sets_moment else []:
            self.message_user(request, warning, messages.WARNING)
        return []

    def explain_repetition(self, request, action, step) -> list[str]:
        """Explains that the step was taken only once, although two people or one person pressed its button twice."""
        if step.by_id != request.user.pk:
            who = step.by or "the operator"
            return [f"“{action.label}” was done by {who} since you opened this page. Check the version again."]
        self.message_user(request, f"“{action.label}” was already done, so it was not done again.", messages.WARNING)
        return []

    def note_view(self, request, pk):
        """POST saves the change note in the draft, as an edit by the person who sends it."""
        edition = self.asked_edition(request, pk)
        if request.method != "POST":
            raise Http404("To save a change note, use the button below the difference.")
        with transaction.atomic():
            lock_edition(edition)
            form = ChangeNoteForm(request.POST, instance=edition, prefix="note")
            reasons = edition.obstacles("edit", by=request.user, at=get_now(request))
            seen = request.POST.get("note-seen", "").partition(".")[0]
            if not reasons and seen != get_seen_digest(edition).partition(".")[0]:
                reasons = [CHANGED]
            if not reasons and form.is_valid():
                form.save()
                edition.perform("edit", by=request.user, at=get_now(request))
                self.message_user(request, "The change note is saved in the draft.")
                return HttpResponseRedirect(get_edition_admin_url(edition, "step", "submit"))
            edition.refresh_from_db()
        action, at = ACTIONS["submit"], get_now(request)
        step = build_step_form(edition, action, None, at=at)
        reasons = reasons or edition.obstacles(action.name, by=request.user, at=at)
        context = self.context(request, edition, action, step, reasons)
        return render(request, "editorial/step.html", context | {"note_form": form})

    def context(self, request, edition, action, form, reasons) -> dict:
        is_about_text = action.sets_moment or action.name == "submit"
        is_review = action.publishes or action.name in ("review", "send_back")
        moment = form.moment() if is_about_text else edition.published_at or form.at
        shows_difference = is_about_text or is_review
        difference = get_difference(edition, moment) if shows_difference else None
        may_note = is_about_text and not edition.obstacles("edit", by=request.user, at=form.at)
        replaces = action.name == "withdraw" or is_about_text and difference is not None
        return {
            **self.admin_site.each_context(request),
            "title": f"{action.label}: {edition}",
            "opts": self.opts,
            "edition": edition,
            "record": edition.record,
            "record_facts": describe_record(edition.record) if is_about_text or action.name == "review" else [],
            "record_changes": edition.record.changes.select_related("by"),
            "action": action,
            "form": form,
            "reasons": reasons,
            "refusals": reasons if request.method == "POST" else [],
            "warnings": [*find_warnings(edition, moment), *find_pdf_warnings(edition)] if is_about_text else [],
            "back": get_edition_admin_url(edition),
            "step_url": get_edition_admin_url(edition, "step", action.name),
            "difference": difference,
            "effects": edition.kind.list_effects(edition, moment) if shows_difference else [],
            "review": get_review(edition) if is_review else None,
            "document": build_edition_document(edition) if is_review or action.name == "confirm" else None,
            "note_form": build_note_form(edition, difference, form.initial["seen"]) if may_note else None,
            "note_url": get_edition_admin_url(edition, "note"),
            "others": self.build_other_steps(request, edition, action, form),
            "referring": references.get_referrers(edition.record, form.at) if replaces else None,
        }

    def build_other_steps(self, request, edition, action, form) -> list[dict]:
        """Returns the steps that stand beside this one on its page, each with its own form, if the person may take
        them."""
        names = STEPS_ON_ONE_PAGE.get(action.name, ())
        return [
            {
                "action": other,
                "url": get_edition_admin_url(edition, "step", other.name),
                "form": WorkflowStepForm(
                    other, at=form.at, initial=form.initial, auto_id=f"id_{other.name}_%s", use_required_attribute=False
                ),
            }
            for other in edition.get_available_actions(request.user, form.at)
            if other.name in names
        ]


def build_step_form(edition: Edition, action, data, *, at) -> WorkflowStepForm:
    facts = {"at": at, "initial": {"seen": get_seen_digest(edition)}}
    if action.name == "confirm":
        return ConfirmationForm(action, data, edition=edition, **facts)
    return WorkflowStepForm(action, data, **facts)


def format_done_message(edition: Edition, action, moment, at, entry) -> str:
    if action.name == "confirm":
        return f"{action.label}: done for {entry.title}."
    if action.sets_moment and moment > at:
        local = moment.astimezone(dates.get_time_zone())
        on = dates.format_day(local.date())
        return f"{action.label}: done. {edition} will be public from {on}, {local:%H:%M}. Until then only staff see it."
    return f"{action.label}: done. {edition} is now {edition.get_status_display().lower()}."


def build_placeholders(action) -> dict:
    """Returns placeholders for facts that the person has not entered yet."""
    note = {"note": "…"} if action.needs_note else {}
    return {**note, "kind": "no_longer_applies"} if action.name == "withdraw" else note
