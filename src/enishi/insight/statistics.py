"""Intervals and survival, on counts. Pure.

Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22.
Kaplan and Meier (1958), "Nonparametric estimation from incomplete observations", JASA 53.
Greenwood (1926), "The natural duration of cancer"; log-log interval after Kalbfleisch and Prentice (1980), p. 15.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from enishi.insight.contracts import Estimate

Z95 = 1.959963984540054

NOBODY = Estimate(share=None, low=None, high=None)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % score interval of a share. `trials` must be 1 or more."""
    p, z2 = successes / trials, Z95 * Z95
    middle = (p + z2 / (2 * trials)) / (1 + z2 / trials)
    half = Z95 * math.sqrt(p * (1 - p) / trials + z2 / (4 * trials * trials)) / (1 + z2 / trials)
    return max(0.0, middle - half), min(1.0, middle + half)


def weighted_median(values: NDArray[np.int64], counts: NDArray[np.int64]) -> float | None:
    """The median of values that occur `counts` times each: the mean of the middle two. None of nothing."""
    total = int(counts.sum())
    if total == 0:
        return None
    order = np.argsort(values, kind="stable")
    upto = np.cumsum(counts[order])
    lower = values[order][np.searchsorted(upto, (total + 1) // 2)]
    upper = values[order][np.searchsorted(upto, total // 2 + 1)]
    return float(lower + upper) / 2


class Survival:
    """Kaplan-Meier over whole days (or deliveries): events come before censoring at the same time.

    `times` are distinct and ascending, with `events[i]` events and `censored[i]` censored at times[i].
    """

    def __init__(self, times: NDArray[np.int64], events: NDArray[np.int64], censored: NDArray[np.int64]) -> None:
        leaving = events + censored
        self._times = times
        self._at_risk = leaving[::-1].cumsum()[::-1]
        n = self._at_risk.astype(np.float64)
        d = events.astype(np.float64)
        self._survival = np.cumprod(1.0 - d / n) if len(n) else n
        with np.errstate(divide="ignore"):
            self._greenwood = np.cumsum(np.where(n > d, d / (n * (n - d)), np.inf)) if len(n) else n

    def at_risk(self, time: int) -> int:
        """How many are still observed just before `time`."""
        index = int(np.searchsorted(self._times, time, side="left"))
        return int(self._at_risk[index]) if index < len(self._times) else 0

    def surviving(self, time: int) -> Estimate:
        """The share without the event up to and including `time`, with its log-log interval.

        Where no event, or only events, were seen the log-log interval does not exist: Wilson's on those at risk stands
        in. All None when nobody is at risk at `time`.
        """
        at_risk = self.at_risk(time)
        if at_risk == 0:
            return NOBODY
        index = int(np.searchsorted(self._times, time, side="right")) - 1
        share = 1.0 if index < 0 else float(self._survival[index])
        if share <= 0.0 or share >= 1.0:
            low, high = wilson(at_risk if share >= 1.0 else 0, at_risk)
            return Estimate(share=share, low=low, high=high)
        theta = Z95 * math.sqrt(float(self._greenwood[index])) / math.log(share)
        return Estimate(share=share, low=share ** math.exp(-theta), high=share ** math.exp(theta))

    def happened(self, time: int) -> Estimate:
        """The share with the event up to and including `time`: the complement of `surviving`."""
        s = self.surviving(time)
        if s.share is None or s.low is None or s.high is None:
            return s
        return Estimate(share=1.0 - s.share, low=1.0 - s.high, high=1.0 - s.low)


def survival(
    durations: Sequence[int] | NDArray[np.int64],
    happened: Sequence[bool] | NDArray[np.bool_],
    counts: Sequence[int] | NDArray[np.int64],
) -> Survival:
    """Build a Survival from parallel sequences; durations may repeat."""
    times, where = np.unique(np.asarray(durations, dtype=np.int64), return_inverse=True)
    weights = np.asarray(counts, dtype=np.float64)
    event = np.asarray(happened, dtype=bool)
    events = np.bincount(where, weights=weights * event, minlength=len(times)).astype(np.int64)
    censored = np.bincount(where, weights=weights * ~event, minlength=len(times)).astype(np.int64)
    return Survival(times, events, censored)
