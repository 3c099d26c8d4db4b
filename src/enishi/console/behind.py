"""The customers behind a number: reading its cell from the address, and saying in words who they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from enishi.figures.ladder import step_name
from enishi.insight.contracts import Cell, Figure
from enishi.ui.format import Format

_BY_MONTH = {
    Figure.ACTIVE_START, Figure.NEW, Figure.RETURNED, Figure.LAPSED, Figure.LEFT, Figure.ACTIVE_END, Figure.ORDERED,
}  # fmt: skip
_BY_F = {Figure.REACHED, Figure.CONVERTED, Figure.NOT_CONVERTED}
_OF_CONTRACTS = {Figure.CONTRACT_STARTED, Figure.CONTRACT_RUNNING, Figure.CONTRACT_REACHED}


def read_cell(values: Mapping[str, str]) -> Cell | None:
    """The cell that the address names, or None where it names none. Raises ValueError for one that cannot be."""
    if not values.get("figure"):
        return None
    figure = Figure(values["figure"])
    if figure in _BY_MONTH:
        return Cell(figure, month=_month(values["month"]))
    if figure in _BY_F:
        return Cell(figure, f=_number(values["f"], 1))
    cohort = _month(values["cohort"])
    if figure is Figure.CONTRACT_STARTED:
        return Cell(figure, cohort=cohort)
    if figure is Figure.CONTRACT_REACHED:
        return Cell(figure, cohort=cohort, delivery=_number(values["delivery"], 1))
    return Cell(figure, cohort=cohort, m=_number(values["m"], 0))


def counted_unlike_people(cell: Cell) -> str:
    """A word where the number counts something of which one customer may have several; else ""."""
    if cell.figure in _OF_CONTRACTS:
        return _("The figure counts contracts; a customer who holds several of them is listed once.")
    if cell.figure is Figure.ORDERED:
        return _("The figure counts orders; a customer who placed several of them is listed once.")
    return ""


def room_of(cell: Cell) -> str:
    """The page on which the cell stands."""
    if cell.figure in _BY_MONTH:
        return "base"
    return "ladder" if cell.figure in _BY_F else "retention"


def name_cell(cell: Cell, fmt: Format) -> str:
    """Who stands behind the number, as a title."""
    month = fmt.month(cell.month or cell.cohort or date.min)
    place = {"month": month, "m": cell.m, "delivery": cell.delivery}
    if cell.f is not None:
        place |= {"f": f"F{cell.f}", "step": step_name(cell.f)}
    texts = {
        Figure.ACTIVE_START: _("Customers active at the start of %(month)s"),
        Figure.NEW: _("Customers new in %(month)s"),
        Figure.RETURNED: _("Customers who returned in %(month)s"),
        Figure.LAPSED: _("Customers who lapsed in %(month)s"),
        Figure.LEFT: _("Customers who left in %(month)s"),
        Figure.ACTIVE_END: _("Customers active at the end of %(month)s"),
        Figure.ORDERED: _("Customers who ordered in %(month)s"),
        Figure.REACHED: _("Customers who reached %(f)s"),
        Figure.CONVERTED: _("Customers who went on, %(step)s"),
        Figure.NOT_CONVERTED: _("Customers who have not gone on yet, %(step)s"),
        Figure.COHORT_ORDERED: _("Customers of %(month)s who ordered in month %(m)s"),
        Figure.COHORT_RESIDUAL: _("Customers of %(month)s remaining at the end of month %(m)s"),
        Figure.CONTRACT_STARTED: _("Customers with a contract started in %(month)s"),
        Figure.CONTRACT_RUNNING: _("Customers with a contract of %(month)s running at the end of month %(m)s"),
        Figure.CONTRACT_REACHED: _("Customers with a contract of %(month)s that reached delivery %(delivery)s"),
    }
    return texts[cell.figure] % place


def _month(text: str) -> date:
    return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone


def _number(text: str, least: int) -> int:
    number = int(text)
    if not least <= number <= 10_000:
        raise ValueError(text)
    return number
