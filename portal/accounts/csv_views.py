"""Pages of the editorial desk that load agencies and holdings from a CSV file and write them to one."""

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from portal.accounts.csv_format import COLUMNS, SIZE_LIMIT
from portal.accounts.csv_import import export_table, load_table
from portal.accounts.models import Agency
from portal.attachments.pending_uploads import PendingFileInput

PERMISSIONS = [
    f"accounts.{verb}_{model}" for verb in ("add", "change") for model in ("agency", "post", "holding", "user")
]
LOST = "Your browser did not return the table that was checked. Choose the file again."


class TableForm(forms.Form):
    file = forms.FileField(
        label="CSV file", widget=PendingFileInput, help_text=f"UTF-8, with the columns {', '.join(COLUMNS)}."
    )

    def clean_file(self):
        if self.cleaned_data["file"].size > SIZE_LIMIT:
            raise forms.ValidationError(f"The file is larger than {SIZE_LIMIT // 2**20} MB.")
        return self.cleaned_data["file"]


def import_agencies(request):
    """GET shows the form. POST of a file reports what each line would change. POST of `packed`, the signed text of the
    reported file, loads it."""
    if not request.user.has_perms(PERMISSIONS):
        raise PermissionDenied
    if request.method == "POST" and "packed" in request.POST:
        return load_packed_table(request)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read()
        return render_import_page(
            request, TableForm(), report=load_table(data, is_dry_run=True), packed=pack_table(data, request.user)
        )
    return render_import_page(request, form)


def load_packed_table(request):
    data = unpack_table(request.POST["packed"], request.user)
    if data is None:
        return render_import_page(request, TableForm(), refusals=[LOST])
    report = load_table(data)
    if report.problems:
        return render_import_page(request, TableForm(), report=report)
    messages.success(request, f"Loaded: {len(report.done)} changes. {report.unchanged} lines changed nothing.")
    return redirect("admin:accounts_agency_changelist")


@require_safe
def export_agencies(request):
    if not request.user.has_perm("accounts.view_holding"):
        raise PermissionDenied
    response = StreamingHttpResponse(export_table(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="agencies.csv"'
    return response


def pack_table(data: bytes, user) -> str:
    """Returns the file as text for a hidden field, signed so that only this user's form can return it."""
    return signing.dumps(data.decode("utf-8", "replace"), salt=f"portal.accounts.tables.{user.pk}", compress=True)


def unpack_table(packed: str, user) -> bytes | None:
    try:
        return signing.loads(packed, salt=f"portal.accounts.tables.{user.pk}").encode()
    except signing.BadSignature:
        return None


def render_import_page(request, form, **facts):
    report = facts.get("report")
    context = {
        **admin.site.each_context(request),
        "refusals": ["Nothing was loaded. Correct the lines below."] if report and report.problems else [],
        "opts": Agency._meta,
        "title": "Load agencies",
        "form": form,
        **facts,
    }
    return render(request, "accounts/agencies/import_form.html", admin.site.each_context(request) | context)
