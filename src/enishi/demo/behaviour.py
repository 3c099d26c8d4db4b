"""How the demo brand's customers behave: the figures that Enishi should find again.

Every chance below is independent of the calendar, of the channel and of the product. Season, growth and campaigns move
only how many customers arrive on a day, what is in their baskets, and at what hour they order. Cancelled, void and
returned orders are additional documents beside the order that counts. So each truth is exact, whatever the day it is
looked at: being cut off by the present is independent of what would have come.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from enishi.demo.contracts import CadenceTruth, DeliveryTruth, GapTruth, StepTruth

HORIZONS_DAYS = (30, 60, 90, 180, 365)

# From chosen purchase f (index f - 1) to the next; the last entry is the plateau.
CONVERSION = (0.36, 0.52, 0.62, 0.69, 0.74, 0.78, 0.81, 0.83)
MEDIAN_DAYS = (64.0, 58.0, 54.0, 52.0, 50.0, 49.0, 48.0, 48.0)
SIGMA = (0.80, 0.75, 0.72, 0.70, 0.68, 0.66, 0.65, 0.65)
# Of those who go on, the share that comes back only after a long time: most of them had lapsed by then (休眠復帰).
LATE_SHARE = (0.15, 0.12, 0.10, 0.08, 0.06, 0.05, 0.04, 0.04)
LATE_MEDIAN_DAYS = 440.0
LATE_SIGMA = 0.30
SETTLES_AT_F = len(CONVERSION)

# From delivery n (index n - 1) to the next: the wall stands at the third. The last entry is the plateau.
CONTINUATION = (0.82, 0.80, 0.90, 0.92, 0.93, 0.94, 0.95, 0.955, 0.96)
CANCELS_WITHIN_DAYS = 2  # of the order for the last delivery: on the notice of dispatch

# Of those who make no further chosen purchase after the f-th, the share that starts a regular delivery instead.
CROSSES_OVER: Mapping[int, float] = {1: 0.08, 2: 0.15}
CROSSOVER_MEDIAN_DAYS = 40.0
CROSSOVER_SIGMA = 0.6

COMES_BACK = 0.18
COMES_BACK_MEDIAN_DAYS = 110.0
COMES_BACK_SIGMA = 0.7

PAUSES = 0.03  # per delivery
PAUSE_MONTHS = (1, 2, 3)

WITHDRAWS = 0.10  # of members whose last purchase is behind them
WITHDRAWAL_AFTER_DAYS = 45
WITHDRAWAL_MEDIAN_DAYS = 60.0
WITHDRAWAL_SIGMA = 0.9


@dataclass(frozen=True)
class Cadence:
    unit: str
    every: int
    share: float


CADENCES = (
    Cadence("month", 1, 0.52),
    Cadence("month", 2, 0.24),
    Cadence("day", 45, 0.13),
    Cadence("month", 3, 0.07),
    Cadence("day", 30, 0.04),
)

CANCEL_REASONS = {
    "too_much_left": 0.33,
    "price": 0.21,
    "no_effect_felt": 0.13,
    "skin_mismatch": 0.11,
    "switched_brand": 0.10,
    "life_change": 0.07,
    "other": 0.05,
}


def at_step(values: tuple[float, ...], step: int) -> float:
    """Return the value of step 1, 2, …; the last one holds for all later steps."""
    return values[min(step, len(values)) - 1]


def gap_days(
    rng: np.random.Generator, median_days: float, sigma: float, count: int, least: int = 1
) -> NDArray[np.int64]:
    """Draw `count` gaps in whole calendar days: log-normal, rounded half up, at least `least`."""
    drawn = rng.lognormal(math.log(median_days), sigma, count)
    return np.maximum(np.floor(drawn + 0.5), least).astype(np.int64)


def purchase_gap_days(rng: np.random.Generator, f: int, count: int) -> NDArray[np.int64]:
    """Draw the gaps between the `f`-th chosen purchase and the next: mostly soon, for some late."""
    soon = gap_days(rng, at_step(MEDIAN_DAYS, f), at_step(SIGMA, f), count)
    late = gap_days(rng, LATE_MEDIAN_DAYS, LATE_SIGMA, count)
    return np.where(rng.random(count) < at_step(LATE_SHARE, f), late, soon)


def share_within(days: int, f: int) -> float:
    """The share of the gaps drawn by `purchase_gap_days` that are at most `days` (1 or more)."""
    late = at_step(LATE_SHARE, f)
    soon_within = _log_normal_share(days, at_step(MEDIAN_DAYS, f), at_step(SIGMA, f))
    return (1.0 - late) * soon_within + late * _log_normal_share(days, LATE_MEDIAN_DAYS, LATE_SIGMA)


def _log_normal_share(days: int, median_days: float, sigma: float) -> float:
    z = (math.log(days + 0.5) - math.log(median_days)) / sigma
    return 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))


def one_off_truths(steps: int = 12) -> tuple[StepTruth, ...]:
    truths: list[StepTruth] = []
    for f in range(1, steps + 1):
        conversion = at_step(CONVERSION, f)
        within = {days: conversion * share_within(days, f) for days in HORIZONS_DAYS}
        soon = GapTruth(1.0 - at_step(LATE_SHARE, f), at_step(MEDIAN_DAYS, f), at_step(SIGMA, f))
        late = GapTruth(at_step(LATE_SHARE, f), LATE_MEDIAN_DAYS, LATE_SIGMA)
        truths.append(StepTruth(f, conversion, (soon, late), within))
    return tuple(truths)


def delivery_truths(deliveries: int = 24) -> tuple[DeliveryTruth, ...]:
    truths: list[DeliveryTruth] = []
    reached = 1.0
    for delivery in range(1, deliveries + 1):
        continuation = at_step(CONTINUATION, delivery)
        truths.append(DeliveryTruth(delivery, continuation, reached))
        reached *= continuation
    return tuple(truths)


def cadence_truths() -> tuple[CadenceTruth, ...]:
    return tuple(CadenceTruth(cadence.unit, cadence.every, cadence.share) for cadence in CADENCES)


def crossover_truths() -> dict[int, float]:
    return {f: (1.0 - at_step(CONVERSION, f)) * share for f, share in CROSSES_OVER.items()}
