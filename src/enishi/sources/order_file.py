# ruff: noqa: S608 - names and paths in these queries are the program's own
"""One file of orders to one Parquet file of neutral orders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from enishi.kernel.errors import EnishiError
from enishi.sources.buckets import HashFile
from enishi.sources.chunks import BadRow, Reader
from enishi.sources.contracts import NEUTRAL_ORDERS
from enishi.sources.engine import hashes
from enishi.sources.notes import Notebook
from enishi.sources.orders import ROWS, Built, OrderBuilder, finished
from enishi.sources.rejects import RejectsFile
from enishi.sources.rules import keys
from enishi.sources.runs import grouped, starts_of
from enishi.sources.settling import Settled, Settler

MAX_LINES = 100_000  # of one order


@dataclass
class OrderFile:
    """Stages one file; `position` is that of its first row. Made for one use."""

    reader: Reader
    builder: OrderBuilder
    engine: duckdb.DuckDBPyConnection
    folder: Path
    rejects: RejectsFile
    notes: Notebook
    position: int
    on_settling: Callable[[int, int], None] = lambda done, total: None  # orders done, orders in all
    rows: int = 0
    records: int = 0
    repeated: int = 0
    _hashes: HashFile = field(init=False)
    _doubtful: list[np.ndarray] = field(default_factory=list)
    _broken: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.reader.path.name

    def stage(self, out: Path) -> None:
        """Write the file's orders to `out`, refused rows and notes to where they belong."""
        layout = self.builder.layout
        rows_path = self.folder / "rows.parquet"
        self._hashes = HashFile(self.folder / "hashes.bin")
        with pq.ParquetWriter(rows_path, ROWS if layout.grouped else NEUTRAL_ORDERS) as writer:
            for table in self._tables():
                writer.write_table(table)
                self.records += table.num_rows
                pa.default_memory_pool().release_unused()
        doubtful = self._doubtful_hashes()
        if not layout.grouped and not len(doubtful):
            rows_path.replace(out)
            return
        unsettled = self.records
        self.on_settling(0, unsettled)
        settler = Settler(
            self.engine,
            self.folder,
            layout.with_ids,
            layout.grouped,
            "unit_price" in layout.places,
            lambda done: self.on_settling(done, unsettled),
        )
        positions = range(self.position, self.position + self.rows)
        settled = settler.settle(rows_path, out, doubtful, self._broken, positions)
        rows_path.unlink()
        self.records, self.repeated = settled.records, settled.repeated
        self._refuse(settled)

    def _tables(self) -> Iterator[pa.Table]:
        built = (one.table for one in self._built())
        return self._by_order(built) if self.builder.layout.grouped else self._one_by_one(built)

    def _built(self) -> Iterator[Built]:
        first = True
        for chunk in self.reader.chunks():
            if first and len(chunk.rows.line_nos):
                self.builder.check_decimals(chunk)
                first = False
            built = self.builder.build(chunk, self.position + self.rows)
            self.rows += chunk.count
            for row in sorted(built.bad, key=lambda bad: bad.line_no):
                self.rejects.add(self.name, self.reader.header, row)
            for column, flaw, line_no in built.notes:
                self.notes.add(self.name, column, flaw.code, flaw.detail, line_no)
            self._broken.update(built.broken)
            if built.table.num_rows:
                yield built

    def _one_by_one(self, tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
        for table in tables:
            done = finished(table)
            if not self.builder.layout.with_ids:
                done = self._with_hash_keys(done)
            else:
                self._hashes.add(hashes(self.engine, done.column("key")))
            yield done

    def _with_hash_keys(self, table: pa.Table) -> pa.Table:
        self.engine.register("chunk", table.select(["member_id", "mail", "phone", "ordered_at", "quantity", "amount"]))
        sql = f"select base || '#1' as key, hash(base) as h from (select {keys.BASE_SQL} as base from chunk)"
        found = self.engine.execute(sql).to_arrow_table()
        self.engine.unregister("chunk")
        self._hashes.add(found.column("h").to_numpy())
        at = table.schema.get_field_index("key")
        return table.set_column(at, table.schema.field("key"), found.column("key").cast(pa.string()))

    def _by_order(self, tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
        carry: pa.Table | None = None
        for table in tables:
            whole = (pa.concat_tables([carry, table]) if carry is not None else table).combine_chunks()
            starts = starts_of(whole)
            last = int(starts[-1])
            if whole.num_rows - last > MAX_LINES:
                raise self._endless(f"order {whole.column('key')[-1].as_py()}")
            if last:
                yield self._noted(grouped(whole.slice(0, last).combine_chunks(), starts[:-1]))
            carry = whole.slice(last)
        if carry is not None:
            yield self._noted(grouped(carry.combine_chunks(), np.zeros(1, np.int64)))

    def _noted(self, table: pa.Table) -> pa.Table:
        found = hashes(self.engine, table.column("key"))
        self._hashes.add(found)
        undated = table.column("ordered_at").combine_chunks().is_null().to_numpy(zero_copy_only=False)
        if undated.any():
            self._doubtful.append(found[undated])
        return table

    def _endless(self, order: str) -> EnishiError:
        return EnishiError(
            f"{self.name}: {order} has more than {MAX_LINES:,} lines.",
            hint=f"Is {self.builder.layout.label('order_id')} really the column of the order id?",
            code="order_too_long",
        )

    def _doubtful_hashes(self) -> np.ndarray:
        """Hashes of the keys that stand more than once, lack a time, or lost a row."""
        every = self._hashes.sorted()
        if self.builder.layout.with_ids and (every[MAX_LINES:] == every[:-MAX_LINES]).any():
            raise self._endless("an order")
        twice = every[1:][every[1:] == every[:-1]]
        del every  # of a large file it is large
        broken = hashes(self.engine, pa.array(sorted(self._broken), pa.string()))
        return np.unique(np.concatenate([twice, broken, *self._doubtful]))

    def _refuse(self, settled: Settled) -> None:
        """Rows that turned out bad only beside others: fetch them from the file again, as they stand there."""
        if not settled.refused:
            return
        wanted = np.fromiter(settled.refused, np.int64)
        for chunk in self.reader.chunks():
            for at in np.flatnonzero(np.isin(chunk.rows.line_nos, wanted)).tolist():
                line_no = int(chunk.rows.line_nos[at])
                column, reason, detail = settled.refused[line_no]
                label = self.builder.layout.label(column) if column else ""
                self.rejects.add(
                    self.name, self.reader.header, BadRow(line_no, chunk.rows.cells(at), label, reason, detail)
                )
