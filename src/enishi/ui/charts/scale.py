"""From numbers to places: linear scales and the round ticks that people expect."""

from __future__ import annotations

import math
from dataclasses import dataclass

_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Scale:
    """Maps `low`..`high` of the figures to `start`..`end` of the drawing."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        part = 0.5 if span == 0 else (value - self.low) / span
        return round(self.start + part * (self.end - self.start), 1)


def round_step(span: float, wanted: int) -> float:
    """The smallest of 1, 2, 5 × 10ⁿ that divides `span` into at most `wanted` parts. Whole numbers at the least."""
    if span <= 0:
        return 1
    raw = span / max(wanted, 1)
    magnitude = 10 ** math.floor(math.log10(raw))
    step = next(factor * magnitude for factor in _STEPS if factor * magnitude >= raw * (1 - 1e-9))
    return max(step, 1)


def ticks(low: float, high: float, wanted: int) -> list[float]:
    """Round values that enclose `low`..`high`: the first is at most `low`, the last at least `high`."""
    step = round_step(high - low, wanted)
    first, last = math.floor(low / step), math.ceil(high / step)
    if first == last:
        first, last = max(first - 1, 0), last + 1
    return [index * step for index in range(first, last + 1)]


def every(count: int, room: int) -> int:
    """Which n-th label to show so that `count` labels fit into `room` places."""
    return max(1, math.ceil(count / max(room, 1)))
