"""Which orders a view looks at, and the windows it uses when none are given."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import ibis
import ibis.expr.types as ir

from enishi.insight import cells
from enishi.insight.contracts import Scope, View, Windows
from enishi.insight.gaps import Gaps, read_gaps
from enishi.kernel.calendar import day_after
from enishi.kernel.errors import EnishiError
from enishi.lake import Lake

ACTIVE_DAYS_MIN = 31
WINDOW_DAYS_MAX = 36_525  # a hundred years: calendars end
ACTIVE_DAYS = 365
SUGGESTED_SHARE = 0.9

# What is told among all orders and, as kind_…, among orders of the same kind.
OWN_COLUMNS = (
    "f", "prev_day", "prev_month", "next_day", "next_month", "gone_day", "gone_month", "prev_gone_month",
    "first_day", "first_month",
)  # fmt: skip


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

    Raises EnishiError for windows and days that cannot be, and NothingToSee for a lake without counted orders.
    """
    last = lake.manifest.last_day
    if last is None:
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
    for days, code in ((active_days, "active_days"), (repeat_days or 1, "repeat_days")):
        if days > WINDOW_DAYS_MAX:
            raise EnishiError(
                f"A window of {days:,} days is longer than any shop's history.",
                hint=f"Use at most {WINDOW_DAYS_MAX:,} days.",
                code=code,
            )
    until = as_of or day_after(last)
    if (until - last).days > WINDOW_DAYS_MAX:
        raise EnishiError(
            f"{until} lies too far after the last order, which is of {last}.",
            hint=f"Choose a day not later than {last + timedelta(days=WINDOW_DAYS_MAX)}.",
            code="as_of",
        )
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


def orders_with_ends(lake: Lake, view: View) -> ir.Table:
    """Orders in view, each with the months in which its active and its repeat window close; see cells.with_ends."""
    manifest = lake.manifest
    assert manifest.first_day is not None
    assert manifest.last_day is not None
    orders = orders_in_view(lake, view.as_of, view.scope)
    return cells.with_ends(orders, view, (manifest.first_day, manifest.last_day))


def orders_in_view(lake: Lake, as_of: date, scope: Scope) -> ir.Table:
    """Counted orders before `as_of` within the scope, what lies later cut off.

    Columns: customer, f, day, month, prev_day, prev_month, next_day, next_month, gone_day, gone_month, prev_gone_month,
    first_day, first_month, revenue, contract, delivery. In a narrower scope F-numbers, neighbours and firsts are those
    among orders of the same kind.
    """
    t = lake.orders
    own = "" if scope is Scope.ALL else "kind_"
    if scope is not Scope.ALL:
        t = t.filter(t.regular if scope is Scope.REGULAR else ~t.regular)
    limit = ibis.literal(as_of)
    orders = t.filter(t.day < limit).select(
        "customer",
        "day",
        "month",
        "revenue",
        "contract",
        "delivery",
        **{name: t[f"{own}{name}"] for name in OWN_COLUMNS},
    )
    gone_in_view = orders.gone_day < limit
    orders = orders.mutate(
        gone_day=gone_in_view.ifelse(orders.gone_day, ibis.null("date")),
        gone_month=gone_in_view.ifelse(orders.gone_month, ibis.null("int32")),
    )
    if lake.manifest.last_day is not None and as_of > lake.manifest.last_day:
        return orders  # no order lies later
    next_in_view = orders.next_day < limit
    return orders.mutate(
        next_day=next_in_view.ifelse(orders.next_day, ibis.null("date")),
        next_month=next_in_view.ifelse(orders.next_month, ibis.null("int32")),
    )
