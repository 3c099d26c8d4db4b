"""Whole installations for tests: a data directory and a state database of their own, on SQLite or PostgreSQL."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from enishi.config.environment import Environment
from enishi.config.settings import database
from enishi.kernel.clock import Clock, SystemClock
from enishi.lake import Lake, Manifest, open_lake
from enishi.sources.contracts import ImportCard
from tests import postgres

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
REQUIRE_ALL = "ENISHI_TEST_REQUIRE_ALL"


class House:
    """One installation, in this process and as a command."""

    def __init__(self, environment: Environment, folder: Path, engines: Engines, engine: str) -> None:
        self.environment = environment
        self.folder = folder
        self.engine = engine
        self._engines = engines
        self._files = 0

    @contextmanager
    def another(self, engine: str = "") -> Iterator[House]:
        """An empty installation beside this one, on the same engine or another, for as long as the context lasts."""
        folder = self.folder / f"another-{uuid.uuid4().hex[:8]}"
        with lived_in(self._engines, engine or self.engine, folder) as lived:
            yield lived

    @property
    def variables(self) -> dict[str, str]:
        """The environment that makes a command work on this installation."""
        return {
            "ENISHI_DATA_DIR": str(self.environment.data_dir),
            "ENISHI_DATABASE_URL": self.environment.database_url,
            "ENISHI_SECRET_KEY": "a secret of the tests",
        }

    def file(self, rows: Sequence[Mapping[str, object]], name: str = "") -> Path:
        """Write a canonical CSV file with the columns that the rows name."""
        self._files += 1
        path = self.folder / (name or f"file-{self._files}.csv")
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines = [",".join(columns)]
        lines += [",".join(_cell(row.get(column)) for column in columns) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def receive(self, path: Path, *, source: str = "", mapping: Mapping[str, str] | None = None) -> ImportCard:
        from enishi.sources.actions import receive_file

        return receive_file(path, name=path.name, source=source, mapping=mapping, by="test", now=NOW)[0]

    def bring_in(
        self, rows: Sequence[Mapping[str, object]] | Path, *, source: str = "", clock: Clock | None = None
    ) -> ImportCard:
        """Import rows (or a file) to the end."""
        from enishi.config.intake import run_import

        path = rows if isinstance(rows, Path) else self.file(rows)
        return run_import(self.receive(path, source=source).id, clock=clock or SystemClock())

    def seal(self, *, anew: bool = False) -> Manifest:
        from enishi.config.sealing import seal

        return seal(now=datetime.now(UTC), anew=anew)

    def lake(self) -> Lake:
        return open_lake(self.environment.lake_dir)

    def count(self, table: str) -> int:
        return int(self.rows(f'SELECT count(*) FROM "{table}"')[0][0])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def facts(self) -> list[str]:
        """The kinds of all facts, in the order of the log."""
        return [kind for (kind,) in self.rows("SELECT kind FROM facts_fact ORDER BY position")]

    def command(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        """Start `enishi …` on this installation."""
        return subprocess.Popen(
            [sys.executable, "-m", "enishi.cli.main", *arguments],
            env=os.environ | self.variables | more, cwd=self.folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *arguments: str, **more: str) -> tuple[int, str, str]:
        """Run `enishi …` to its end: exit code, output, errors."""
        process = self.command(*arguments, **more)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def at_once(self, *works: Callable[[], object]) -> list[BaseException | None]:
        """Run in threads that start together, each with a connection of its own. What each raised, if anything."""
        raised: list[BaseException | None] = [None] * len(works)
        barrier = threading.Barrier(len(works))

        def run(number: int, work: Callable[[], object]) -> None:
            try:
                barrier.wait()
                work()
            except BaseException as error:
                raised[number] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(number, work)) for number, work in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return raised


class Engines:
    """Where houses get their databases from: a migrated one of each kind, copied for every house."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cluster: postgres.Cluster | None = None
        self._running = postgres.running_cluster()
        self._template: Path | None = None

    def database_url(self, engine: str, folder: Path) -> str:
        return self._sqlite(folder) if engine == "sqlite" else self._postgres()

    def close(self) -> None:
        if self._cluster is not None:
            self._running.__exit__(None, None, None)

    def cluster(self) -> postgres.Cluster:
        reason = postgres.why_not()
        if reason and os.environ.get(REQUIRE_ALL) == "1":
            pytest.fail(reason)
        if reason:
            pytest.skip(reason)
        if self._cluster is None:
            self._cluster = self._running.__enter__()
            self._cluster.run_sql("CREATE DATABASE template_house")
            with pointed_at(self._cluster.url("template_house")):
                call_command("migrate", verbosity=0)
        return self._cluster

    def _sqlite(self, folder: Path) -> str:
        if self._template is None:
            self._template = self._folder / "template.db"
            with pointed_at(f"sqlite:///{self._template}"):
                call_command("migrate", verbosity=0)
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self._template, folder / "enishi.db")
        return f"sqlite:///{folder / 'enishi.db'}"

    def _postgres(self) -> str:
        cluster = self.cluster()
        name = f"house_{uuid.uuid4().hex[:12]}"
        cluster.run_sql(f"CREATE DATABASE {name} TEMPLATE template_house")
        return cluster.url(name)


@contextmanager
def pointed_at(url: str) -> Iterator[None]:
    """Let Django's connection, here and in new threads, be one to this database."""
    before = connections.settings["default"]
    described = connections.configure_settings({"default": database(url) | {"CONN_MAX_AGE": 0}})["default"]
    _point(described)
    try:
        yield
    finally:
        _point(before)


def _point(described: dict[str, Any]) -> None:
    connections.close_all()
    connections.settings["default"] = described
    with suppress(AttributeError):  # this thread had not connected yet
        del connections["default"]


@contextmanager
def lived_in(engines: Engines, engine: str, folder: Path) -> Iterator[House]:
    """An installation in `folder`, for as long as the context lasts."""
    data_dir = folder / "data"
    data_dir.mkdir(parents=True)
    url = engines.database_url(engine, data_dir)
    outer = settings.ENISHI
    environment = dataclasses.replace(outer, data_dir=data_dir, database_url=url)
    settings.ENISHI = environment
    try:
        with pointed_at(url):
            yield House(environment, folder, engines, engine)
    finally:
        settings.ENISHI = outer


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\n') else text
