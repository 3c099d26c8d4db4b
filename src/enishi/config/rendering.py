"""Django without a database, a secret or a data directory: just enough for templates and both languages."""

from __future__ import annotations

import django
from django.conf import settings


def set_up_rendering() -> None:
    """Configure Django for rendering alone. Nothing happens where it is configured already."""
    if settings.configured:
        return
    settings.configure(
        INSTALLED_APPS=["enishi.ui", "enishi.report"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"builtins": ["enishi.ui.templatetags.enishi"]},
            }
        ],
        LANGUAGE_CODE="ja",
        LANGUAGES=[("ja", "日本語"), ("en", "English")],
        USE_I18N=True,
        USE_TZ=True,
    )
    django.setup()
