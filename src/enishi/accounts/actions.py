"""Verbs on staff."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password

from enishi.accounts.models import Staff


def ensure_staff(*, email: str, name: str, password: str, now: datetime) -> bool:
    """Add a member of staff unless one with this mail address is there already. Returns whether one was added."""
    _, added = Staff.objects.get_or_create(
        email=email, defaults={"name": name, "password": make_password(password), "joined_at": now}
    )
    return added
