"""Where the demo brand's customers come from, how many on which day, and what winning them cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from enishi.demo.calendar import PUSH_MONTHS_AGO, Window, busyness, month_index


@dataclass(frozen=True)
class Channel:
    """An acquisition channel. `cost`: yen per new customer; `home`: the sales channel its customers first buy in."""

    code: str
    weight: float
    cost: int
    home: str
    starts_regular: float
    trend: float = 0.0  # change of the weight over the sixty months, as a share


CHANNELS = (
    Channel("search_ads", 0.20, 6_400, "online", 0.42),
    Channel("social_ads", 0.17, 5_200, "online", 0.38, trend=0.5),
    Channel("affiliate", 0.12, 7_800, "online", 0.50, trend=-0.3),
    Channel("organic", 0.15, 0, "online", 0.28),
    Channel("referral", 0.07, 1_500, "online", 0.32),
    Channel("store_ginza", 0.06, 1_100, "store-ginza", 0.10),
    Channel("store_umeda", 0.05, 1_000, "store-umeda", 0.10),
    Channel("phone", 0.05, 9_200, "phone", 0.60, trend=-0.5),
    Channel("mall", 0.13, 2_900, "mall", 0.0, trend=0.4),
)
MALL = next(index for index, channel in enumerate(CHANNELS) if channel.home == "mall")

# Five months ago the brand bought reach in the mall; by the third month it had ebbed away. Share above the usual.
PUSH = {PUSH_MONTHS_AGO: 2.4, PUSH_MONTHS_AGO - 1: 1.2, PUSH_MONTHS_AGO - 2: 0.4}
PUSH_COST = {PUSH_MONTHS_AGO: 1.55, PUSH_MONTHS_AGO - 1: 1.30, PUSH_MONTHS_AGO - 2: 1.10}


@dataclass(frozen=True)
class Arrivals:
    """New customers in the order of their first day. `ends` is the running total over cells (day, channel)."""

    counts: NDArray[np.int64]  # (days, channels)
    ends: NDArray[np.int64]

    def of(self, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the first day and the channel of the customers numbered `first` to `last` - 1."""
        cells = np.searchsorted(self.ends, np.arange(first, last), side="right")
        return cells // self.counts.shape[1], cells % self.counts.shape[1]


@dataclass(frozen=True)
class AcquisitionRow:
    month: date
    channel: str
    cost: int
    new_customers: int


def _months_ago(window: Window) -> NDArray[np.int64]:
    months = month_index(window.dates(np.arange(window.days)))
    return months[-1] - months


def draw_arrivals(rng: np.random.Generator, window: Window, customers: int) -> Arrivals:
    elapsed = np.arange(window.days) / window.days
    weights = np.array([channel.weight * (1.0 + channel.trend * (elapsed - 0.5)) for channel in CHANNELS]).T
    weights = weights * busyness(window)[:, None]
    ago = _months_ago(window)
    for months, lift in PUSH.items():
        weights[ago == months, MALL] *= 1.0 + lift
    counts = rng.multinomial(customers, (weights / weights.sum()).ravel())
    return Arrivals(counts.reshape(weights.shape).astype(np.int64), np.cumsum(counts))


def acquisition_rows(rng: np.random.Generator, window: Window, arrivals: Arrivals) -> list[AcquisitionRow]:
    """Cost and number of new customers by month and channel. The numbers are exact; the unit cost varies by a tenth."""
    ago = _months_ago(window)
    rows: list[AcquisitionRow] = []
    months = month_index(window.dates(np.arange(window.days)))
    for month in np.unique(months):
        new = arrivals.counts[months == month].sum(axis=0)
        since = int(ago[months == month][0])
        for index, channel in enumerate(CHANNELS):
            dearer = PUSH_COST.get(since, 1.0) if index == MALL else 1.0
            cost = round(int(new[index]) * channel.cost * dearer * float(rng.uniform(0.9, 1.1)))
            rows.append(
                AcquisitionRow(
                    date(1970 + int(month) // 12, int(month) % 12 + 1, 1), channel.code, cost, int(new[index])
                )
            )
    return rows
