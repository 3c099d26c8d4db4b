"""Who may sign in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from enishi.accounts.actions import StaffRefused, add_staff, ensure_staff
from enishi.accounts.models import Staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 1, tzinfo=UTC)
GOOD = "a pine by the river"


def test_added_staff_can_sign_in() -> None:
    add_staff(email="hana@example.com", name="花", password=GOOD, now=NOW)
    hana = Staff.objects.get()
    assert (hana.name, hana.is_active, hana.joined_at) == ("花", True, NOW)
    assert hana.check_password(GOOD)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("hana", GOOD),
        ("", GOOD),
        ("hana@example.com", "short"),
        ("hana@example.com", "password1234"),
        ("TARO@example.com", GOOD),
    ],
)
def test_what_cannot_be_is_refused(email: str, password: str) -> None:
    add_staff(email="taro@example.com", name="", password=GOOD, now=NOW)
    with pytest.raises(StaffRefused):
        add_staff(email=email, name="", password=password, now=NOW)
    assert Staff.objects.count() == 1


def test_ensuring_twice_changes_nothing() -> None:
    assert ensure_staff(email="demo@example.com", name="Demo", password=GOOD, now=NOW)
    assert not ensure_staff(email="demo@example.com", name="Other", password="another pine", now=NOW)
    assert Staff.objects.get().name == "Demo"
