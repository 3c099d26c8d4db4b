"""Addresses of the whole house."""

from __future__ import annotations

from django.urls import include, path

from enishi.config.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("enishi.accounts.urls")),
    path("", include("enishi.console.urls")),
]
