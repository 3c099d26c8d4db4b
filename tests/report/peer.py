"""The report's figures once more in pandas, from the rows of a file, sharing no code with the product."""

from __future__ import annotations

import numpy as np
import pandas as pd


def orders_of_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Documents of rows (order_id, customer, at, quantity, price): one per order id, what does not count left out."""
    rows = rows.assign(line=rows.quantity * rows.price)
    documents = rows.groupby("order_id", sort=False).agg(
        customer=("customer", "first"), at=("at", "min"), amount=("line", "sum")
    )
    return documents.assign(amount=documents.amount.round(6)).reset_index()


def counted(documents: pd.DataFrame) -> pd.DataFrame:
    keep = documents[documents.customer.notna() & (documents.amount >= 0)].copy()
    keep["day"] = keep["at"].dt.normalize()
    return keep.sort_values(["customer", "at"], kind="stable")


def base(orders: pd.DataFrame, active_days: int) -> pd.DataFrame:
    """month, active_start, new, returned, lapsed, active_end, orders, revenue; nobody leaves in these files."""
    as_of = orders.day.max() + pd.Timedelta(days=1)
    months = pd.date_range(orders.day.min().replace(day=1), as_of - pd.Timedelta(days=1), freq="MS")
    window = pd.Timedelta(days=active_days)
    first = orders.groupby("customer").day.min()
    found = []
    for start in months:
        end = min(start + pd.offsets.MonthBegin(1), as_of)
        inside = orders[(orders.day >= start) & (orders.day < end)]
        ordered = set(inside.customer)
        before = set(orders[orders.day < start].customer)
        at_start = set(orders[(orders.day >= start - window) & (orders.day < start)].customer)
        at_end = set(orders[(orders.day >= end - window) & (orders.day < end)].customer)
        found.append(
            {
                "month": f"{start:%Y-%m}",
                "active_start": len(at_start),
                "new": int(((first >= start) & (first < end)).sum()),
                "returned": len((ordered & before) - at_start),
                "lapsed": len(at_start - at_end),
                "active_end": len(at_end),
                "orders": len(inside),
                "revenue": inside.amount.sum(),
            }
        )
    return pd.DataFrame(found)


def ladder(orders: pd.DataFrame, horizons: tuple[int, ...]) -> pd.DataFrame:
    """f, reached, converted, median_days, revenue and within_<horizon> by Kaplan-Meier."""
    as_of = orders.day.max() + pd.Timedelta(days=1)
    f = orders.groupby("customer").cumcount() + 1
    following = orders.groupby("customer").day.shift(-1)
    gap = (following.fillna(as_of) - orders.day).dt.days
    table = pd.DataFrame({"f": f, "gap": gap, "went_on": following.notna(), "amount": orders.amount})
    found = []
    for step, mine in table.groupby("f"):
        row = {
            "f": step,
            "reached": len(mine),
            "converted": int(mine.went_on.sum()),
            "median_days": mine.gap[mine.went_on].median(),
            "revenue": mine.amount.sum(),
        }
        events = mine[mine.went_on].gap.value_counts().sort_index()
        at_risk = np.array([(mine.gap >= day).sum() for day in events.index])
        curve = pd.Series(np.cumprod(1 - events.to_numpy() / at_risk), index=events.index) if len(events) else None
        for horizon in horizons:
            reached = 0.0 if curve is None or not (curve.index <= horizon).any() else 1 - curve.loc[:horizon].iloc[-1]
            row[f"within_{horizon}"] = reached if (mine.gap >= horizon).any() else None
        found.append(row)
    return pd.DataFrame(found)


def cohorts(orders: pd.DataFrame, repeat_days: int) -> dict[str, dict[str, list[int]]]:
    """By month of first order: size, ordered and residual by m."""
    as_of = orders.day.max() + pd.Timedelta(days=1)
    first = orders.groupby("customer").day.transform("min").dt.to_period("M")
    found = {}
    for cohort, mine in orders.groupby(first):
        ordered, residual = [], []
        for month in pd.period_range(cohort, (as_of - pd.Timedelta(days=1)).to_period("M"), freq="M"):
            end = min((month + 1).start_time, as_of)
            ordered.append(mine[mine.day.dt.to_period("M") == month].customer.nunique())
            recent = (mine.day >= end - pd.Timedelta(days=repeat_days)) & (mine.day < end)
            residual.append(mine[recent].customer.nunique())
        found[str(cohort)] = {"size": [mine.customer.nunique()], "ordered": ordered, "residual": residual}
    return found
