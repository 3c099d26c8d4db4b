"""Looking imports up."""

from __future__ import annotations

import csv
import itertools
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q

from enishi.kernel.errors import EnishiError
from enishi.sources.contracts import FileColumns, FileKind, ImportCard, ImportState, Note, Reject, Staged
from enishi.sources.detection import guess, open_reader
from enishi.sources.formats.base import Header
from enishi.sources.landing import Landing
from enishi.sources.models import Import


class UnknownImport(EnishiError):
    code = "unknown_import"


def landing_of(import_id: int) -> Landing:
    """Where the file of an import, its staged records and its rejects are kept."""
    return Landing(settings.ENISHI.imports_dir / str(import_id))


def get_import(import_id: int) -> ImportCard:
    """Raises UnknownImport."""
    try:
        return _card(Import.objects.get(pk=import_id))
    except Import.DoesNotExist as error:
        raise UnknownImport(f"There is no import {import_id}.", hint="Look for it in the list of imports.") from error


def list_imports(*, after: tuple[datetime, int] | None = None, limit: int = 50) -> list[ImportCard]:
    """Imports, newest first; `after` is created_at and id of the last one seen."""
    rows = Import.objects.order_by("-created_at", "-id")
    if after is not None:
        at, last = after
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=last))
    return [_card(row) for row in rows[:limit]]


def list_runnable(*, now: datetime) -> list[tuple[int, str]]:
    """Imports that wait or go on, oldest first, each with who holds it ("" for nobody, or nobody any more)."""
    rows = Import.objects.filter(
        state__in=[ImportState.WAITING.value, ImportState.STAGING.value, ImportState.WRITING.value]
    ).order_by("created_at", "id")
    return [(row.pk, "" if row.leased_until is None or row.leased_until <= now else row.holder) for row in rows]


def get_holder(import_id: int) -> str:
    """Who holds an import; "" for nobody."""
    return Import.objects.values_list("holder", flat=True).get(pk=import_id)


def find_staged(import_id: int) -> Staged | None:
    """How the file of an import was read, with the first refusals and what else is to be known; None before it was."""
    return landing_of(import_id).find_staged()


def list_notes(import_id: int) -> tuple[Note, ...]:
    """What is to be known of rows that were taken: cells left empty, by column and kind."""
    staged = find_staged(import_id)
    return () if staged is None else staged.notes


def count_by_state() -> dict[ImportState, int]:
    found = dict(Import.objects.values_list("state").annotate(Count("pk")))
    return {state: found.get(state.value, 0) for state in ImportState}


def list_rejects(card: ImportCard, *, limit: int = 5) -> list[Reject]:
    """The first refused rows of an import: where they stand and why."""
    if card.rejects_path is None:
        return []
    with card.rejects_path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        return [
            Reject(row["_file"], int(row["_line"]), row["_column"], row["_reason"], row["_detail"])
            for row in itertools.islice(rows, limit)
        ]


def _card(row: Import) -> ImportCard:
    landing = landing_of(row.pk)
    staged = landing.find_staged() if row.rejected else None
    return ImportCard(
        id=row.pk,
        source=row.source,
        name=row.name,
        size=row.size,
        mapping=row.mapping,
        state=ImportState(row.state),
        kind=FileKind(row.kind) if row.kind else None,
        format=row.format,
        encoding=row.encoding,
        rows=row.rows,
        records=row.records,
        repeated=row.repeated,
        written=row.written,
        unchanged=row.unchanged,
        rejected=row.rejected,
        cursor=row.cursor,
        message_code=row.message_code,
        message=row.message,
        asked_by=row.asked_by,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        file_path=landing.file(row.name),
        rejects_path=staged.rejects_path if staged else None,
    )


def get_columns(import_id: int) -> FileColumns:
    """The columns of an import's file, and a guess of which of our fields they are.

    Raises UnknownImport, and EnishiError where the file cannot be opened.
    """
    header = Header(open_reader(get_import(import_id).file_path).header)
    return FileColumns(tuple(header.names), guess(header))
