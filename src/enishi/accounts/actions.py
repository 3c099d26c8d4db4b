"""Verbs on staff."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from enishi.accounts.models import Staff
from enishi.kernel.errors import EnishiError


class StaffRefused(EnishiError):
    code = "staff_refused"


def ensure_staff(*, email: str, name: str, password: str, now: datetime) -> bool:
    """Add a member of staff unless one with this mail address is there already. Returns whether one was added."""
    _, added = Staff.objects.get_or_create(
        email=email, defaults={"name": name, "password": make_password(password), "joined_at": now}
    )
    return added


def add_staff(*, email: str, name: str, password: str, now: datetime) -> None:
    """Add a member of staff. Raises StaffRefused for a mail address that is none or is taken, and a weak password."""
    try:
        validate_email(email)
        validate_password(password, Staff(email=email, name=name))
    except ValidationError as error:
        hint = "Give another mail address or password."
        raise StaffRefused(f"{email} was not added: {' '.join(error.messages)}", hint=hint) from error
    if Staff.objects.filter(email__iexact=email).exists() or not ensure_staff(
        email=email, name=name, password=password, now=now
    ):
        raise StaffRefused(f"{email} can sign in already.", hint="Sign in, or add another mail address.")
