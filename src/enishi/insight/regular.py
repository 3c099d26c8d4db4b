"""Regular-delivery contracts (定期): still running at month n, and the share that reaches delivery n.

A contract starts on the day it was concluded where that is known, else on the day of its first delivery. It ends on the
day it was cancelled. Where a source shows deliveries only, it ended on the day its next delivery was due (its last
delivery + its cadence) once half a cadence more has passed without one. Contracts whose first delivery lies before the
data, with no known start, belong to no cohort and are counted apart.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from enishi.insight import cells
from enishi.insight.contracts import ContractCohort, Contracts, DeliveryStep, Estimate, View
from enishi.insight.statistics import survival
from enishi.kernel.calendar import month_named
from enishi.lake import Lake


def contract_lives(lake: Lake, orders: ir.Table, view: View) -> ir.Table:
    """One row per contract begun before `as_of`: contract, customer, start_day (null: before the data), end_day (null:
    running), deliveries."""
    limit = ibis.literal(view.as_of)
    delivered = (
        orders.filter(orders.contract.notnull())
        .group_by("contract")
        .aggregate(
            deliveries=ibis._.delivery.max(),
            first_delivery=ibis._.delivery.min(),
            first_day=ibis._.day.min(),
            last_day=ibis._.day.max(),
        )
    )
    known = lake.contracts
    both = known.left_join(delivered, known.contract == delivered.contract).select(
        contract=known.contract,
        customer=known.customer,
        deliveries=delivered.deliveries.fill_null(0),
        start_day=known.started_day.fill_null(
            (delivered.first_delivery <= 1).ifelse(delivered.first_day, ibis.null("date"))
        ),
        seen=known.started_day.notnull() | delivered.first_day.notnull(),
        cancelled_day=(known.cancelled_day < limit).ifelse(known.cancelled_day, ibis.null("date")),
        state_known=known.state_known,
        due_day=_plus(delivered.last_day, known.cadence_days),
        patience_ends=_plus(delivered.last_day, (known.cadence_days * 3 + 1) // 2),
    )
    missed = ~both.state_known & (both.patience_ends < limit).fill_null(False)
    return both.filter(both.seen & (both.start_day < limit).fill_null(True)).select(
        "contract",
        "customer",
        "start_day",
        "deliveries",
        end_day=both.cancelled_day.fill_null(missed.ifelse(both.due_day, ibis.null("date"))),
    )


def _plus(day: ir.DateValue, days: ir.IntegerValue) -> ir.DateValue:
    return (day + days.as_interval("D")).cast("date")


def contracts(lake: Lake, orders: ir.Table, view: View) -> Contracts:
    """All contract figures of a view. `orders` are those in view; only regular deliveries among them matter."""
    if not lake.manifest.contracts:
        return Contracts(cohorts=(), deliveries=(), started_before=0)
    lives = contract_lives(lake, orders, view)
    rows = (
        lives.select(
            cohort=cells.month_expr(lives.start_day),
            ended=cells.month_expr(lives.end_day),
            deliveries=lives.deliveries,
        )
        .group_by("cohort", "ended", "deliveries")
        .aggregate(count=ibis._.count())
        .to_pyarrow()
        .to_pylist()
    )
    return Contracts(
        cohorts=_cohorts(rows, cells.last_month(view.as_of)),
        deliveries=_deliveries(rows),
        started_before=sum(row["count"] for row in rows if row["cohort"] is None),
    )


def _cohorts(rows: list[dict[str, Any]], last: int) -> tuple[ContractCohort, ...]:
    cohorts = []
    for cohort in sorted({row["cohort"] for row in rows if row["cohort"] is not None}):
        mine = [row for row in rows if row["cohort"] == cohort]
        months = last - cohort + 1
        most = max(row["deliveries"] for row in mine)
        cohorts.append(
            ContractCohort(
                cohort=month_named(cohort),
                started=sum(row["count"] for row in mine),
                running=tuple(
                    sum(row["count"] for row in mine if row["ended"] is None or row["ended"] > cohort + m)
                    for m in range(months)
                ),
                reached=tuple(
                    sum(row["count"] for row in mine if row["deliveries"] >= delivery)
                    for delivery in range(1, most + 1)
                ),
            )
        )
    return tuple(cohorts)


def _deliveries(rows: list[dict[str, Any]]) -> tuple[DeliveryStep, ...]:
    """Delivery n is reached by who did not end after a delivery before it; who still runs is censored at his last."""
    begun = [row for row in rows if row["cohort"] is not None and row["deliveries"] > 0]
    if not begun:
        return ()
    durations = [row["deliveries"] for row in begun]
    curve = survival(durations, [row["ended"] is not None for row in begun], [row["count"] for row in begun])
    certain = Estimate(share=1.0, low=1.0, high=1.0)  # a contract is observed from its first delivery on
    steps = [DeliveryStep(delivery=1, at_risk=curve.at_risk(1), reached=certain)]
    for delivery in range(2, max(durations) + 1):
        reached = curve.surviving(delivery - 1)
        steps.append(DeliveryStep(delivery=delivery, at_risk=curve.at_risk(delivery), reached=reached))
    return tuple(steps)
