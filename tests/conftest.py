"""What every test stands on: its own data directory, and a plain word about whatever was skipped."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

REQUIRE_ALL = "ENISHI_TEST_REQUIRE_ALL"

WAYS = """\
Skipped tests are listed above with their reason. To have them run, on Debian or Ubuntu:
  tests with PostgreSQL   apt install postgresql      (a cluster of the test run's own is started and thrown away)
  tests in a browser      apt install chromium fonts-noto-cjk"""


@pytest.fixture(autouse=True)
def _own_data_dir(settings: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """No test reads or writes the data of the installation it runs in."""
    data_dir = tmp_path_factory.mktemp("data")
    settings.ENISHI = dataclasses.replace(settings.ENISHI, data_dir=data_dir)  # type: ignore[attr-defined]
    return data_dir


@pytest.fixture(scope="session")
def _engines(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Any]:
    from tests.houses import Engines

    engines = Engines(tmp_path_factory.mktemp("engines"))
    yield engines
    engines.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest, _engines: Any, tmp_path: Path, django_db_blocker: Any) -> Iterator[Any]:
    """A whole installation of its own, on each engine; `tests.houses.House`."""
    from tests.houses import lived_in

    with django_db_blocker.unblock(), lived_in(_engines, request.param, tmp_path / "house") as lived:
        yield lived


@pytest.fixture
def sqlite_house(_engines: Any, tmp_path: Path, django_db_blocker: Any) -> Iterator[Any]:
    """A whole installation of its own on SQLite, where the engine makes no difference."""
    from tests.houses import lived_in

    with django_db_blocker.unblock(), lived_in(_engines, "sqlite", tmp_path / "house") as lived:
        yield lived


def _skipped(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return len(reporter.stats.get("skipped", [])) if reporter else 0


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    is_worker = hasattr(session.config, "workerinput")
    if os.environ.get(REQUIRE_ALL) == "1" and not is_worker and exitstatus == 0 and _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not _skipped(config):
        return
    terminalreporter.section("skipped", sep="-")
    terminalreporter.write_line(WAYS)
    if os.environ.get(REQUIRE_ALL) == "1":
        terminalreporter.write_line(f"{REQUIRE_ALL}=1: a skipped test fails this run.", red=True)
