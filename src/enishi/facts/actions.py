"""Verbs on the log and on its cursors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, models

from enishi.facts.contracts import NewFact, ReaderCursor
from enishi.facts.models import Cursor, Fact
from enishi.facts.rules import encode
from enishi.kernel.rows import Rows

_COLUMNS = ("kind", "version", "reference", "occurred_at", "recorded_at", "profile", "subject", "payload")
# Commit order must be the order of positions, or a reader would pass over a fact that commits late.
_LOCK = "facts"


def record(facts: Sequence[NewFact], *, now: datetime) -> None:
    """Add facts to the log, in this order. The last write of the transaction that made them true.

    A reference that is in the log already is passed over.
    """
    if not facts:
        return
    with connection.cursor() as cursor:
        rows = Rows(cursor, connection.vendor)
        recorded_at = rows.instant(now)
        instant = rows.instant
        written = [
            (
                fact.body.kind,
                fact.body.version,
                fact.reference,
                instant(fact.occurred_at),
                recorded_at,
                fact.profile,
                fact.subject,
                encode(fact.body),
            )
            for fact in facts
        ]
        rows.lock(_LOCK)
        rows.insert(Fact._meta.db_table, _COLUMNS, written, unless="reference")


def claim_cursor(reader: str, *, holder: str, abandoned: str = "", now: datetime, lease_s: int) -> ReaderCursor | None:
    """Take the reader's cursor for `lease_s` seconds, or None while someone else holds it.

    `abandoned` names a holder that is certain to be gone: his lease counts for nothing.
    """
    Cursor.objects.get_or_create(reader=reader)
    free = models.Q(holder__in=["", holder, abandoned]) | models.Q(leased_until__lte=now)
    taken = Cursor.objects.filter(free, reader=reader).update(
        holder=holder, leased_until=now + timedelta(seconds=lease_s)
    )
    return ReaderCursor(reader, Cursor.objects.get(reader=reader).position, holder) if taken else None


def advance_cursor(reader: str, *, holder: str, position: int) -> bool:
    """Move the cursor forward and let it go. False if the lease was lost meanwhile: then nothing changed."""
    moved = Cursor.objects.filter(reader=reader, holder=holder, position__lte=position).update(
        position=position, holder="", leased_until=None
    )
    return bool(moved)


def release_cursor(reader: str, *, holder: str) -> None:
    """Let the cursor go where it stands."""
    Cursor.objects.filter(reader=reader, holder=holder).update(holder="", leased_until=None)
