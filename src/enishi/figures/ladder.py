"""Ladder (F転換): from one order to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from enishi.figures.links import Link
from enishi.insight.contracts import HORIZONS_DAYS, Estimate, LadderStep
from enishi.ui.charts.meter import Meter, meter
from enishi.ui.format import Format
from enishi.ui.tables import Column, Table, TableCell


@dataclass(frozen=True)
class Rung:
    """One line of the ladder: how many stood on it, and what share went on."""

    name: str
    reached: str
    reached_href: str
    share: str
    interval: str
    bar: Meter | None
    href: str


@dataclass(frozen=True)
class LadderFigure:
    """The first rung in words, the rungs as bars, and everything as a table."""

    first_share: str
    first_interval: str
    reached: int
    reached_text: str
    converted: int
    converted_text: str
    converted_href: str
    not_converted_text: str
    not_converted_href: str
    median: str
    rungs: tuple[Rung, ...]
    table: Table


def step_name(f: int) -> str:
    return f"F{f}→F{f + 1}"


def ladder_figure(
    ladder: Sequence[LadderStep], fmt: Format, link: Link, *, rungs: int, has_amounts: bool
) -> LadderFigure:
    """Build from all steps, F1 first; at least one. `rungs` is how many the bars show."""
    first = ladder[0]
    away = first.reached - first.converted
    return LadderFigure(
        first_share=fmt.share(first.conversion),
        first_interval=fmt.interval(first.low, first.high),
        reached=first.reached,
        reached_text=fmt.count(first.reached),
        converted=first.converted,
        converted_text=fmt.count(first.converted),
        converted_href=link(figure="converted", f=1) if first.converted else "",
        not_converted_text=fmt.count(away),
        not_converted_href=link(figure="not_converted", f=1) if away else "",
        median=fmt.days(first.median_days) if first.median_days is not None else "",
        rungs=tuple(_rung(step, fmt, link) for step in ladder[:rungs]),
        table=_table(ladder, fmt, link, has_amounts=has_amounts),
    )


def _rung(step: LadderStep, fmt: Format, link: Link) -> Rung:
    return Rung(
        name=step_name(step.f),
        reached=fmt.count(step.reached),
        reached_href=link(figure="reached", f=step.f) if step.reached else "",
        share=fmt.share(step.conversion),
        interval=fmt.interval(step.low, step.high),
        bar=meter(step.conversion, step.low, step.high),
        href=link(figure="converted", f=step.f) if step.converted else "",
    )


def _table(ladder: Sequence[LadderStep], fmt: Format, link: Link, *, has_amounts: bool) -> Table:
    share, low, high = _("share"), _("low"), _("high")
    columns = [
        Column(_("Step"), numeric=False),
        Column(_("Reached")),
        Column(_("Went on")),
        Column(_("Not yet")),
        Column(_("Conversion"), csv=(_("Conversion"), low, high)),
        Column(_("Median days")),
        *(
            Column(
                _("Within %(days)s days") % {"days": days}, csv=tuple(f"{days}: {end}" for end in (share, low, high))
            )
            for days in HORIZONS_DAYS
        ),
    ]
    if has_amounts:
        columns.append(Column(_("Revenue")))
    rows = tuple(_row(step, fmt, link, has_amounts=has_amounts) for step in ladder)
    return Table("ladder", _("From one order to the next, step by step"), tuple(columns), rows)


def _row(step: LadderStep, fmt: Format, link: Link, *, has_amounts: bool) -> tuple[TableCell, ...]:
    def people(figure: str, value: int) -> TableCell:
        return TableCell(fmt.count(value), (value,), link(figure=figure, f=step.f) if value else "")

    cells = [
        TableCell(step_name(step.f), (step_name(step.f),)),
        people("reached", step.reached),
        people("converted", step.converted),
        people("not_converted", step.reached - step.converted),
        estimate_cell(Estimate(step.conversion, step.low, step.high), fmt),
        TableCell(fmt.days(step.median_days), (step.median_days,)),
        *(estimate_cell(step.within.get(days, _UNKNOWN), fmt) for days in HORIZONS_DAYS),
    ]
    if has_amounts:
        cells.append(TableCell(fmt.money(step.revenue), (fmt.amount(step.revenue),)))
    return tuple(cells)


_UNKNOWN = Estimate(None, None, None)


def estimate_cell(estimate: Estimate, fmt: Format, *, places: int = 1) -> TableCell:
    """A share with its interval small beside it."""
    return TableCell(
        fmt.share(estimate.share, places),
        (estimate.share, estimate.low, estimate.high),
        note=fmt.interval(estimate.low, estimate.high, places),
        tone="quiet" if estimate.share is None else "",
    )
