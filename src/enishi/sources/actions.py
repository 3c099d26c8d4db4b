"""Verbs on imports."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import msgspec
from django.db import models, transaction
from django.db.models.functions import Coalesce

from enishi.kernel.errors import EnishiError
from enishi.kernel.ids import new_id
from enishi.sources.contracts import ImportCard, ImportState, Staged
from enishi.sources.landing import safe_name
from enishi.sources.models import Import
from enishi.sources.queries import get_import, landing_of

CHUNK_BYTES = 1 << 20
_GOES_ON = [ImportState.WAITING.value, ImportState.STAGING.value, ImportState.WRITING.value]


class ImportRefused(EnishiError):
    code = "import_refused"


class LeaseLost(EnishiError):
    """Another process goes on with this import."""

    code = "lease_lost"


class StopAsked(EnishiError):
    """Somebody asked the import to stop."""

    code = "stop_asked"


def receive_file(
    file: Path | BinaryIO,
    *,
    name: str,
    source: str = "",
    mapping: Mapping[str, str] | None = None,
    by: str,
    now: datetime,
) -> tuple[ImportCard, bool]:
    """Keep a copy of the file and add a waiting import. Returns it, and whether there is anything to do.

    The same content for the same source with the same mapping is the same import: nothing changes, but that one which
    failed is tried again.
    """
    import_id = new_id()
    landing, name = landing_of(import_id), safe_name(name)
    kept = False
    try:
        digest, size = _copy(file, landing.file(name))
        chosen = dict(sorted((mapping or {}).items()))
        fingerprint = hashlib.sha256(msgspec.json.encode([digest, source, chosen])).hexdigest()
        row, kept = Import.objects.get_or_create(
            fingerprint=fingerprint,
            defaults={
                "id": import_id, "source": source, "name": name, "sha256": digest, "size": size, "mapping": chosen,
                "asked_by": by, "created_at": now,
            },
        )  # fmt: skip
    finally:
        if not kept:
            shutil.rmtree(landing.folder, ignore_errors=True)
    if row.state == ImportState.FAILED.value:
        return resume(row.pk), True
    return get_import(row.pk), kept


def stop(import_id: int, *, now: datetime) -> ImportCard:
    """Let the import end where it stands: a waiting one at once, a running one after its batch."""
    with transaction.atomic():
        ended = {"state": ImportState.STOPPED.value, "finished_at": now, "holder": "", "leased_until": None}
        if not Import.objects.filter(pk=import_id, state=ImportState.WAITING.value).update(**ended):
            Import.objects.filter(pk=import_id, state__in=_GOES_ON).update(stop_asked=True)
    return get_import(import_id)


def resume(import_id: int) -> ImportCard:
    """Go on with a stopped or failed import where it stood; what was written stays, what is staged is used again."""
    ended = [ImportState.STOPPED.value, ImportState.FAILED.value]
    resumed = Import.objects.filter(pk=import_id, state__in=ended).update(
        state=ImportState.WAITING.value, finished_at=None, stop_asked=False, message_code="", message=""
    )
    card = get_import(import_id)
    if not resumed and card.state.value not in _GOES_ON:
        raise ImportRefused(f"The import of {card.name} is done.", hint="There is nothing left to go on with.")
    return card


def claim(import_id: int, *, holder: str, abandoned: str = "", now: datetime, lease_s: int) -> bool:
    """Take an import that waits, or whose holder is `abandoned` or let his lease run out. False: another has it."""
    lost = models.Q(holder="") | models.Q(leased_until__lte=now) | models.Q(holder=holder)
    if abandoned:
        lost |= models.Q(holder=abandoned)
    free = models.Q(state=ImportState.WAITING.value) | (models.Q(state__in=_GOES_ON) & lost)
    taken = Import.objects.filter(free, pk=import_id).update(
        state=models.Case(
            models.When(state=ImportState.WAITING.value, then=models.Value(ImportState.STAGING.value)),
            default=models.F("state"),
        ),
        started_at=Coalesce("started_at", models.Value(now, models.DateTimeField())),
        holder=holder,
        leased_until=now + timedelta(seconds=lease_s),
    )
    return bool(taken)


def renew(import_id: int, *, holder: str, now: datetime, lease_s: int) -> None:
    """Hold on to an import. Raises StopAsked or LeaseLost."""
    held = Import.objects.filter(pk=import_id, holder=holder)
    if not held.filter(stop_asked=False).update(leased_until=now + timedelta(seconds=lease_s)):
        raise _refusal(import_id, holder)


def staged(import_id: int, result: Staged, *, holder: str) -> None:
    """Staging is complete: say what the file holds, and go on to writing. Raises LeaseLost."""
    file = result.files[0]
    updated = Import.objects.filter(pk=import_id, holder=holder).update(
        state=ImportState.WRITING.value, kind=result.kind.value, format=file.format, encoding=file.encoding,
        rows=result.rows, records=result.records, rejected=result.rejected, repeated=result.repeated,
    )  # fmt: skip
    if not updated:
        raise _lost(import_id)


def advance(import_id: int, *, holder: str, start: int, end: int) -> None:
    """First statement of a batch's transaction: the records from `start` to `end` are ours to write.

    A second worker on the same import waits here for the first one's commit, and then finds the cursor moved.
    Raises StopAsked or LeaseLost.
    """
    held = Import.objects.filter(pk=import_id, holder=holder, cursor=start, stop_asked=False)
    if not held.update(cursor=end):
        raise _refusal(import_id, holder)


def count(import_id: int, *, written: int, unchanged: int) -> None:
    """Add what a batch came to, within its transaction."""
    Import.objects.filter(pk=import_id).update(
        written=models.F("written") + written, unchanged=models.F("unchanged") + unchanged
    )


def finish(import_id: int, *, holder: str, now: datetime) -> None:
    """All is written. Raises LeaseLost."""
    done = Import.objects.filter(pk=import_id, holder=holder, cursor=models.F("records")).update(
        state=ImportState.DONE.value, finished_at=now, holder="", leased_until=None, stop_asked=False
    )
    if not done:
        raise _lost(import_id)


def end_early(
    import_id: int, *, holder: str, state: ImportState, now: datetime, code: str = "", message: str = ""
) -> None:
    """End an import as stopped or failed, with a word to the person who asked. Nothing happens without the lease."""
    Import.objects.filter(pk=import_id, holder=holder).update(
        state=state.value, finished_at=now, holder="", leased_until=None, stop_asked=False,
        message_code=code, message=message,
    )  # fmt: skip


def put_back(import_id: int, *, holder: str) -> None:
    """Let go of an import that is not finished; whoever comes next goes on with it."""
    Import.objects.filter(pk=import_id, holder=holder).update(holder="", leased_until=None)


def _refusal(import_id: int, holder: str) -> EnishiError:
    if Import.objects.filter(pk=import_id, holder=holder, stop_asked=True).exists():
        return StopAsked(f"Import {import_id} was asked to stop.")
    return _lost(import_id)


def _lost(import_id: int) -> LeaseLost:
    return LeaseLost(f"Another process goes on with import {import_id}.", hint="Wait for it to end.")


def _copy(file: Path | BinaryIO, target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    target.parent.mkdir(parents=True)
    with target.open("xb") as kept:
        source = file.open("rb") if isinstance(file, Path) else file
        try:
            while chunk := source.read(CHUNK_BYTES):
                digest.update(chunk)
                size += len(chunk)
                kept.write(chunk)
        finally:
            if isinstance(file, Path):
                source.close()
        kept.flush()
        os.fsync(kept.fileno())
    return digest.hexdigest(), size
