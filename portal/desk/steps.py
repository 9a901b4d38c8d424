"""The workflow's buttons: a page for each step with everything that stands against it, and the step itself."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from portal.desk.step_forms import StepForm
from portal.records import days
from portal.records.asked import asked_moment
from portal.records.canonical import document
from portal.records.workflow import ACTIONS, STEPS, Refused
from portal.register.chain import canonical_json, digest


class StepViews:
    """For the admin of an edition: its steps as buttons, and the view behind each."""

    def get_urls(self):
        step = self.admin_site.admin_view(self.step_view)
        return [
            path("<int:pk>/step/<slug:name>/", step, name=f"{self.opts.app_label}_{self.opts.model_name}_step"),
            *super().get_urls(),
        ]

    def step_url(self, edition, action) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_step", args=[edition.pk, action.name])

    def change_view(self, request, object_id, form_url="", extra_context=None):
        edition = self.get_object(request, object_id)
        steps = []
        if edition:
            steps = [(action, self.step_url(edition, action)) for action in edition.actions_for(request.user)]
        context = {**(extra_context or {}), "steps": steps, "edition": edition}
        return super().change_view(request, object_id, form_url, context)

    def step_view(self, request, pk, name):
        """GET shows what stands against the step and asks for what it needs; POST takes it, or shows why not."""
        edition, action = self.get_object(request, pk), ACTIONS.get(name)
        if edition is None or action not in STEPS:
            raise Http404("There is no such step.")
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        at = asked_moment(request)
        seen = digest(canonical_json(document(edition)))
        form = StepForm(action, request.POST or None, today=days.day_of(at), initial={"seen": seen})
        reasons = []
        if request.method == "POST" and form.is_valid():
            if form.cleaned_data["seen"] == seen:
                reasons = self.take(request, edition, action, form, at)
                if not reasons:
                    return HttpResponseRedirect(self.back(edition))
            else:
                reasons = ["The text has changed since you opened this page. Read it again, then decide."]
        # What the form will ask for is no obstacle yet.
        reasons = reasons or edition.obstacles(name, by=request.user, at=at, **placeholders(action))
        return render(request, "admin/desk/step.html", self.context(request, edition, action, form, reasons))

    def take(self, request, edition, action, form, at) -> list[str]:
        """The reasons against the step, or none when it was taken."""
        note = form.cleaned_data["note"]
        try:
            edition.perform(action.name, by=request.user, at=form.moment(at), note=note, **form.facts())
        except Refused as refused:
            return refused.reasons
        self.message_user(request, f"{action.label}: done. {edition} is now {edition.get_status_display().lower()}.")
        return []

    def back(self, edition) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[edition.pk])

    def context(self, request, edition, action, form, reasons) -> dict:
        before = (
            edition.record.editions.filter(status="published", number__lt=edition.number).order_by("-number").first()
        )
        return {
            **self.admin_site.each_context(request),
            "title": f"{action.label}: {edition}",
            "opts": self.opts,
            "edition": edition,
            "action": action,
            "form": form,
            "reasons": reasons,
            "back": self.back(edition),
            "before": before,
        }


def placeholders(action) -> dict:
    """Facts that stand for what the person has not been asked yet."""
    note = {"note": "…"} if action.needs_note else {}
    return {**note, "kind": "no_longer_applies"} if action.name == "withdraw" else note
