"""A table of figures: one description, shown as HTML and downloaded as CSV, so that both always agree. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Value = str | int | float | None

BOM = "\ufeff"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class TableCell:
    """One cell. `text` is what people read; `values` is what the CSV carries, one for each of the column's headings.

    `heat` shades the cell in steps of 0 (lightest) to 9; `tone` is "", "gain", "loss" or "quiet"; `note` stands small
    behind the text (an interval, a unit).
    """

    text: str
    values: tuple[Value, ...]
    href: str = ""
    note: str = ""
    tone: str = ""
    heat: int | None = None


@dataclass(frozen=True)
class Column:
    """A column: its heading, and the headings of its values in the CSV (the heading alone where none are given)."""

    label: str
    csv: tuple[str, ...] = ()
    numeric: bool = True
    hint: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        return self.csv or (self.label,)


@dataclass(frozen=True)
class Table:
    """`name` is the CSV's file name and the element's id; the first column heads its row."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    kind: str = "plain"  # "plain", or "heat" for a shaded triangle

    @property
    def labelled(self) -> tuple[tuple[tuple[Column, TableCell], ...], ...]:
        """The rows with each cell's column beside it."""
        return tuple(tuple(zip(self.columns, row, strict=True)) for row in self.rows)


def safe(value: Value) -> Value:
    """A value that no spreadsheet will run as a formula: text that starts like one gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS) and not _is_number(value):
        return f"'{value}"
    return value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text and text == text.strip()


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """The lines of a CSV that Excel opens right: UTF-8 with a byte order mark, CRLF, no formulas, empty for unknown."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([safe(heading) for heading in headings])
    yield BOM + buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(["" if value is None else safe(value) for value in row])
        yield buffer.getvalue()


def table_csv(table: Table) -> Iterator[str]:
    headings = [heading for column in table.columns for heading in column.headings]
    return to_csv(headings, ([value for cell in row for value in cell.values] for row in table.rows))
