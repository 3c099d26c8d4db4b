"""Days from each order to its customer's next one: the one histogram from which ladder and windows are computed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Gaps:
    """Parallel arrays: at F-number `f`, `count` orders worth `revenue` minor units had `days` to the next order where
    `converted`, else to the end of observation (censored)."""

    f: Ints
    days: Ints
    converted: NDArray[np.bool_]
    count: Ints
    revenue: Ints

    def intervals(self) -> tuple[Ints, Ints]:
        """All observed repeat intervals, whatever the F: distinct days ascending, and how many of each."""
        days, where = np.unique(self.days[self.converted], return_inverse=True)
        return days, np.bincount(where, weights=self.count[self.converted], minlength=len(days)).astype(np.int64)


def read_gaps(orders: ir.Table, as_of: date) -> Gaps:
    """Aggregate orders in view into the histogram; one scan, one GROUP BY."""
    until = orders.next_day.fill_null(ibis.literal(as_of))
    table = (
        orders.select(
            f=orders.f,
            days=until.delta(orders.day, unit="day"),
            converted=orders.next_day.notnull(),
            revenue=orders.revenue,
        )
        .group_by("f", "days", "converted")
        .aggregate(count=ibis._.count(), revenue=ibis._.revenue.sum())
        .order_by("f", "days", "converted")
        .to_pyarrow()
    )
    return Gaps(
        f=_ints(table["f"]),
        days=_ints(table["days"]),
        converted=table["converted"].to_numpy(),
        count=_ints(table["count"]),
        revenue=_ints(table["revenue"]),
    )


def _ints(column: pa.ChunkedArray) -> Ints:
    return pc.cast(column, "int64", safe=False).to_numpy()
