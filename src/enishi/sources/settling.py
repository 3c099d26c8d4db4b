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

from enishi.sources.contracts import NEUTRAL_ORDERS
from enishi.sources.engine import literal, stream
from enishi.sources.orders import ROWS, finished
from enishi.sources.rules import keys
from enishi.sources.runs import grouped, starts_of

_PLACE = ("position", "line_no", "_rows")
REPEATED_ID = "order_id_repeated"
INCOMPLETE = "order_incomplete"

_OTHER_CUSTOMER = """coalesce(member_id <> first_value(member_id ignore nulls) over o,
    mail <> first_value(mail ignore nulls) over o, phone <> first_value(phone ignore nulls) over o, false)"""
_OTHER_TOTAL = "coalesce(amount <> first_value(amount ignore nulls) over o, false)"
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

    def settle(self, rows: Path, out: Path, doubtful: np.ndarray, broken: set[str]) -> Settled:
        """Write NEUTRAL_ORDERS to `out`, in the order of the file.

        `doubtful`: hashes of keys that stand more than once or lack something; `broken`: order ids with a refused row.
        """
        self.engine.register("doubtful", pa.table({"h": pa.array(np.unique(doubtful), pa.uint64())}))
        result = Settled()
        mended = self.folder / "mended.parquet"
        schema = ROWS if self.by_lines else NEUTRAL_ORDERS
        self._judge(rows)
        apart = self._positions()
        if not self.with_ids:
            self._number(rows, mended, schema)
        else:
            self._pick(rows, mended, schema, broken, result)
        with pq.ParquetWriter(out, NEUTRAL_ORDERS) as writer:
            inserts = stream(self.engine, f"select * from read_parquet({literal(mended)}) order by position", schema)
            for table in _woven(rows, apart, inserts):
                done = finished(table) if self.by_lines else table
                result.records += done.num_rows
                writer.write_table(done)
                pa.default_memory_pool().release_unused()
                self.on_progress(result.records)
        mended.unlink()
        return result

    def _judge(self, rows: Path) -> None:
        """A verdict for each row of a doubtful key: keep, append, repeated, other."""
        base = "hash(key)" if self.with_ids else f"hash(left(key, {len(keys.PREFIX) + keys.HASH_LENGTH}))"
        told = ", ".join(f'"{name}"' for name in NEUTRAL_ORDERS.names if name not in _PLACE)
        other = f"({_OTHER_CUSTOMER} or {_OTHER_TOTAL})" if self.by_lines else "true"
        verdict = f"""case when not {str(self.with_ids).lower()} then 'keep'
            when row_number() over o = 1 then 'keep' when same = first_value(same) over o then 'repeated'
            when {other} then 'other' else 'append' end"""
        self.engine.execute(f"""create or replace temp table verdicts as
            with d as (select key, position, member_id, mail, phone, amount, md5(row({told})::varchar) as same
                       from read_parquet({literal(rows)}) where {base} in (select h from doubtful))
            select position, key, {verdict} as verdict from d {_WINDOW}""")

    def _positions(self) -> np.ndarray:
        found = self.engine.execute("select position from verdicts order by position").to_arrow_table()
        return np.asarray(found.column("position").to_numpy(), np.int64)

    def _number(self, rows: Path, mended: Path, schema: pa.Schema) -> None:
        """Rows without an order id that are alike are all kept, and numbered in the order of the file."""
        base = f"left(key, {len(keys.PREFIX) + keys.HASH_LENGTH})"
        sql = f"""select r.* replace ({base} || '#' || row_number() over (partition by {base} order by position) as key)
            from read_parquet({literal(rows)}) r semi join verdicts using (position)"""
        with pq.ParquetWriter(mended, schema) as writer:
            for table in stream(self.engine, sql, schema):
                writer.write_table(table)

    def _pick(self, rows: Path, mended: Path, schema: pa.Schema, broken: set[str], result: Settled) -> None:
        counted = "select count(*) from verdicts where verdict = 'repeated'"
        result.repeated = (self.engine.execute(counted).fetchone() or (0,))[0]
        joined = f"from read_parquet({literal(rows)}) r join verdicts v using (position)"
        for table in stream(self.engine, f"select r.* {joined} where verdict = 'other'", schema):
            self._refuse_other(table, result)
        kept = f"select r.* {joined} where verdict in ('keep', 'append') order by key, position"
        with pq.ParquetWriter(mended, schema) as writer:
            for table in _by_key(stream(self.engine, kept, schema)):
                whole = grouped(table, starts_of(table, ())) if self.by_lines else table
                writer.write_table(self._without_incomplete(whole, broken, result) if self.by_lines else whole)
                pa.default_memory_pool().release_unused()

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


def _by_key(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Cut a stream sorted by key so that no key is spread over two tables."""
    carry: pa.Table | None = None
    for table in tables:
        whole = pa.concat_tables([carry, table]) if carry is not None else table
        whole = whole.combine_chunks()
        last = int(starts_of(whole, ())[-1])
        if last:
            yield whole.slice(0, last).combine_chunks()
        carry = whole.slice(last)
    if carry is not None:
        yield carry.combine_chunks()


def _woven(rows: Path, apart: np.ndarray, inserts: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The file's rows without those at the positions `apart`, and the mended ones at their places."""
    waiting: pa.Table | None = next(inserts, None)
    with pq.ParquetFile(rows, pre_buffer=False) as file:
        for batch in file.iter_batches(50_000):
            table = pa.Table.from_batches([batch])
            positions = table.column("position").to_numpy()
            table = table.filter(pa.array(~np.isin(positions, apart[slice(*_span(apart, positions))])))
            parts = [table]
            while waiting is not None:
                upto = int(np.searchsorted(waiting.column("position").to_numpy(), positions[-1], side="right"))
                parts.append(waiting.slice(0, upto))
                if upto < waiting.num_rows:
                    waiting = waiting.slice(upto)
                    break
                waiting = next(inserts, None)
            whole = pa.concat_tables(parts)
            yield whole.sort_by("position") if len(parts) > 1 else whole


def _span(apart: np.ndarray, positions: np.ndarray) -> tuple[int, int]:
    return int(np.searchsorted(apart, positions[0])), int(np.searchsorted(apart, positions[-1], side="right"))
