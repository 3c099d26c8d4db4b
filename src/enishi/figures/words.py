"""The words of the trade: names and definitions of every figure, in one place."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enishi.figures.retention import Measure, Unit
from enishi.insight.contracts import Scope, View
from enishi.ui.format import Format

SCOPES = {
    Scope.ALL: gettext_lazy("All"),
    Scope.REGULAR: gettext_lazy("Regular"),
    Scope.ONE_OFF: gettext_lazy("One-off"),
}

FLOWS = {
    "new": gettext_lazy("New"),
    "returned": gettext_lazy("Returned"),
    "lapsed": gettext_lazy("Lapsed"),
    "left": gettext_lazy("Left"),
}


MEASURES = {
    Measure.ORDERED: gettext_lazy("Ordered"),
    Measure.RESIDUAL: gettext_lazy("Remaining"),
    Measure.REVENUE: gettext_lazy("Revenue"),
}

UNITS = {
    Unit.SHARE: gettext_lazy("Shares"),
    Unit.COUNT: gettext_lazy("Counts"),
}

ORDER_STATUSES = {
    "placed": "",
    "cancelled": gettext_lazy("Cancelled"),
    "void": gettext_lazy("Void"),
    "refunded": gettext_lazy("Refunded"),
}

CHANNELS = {
    "online": gettext_lazy("Online shop"),
    "store": gettext_lazy("Store"),
    "mall": gettext_lazy("Mall"),
    "phone": gettext_lazy("Telephone"),
}

CONTRACT_STATUSES = {
    "running": gettext_lazy("Running"),
    "paused": gettext_lazy("Paused"),
    "cancelled": gettext_lazy("Cancelled"),
}


def population(scope: Scope) -> str:
    if scope is Scope.REGULAR:
        return _("Orders that are deliveries of a regular contract, and the customers who placed them.")
    if scope is Scope.ONE_OFF:
        return _("Orders chosen one by one, without regular deliveries, and the customers who placed them.")
    return _("All counted orders, regular and one-off, and the customers who placed them.")


def counted_order() -> str:
    return _(
        "A counted order is one that is neither cancelled nor void nor refunded in full, and that names a customer."
    )


def definitions(view: View, fmt: Format) -> dict[str, tuple[str, ...]]:
    """What each figure means, over which window and for whom; keyed by the figure."""
    until = _("Orders until %(day)s. Days are days in the brand's time zone.") % {"day": fmt.day(last_day(view))}
    people = population(view.scope)
    return {
        "base": (
            _("Active: customers who ordered within the last %(days)s days and have not left.")
            % {"days": fmt.count(view.active_days)},
            _("New: first order in the month. Returned: ordered again after being inactive at the start of the month."),
            _("Lapsed: active at the start of the month and no longer at its end. Left: withdrew or was erased."),
            _("Active at start + new + returned − lapsed − left = active at end, exact to the customer."),
            until,
            people,
            counted_order(),
        ),
        "ladder": (
            _("F is how many counted orders a customer has placed. Conversion F1→F2: of those who reached F1, "
              "the share who have ordered again by now, with the Wilson interval (95%)."),
            _("Within n days: Kaplan–Meier, so that those who came only lately are not counted as having stayed away."),
            _("Median days: between this order and the next, of those who went on."),
            until,
            people,
            counted_order(),
        ),
        "cohorts": (
            _("A cohort is everyone whose first order fell in the same month. Month 0 is that month itself."),
            _("Ordered: placed an order in that month. Remaining: ordered within the last %(days)s days before the end "
              "of that month.") % {"days": fmt.count(view.repeat_days)},
            _("Revenue: order totals with tax and shipping, less refunds, in the month of the order."),
            until,
            people,
            counted_order(),
        ),
        "running": (
            _("Contracts by the month in which they started; running: not cancelled by the end of month n."),
            until,
        ),
        "deliveries": (
            _("The share of contracts that reach delivery n, by Kaplan–Meier with its interval (95%): "
              "contracts still under way count for as long as they have been seen."),
            until,
        ),
    }  # fmt: skip


def last_day(view: View) -> date:
    """The last day that counts: as-of is the start of the day after it."""
    return view.as_of - timedelta(days=1)
