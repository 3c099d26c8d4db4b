"""Addresses of the whole house."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from enishi.config.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("accounts/", include("enishi.accounts.urls")),
    path("", include("enishi.console.urls")),
]
