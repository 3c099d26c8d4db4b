"""What counts as an order, and what each counted order carries. The one definition, as DuckDB SQL.

A *counted order* is not cancelled, not void, not fully refunded, has an amount of 0 or more and a customer.
Its *F-number* is the number of counted orders of its customer so far; ties in time follow the order number, then the
position in the file. `kind_…` columns say the same among orders of the same kind: regular deliveries (定期) apart from
chosen purchases (単品). Days are days in the brand's time zone.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ORDERS_SINCE = 1980  # sources refuse orders before this year

COUNTED = "customer IS NOT NULL AND status = 'placed' AND amount >= 0 AND NOT (refunded > 0 AND refunded >= amount)"

RAW_COLUMNS = (
    '"order", customer, ordered_at, order_no, position, amount, refunded, '
    "status, channel, product, contract, delivery_no"
)

SEQUENCE = 'ordered_at, order_no NULLS FIRST, position, "order"'

_NEIGHBOURS = ("prev_day", "next_day", "gone_day", "prev_gone_day", "first_day")

# (name, type) of what a counted order carries and another document does not.
_DERIVED = (
    ("f", "INTEGER"),
    ("kind_f", "INTEGER"),
    *((f"{own}{name}", "DATE") for own in ("", "kind_") for name in _NEIGHBOURS),
    *((f"{own}{name.replace('_day', '_month')}", "INTEGER") for own in ("", "kind_") for name in _NEIGHBOURS),
    ("first_product", "VARCHAR"),
    ("first_channel", "VARCHAR"),
    ("delivery", "INTEGER"),
)


def month_number(day: str) -> str:
    """SQL for the number of a day's month, as kernel.calendar.month_number counts them."""
    return f"(year({day}) * 12 + month({day}) - 1)::INTEGER"


def derive(raw: str, departures: str | None, time_zone: str, *, has_regular: bool) -> str:
    """SQL that turns raw orders of whole customers into sealed ones, sorted by customer and time.

    `raw` and `departures` name relations of `RAW_ORDERS` and `RAW_DEPARTURES`; None where nobody ever left. Without
    regular deliveries every kind is the whole, and its columns are copied instead of walked again.
    """
    kept = f"{RAW_COLUMNS}, day, {month_number('day')} AS month, revenue, regular, counted"
    gone = local_day("gone_at", time_zone)
    derived = ", ".join(name for name, _type in _DERIVED)
    nulls = ", ".join(f"NULL::{sql_type} AS {name}" for name, sql_type in _DERIVED)
    months = ", ".join(
        f"{month_number(f'{own}{name}')} AS {own}{name.replace('_day', '_month')}"
        for own in ("", "kind_")
        for name in _NEIGHBOURS
    )
    return f"""
    WITH raw AS (SELECT {RAW_COLUMNS}, {local_day("ordered_at", time_zone)} AS day, amount - refunded AS revenue,
                        contract IS NOT NULL AS regular, ({COUNTED}) AS counted FROM {raw}),
    walked AS (
        SELECT *,
            row_number() OVER everything AS f,
            lag(day) OVER everything AS prev_day, lead(day) OVER everything AS next_day,
            lag(ordered_at) OVER everything AS prev_at, lead(ordered_at) OVER everything AS next_at,
            first_value(day) OVER everything AS first_day,
            first_value(product) OVER everything AS first_product,
            first_value(channel) OVER everything AS first_channel
        FROM raw WHERE counted
        WINDOW everything AS (PARTITION BY customer ORDER BY {SEQUENCE})),
    kinds AS ({_KINDS_WALKED if has_regular else _KINDS_COPIED}),
    {_departing(departures)},
    told AS (
        SELECT * REPLACE (f::INTEGER AS f, kind_f::INTEGER AS kind_f),
            CASE WHEN next_at IS NULL OR gone_at < next_at THEN {gone} END AS gone_day,
            CASE WHEN prev_gone_at < ordered_at THEN {local_day("prev_gone_at", time_zone)} END AS prev_gone_day,
            CASE WHEN kind_next_at IS NULL OR gone_at < kind_next_at THEN {gone} END AS kind_gone_day,
            CASE WHEN kind_prev_gone_at < ordered_at THEN {local_day("kind_prev_gone_at", time_zone)} END
                AS kind_prev_gone_day,
            CASE WHEN regular THEN coalesce(delivery_no, nth_delivery)::INTEGER END AS delivery
        FROM departing)
    SELECT {kept}, {derived} FROM (SELECT *, {months} FROM told)
    UNION ALL
    SELECT {kept}, {nulls} FROM raw WHERE NOT counted
    ORDER BY customer NULLS LAST, ordered_at, order_no NULLS FIRST, position, "order"
    """


