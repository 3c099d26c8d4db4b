"""A bar for a share with its interval: one line high, for tables and ladders."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 200.0


@dataclass(frozen=True)
class Meter:
    """Widths on a scale of 200: the share's bar, and where its interval begins and how long it is."""

    filled: float
    low: float
    span: float


def meter(share: float | None, low: float | None, high: float | None) -> Meter | None:
    """None where there is no share. The interval is at least wide enough to be seen."""
    if share is None:
        return None
    start = share if low is None else low
    end = share if high is None else high
    span = max((end - start) * WIDTH, 2.0)
    left = min(start * WIDTH, WIDTH - span)
    return Meter(round(share * WIDTH, 1), round(max(left, 0.0), 1), round(span, 1))
