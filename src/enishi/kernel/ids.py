"""Ids of 63 bits, made by the application, ordered by the time they were made.

Layout: 41 bits of milliseconds since 2020-01-01 UTC, 10 bits of node, 12 bits of counter. JSON carries them as strings.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

EPOCH_MS = 1_577_836_800_000
NODE_BITS = 10
COUNTER_BITS = 12
COUNTERS_PER_MS = 1 << COUNTER_BITS


class IdMaker:
    """Makes ids that never repeat within one maker and seldom across makers (a primary key refuses the rest)."""

    def __init__(self, now_ms: Callable[[], int], node: int) -> None:
        self._now_ms = now_ms
        self._node = node & ((1 << NODE_BITS) - 1)
        self._lock = threading.Lock()
        self._next = 0

    def many(self, count: int) -> list[int]:
        """Return `count` ids, ascending. When a millisecond is used up, time is borrowed from the next."""
        with self._lock:
            first = max(self._next, (self._now_ms() - EPOCH_MS) * COUNTERS_PER_MS)
            self._next = first + count
        node = self._node << COUNTER_BITS
        return [
            (ticket >> COUNTER_BITS) << (NODE_BITS + COUNTER_BITS) | node | (ticket & (COUNTERS_PER_MS - 1))
            for ticket in range(first, first + count)
        ]

    def one(self) -> int:
        return self.many(1)[0]


_default = IdMaker(lambda: time.time_ns() // 1_000_000, int.from_bytes(os.urandom(2), "big"))


def _renew_after_fork() -> None:
    global _default  # noqa: PLW0603 - a forked child must not continue its parent's sequence
    _default = IdMaker(lambda: time.time_ns() // 1_000_000, int.from_bytes(os.urandom(2), "big"))


os.register_at_fork(after_in_child=_renew_after_fork)


def new_id() -> int:
    return _default.one()


def new_ids(count: int) -> list[int]:
    return _default.many(count)
