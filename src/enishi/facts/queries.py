"""Reading the log."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from django.db import connection
from django.db.models import Max

from enishi.facts.contracts import Fact, ReaderCursor
from enishi.facts.models import Cursor
from enishi.facts.models import Fact as Row
from enishi.facts.rules import decode

_TABLE = Row._meta.db_table
_SELECT = f'SELECT position, kind, version, subject, profile, payload, occurred_at FROM "{_TABLE}"'  # noqa: S608 - own name


def read_after(position: int, *, kinds: Collection[str], limit: int, upto: int | None = None) -> list[Fact]:
    """At most `limit` facts of these kinds after `position` (and not after `upto`), in the order of the log."""
    marks = ", ".join(["%s"] * len(kinds))
    until = "" if upto is None else " AND position <= %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_SELECT} WHERE position > %s{until} AND kind IN ({marks}) ORDER BY position LIMIT %s",
            [position, *([] if upto is None else [upto]), *kinds, limit],
        )
        found = cursor.fetchall()
    return [
        Fact(place, decode(kind, version, payload), subject, profile, _utc(occurred_at))
        for place, kind, version, subject, profile, payload, occurred_at in found
    ]


def iterate_after(position: int, *, kinds: Collection[str], upto: int, batch: int = 10_000) -> Iterator[list[Fact]]:
    """All facts of these kinds after `position`, up to `upto`, batch by batch."""
    while facts := read_after(position, kinds=kinds, limit=batch, upto=upto):
        yield facts
        position = facts[-1].position


def find_cursor(reader: str) -> ReaderCursor | None:
    """How far a reader has read; None if it never did."""
    row = Cursor.objects.filter(reader=reader).first()
    return None if row is None else ReaderCursor(row.reader, row.position, row.holder)


def get_head() -> int:
    """The position of the last fact; 0 while the log is empty."""
    return Row.objects.aggregate(head=Max("position"))["head"] or 0


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
