"""What the demo brand hands out: the files it wrote and what is true about the customers in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class GapTruth:
    """Days between two calendar days, for a `share` of those who go on: log-normal, rounded, at least 1."""

    share: float
    median_days: float
    sigma: float


@dataclass(frozen=True)
class StepTruth:
    """One step of the ladder of chosen purchases (単品), from purchase `f` to `f` + 1.

    `conversion` is the share that ever goes on, `gaps` how long it takes them (a mixture: most soon, some late), and
    `within` the share that has gone on, by horizon in days.
    """

    f: int
    conversion: float
    gaps: tuple[GapTruth, ...]
    within: dict[int, float]


@dataclass(frozen=True)
class DeliveryTruth:
    """`continuation`: of contracts that reach `delivery`, the share that gets the next. `reached`: of all contracts."""

    delivery: int
    continuation: float
    reached: float


@dataclass(frozen=True)
class CadenceTruth:
    """`share` of all contracts delivers every `every` `unit` (day or month)."""

    unit: str
    every: int
    share: float


@dataclass(frozen=True)
class ChannelTruth:
    """How a channel wins customers: `starts_regular` is the share of them whose first order is a regular delivery."""

    channel: str
    customers: int
    starts_regular: float


@dataclass(frozen=True)
class FileTruth:
    """Exact counts of one order file. `counted` orders are placed, not negative, and name a customer."""

    rows: int
    orders: int
    counted: int
    customers: int
    cancelled: int
    void: int
    refunded: int
    partly_refunded: int
    credit_notes: int
    without_customer: int
    revenue: int


@dataclass(frozen=True)
class Truths:
    """What is true by construction. Days before `as_of` are in the files; shares run from 0 to 1.

    `crossover[f]`: of the shop's customers who began with a chosen purchase and reached their `f`-th, the share that
    makes no further chosen purchase and starts a regular delivery instead. `comes_back`: of customers who began with a
    regular delivery and ended it, the share that returns with a chosen purchase. From `settles_at_f` on, conversion is
    level.
    """

    seed: int
    customers: int
    first_day: date
    as_of: date
    settles_at_f: int
    one_off: tuple[StepTruth, ...]
    deliveries: tuple[DeliveryTruth, ...]
    cadences: tuple[CadenceTruth, ...]
    crossover: dict[int, float]
    comes_back: float
    channels: tuple[ChannelTruth, ...]
    files: dict[str, FileTruth]
    members: int
    withdrawn: int
    contracts: int
    contracts_running: int
    contracts_paused: int
    contracts_cancelled: int


@dataclass(frozen=True)
class DemoFiles:
    """The paths written, and the truths (`truths.json` holds them too).

    `orders_mall` belongs to the source `mall`, all else to `shop`.
    """

    products: Path
    customers: Path
    contracts: Path
    orders_shop: Path
    orders_mall: Path
    acquisition: Path
    truths_json: Path
    truths: Truths
