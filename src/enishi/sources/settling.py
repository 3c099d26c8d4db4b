# ruff: noqa: S608 - names and paths in these queries are the program's own
"""Orders that share a key: further lines of the same order, the same order again, or another order with its id."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from enishi.sources.buckets import Buckets, Runs, among
from enishi.sources.contracts import NEUTRAL_ORDERS
from enishi.sources.engine import hashes
from enishi.sources.orders import ROWS, finished
from enishi.sources.rules import keys
from enishi.sources.runs import grouped, starts_of

WOVEN_ROWS = 25_000

_PLACE = ("position", "line_no", "_rows")
BASE_LENGTH = len(keys.PREFIX) + keys.HASH_LENGTH  # of a key that was made of a row without an order id
REPEATED_ID = "order_id_repeated"
INCOMPLETE = "order_incomplete"

_OTHER_CUSTOMER = """coalesce(member_id <> first_value(member_id ignore nulls) over o,
    mail <> first_value(mail ignore nulls) over o, phone <> first_value(phone ignore nulls) over o, false)"""
_OTHER_TOTAL = "coalesce(amount <> first_value(amount ignore nulls) over o, false)"
_BASE = f"left(key, {BASE_LENGTH})"
_NUMBERED = f"""select * replace ({_BASE} || '#' || row_number() over (partition by {_BASE} order by position) as key)
    from bucket"""
_WINDOW = "window o as (partition by key order by position rows between unbounded preceding and unbounded following)"


@dataclass
class Settled:
    """The outcome of one file: `refused` says reason and detail by physical line."""

    records: int = 0
    repeated: int = 0
    refused: dict[int, tuple[str, str, str]] = field(default_factory=dict)


@dataclass
class Settler:
    """Settles the rows of orders in one Parquet file (ROWS where `by_lines`, else NEUTRAL_ORDERS)."""

    engine: duckdb.DuckDBPyConnection
    folder: Path
    with_ids: bool
    by_lines: bool
    priced: bool  # totals may have to be summed from lines
    on_progress: Callable[[int], None]  # orders written so far

    def settle(self, rows: Path, out: Path, doubtful: np.ndarray, broken: set[str], positions: range) -> Settled:
        """Write NEUTRAL_ORDERS to `out`, in the order of the file.

        `doubtful`: sorted hashes of keys that stand more than once or lack something; `broken`: order ids with a
        refused row; `positions`: those of the file.
        """
        result = Settled()
        schema = ROWS if self.by_lines else NEUTRAL_ORDERS
        apart, buckets = self._apart(rows, doubtful, positions, schema)
        runs = Runs(self.folder, schema)
        for bucket in buckets:
            runs.add(self._mended(bucket, schema, broken, result))
            pa.default_memory_pool().release_unused()
        with pq.ParquetWriter(out, NEUTRAL_ORDERS) as writer:
            for table in _woven(rows, apart, positions.start, runs):
                done = finished(table) if self.by_lines else table
                result.records += done.num_rows
                writer.write_table(done)
                pa.default_memory_pool().release_unused()
                self.on_progress(result.records)
        runs.close()
        return result

    def _apart(
        self, rows: Path, doubtful: np.ndarray, positions: range, schema: pa.Schema
    ) -> tuple[np.ndarray, Buckets]:
        """The rows of doubtful keys, in buckets, and for each position of the file whether such a row stands there."""
        apart = np.zeros(len(positions), bool)
        with pq.ParquetFile(rows, pre_buffer=False) as file:
            buckets = Buckets(self.folder, "doubtful", file.metadata.num_rows, schema)
            for number in range(file.num_row_groups if len(doubtful) else 0):
                found = self._hashes(file.read_row_group(number, columns=["key"]).column("key"))
                mask = among(found, doubtful)
                if mask.any():
                    table = file.read_row_group(number).filter(pa.array(mask))
                    apart[table.column("position").to_numpy() - positions.start] = True
                    buckets.add(table, found[mask])
                    pa.default_memory_pool().release_unused()
        return apart, buckets

    def _hashes(self, found: pa.ChunkedArray) -> np.ndarray:
        return hashes(self.engine, found if self.with_ids else pc.utf8_slice_codeunits(found, 0, BASE_LENGTH))

    def _mended(self, bucket: pa.Table, schema: pa.Schema, broken: set[str], result: Settled) -> pa.Table:
        """What becomes of the rows of some doubtful keys."""
        self.engine.register("bucket", bucket)
        try:
            if not self.with_ids:
                return self._query(_NUMBERED, schema)
            self._judge()
            return self._picked(schema, broken, result)
        finally:
            self.engine.unregister("bucket")

    def _query(self, sql: str, schema: pa.Schema) -> pa.Table:
        return self.engine.execute(sql).to_arrow_table().select(schema.names).cast(schema).combine_chunks()

    def _judge(self) -> None:
        """A verdict for each row: keep, append, repeated, other."""
        told = ", ".join(f'"{name}"' for name in NEUTRAL_ORDERS.names if name not in _PLACE)
        other = f"({_OTHER_CUSTOMER} or {_OTHER_TOTAL})" if self.by_lines else "true"
        verdict = f"""case when row_number() over o = 1 then 'keep' when same = first_value(same) over o then 'repeated'
            when {other} then 'other' else 'append' end"""
        self.engine.execute(f"""create or replace temp table verdicts as
            with d as (select key, position, member_id, mail, phone, amount, md5(row({told})::varchar) as same
                       from bucket)
            select position, key, {verdict} as verdict from d {_WINDOW}""")

    def _picked(self, schema: pa.Schema, broken: set[str], result: Settled) -> pa.Table:
        counted = "select count(*) from verdicts where verdict = 'repeated'"
        result.repeated += (self.engine.execute(counted).fetchone() or (0,))[0]
        joined = "from bucket r join verdicts v using (position)"
        self._refuse_other(self._query(f"select r.* {joined} where verdict = 'other'", schema), result)
        kept = f"select r.* {joined} where verdict in ('keep', 'append') order by r.key, position"
        table = self._query(kept, schema)
        if not self.by_lines:
            return table
        return self._without_incomplete(grouped(table, starts_of(table, ())), broken, result)

    def _refuse_other(self, table: pa.Table, result: Settled) -> None:
        for row in table.select(
            [name for name in ("key", "line_no", "_rows") if name in table.column_names]
        ).to_pylist():
            detail = f"Order {row['key']} stands above with another customer, total or content."
            for line_no in row.get("_rows") or [row["line_no"]]:
                result.refused[line_no] = ("order_id", REPEATED_ID, detail)

    def _without_incomplete(self, table: pa.Table, broken: set[str], result: Settled) -> pa.Table:
        """Refuse all rows of an order whose time is missing, or whose total would lack a refused line."""
        is_broken = pc.is_in(table.column("key"), pa.array(sorted(broken), pa.string()))
        short = pc.and_(is_broken, pc.is_null(table.column("amount"))) if self.priced else pa.scalar(False)
        undated = pc.is_null(table.column("ordered_at"))
        refuse = pc.or_(undated, short)
        for row in table.filter(refuse).select(["key", "_rows"]).to_pylist():
            if row["key"] in broken:
                verdict = ("", INCOMPLETE, f"Another row of order {row['key']} was refused; mend them together.")
            else:
                verdict = ("ordered_at", "missing", f"No row of order {row['key']} says when it was placed.")
            result.refused.update(dict.fromkeys(row["_rows"], verdict))
        return table.filter(pc.invert(refuse))


def _woven(rows: Path, apart: np.ndarray, first: int, runs: Runs) -> Iterator[pa.Table]:
    """The file's rows without those set apart, and the mended ones at their places. `first`: the file's position."""
    with pq.ParquetFile(rows, pre_buffer=False) as file:
        for number in range(file.num_row_groups):
            positions = file.read_row_group(number, columns=["position"]).column("position").to_numpy()
            stays = ~apart[positions - first]
            table = file.read_row_group(number).filter(pa.array(stays)) if stays.any() else None
            own = positions[stays]
            for start in range(0, len(positions), WOVEN_ROWS):
                upto = int(positions[min(start + WOVEN_ROWS, len(positions)) - 1])
                parts = runs.upto(upto)
                if table is not None:
                    lo, hi = np.searchsorted(own, [positions[start], upto + 1]).tolist()
                    parts.append(table.slice(lo, hi - lo))
                if parts:
                    yield pa.concat_tables(parts).sort_by("position") if len(parts) > 1 else parts[0]
