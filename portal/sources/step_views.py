"""Admin page of the steps that show a source document to readers by itself, or hide it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from portal.accounts.reauthentication import ask_again
from portal.lib.hidden_characters import VisibleCharField
from portal.lib.query_params import get_now
from portal.register.clock import find_clock_problem
from portal.sources.models import SourceDocument, SourceStep
from portal.sources.source_steps import ACTIONS, find_obstacles, perform_step

DONE = {
    SourceStep.Action.PROPOSE: "Proposed. Readers see the text after a second person has published it.",
    SourceStep.Action.DECLINE: "Declined. Only staff see the text, unless a public version cites it.",
    SourceStep.Action.PUBLISH: "Published. Everybody can read the text now.",
    SourceStep.Action.WITHDRAW: "Withdrawn. Readers see only when and why.",
}


class SourceStepForm(forms.Form):
    note = VisibleCharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, action, data=None):
        super().__init__(data, label_suffix="")
        self.fields["note"].label, self.fields["note"].required = action.note_label, action.needs_note


def source_step(request, pk: int, name: str):
    """GET shows what the step does and the reasons against it. POST takes it, or shows the reasons."""
    if not request.user.has_perm("sources.view_sourcedocument"):
        raise PermissionDenied
    action = ACTIONS.get(name)
    if action is None:
        raise Http404("There is no such step.")
    if name in SourceStep.DECISIONS:
        ask_again(request)
    source, at = get_object_or_404(SourceDocument, pk=pk), get_now(request)
    form, reasons = SourceStepForm(action, request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            if name in SourceStep.DECISIONS and (problem := find_clock_problem(at)):
                raise ValidationError(problem)
            perform_step(source, name, by=request.user, at=at, note=form.cleaned_data["note"])
        except ValidationError as error:
            reasons = error.messages
        else:
            messages.success(request, DONE[name])
            return HttpResponseRedirect(reverse("admin:sources_sourcedocument_drafts", args=[source.pk]))
    context = {
        **admin.site.each_context(request),
        "opts": SourceDocument._meta,
        "title": f"{action.label}: {source.title}",
        "source": source,
        "action": action,
        "form": form,
        "reasons": [] if reasons else find_obstacles(source, name, by=request.user, at=at, note="…"),
        "refusals": reasons,
        "last_step": source.steps.select_related("by").order_by("-pk").first(),
    }
    return render(request, "admin/sources/step.html", context)
