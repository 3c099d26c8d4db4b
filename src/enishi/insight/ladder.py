"""F-ladder (F転換): who went on to the next order, how surely, and how soon."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from enishi.insight.contracts import HORIZONS_DAYS, LadderStep
from enishi.insight.gaps import Gaps
from enishi.insight.statistics import survival, weighted_median, wilson


def ladder(gaps: Gaps) -> tuple[LadderStep, ...]:
    """One step per F-number reached, ascending."""
    edges = [*np.flatnonzero(np.diff(gaps.f, prepend=-1)), len(gaps.f)]
    slices = [slice(start, stop) for start, stop in pairwise(edges)]
    return tuple(_step(int(gaps.f[at.start]), gaps, at) for at in slices)


def _step(f: int, gaps: Gaps, at: slice) -> LadderStep:
    days, happened, count = gaps.days[at], gaps.converted[at], gaps.count[at]
    reached = int(count.sum())
    converted = int(count[happened].sum())
    low, high = wilson(converted, reached)
    curve = survival(days, happened, count)
    return LadderStep(
        f=f,
        reached=reached,
        converted=converted,
        conversion=converted / reached,
        low=low,
        high=high,
        median_days=weighted_median(days[happened], count[happened]),
        revenue=int(gaps.revenue[at].sum()),
        within={horizon: curve.happened(horizon) for horizon in HORIZONS_DAYS},
    )
