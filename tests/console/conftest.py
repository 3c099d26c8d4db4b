"""A small brand, invented once and looked at by every test of this room."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from enishi import demo
from enishi.accounts.actions import ensure_staff
from tests.houses import House, lived_in

MAIL, PASSWORD = "staff@example.com", "long-enough-for-tests"
TODAY = date(2026, 11, 22)
CHROMIUM = Path(os.environ.get("ENISHI_CHROMIUM", "/usr/bin/chromium"))


@dataclass(frozen=True)
class Brand:
    house: House
    client: Client

    def page(self, address: str) -> str:
        response = self.client.get(address)
        assert response.status_code == 200, address
        return response.content.decode()


@pytest.fixture(scope="module")
def _brand_folder(_engines: Any, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("brand")
    files = folder / "files"
    demo.generate(files, customers=250, seed=3, today=TODAY)
    with django_db_blocker.unblock(), lived_in(_engines, "sqlite", folder / "house") as house:
        for name in ("products", "customers", "contracts", "orders-shop", "orders-mall"):
            house.bring_in(files / f"{name}.csv", source="shop" if name != "orders-mall" else "mall")
        house.seal()
        ensure_staff(email=MAIL, name="山田 花", password=PASSWORD, now=datetime(2026, 11, 22, tzinfo=UTC))
        yield house


def signed_in() -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(email=MAIL))
    return client


@pytest.fixture
def brand(_brand_folder: House, settings: Any) -> Brand:
    """The demo brand of 250 customers, and a member of staff who has signed in."""
    settings.ENISHI = _brand_folder.environment
    return Brand(_brand_folder, signed_in())


@pytest.fixture
def newcomer(sqlite_house: House) -> Brand:
    """An installation without any data, and a member of staff who has signed in."""
    ensure_staff(email=MAIL, name="", password=PASSWORD, now=datetime(2026, 11, 22, tzinfo=UTC))
    return Brand(sqlite_house, signed_in())
