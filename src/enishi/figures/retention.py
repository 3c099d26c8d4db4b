"""Retention (継続・残存): what becomes of the customers who came in one month, and of the contracts started in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from enishi.figures.ladder import estimate_cell
from enishi.figures.links import Link
from enishi.insight.contracts import Cohort, ContractCohort, DeliveryStep
from enishi.ui.charts.meter import Meter, meter
from enishi.ui.format import Format
from enishi.ui.tables import Column, Table, TableCell

_HEAT_STEPS = 10
_MONTH_DAYS = 30


class Measure(StrEnum):
    """What the cohort table shows."""

    ORDERED = "ordered"
    RESIDUAL = "residual"
    REVENUE = "revenue"


class Unit(StrEnum):
    """Whether the table tells shares or counts."""

    SHARE = "share"
    COUNT = "count"


@dataclass(frozen=True)
class Point:
    """The share of all customers seen through month `m`: sums over cohorts that have lived that long."""

    m: int
    share: float | None
    share_text: str
    still: int
    of: int


def heat(share: float | None) -> int | None:
    """The shade of a share, 0 to 9."""
    if share is None:
        return None
    return max(0, min(_HEAT_STEPS - 1, int(share * _HEAT_STEPS)))


def cohort_table(
    cohorts: Sequence[Cohort], fmt: Format, link: Link, *, measure: Measure, unit: Unit, months: int
) -> Table:
    """The triangle of cohorts, newest first, with months 0 to `months` after the first order."""
    width = min(months + 1, max((len(cohort.ordered) for cohort in cohorts), default=0))
    captions = {
        Measure.ORDERED: _("Customers who ordered in the month, by month of first order"),
        Measure.RESIDUAL: _("Customers remaining at the end of the month, by month of first order"),
        Measure.REVENUE: _("Revenue of the month, by month of first order"),
    }
    columns = (
        Column(_("First order"), numeric=False),
        Column(_("Customers")),
        *(Column(f"+{m}" if m else "0", hint=_("month %(m)s") % {"m": m}) for m in range(width)),
    )
    top = _strongest(cohorts, measure, width)
    rows = tuple(_cohort_row(cohort, fmt, link, measure, unit, width, top) for cohort in reversed(cohorts))
    return Table("cohorts", captions[measure], columns, rows, kind="heat")


def _strongest(cohorts: Sequence[Cohort], measure: Measure, width: int) -> float:
    """What the darkest shade stands for. Month 0 says nothing: everybody ordered in it."""
    if measure is Measure.RESIDUAL:
        return 1.0
    if measure is Measure.REVENUE:
        return float(max((value for cohort in cohorts for value in cohort.revenue[1:width]), default=0))
    return max((value / c.size for c in cohorts if c.size for value in c.ordered[1:width]), default=0.0)


def _cohort_row(
    cohort: Cohort, fmt: Format, link: Link, measure: Measure, unit: Unit, width: int, top: float
) -> tuple[TableCell, ...]:
    head = (
        TableCell(fmt.month(cohort.cohort), (f"{cohort.cohort:%Y-%m}",)),
        TableCell(fmt.count(cohort.size), (cohort.size,), link(figure="cohort_ordered", cohort=cohort.cohort, m=0)),
    )
    values: tuple[int, ...] = getattr(cohort, measure.value)
    cells: list[TableCell] = []
    for m in range(width):
        if m >= len(values):
            cells.append(TableCell("", (None,)))
            continue
        value = values[m]
        if measure is Measure.REVENUE:
            shade = heat(value / top) if top > 0 and value > 0 and m else None
            tone = "" if value else "quiet"
            cells.append(TableCell(fmt.money_compact(value), (fmt.amount(value),), heat=shade, tone=tone))
            continue
        share = value / cohort.size if cohort.size else None
        to = link(figure=f"cohort_{measure.value}", cohort=cohort.cohort, m=m) if value else ""
        text, raw = (fmt.share(share), share) if unit is Unit.SHARE else (fmt.count(value), value)
        plain = m == 0 and measure is Measure.ORDERED
        shade = heat(share / top) if value and share and top and not plain else None
        cells.append(TableCell(text, (raw,), to, heat=shade, tone="quiet" if plain or not value else ""))
    return (*head, *cells)


def cohort_points(cohorts: Sequence[Cohort], fmt: Format, *, residual: bool, months: int) -> tuple[Point, ...]:
    """All cohorts taken together: at month m, of the customers who could be seen so long, how many were there."""
    points: list[Point] = []
    for m in range(months + 1):
        seen = [cohort for cohort in cohorts if m < len(cohort.ordered)]
        of = sum(cohort.size for cohort in seen)
        if not of:
            break
        still = sum((cohort.residual if residual else cohort.ordered)[m] for cohort in seen)
        points.append(Point(m, still / of, fmt.share(still / of), still, of))
    return tuple(points)


def running_table(cohorts: Sequence[ContractCohort], fmt: Format, link: Link, *, unit: Unit, months: int) -> Table:
    """Contracts by month of start, newest first: still running at the end of month n."""
    width = min(months + 1, max((len(cohort.running) for cohort in cohorts), default=0))
    columns = (
        Column(_("Started in"), numeric=False),
        Column(_("Contracts started")),
        *(Column(f"+{m}" if m else "0", hint=_("month %(m)s") % {"m": m}) for m in range(width)),
    )
    rows: list[tuple[TableCell, ...]] = []
    for cohort in reversed(cohorts):
        cells = [
            TableCell(fmt.month(cohort.cohort), (f"{cohort.cohort:%Y-%m}",)),
            TableCell(
                fmt.count(cohort.started), (cohort.started,),
                link(figure="contract_started", cohort=cohort.cohort) if cohort.started else "",
            ),
        ]  # fmt: skip
        for m in range(width):
            if m >= len(cohort.running):
                cells.append(TableCell("", (None,)))
                continue
            value = cohort.running[m]
            share = value / cohort.started if cohort.started else None
            text, raw = (fmt.share(share), share) if unit is Unit.SHARE else (fmt.count(value), value)
            to = link(figure="contract_running", cohort=cohort.cohort, m=m) if value else ""
            cells.append(
                TableCell(text, (raw,), to, heat=heat(share) if value else None, tone="" if value else "quiet")
            )
        rows.append(tuple(cells))
    return Table("contracts", _("Contracts still running, by month of start"), columns, tuple(rows), kind="heat")


@dataclass(frozen=True)
class DeliveryRung:
    """One delivery: how many contracts could reach it, and what share does."""

    name: str
    at_risk: str
    share: str
    interval: str
    bar: Meter | None


def delivery_rungs(deliveries: Sequence[DeliveryStep], fmt: Format, *, limit: int) -> tuple[DeliveryRung, ...]:
    return tuple(
        DeliveryRung(
            _("Delivery %(n)s") % {"n": step.delivery},
            fmt.count(step.at_risk),
            fmt.share(step.reached.share),
            fmt.interval(step.reached.low, step.reached.high),
            meter(step.reached.share, step.reached.low, step.reached.high),
        )
        for step in deliveries[:limit]
    )


def delivery_table(deliveries: Sequence[DeliveryStep], fmt: Format) -> Table:
    columns = (
        Column(_("Delivery"), numeric=False),
        Column(_("Contracts that could reach it")),
        Column(_("Share reaching it"), csv=(_("share"), _("low"), _("high"))),
    )
    rows = tuple(
        (
            TableCell(_("Delivery %(n)s") % {"n": step.delivery}, (step.delivery,)),
            TableCell(fmt.count(step.at_risk), (step.at_risk,)),
            estimate_cell(step.reached, fmt),
        )
        for step in deliveries
    )
    return Table("deliveries", _("Share of contracts reaching each delivery"), columns, rows)


def checkpoints(points: Sequence[Point], repeat_days: int) -> tuple[Point, ...]:
    """The months worth saying first: 3 or 6, and 12. Before the repeat window is over everybody remains."""
    early = next((point for point in points if point.m in {3, 6} and point.m * _MONTH_DAYS > repeat_days), None)
    late = next((point for point in points if point.m == 12 and point.m * _MONTH_DAYS > repeat_days), None)
    return tuple(point for point in (early, late) if point is not None)
