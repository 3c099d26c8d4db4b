"""What counts as an order, and what each counted order carries. The one definition, as DuckDB SQL.

A *counted order* is not cancelled, not void, not fully refunded, has an amount of 0 or more and a customer.
Its *F-number* is the number of counted orders of its customer so far; ties in time follow the order number, then the
position in the file. `kind_…` columns say the same among orders of the same kind: regular deliveries (定期) apart from
chosen purchases (単品). Days are days in the brand's time zone.
"""

from __future__ import annotations

COUNTED = (
    "customer IS NOT NULL AND status = 'placed' AND amount >= 0 AND NOT (refunded > 0 AND refunded >= amount)"
)

RAW_COLUMNS = (
    '"order", customer, ordered_at, order_no, position, amount, refunded, status, channel, product, contract, delivery_no'
)

SEQUENCE = 'ordered_at, order_no NULLS FIRST, position, "order"'

_DERIVED_NULLS = """
    NULL::INTEGER AS f, NULL::DATE AS prev_day, NULL::DATE AS next_day, NULL::DATE AS gone_day,
    NULL::DATE AS prev_gone_day, NULL::DATE AS first_day, NULL::VARCHAR AS first_product,
    NULL::VARCHAR AS first_channel, NULL::INTEGER AS kind_f, NULL::DATE AS kind_prev_day,
    NULL::DATE AS kind_next_day, NULL::DATE AS kind_gone_day, NULL::DATE AS kind_prev_gone_day,
    NULL::DATE AS kind_first_day, NULL::INTEGER AS delivery"""


def derive(raw: str, departures: str | None, time_zone: str) -> str:
    """SQL that turns raw orders of whole customers into sealed ones, sorted by customer and time.

    `raw` and `departures` name relations of `RAW_ORDERS` and `RAW_DEPARTURES`; None where nobody ever left.
    """
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
            first_value(channel) OVER everything AS first_channel,
            row_number() OVER kind AS kind_f,
            lag(day) OVER kind AS kind_prev_day, lead(day) OVER kind AS kind_next_day,
            lag(ordered_at) OVER kind AS kind_prev_at, lead(ordered_at) OVER kind AS kind_next_at,
            first_value(day) OVER kind AS kind_first_day
        FROM raw WHERE counted
        WINDOW everything AS (PARTITION BY customer ORDER BY {SEQUENCE}),
               kind AS (PARTITION BY customer, regular ORDER BY {SEQUENCE})),
    {_departing(departures)},
    numbered AS (
        SELECT "order", coalesce(delivery_no, row_number() OVER (PARTITION BY contract ORDER BY {SEQUENCE}))::INTEGER
            AS delivery
        FROM raw WHERE counted AND regular)
    SELECT {RAW_COLUMNS}, day, revenue, regular, counted, f::INTEGER AS f, prev_day, next_day,
        CASE WHEN next_at IS NULL OR gone_at < next_at THEN {local_day("gone_at", time_zone)} END AS gone_day,
        CASE WHEN prev_gone_at < ordered_at THEN {local_day("prev_gone_at", time_zone)} END AS prev_gone_day,
        first_day, first_product, first_channel, kind_f::INTEGER AS kind_f, kind_prev_day, kind_next_day,
        CASE WHEN kind_next_at IS NULL OR gone_at < kind_next_at THEN {local_day("gone_at", time_zone)} END
            AS kind_gone_day,
        CASE WHEN kind_prev_gone_at < ordered_at THEN {local_day("kind_prev_gone_at", time_zone)} END
            AS kind_prev_gone_day,
        kind_first_day, delivery
    FROM departing LEFT JOIN numbered USING ("order")
    UNION ALL
    SELECT {RAW_COLUMNS}, day, revenue, regular, counted, {_DERIVED_NULLS} FROM raw WHERE NOT counted
    ORDER BY customer NULLS LAST, ordered_at, order_no NULLS FIRST, position, "order"
    """


def _departing(departures: str | None) -> str:
    """CTE `departing`: each walked order with the first departure after it, and after the orders before it."""
    if departures is None:
        nowhere = "NULL::TIMESTAMPTZ"
        return (
            f"departing AS (SELECT *, {nowhere} AS gone_at, {nowhere} AS prev_gone_at, "
            f"{nowhere} AS kind_prev_gone_at FROM walked)"
        )
    return f"""departing AS (
        SELECT walked.*, after.gone_at, before.gone_at AS prev_gone_at, kind_before.gone_at AS kind_prev_gone_at
        FROM walked
        ASOF LEFT JOIN {departures} AS after
            ON walked.customer = after.customer AND walked.ordered_at <= after.gone_at
        ASOF LEFT JOIN {departures} AS before
            ON walked.customer = before.customer AND walked.prev_at <= before.gone_at
        ASOF LEFT JOIN {departures} AS kind_before
            ON walked.customer = kind_before.customer AND walked.kind_prev_at <= kind_before.gone_at)"""


def local_day(instant: str, time_zone: str) -> str:
    """SQL for the brand's day of an instant column."""
    return f"(({instant}) AT TIME ZONE '{time_zone}')::DATE"


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
