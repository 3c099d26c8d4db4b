"""A small demo brand, generated once for the tests that look at its files."""

from __future__ import annotations

from datetime import date

import pytest

from enishi.demo import generate
from tests.demo.tables import Tables, read

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return read(generate(tmp_path_factory.mktemp("brand"), customers=6_000, seed=7, today=TODAY))
