"""What the figures of a view are made of."""

from __future__ import annotations

import ibis

from enishi.insight.contracts import Population, View
from enishi.lake import Lake


def population(lake: Lake, view: View) -> Population:
    """The counted orders before `as_of`, whatever the scope."""
    o = lake.orders
    row = (
        o.filter(o.day < ibis.literal(view.as_of))
        .aggregate(
            orders=ibis._.count(),
            customers=(ibis._.f == 1).sum(),
            first_day=ibis._.day.min(),
            last_day=ibis._.day.max(),
        )
        .to_pyarrow()
        .to_pylist()[0]
    )
    return Population(row["orders"], row["customers"] or 0, row["first_day"], row["last_day"])
