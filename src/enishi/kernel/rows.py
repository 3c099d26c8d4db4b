"""Sets of rows into and out of a database, through any DB-API cursor with `%s` placeholders (SQLite or PostgreSQL).

Bulk is the normal case: thousands of rows a statement, no object per row. Table and column names are the caller's own
words, never input; values always travel as parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Protocol

SQLITE = "sqlite"
POSTGRESQL = "postgresql"

# Parameters of one statement: SQLite takes 32,766, PostgreSQL 65,535.
PARAMETERS_MAX = 30_000


class Cursor(Protocol):
    """What is used of a DB-API cursor."""

    rowcount: int

    def execute(self, sql: str, params: Sequence[Any] = ..., /) -> Any: ...
    def executemany(self, sql: str, params: Sequence[Sequence[Any]], /) -> Any: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Rows:
    """Set-based statements on one cursor. `vendor` is "sqlite" or "postgresql"."""

    def __init__(self, cursor: Cursor, vendor: str) -> None:
        self._cursor = cursor
        self._vendor = vendor

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, unless: str = "") -> None:
        """Add rows. `unless` names the columns of a unique key: rows whose key is there already are passed over."""
        if not rows:
            return
        head = f'INSERT INTO "{table}" ({_names(columns)}) VALUES '  # noqa: S608 - names are the caller's own
        tail = f" ON CONFLICT ({unless}) DO NOTHING" if unless else ""
        one = "(" + ", ".join(["%s"] * len(columns)) + ")"
        if self._vendor == SQLITE:
            self._cursor.executemany(head + one + tail, rows)
            return
        for part in _parts(rows, PARAMETERS_MAX // len(columns)):
            flat = [value for row in part for value in row]
            self._cursor.execute(head + ", ".join([one] * len(part)) + tail, flat)

    def update(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, key: str = "id") -> None:
        """Change rows by key. Each row holds the values of `columns`, then that of `key`."""
        if not rows:
            return
        sets = ", ".join(f'"{column}" = %s' for column in columns)
        self._cursor.executemany(f'UPDATE "{table}" SET {sets} WHERE "{key}" = %s', rows)  # noqa: S608

    def delete(self, table: str, keys: Sequence[Any], *, key: str) -> None:
        """Take away every row whose `key` is one of `keys`."""
        for part in _parts(keys, PARAMETERS_MAX):
            self._cursor.execute(f'DELETE FROM "{table}" WHERE "{key}" IN ({_marks(part)})', part)  # noqa: S608

    def select(
        self,
        table: str,
        columns: Sequence[str],
        keys: Sequence[Any],
        *,
        key: str,
        where: str = "",
        given: Sequence[Any] = (),
    ) -> Iterator[tuple[Any, ...]]:
        """The rows whose `key` is one of `keys`; `where` narrows further, with its parameters in `given`."""
        narrower = f"{where} AND " if where else ""
        for part in _parts(keys, PARAMETERS_MAX - len(given)):
            self._cursor.execute(
                f'SELECT {_names(columns)} FROM "{table}" WHERE {narrower}"{key}" IN ({_marks(part)})',  # noqa: S608
                [*given, *part],
            )
            yield from self._cursor.fetchall()

    def lock(self, name: str) -> None:
        """Let no other transaction that asks for `name` go on before this one ends; SQLite has one writer anyway."""
        if self._vendor == POSTGRESQL:
            number = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
            self._cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])

    def instant(self, moment: datetime | None) -> object:
        """A moment as the engine keeps it: UTC text in SQLite, the moment itself in PostgreSQL."""
        if moment is None or self._vendor == POSTGRESQL:
            return moment
        return str(moment.astimezone(UTC).replace(tzinfo=None))

    def day(self, day: object) -> object:
        """A date as the engine keeps it."""
        return day if day is None or self._vendor == POSTGRESQL else str(day)


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _parts(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
