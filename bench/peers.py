"""The same figures three ways: pandas, window SQL in DuckDB, and Enishi over its sealed lake.

Each way answers `base`, `ladder` and `cohorts` from a file, and `together` all three with whatever it can share. The
answers are the same plain lists, so that they can be compared: what is fast and wrong is not faster.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from bench import WAYS
from bench.orders import ZONE_HOURS

ACTIVE_DAYS = 365
Answer = dict[str, Any]


# pandas ------------------------------------------------------------------------------------------------------------
def _read(path: Path) -> Any:
    import pandas as pd

    log = pd.read_parquet(path, columns=["order", "customer", "ordered_at", "amount"])
    log["day"] = (log["ordered_at"] + pd.Timedelta(hours=ZONE_HOURS)).dt.tz_localize(None).dt.normalize()
    log["month"] = log["day"].dt.year * 12 + log["day"].dt.month - 1
    return log.sort_values(["customer", "ordered_at", "order"], ignore_index=True)


def _pandas_base(log: Any) -> list[list[int]]:
    import pandas as pd

    first = log.groupby("customer")["month"].transform("min")
    until = log["day"].max() + pd.Timedelta(days=1)
    rows, active = [], pd.Index([])
    for month in range(int(log["month"].min()), int(log["month"].max()) + 1):
        start = pd.Timestamp(month // 12, month % 12 + 1, 1)
        end = min(start + pd.DateOffset(months=1), until)
        before = active
        window = (log["day"] >= end - pd.Timedelta(days=ACTIVE_DAYS)) & (log["day"] < end)
        active = pd.Index(log.loc[window, "customer"].unique())
        inside = log["month"] == month
        buyers = pd.Index(log.loc[inside, "customer"].unique())
        new = int((inside & (first == month)).groupby(log["customer"]).any().sum()) if inside.any() else 0
        returned = len(buyers.difference(before)) - new
        lapsed = len(before.difference(active))
        rows.append(
            [
                month,
                len(before),
                new,
                returned,
                lapsed,
                len(active),
                int(inside.sum()),
                int(log.loc[inside, "amount"].sum()),
            ]
        )
    return rows


def _pandas_ladder(log: Any) -> list[list[float | None]]:
    log["f"] = log.groupby("customer").cumcount() + 1
    gap = (log.groupby("customer")["day"].shift(-1) - log["day"]).dt.days
    steps = (
        log.assign(gap=gap)
        .groupby("f")
        .agg(
            reached=("customer", "size"), converted=("gap", "count"), days=("gap", "median"), revenue=("amount", "sum")
        )
    )
    return [
        [int(f), int(row.reached), int(row.converted), None if row.days != row.days else row.days, int(row.revenue)]
        for f, row in steps.iterrows()
    ]


def _pandas_cohorts(log: Any) -> list[list[int]]:
    cohort = log.groupby("customer")["month"].transform("min")
    table = (
        log.assign(cohort=cohort, m=log["month"] - cohort)
        .groupby(["cohort", "m"])
        .agg(ordered=("customer", "nunique"), revenue=("amount", "sum"))
    )
    return [[int(c), int(m), int(row.ordered), int(row.revenue)] for (c, m), row in table.iterrows()]


def with_pandas(measure: str, raw: Path, _lake: Path) -> Answer:
    log = _read(raw)
    parts = {"base": _pandas_base, "ladder": _pandas_ladder, "cohorts": _pandas_cohorts}
    return {name: part(log) for name, part in parts.items() if measure in {name, "together"}}


# Window SQL over the raw log ---------------------------------------------------------------------------------------
def _walked(raw: Path) -> str:
    return f"""
    days AS (SELECT "order", customer, ordered_at, amount,
        (ordered_at::TIMESTAMP + INTERVAL {ZONE_HOURS} HOUR)::DATE AS day FROM read_parquet('{raw}')),
    walked AS (SELECT customer, day, amount, year(day) * 12 + month(day) - 1 AS month,
            row_number() OVER w AS f, lag(day) OVER w AS prev_day, lead(day) OVER w AS next_day,
            first_value(day) OVER w AS first_day
        FROM days WINDOW w AS (PARTITION BY customer ORDER BY ordered_at, "order"))"""


_LADDER = """SELECT f::BIGINT, count(*), count(next_day), median(next_day - day), sum(amount)::BIGINT
    FROM {log} GROUP BY f ORDER BY f"""
_COHORTS = """SELECT year(first_day) * 12 + month(first_day) - 1 AS cohort, month - cohort AS m,
        count(DISTINCT customer), sum(amount)::BIGINT FROM {log} GROUP BY ALL ORDER BY ALL"""
# An order holds its customer until the next one or the end of the window: one row tells all months it matters to.
_BASE = f"""
    edge AS (SELECT max(day) + 1 AS as_of, min(month) AS first, max(month) AS last FROM walked),
    spans AS (SELECT month, amount, f = 1 AS new,
            f > 1 AND year(prev_day) * 12 + month(prev_day) - 1 < month
                AND prev_day + {ACTIVE_DAYS} < date_trunc('month', day) AS returned,
            day + {ACTIVE_DAYS} AS sleeps, least(day + {ACTIVE_DAYS}, coalesce(next_day, day + {ACTIVE_DAYS})) AS until,
            next_day, as_of, last FROM walked, edge),
    held AS (SELECT *, CASE WHEN until >= as_of THEN last ELSE year(until) * 12 + month(until) - 2 END AS stays,
            CASE WHEN sleeps < as_of AND (next_day IS NULL
                OR year(next_day) * 12 + month(next_day) > year(sleeps) * 12 + month(sleeps))
                THEN year(sleeps) * 12 + month(sleeps) - 1 END AS lapsed FROM spans),
    steps AS (SELECT month, count(*) AS step FROM held WHERE stays >= month GROUP BY month
        UNION ALL SELECT stays + 1, -count(*) FROM held WHERE stays >= month GROUP BY stays),
    flows AS (SELECT month, count(*) FILTER (new) AS new, count(*) FILTER (returned) AS returned, count(*) AS orders,
            sum(amount)::BIGINT AS revenue FROM held GROUP BY month),
    lapses AS (SELECT lapsed AS month, count(*) AS lapsed FROM held WHERE lapsed IS NOT NULL GROUP BY lapsed),
    months AS (SELECT unnest(range(first, last + 1)) AS month FROM edge),
    stock AS (SELECT m.month, coalesce((SELECT sum(step) FROM steps WHERE steps.month <= m.month), 0)::BIGINT AS active
        FROM months m)
    SELECT s.month, lag(active, 1, 0) OVER (ORDER BY s.month), coalesce(new, 0), coalesce(returned, 0),
        coalesce(lapsed, 0), active, coalesce(orders, 0), coalesce(revenue, 0)
    FROM stock s LEFT JOIN flows USING (month) LEFT JOIN lapses USING (month) ORDER BY s.month"""


def with_sql(measure: str, raw: Path, _lake: Path) -> Answer:
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    head = f"WITH {_walked(raw)}"
    if measure == "together":
        con.execute(f"CREATE TEMP TABLE once AS {head} SELECT * FROM walked")
        head = "WITH walked AS (SELECT * FROM once)"
    queries = {
        "base": f"{head}, {_BASE}",
        "ladder": f"{head} {_LADDER.format(log='walked')}",
        "cohorts": f"{head} {_COHORTS.format(log='walked')}",
    }
    return {
        name: [list(row) for row in con.execute(query).fetchall()]
        for name, query in queries.items()
        if measure in {name, "together"}
    }


# Enishi ------------------------------------------------------------------------------------------------------------
def _number(month: date) -> int:
    return month.year * 12 + month.month - 1


def with_enishi(measure: str, _raw: Path, lake_dir: Path) -> Answer:
    from enishi import insight
    from enishi.insight.base import base
    from enishi.insight.cohorts import cohorts
    from enishi.insight.ladder import ladder
    from enishi.insight.views import gaps, orders_with_ends
    from enishi.lake import open_lake

    lake = open_lake(lake_dir)
    if measure == "together":
        # The whole overview: with intervals, Kaplan-Meier, what remains and contracts, which the others leave out.
        told = insight.overview(lake, insight.view(lake, active_days=ACTIVE_DAYS))
        months, steps, groups = told.base, told.ladder, told.cohorts
    else:
        repeat_days = None if measure == "ladder" else 180
        view = insight.view(lake, active_days=ACTIVE_DAYS, repeat_days=repeat_days)
        orders = orders_with_ends(lake, view)
        months = base(orders, view) if measure == "base" else ()
        steps = ladder(gaps(lake, view.as_of, view.scope)) if measure == "ladder" else ()
        groups = cohorts(orders, view) if measure == "cohorts" else ()
    answer: Answer = {
        "base": [
            [_number(m.month), m.active_start, m.new, m.returned, m.lapsed, m.active_end, m.orders, m.revenue]
            for m in months
        ],
        "ladder": [[s.f, s.reached, s.converted, s.median_days, s.revenue] for s in steps],
        "cohorts": [
            [_number(c.cohort), m, ordered, revenue]
            for c in groups
            for m, (ordered, revenue) in enumerate(zip(c.ordered, c.revenue, strict=True))
            if ordered
        ],
    }
    return {name: rows for name, rows in answer.items() if measure in {name, "together"}}


ANSWERS: dict[str, Callable[[str, Path, Path], Answer]] = dict(
    zip(WAYS, (with_pandas, with_sql, with_enishi), strict=True)
)
