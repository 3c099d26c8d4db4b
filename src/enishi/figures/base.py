"""Base (顧客基盤): stock and flow of the customers, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from enishi.figures.links import Link
from enishi.figures.words import FLOWS, last_day
from enishi.insight.contracts import BaseMonth, View
from enishi.kernel.calendar import add_months
from enishi.ui.charts.flow import NARROW, WIDE, FlowChart, Part, Step, flow_chart
from enishi.ui.format import Format
from enishi.ui.tables import Column, Table, TableCell

_UP = ("new", "returned")
_DOWN = ("lapsed", "left")


@dataclass(frozen=True)
class Term:
    """One term of the equation under the headline; `kind` names the figure, and its colour."""

    kind: str
    sign: str
    label: str
    text: str
    tone: str
    href: str


@dataclass(frozen=True)
class BaseFigure:
    """The newest month in words, its equation, and the months before it as chart and table."""

    month: str
    partial: bool
    active: int
    active_text: str
    active_href: str
    change: int
    change_text: str
    flows: tuple[Term, ...]
    equation: tuple[Term, ...]
    charts: tuple[FlowChart, ...]
    summary: str
    table: Table


def base_figure(base: Sequence[BaseMonth], view: View, fmt: Format, link: Link, *, has_amounts: bool) -> BaseFigure:
    """Build from the months to show, oldest first; at least one."""
    last = base[-1]
    change = last.active_end - last.active_start
    is_partial = view.as_of != add_months(last.month, 1)
    note = fmt.until(last_day(view)) if is_partial else ""
    steps = [*(_step(month, fmt, link) for month in base[:-1]), replace(_step(last, fmt, link), note=note)]
    first = base[0]
    return BaseFigure(
        month=fmt.month(last.month),
        partial=is_partial,
        active=last.active_end,
        active_text=fmt.count(last.active_end),
        active_href=link(figure="active_end", month=last.month),
        change=change,
        change_text=fmt.change(change),
        flows=tuple(_term(last, name, fmt, link) for name in (*_UP, *_DOWN)),
        equation=_equation(last, fmt, link),
        charts=tuple(flow_chart(steps, size, fmt.compact) for size in (WIDE, NARROW)),
        summary=_("From %(first)s to %(last)s: active customers went from %(start)s to %(end)s.") % {
            "first": fmt.month(first.month), "last": fmt.month(last.month),
            "start": fmt.count(first.active_start), "end": fmt.count(last.active_end),
        },
        table=_table(base, fmt, link, has_amounts=has_amounts),
    )  # fmt: skip


def _term(month: BaseMonth, name: str, fmt: Format, link: Link) -> Term:
    value = int(getattr(month, name))
    down = name in _DOWN
    return Term(
        kind=name,
        sign="−" if down else "+",
        label=str(FLOWS[name]),
        text=fmt.count(value),
        tone=("loss" if down else "gain") if value else "",
        href=link(figure=name, month=month.month) if value else "",
    )


def _equation(month: BaseMonth, fmt: Format, link: Link) -> tuple[Term, ...]:
    def end(sign: str, label: str, figure: str, value: int) -> Term:
        return Term(figure, sign, label, fmt.count(value), "", link(figure=figure, month=month.month) if value else "")

    return (
        end("", pgettext("stock", "Start of month"), "active_start", month.active_start),
        *(_term(month, name, fmt, link) for name in (*_UP, *_DOWN)),
        end("=", pgettext("stock", "End of month"), "active_end", month.active_end),
    )


def _step(month: BaseMonth, fmt: Format, link: Link) -> Step:
    name = fmt.month(month.month)
    to = partial(link, month=month.month)

    def part(kind: str, value: int) -> Part:
        words = _("%(month)s: %(flow)s, %(people)s") % {
            "month": name, "flow": FLOWS[kind], "people": people(value, fmt),
        }  # fmt: skip
        return Part(kind, f"{FLOWS[kind]} {fmt.count(value)}", value, kind in _DOWN, words, to(figure=kind))

    return Step(
        tick=fmt.month_name(month.month),
        year=fmt.year(month.month),
        stock=month.active_end,
        stock_text=fmt.count(month.active_end),
        title=_("%(month)s: active at the end, %(people)s") % {"month": name, "people": people(month.active_end, fmt)},
        parts=tuple(part(kind, int(getattr(month, kind))) for kind in (*_UP, *_DOWN)),
        href=to(figure="active_end"),
    )


def people(value: int, fmt: Format) -> str:
    """A number of customers with its unit, for spoken texts."""
    return ngettext("%(count)s customer", "%(count)s customers", value) % {"count": fmt.count(value)}


def _table(base: Sequence[BaseMonth], fmt: Format, link: Link, *, has_amounts: bool) -> Table:
    columns = [
        Column(_("Month"), numeric=False),
        Column(_("Active at start")),
        *(Column(str(FLOWS[name])) for name in (*_UP, *_DOWN)),
        Column(_("Active at end")),
        Column(_("Change")),
        Column(_("Orders")),
    ]
    if has_amounts:
        columns.append(Column(_("Revenue")))
    return Table(
        "base",
        _("Active customers month by month"),
        tuple(columns),
        tuple(_row(month, fmt, link, has_amounts=has_amounts) for month in reversed(base)),
    )


def _row(month: BaseMonth, fmt: Format, link: Link, *, has_amounts: bool) -> tuple[TableCell, ...]:
    to = partial(link, month=month.month)

    def cell(figure: str, value: int, sign: str = "", tone: str = "") -> TableCell:
        text = f"{sign}{fmt.count(value)}" if value else "0"
        return TableCell(text, (value,), to(figure=figure) if value else "", tone=tone if value else "quiet")

    change = month.active_end - month.active_start
    cells = [
        TableCell(fmt.month(month.month), (f"{month.month:%Y-%m}",)),
        cell("active_start", month.active_start),
        *(cell(name, int(getattr(month, name)), "+", "gain") for name in _UP),
        *(cell(name, int(getattr(month, name)), "−", "loss") for name in _DOWN),
        cell("active_end", month.active_end),
        TableCell(fmt.change(change), (change,), tone="gain" if change > 0 else "loss" if change < 0 else "quiet"),
        TableCell(fmt.count(month.orders), (month.orders,), to(figure="ordered") if month.orders else ""),
    ]
    if has_amounts:
        cells.append(TableCell(fmt.money(month.revenue), (fmt.amount(month.revenue),)))
    return tuple(cells)
