"""The heartbeat: what has to be done by itself, a little at a time, in any number of processes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import close_old_connections

from enishi.config import intake, sealing
from enishi.config.holding import is_dead
from enishi.kernel.clock import Clock
from enishi.sources import actions, queries

log = logging.getLogger(__name__)

PAUSE_S = 2.0


@dataclass(frozen=True)
class Beat:
    """What one tick did."""

    imports: int
    sealed: bool

    @property
    def did_something(self) -> bool:
        return self.imports > 0 or self.sealed


def tick(*, clock: Clock, should_stop: Callable[[], bool] = lambda: False) -> Beat:
    """Run the imports that wait or were left behind, then bring the lake to the head of the log.

    `should_stop` is asked between batches: then everything is put back where another tick finds it.
    """
    close_old_connections()
    done = 0
    for import_id in _runnable(clock.now()):
        if should_stop():
            return Beat(done, False)
        try:
            intake.run_import(import_id, clock=clock, should_stop=should_stop)
            done += 1
        except actions.LeaseLost:
            continue
    if should_stop() or not sealing.is_behind():
        return Beat(done, False)
    try:
        sealing.seal(now=clock.now())
    except sealing.SealingElsewhere:
        return Beat(done, False)
    return Beat(done, True)


def beat(*, clock: Clock, should_stop: Callable[[], bool], pause: Callable[[float], object]) -> None:
    """Tick until `should_stop`, pausing where nothing is to be done. A failed tick is logged, the next one tries."""
    while not should_stop():
        try:
            idle = not tick(clock=clock, should_stop=should_stop).did_something
        except Exception:
            log.exception("a tick failed")
            idle = True
        if idle and not should_stop():
            pause(PAUSE_S)


def _runnable(now: datetime) -> list[int]:
    return [import_id for import_id, holder in queries.list_runnable(now=now) if not holder or is_dead(holder)]
