"""The page that the link of an invitation opens."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from portal.accounts.forms import HELP, LABELS
from portal.accounts.login_redirect import get_start_page
from portal.accounts.models import Invitation, User
from portal.accounts.models.invitation import InvitationOver
from portal.lib.dates import get_local_date
from portal.lib.hidden_characters import VisibleCharField
from portal.lib.query_params import get_now


class NewAccountForm(SetPasswordForm):
    name = VisibleCharField(max_length=150, help_text="Shown to staff, never to the public.")
    field_order = ["name", "new_password1", "new_password2"]

    def __init__(self, user, *args, **kwargs):
        super().__init__(user, *args, **kwargs, initial={"name": user.name})
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, first.help_text, first.widget.attrs["autofocus"] = "Password", HELP["password1"], False
        second.label, second.help_text = LABELS["password2"].replace("New password", "Password"), ""

    def clean_name(self):
        self.user.name = self.cleaned_data["name"]
        return self.user.name


@never_cache
@sensitive_post_parameters("new_password1", "new_password2")
def invitation_page(request, token):
    """GET shows the invitation, POST accepts it. Every invalid token gets the same response, whatever the reason."""
    at = get_now(request)
    invitation = Invitation.objects.open(at).of_token(token).select_related("post__agency").first()
    person = invitation and get_or_build_account(invitation)
    if not invitation or not person.is_active:
        return render(request, "accounts/invitation_invalid.html", status=404)
    has_account = person.pk is not None and person.has_usable_password()
    if request.user.is_authenticated and request.user.pk != person.pk:
        return render(request, "accounts/invitation_for_somebody_else.html", {"invitation": invitation}, status=403)
    if has_account and not request.user.is_authenticated:
        return redirect_to_login(request.path)
    form, refusals = None if has_account else NewAccountForm(person, request.POST or None), []
    if request.method == "POST" and (form is None or form.is_valid()):
        problem = accept_invitation(request, invitation, person, form, at)
        if not problem:
            return log_in_new_account(request, person, form, at)
        refusals = [problem]
    context = {"invitation": invitation, "form": form, "refusals": refusals}
    return render(request, "accounts/invitation.html", context)


def get_or_build_account(invitation: Invitation) -> User:
    """Returns the account with the address, or an unsaved one."""
    return User.objects.filter(email__iexact=invitation.email).first() or User(email=invitation.email)


def accept_invitation(request, invitation, person, form, at) -> str:
    """Accepts the invitation. Returns a sentence if that is not possible, otherwise an empty string."""
    if form is not None:
        person.set_password(form.cleaned_data["new_password1"])
    try:
        invitation.accept(person, at=at)
    except InvitationOver:
        return "The invitation was used or canceled a moment ago."
    except ValidationError as error:
        return f"{' '.join(error.messages)} Ask the person who invited you."
    return ""


def log_in_new_account(request, person, form, at):
    """Signs in a new account without asking for the password that was just chosen."""
    if form is None:
        return redirect(get_start_page(person, get_local_date(at)))
    record_authentication(request, person, method="password")
    return perform_login(request, person, email=person.email)
