"""Files with one row for each customer, product or contract: our own canonical ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from enishi.sources.chunks import BadRow, Chunk, Reader
from enishi.sources.columns import Flaw
from enishi.sources.contracts import NEUTRAL_CONTRACTS, NEUTRAL_CUSTOMERS, NEUTRAL_PRODUCTS, FileKind
from enishi.sources.fields import Judge
from enishi.sources.fields import status as judge_status
from enishi.sources.formats.base import Format, Header
from enishi.sources.layout import raw_cells
from enishi.sources.notes import Notebook
from enishi.sources.orders import NEUTRAL_NAMES
from enishi.sources.rejects import RejectsFile

SCHEMAS = {
    FileKind.CUSTOMERS: NEUTRAL_CUSTOMERS,
    FileKind.PRODUCTS: NEUTRAL_PRODUCTS,
    FileKind.CONTRACTS: NEUTRAL_CONTRACTS,
}
_NEUTRAL_NAMES = {**NEUTRAL_NAMES, "product_code": "code", "product_name": "name"}
_REQUIRED = {
    FileKind.CUSTOMERS: (),
    FileKind.PRODUCTS: ("product_code", "product_name"),
    FileKind.CONTRACTS: ("contract_id", "started_at", "status", "cadence_unit", "cadence_every"),
}
# Of several rows with the same of these the last is kept.
KEYS = {
    FileKind.CUSTOMERS: ("source", "member_id", "mail", "phone"),
    FileKind.PRODUCTS: ("code",),
    FileKind.CONTRACTS: ("source", "contract_id"),
}


@dataclass
class SingleRowFile:
    """Stages one file; `position` is that of its first row. Made for one use."""

    reader: Reader
    form: Format
    judge: Judge
    source: str
    rejects: RejectsFile
    notes: Notebook
    position: int
    rows: int = 0
    records: int = 0
    repeated: int = 0

    def stage(self, out: Path) -> None:
        """Write the file's rows to `out`, refused rows and notes to where they belong."""
        with pq.ParquetWriter(out, SCHEMAS[self.form.kind]) as writer:
            for chunk in self.reader.chunks():
                table, bad = self._built(chunk)
                self.rows += chunk.count
                self.records += table.num_rows
                for row in sorted([*chunk.bad, *bad], key=lambda one: one.line_no):
                    self.rejects.add(self.reader.path.name, self.reader.header, row)
                writer.write_table(table)

    def _built(self, chunk: Chunk) -> tuple[pa.Table, list[BadRow]]:
        header, rows = Header(self.reader.header), chunk.rows
        problems: dict[int, tuple[str, Flaw]] = {}
        values: dict[str, pa.Array] = {}
        for name, cells in [*self.form.fields.items(), *[("status", cells) for cells, _ in self.form.statuses]]:
            places = header.places(cells)
            if not places:
                continue
            raw = raw_cells(rows, places, cells)
            judged = judge_status(raw, self.form.statuses[0][1]) if name == "status" else self.judge.field(name, raw)
            values[name] = judged.values
            for flaw in judged.refused:
                problems.setdefault(flaw.row, (name, flaw))
            for flaw in judged.dropped:
                line_no = int(rows.line_nos[flaw.row])
                self.notes.add(self.reader.path.name, name, flaw.code, flaw.detail, line_no)
        self._check_present(values, len(rows.line_nos), problems)
        bad = [
            BadRow(int(rows.line_nos[row]), rows.cells(row), column, flaw.code, flaw.detail)
            for row, (column, flaw) in sorted(problems.items())
        ]
        return self._table(chunk, values, problems), bad

    def _check_present(self, values: dict[str, pa.Array], count: int, problems: dict[int, tuple[str, Flaw]]) -> None:
        for name in _REQUIRED[self.form.kind]:
            for row in pc.indices_nonzero(pc.is_null(values[name])).to_pylist():
                problems.setdefault(row, (name, Flaw(row, "missing", f"{name} is empty, but it is needed.")))
        if self.form.kind is FileKind.PRODUCTS:
            return
        named = np.zeros(count, bool)
        for name in ("customer_id", "email", "phone"):
            if name in values:
                named |= np.asarray(pc.is_valid(values[name]).to_numpy(zero_copy_only=False), bool)
        for row in np.flatnonzero(~named).tolist():
            detail = "Neither customer_id nor email nor phone says whose row this is."
            problems.setdefault(row, ("customer_id", Flaw(row, "missing", detail)))

    def _table(self, chunk: Chunk, values: dict[str, pa.Array], problems: dict[int, tuple[str, Flaw]]) -> pa.Table:
        rows, schema = chunk.rows, SCHEMAS[self.form.kind]
        count = len(rows.line_nos)
        renamed = _NEUTRAL_NAMES if self.form.kind is FileKind.PRODUCTS else NEUTRAL_NAMES
        columns = {renamed.get(name, name): column for name, column in values.items()}
        columns["source"] = pa.repeat(pa.scalar(self.source), count)
        columns["line_no"] = pa.array(rows.line_nos)
        first = self.position + self.rows
        columns["position"] = pa.array(np.arange(first, first + count, dtype=np.int64))
        keep = np.ones(count, bool)
        keep[list(problems)] = False
        wanted = pa.array(keep)
        return pa.table(
            [columns.get(item.name, pa.nulls(count, item.type)).filter(wanted) for item in schema], schema=schema
        )
