"""Run an import: stage its file, then write the records batch by batch, each batch one transaction with the cursor.

Killed at any instant, an import goes on from its last committed batch when it is run again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from django.conf import settings
from django.db import DatabaseError, OperationalError, transaction

from enishi.config import neutral
from enishi.config.holding import LEASE_S, Renewal, abandoned, holder_name
from enishi.config.taking_in import prepare
from enishi.facts.actions import record
from enishi.kernel.clock import Clock
from enishi.kernel.errors import EnishiError
from enishi.sources import actions as sources
from enishi.sources import queries
from enishi.sources.contracts import FileKind, ImportCard, ImportState, Staged

log = logging.getLogger(__name__)

# At some three rows an order, a batch stays under 5,000 rows and 200 ms of the one writer's time.
BATCH = 1_000


@dataclass(frozen=True)
class Progress:
    """How far an import is: `done` of `total` bytes while staging, records while writing; total 0 while unknown."""

    state: ImportState
    done: int
    total: int


Report = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


class _PutBack(Exception):
    """This process has to go; the import waits for the next."""


def run_import(
    import_id: int, *, clock: Clock, should_stop: ShouldStop = lambda: False, progress: Report = lambda _: None
) -> ImportCard:
    """Run an import from where it stands until it is done, fails, is stopped, or `should_stop` says to go.

    Raises LeaseLost if another living process runs it.
    """
    holder = holder_name()
    now = clock.now()
    if not sources.claim(
        import_id, holder=holder, abandoned=abandoned(queries.get_holder(import_id)), now=now, lease_s=LEASE_S
    ):
        card = queries.get_import(import_id)
        if card.state in {ImportState.DONE, ImportState.FAILED, ImportState.STOPPED}:
            return card
        raise sources.LeaseLost(
            f"{card.name} is being imported by another process.", hint="Wait for it to end, or stop it there."
        )
    run = _Run(import_id, holder, clock, should_stop, progress)
    try:
        run.all()
    except sources.StopAsked:
        sources.end_early(import_id, holder=holder, state=ImportState.STOPPED, now=clock.now())
    except _PutBack:
        sources.put_back(import_id, holder=holder)
    except KeyboardInterrupt:
        sources.put_back(import_id, holder=holder)
        raise
    except sources.LeaseLost:
        raise
    except OperationalError as error:
        with suppress(DatabaseError):
            sources.put_back(import_id, holder=holder)
        raise EnishiError(
            f"The database gave out: {error}".strip(),
            hint="What was written stays. Once the database answers again, the import goes on where it stood.",
            code="database_gave_out",
        ) from error
    except EnishiError as error:
        message = "\n".join(part for part in (error.message, error.hint) if part)
        _fail(import_id, holder, clock, error.code, message)
    except Exception as error:
        log.exception("import %s failed", import_id)
        _fail(import_id, holder, clock, "unexpected", f"{type(error).__name__}: {error}")
    return queries.get_import(import_id)


def _fail(import_id: int, holder: str, clock: Clock, code: str, message: str) -> None:
    sources.end_early(
        import_id, holder=holder, state=ImportState.FAILED, now=clock.now(), code=code, message=message[:2_000]
    )


class _Run:
    """One process's turn at one import."""

    def __init__(self, import_id: int, holder: str, clock: Clock, should_stop: ShouldStop, report: Report) -> None:
        self._id = import_id
        self._holder = holder
        self._clock = clock
        self._should_stop = should_stop
        self._report = report
        self._renewal = Renewal(clock.now())

    def all(self) -> None:
        staged = self._staged()
        card = queries.get_import(self._id)
        if card.state is ImportState.STAGING:
            sources.staged(self._id, staged, holder=self._holder)
            card = queries.get_import(self._id)
        at = card.cursor
        self._report(Progress(ImportState.WRITING, at, staged.records))
        for batch in neutral.batches(staged.records_path, start=at, size=BATCH):
            self._look_up()
            self._write(staged.kind, batch, start=at)
            at += batch.num_rows
            self._report(Progress(ImportState.WRITING, at, staged.records))
        sources.finish(self._id, holder=self._holder, now=self._clock.now())
        queries.landing_of(self._id).tidy()

    def _look_up(self) -> None:
        """Between two steps: keep the lease, and see whether to go on."""
        now = self._clock.now()
        if self._should_stop():
            raise _PutBack
        if self._renewal.is_due(now):
            sources.renew(self._id, holder=self._holder, now=now, lease_s=LEASE_S)

    def _staged(self) -> Staged:
        """The staged records: made now, or found complete from before."""
        landing = queries.landing_of(self._id)
        return landing.find_staged() or landing.stage(self._stage)

    def _stage(self, out_dir: Path) -> Staged:
        from enishi.sources.staging import Progress as Step  # noqa: PLC0415 - loads the engine, only where it is needed
        from enishi.sources.staging import StageOptions, stage  # noqa: PLC0415

        card = queries.get_import(self._id)
        environment = settings.ENISHI
        options = StageOptions(
            currency=environment.currency,
            zone=environment.time_zone,
            now=card.created_at,
            mapping=card.mapping,
            source=card.source or None,
        )

        def look_up(step: Step) -> None:
            self._look_up()
            self._report(Progress(ImportState.STAGING, step.done, step.total))

        return stage([card.file_path], options=options, out_dir=out_dir, progress=look_up)

    def _write(self, kind: FileKind, batch: pa.RecordBatch, *, start: int) -> None:
        now = self._clock.now()
        work = prepare(kind, batch, now=now)
        with transaction.atomic():
            sources.advance(self._id, holder=self._holder, start=start, end=start + batch.num_rows)
            outcome = work()
            sources.count(self._id, written=outcome.written, unchanged=outcome.unchanged)
            record(outcome.facts, now=now)
