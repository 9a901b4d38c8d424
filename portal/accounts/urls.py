"""Signing in and out, for everybody who is not on the editorial desk."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path
from django.views.decorators.cache import never_cache

sign_in = never_cache(LoginView.as_view(template_name="accounts/login.html", next_page="official"))
urlpatterns = [
    path("login/", sign_in, name="account_login"),
    path("logout/", LogoutView.as_view(next_page="home"), name="account_logout"),
]
