"""Curves over days and months: how soon customers order again, and how many remain."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from enishi.figures.ladder import step_name
from enishi.figures.retention import Point
from enishi.insight.contracts import HORIZONS_DAYS, LadderStep
from enishi.ui.charts.curve import CURVE_NARROW, CURVE_WIDE, Curve, CurveChart, Spot, curve_chart
from enishi.ui.format import Format

STEPS_SHOWN = 4


def conversion_curves(ladder: Sequence[LadderStep], fmt: Format) -> tuple[CurveChart, ...]:
    """The first steps of the ladder over days since the order; empty when nothing can be said."""
    curves: list[Curve] = []
    for step in ladder[:STEPS_SHOWN]:
        spots = [Spot(0, 0.0, 0.0, 0.0, "")]
        for days in HORIZONS_DAYS:
            estimate = step.within.get(days)
            if estimate is None or estimate.share is None:
                break
            words = _("%(step)s within %(days)s days: %(share)s %(interval)s") % {
                "step": step_name(step.f), "days": days, "share": fmt.share(estimate.share),
                "interval": fmt.interval(estimate.low, estimate.high),
            }  # fmt: skip
            spots.append(Spot(days, estimate.share, estimate.low, estimate.high, words))
        if len(spots) > 1:
            name = f"{step_name(step.f)} {fmt.share(spots[-1].share)}"
            curves.append(Curve(name, f"k{len(curves)}", tuple(spots)))
    if not curves:
        return ()
    marks = [(0.0, "0"), *((float(days), fmt.days(days)) for days in HORIZONS_DAYS)]
    return tuple(
        curve_chart(curves, size, marks, lambda share: fmt.share(share, 0)) for size in (CURVE_WIDE, CURVE_NARROW)
    )


def remaining_curve(points: Sequence[Point], fmt: Format) -> tuple[CurveChart, ...]:
    """The share of customers remaining, by months since the first order. At least one point."""
    spots = tuple(
        Spot(
            point.m, point.share or 0.0, None, None,
            _("Month %(m)s: %(share)s, %(still)s of %(of)s customers") % {
                "m": point.m, "share": point.share_text, "still": fmt.count(point.still), "of": fmt.count(point.of),
            },
        )
        for point in points
    )  # fmt: skip
    marks = [(float(point.m), pgettext("axis", "month %(m)s") % {"m": point.m}) for point in points]
    curve = Curve(points[-1].share_text, "k0", spots)
    return tuple(
        curve_chart([curve], size, marks, lambda share: fmt.share(share, 0)) for size in (CURVE_WIDE, CURVE_NARROW)
    )
