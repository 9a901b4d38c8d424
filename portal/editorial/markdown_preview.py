"""The Markdown preview beside the editor. The views of markdownx are open to everybody, so they are not mounted."""

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpResponse, HttpResponseBadRequest
from django.views.decorators.http import require_POST

from portal.lib.html import render_markdown

LIMIT = 200_000
"""The maximum number of characters of a previewed text."""


@require_POST
@staff_member_required
def render_preview(request):
    """Renders the posted `content` with the function that renders the pages of readers."""
    content = request.POST.get("content", "")
    if len(content) > LIMIT:
        return HttpResponseBadRequest(f"The preview shows texts of up to {LIMIT} characters.")
    return HttpResponse(render_markdown(content))
