"""The report in a terminal: the same tables as everywhere, the newest months and the first steps of them."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import override
from rich import box
from rich.console import Console
from rich.table import Table as Grid

from enishi.figures.base import base_figure
from enishi.figures.ladder import ladder_figure
from enishi.figures.links import no_link
from enishi.figures.retention import delivery_table
from enishi.insight.contracts import Scope
from enishi.report.contracts import Report
from enishi.sources.contracts import Note
from enishi.ui.format import Format
from enishi.ui.refusals import NOTES
from enishi.ui.tables import Table

MONTHS = 13
STEPS = 10
WIDTH_OF_FILES = 140
LADDER_COLUMNS = (0, 1, 2, 4, 5, 8, 10)  # within 30, 60 and 180 days are for screens and files


def print_summary(
    report: Report, lang: str, *, rejects: tuple[Path, ...], written: tuple[Path, ...] = (), to_stderr: bool = False
) -> None:
    """Say it first, show it second: one sentence, then base, ladder and deliveries."""
    console = Console(stderr=to_stderr, highlight=False)
    if not console.is_terminal:
        console.width = WIDTH_OF_FILES
    fmt = Format(lang, report.currency)
    with override(lang):
        seen, has_amounts = report.overview, report.has_amounts
        base = base_figure(seen.base[-MONTHS:], seen.view, fmt, no_link, has_amounts=has_amounts)
        console.print(
            _("%(active)s active customers, %(change)s since the month before (%(month)s).")
            % {"active": base.active_text, "change": base.change_text, "month": base.month},
            style="bold",
        )
        console.print(_inputs(report, fmt))
        _print(console, base.table)
        ladder = ladder_figure(seen.ladder[:STEPS], fmt, no_link, rungs=0, has_amounts=has_amounts)
        _print(console, ladder.table, columns=LADDER_COLUMNS)
        if Scope.REGULAR in report.overviews and seen.contracts.deliveries:
            _print(console, delivery_table(seen.contracts.deliveries[:STEPS], fmt))
        for note in (note for staged in report.staged for note in staged.notes):
            console.print(_note(note, fmt), markup=False, emoji=False, soft_wrap=True)
        if rejects:
            console.print(
                _("Rows refused: %(count)s. Each stands with its reason in %(path)s: mend it and give it again.")
                % {
                    "count": fmt.count(sum(staged.rejected for staged in report.staged)),
                    "path": ", ".join(map(str, rejects)),
                },
                markup=False, emoji=False, soft_wrap=True,
            )  # fmt: skip
        for path in written:
            console.print(_("Written: %(path)s") % {"path": path}, markup=False, emoji=False, soft_wrap=True)


def _inputs(report: Report, fmt: Format) -> str:
    i = report.inputs
    return _(
        "Orders: %(orders)s, customers: %(customers)s, %(first)s to %(last)s. "
        "Left out: credit notes: %(credit)s, documents without a customer: %(without)s."
    ) % {
        "orders": fmt.count(i.orders),
        "customers": fmt.count(i.customers),
        "first": fmt.day(i.first_day),
        "last": fmt.day(i.last_day),
        "credit": fmt.count(i.credit_notes),
        "without": fmt.count(i.without_customer),
    }


def _note(note: Note, fmt: Format) -> str:
    """What was left empty, or is to be known, of rows that were taken; with the first place it stands at."""
    return _("%(file)s, %(column)s: %(count)s cells. %(reason)s First in line %(line)s: %(detail)s") % {
        "file": note.file,
        "column": note.column,
        "count": fmt.count(note.count),
        "reason": NOTES.get(note.code, ""),
        "line": fmt.count(note.line_no),
        "detail": note.detail,
    }


def _print(console: Console, table: Table, columns: tuple[int, ...] | None = None) -> None:
    shown = range(len(table.columns)) if columns is None else columns
    grid = Grid(
        title=table.caption, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    for index in shown:
        column = table.columns[index]
        grid.add_column(column.label, justify="right" if column.numeric and index else "left", no_wrap=True)
    for row in table.rows:
        grid.add_row(*(f"{row[index].text} {row[index].note}".strip() for index in shown))
    console.print(grid)
