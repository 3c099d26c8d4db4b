"""Sets of rows into and out of a database, through any DB-API cursor with `%s` placeholders (SQLite or PostgreSQL).

Bulk is the normal case: thousands of rows a statement, no object per row. Table and column names are the caller's own
words, never input; values always travel as parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
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
    def copy(self, sql: str, /) -> AbstractContextManager[Any]: ...


class Rows:
    """Set-based statements on one cursor. `vendor` is "sqlite" or "postgresql"."""

    def __init__(self, cursor: Cursor, vendor: str) -> None:
        self._cursor = cursor
        self._vendor = vendor

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, unless: str = "") -> None:
        """Add rows. `unless` names a unique column: rows whose value is there already, or twice in the set, are passed
        over; on PostgreSQL the caller has to hold a lock that keeps others from adding the same meanwhile."""
        if not rows:
            return
        if self._vendor == POSTGRESQL:
            self._copy(table, columns, self._missing(table, columns, rows, unless) if unless else rows)
            return
        tail = f' ON CONFLICT ("{unless}") DO NOTHING' if unless else ""
        sql = f'INSERT INTO "{table}" ({_names(columns)}) VALUES ({_marks(columns)}){tail}'  # noqa: S608 - own names
        self._cursor.executemany(sql, rows)

    def _copy(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        with self._cursor.copy(f'COPY "{table}" ({_names(columns)}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)

    def _missing(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], key: str
    ) -> list[Sequence[Any]]:
        at = columns.index(key)
        first = {row[at]: row for row in reversed(rows)}
        there = {value for (value,) in self.select(table, (key,), list(first), key=key)}
        return [row for row in rows if row[at] not in there and first[row[at]] is row]

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
