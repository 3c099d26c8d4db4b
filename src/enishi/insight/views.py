"""Which orders a view looks at, and the windows it uses when none are given."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import ibis
import ibis.expr.types as ir

from enishi.insight.contracts import Scope, View, Windows
from enishi.insight.gaps import Gaps, read_gaps
from enishi.kernel.calendar import day_after
from enishi.kernel.errors import EnishiError
from enishi.lake import Lake

ACTIVE_DAYS_MIN = 31
ACTIVE_DAYS = 365
SUGGESTED_SHARE = 0.9


class NothingToSee(EnishiError):
    """The lake holds no counted order."""

    code = "no_orders"


def view(
    lake: Lake,
    as_of: date | None = None,
    active_days: int = ACTIVE_DAYS,
    repeat_days: int | None = None,
    scope: Scope = Scope.ALL,
) -> View:
    """Fill a view's defaults from the lake: the day after its last order, and the suggested repeat window.

    Raises EnishiError for windows that cannot be, and NothingToSee for a lake without counted orders.
    """
    if lake.manifest.last_day is None:
        raise NothingToSee(
            "There is no counted order to look at.", hint="Check what was imported and what was refused."
        )
    if active_days < ACTIVE_DAYS_MIN:
        raise EnishiError(
            f"The active window is {active_days} days; a month must fit into it.",
            hint=f"Use {ACTIVE_DAYS_MIN} days or more.",
            code="active_days",
        )
    if repeat_days is not None and repeat_days < 1:
        raise EnishiError(f"The repeat window is {repeat_days} days.", hint="Use 1 day or more.", code="repeat_days")
    until = as_of or day_after(lake.manifest.last_day)
    if repeat_days is None:
        repeat_days = windows(lake, until, scope).suggested_days or active_days
    return View(as_of=until, active_days=active_days, repeat_days=repeat_days, scope=scope)


@lru_cache(maxsize=256)
def _gaps(version: str, as_of: date, scope: Scope, lake: Lake) -> Gaps:
    return read_gaps(orders_in_view(lake, as_of, scope), as_of)


def gaps(lake: Lake, as_of: date, scope: Scope) -> Gaps:
    """The histogram of days from each order to the next, read once per lake, day and scope."""
    return _gaps(lake.version, as_of, scope, lake)


def windows(lake: Lake, as_of: date, scope: Scope) -> Windows:
    """The smallest window that holds 90 % of the observed repeat intervals."""
    days, count = gaps(lake, as_of, scope).intervals()
    total = int(count.sum())
    if total == 0:
        return Windows(suggested_days=None, repeat_intervals=0)
    enough = count.cumsum() >= SUGGESTED_SHARE * total
    return Windows(suggested_days=max(1, int(days[enough.argmax()])), repeat_intervals=total)


def orders_in_view(lake: Lake, as_of: date, scope: Scope) -> ir.Table:
    """Counted orders before `as_of` within the scope, what lies later cut off.

    Columns: customer, f, day, prev_day, next_day, gone_day, prev_gone_day, first_day, revenue, contract, delivery. In a
    narrower scope F-numbers, neighbours and first days are those among orders of the same kind.
    """
    t = lake.orders
    own = "" if scope is Scope.ALL else "kind_"
    if scope is not Scope.ALL:
        t = t.filter(t.regular if scope is Scope.REGULAR else ~t.regular)
    limit = ibis.literal(as_of)
    next_day, gone_day = t[f"{own}next_day"], t[f"{own}gone_day"]
    return t.filter(t.day < limit).select(
        customer=t.customer,
        f=t[f"{own}f"],
        day=t.day,
        prev_day=t[f"{own}prev_day"],
        next_day=(next_day < limit).ifelse(next_day, ibis.null("date")),
        gone_day=(gone_day < limit).ifelse(gone_day, ibis.null("date")),
        prev_gone_day=t[f"{own}prev_gone_day"],
        first_day=t[f"{own}first_day"],
        revenue=t.revenue,
        contract=t.contract,
        delivery=t.delivery,
    )