_KINDS_WALKED = f"""
        SELECT *,
            row_number() OVER kind AS kind_f,
            lag(day) OVER kind AS kind_prev_day, lead(day) OVER kind AS kind_next_day,
            lag(ordered_at) OVER kind AS kind_prev_at, lead(ordered_at) OVER kind AS kind_next_at,
            first_value(day) OVER kind AS kind_first_day,
            row_number() OVER (PARTITION BY customer, contract ORDER BY {SEQUENCE}) AS nth_delivery
        FROM walked WINDOW kind AS (PARTITION BY customer, regular ORDER BY {SEQUENCE})"""

_KINDS_COPIED = """
        SELECT *, f AS kind_f, prev_day AS kind_prev_day, next_day AS kind_next_day, prev_at AS kind_prev_at,
            next_at AS kind_next_at, first_day AS kind_first_day, NULL::INTEGER AS nth_delivery
        FROM walked"""


def _departing(departures: str | None) -> str:
    """CTE `departing`: each walked order with the first departure after it, and after the orders before it."""
    if departures is None:
        nowhere = "NULL::TIMESTAMPTZ"
        return (
            f"departing AS (SELECT *, {nowhere} AS gone_at, {nowhere} AS prev_gone_at, "
            f"{nowhere} AS kind_prev_gone_at FROM kinds)"
        )
    return f"""departing AS (
        SELECT kinds.*, after.gone_at, before.gone_at AS prev_gone_at, kind_before.gone_at AS kind_prev_gone_at
        FROM kinds
        ASOF LEFT JOIN {departures} AS after
            ON kinds.customer = after.customer AND kinds.ordered_at <= after.gone_at
        ASOF LEFT JOIN {departures} AS before
            ON kinds.customer = before.customer AND kinds.prev_at <= before.gone_at
        ASOF LEFT JOIN {departures} AS kind_before
            ON kinds.customer = kind_before.customer AND kinds.kind_prev_at <= kind_before.gone_at)"""


def local_day(instant: str, time_zone: str) -> str:
    """SQL for the brand's day of an instant column."""
    offset_us = steady_offset_us(time_zone)
    if offset_us is None:
        return f"(({instant}) AT TIME ZONE '{time_zone}')::DATE"
    return f"make_timestamp(epoch_us({instant}) + {offset_us})::DATE"


@cache
def steady_offset_us(time_zone: str) -> int | None:
    """The zone's offset from UTC in microseconds where it never changed in the years orders come from, else None.

    Adding a constant is many times faster than asking the calendar for every order, and Japan's has stood since 1951.
    """
    zone = ZoneInfo(time_zone)
    days = (datetime(ORDERS_SINCE, 1, 1, tzinfo=UTC) + timedelta(days=step) for step in range(80 * 366))
    offsets = {day.astimezone(zone).utcoffset() for day in days}
    if len(offsets) != 1:
        return None
    offset = offsets.pop()
    return None if offset is None else offset // timedelta(microseconds=1)


def contracts(orders: str, raw_contracts: str, time_zone: str) -> str:
    """SQL for one row per regular-delivery contract: those named by contract data and those seen in orders.

    `cadence_days` is the median gap between the contract's own deliveries, else the cadence agreed, else the median of
    all contracts, else 30.
    """
    return f"""
    WITH delivered AS (
        SELECT contract, customer, lead(day) OVER (PARTITION BY contract ORDER BY {SEQUENCE}) - day AS gap
        FROM {orders} WHERE counted AND regular),
    gaps AS (SELECT contract, any_value(customer) AS customer, median(gap) AS gap FROM delivered GROUP BY contract),
    usual AS (SELECT median(gap) AS gap FROM gaps)
    SELECT coalesce(known.contract, seen.contract) AS contract,
        coalesce(known.customer, seen.customer) AS customer,
        {local_day("known.started_at", time_zone)} AS started_day,
        {local_day("known.cancelled_at", time_zone)} AS cancelled_day,
        coalesce(known.state_known, false) AS state_known,
        greatest(1, round(coalesce(seen.gap, known.cadence_days, usual.gap, 30)))::INTEGER AS cadence_days
    FROM gaps AS seen FULL JOIN {raw_contracts} AS known USING (contract) CROSS JOIN usual
    ORDER BY contract
    """
