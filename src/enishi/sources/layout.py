"""A format laid over one file's header: where each field stands, and what that makes of the rows."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from enishi.sources.chunks import Rows
from enishi.sources.columns import as_text
from enishi.sources.formats.base import Cells, Format, Header

LINE_FIELDS = frozenset({"product_code", "product_name", "unit_price"})


class Layout:
    """A format laid over one file's header."""

    def __init__(self, form: Format, header: list[str]) -> None:
        self.form = form
        self.header = Header(header)
        self.places = {name: found for name, cells in form.fields.items() if (found := self.header.places(cells))}
        self.with_ids = "order_id" in self.places
        self.with_lines = bool(LINE_FIELDS & self.places.keys())
        self.grouped = self.with_ids and self.with_lines
        self.with_total = "amount" in self.places
        self.summed = not self.with_total and "unit_price" in self.places

    def label(self, name: str) -> str:
        """The file's own name of a field's first column."""
        return self.header.names[self.places[name][0]] if name in self.places else name

    def raw(self, rows: Rows, name: str) -> pa.Array:
        return raw_cells(rows, self.places[name], self.form.fields[name])

    def raw_of(self, rows: Rows, cells: Cells) -> pa.Array | None:
        places = self.header.places(cells)
        return raw_cells(rows, places, cells) if places else None


def raw_cells(rows: Rows, places: list[int], cells: Cells) -> pa.Array:
    """A field's column: as it stands, joined of several, or the first of several that is not empty."""
    if len(places) == 1:
        return rows.column(places[0])
    parts = [as_text(rows.column(place)) for place in places]
    if cells.join is None:
        return pc.coalesce(*parts)
    if all(part.null_count == len(part) for part in parts):
        return parts[0]  # Arrow would give a column without any rows
    whole = pc.binary_join_element_wise(*parts, cells.join, null_handling="skip")
    return pc.if_else(pc.equal(whole, ""), None, whole)
