"""The Markdown preview beside the editor. markdownx's own preview and upload are open to anyone and not mounted."""

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpResponse, HttpResponseBadRequest
from django.views.decorators.http import require_POST

from portal.lib.html import render_markdown

LIMIT = 200_000
"""Characters; the longest text that is previewed."""


@require_POST
@staff_member_required
def render_preview(request):
    """The HTML that readers will see for the posted `content`: the same function as on the page."""
    content = request.POST.get("content", "")
    if len(content) > LIMIT:
        return HttpResponseBadRequest(f"The preview shows texts of up to {LIMIT} characters.")
    return HttpResponse(render_markdown(content))
