# ruff: noqa: S608 - names and paths in these queries are the program's own
"""Rows with the same key in one or several files are one, and the later one knows better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from enishi.sources.engine import literal


@dataclass(frozen=True)
class United:
    """`repeated`: rows that stood again with the same content; `replaced`: with other content."""

    records: int
    repeated: int
    replaced: int


def unite(
    engine: duckdb.DuckDBPyConnection, parts: Sequence[Path], out: Path, schema: pa.Schema, keys: Sequence[str]
) -> United:
    """Write the rows of all parts to `out`, in their order, each key once: the last."""
    files = "[" + ", ".join(map(literal, parts)) + "]"
    told = ", ".join(f'"{name}"' for name in schema.names if name not in ("position", "line_no"))
    key = ", ".join(keys)
    match = " and ".join(f"r.{name} is not distinct from t.{name}" for name in keys)
    engine.execute(f"""create or replace temp table twice as
        select {key} from read_parquet({files}) group by {key} having count(*) > 1""")
    found = engine.execute(f"""
        with d as (select {key}, position, md5(row({told})::varchar) as same
                   from read_parquet({files}) r semi join twice t on {match}),
        w as (select position, same = last_value(same) over o as same,
                     row_number() over o < count(*) over (partition by {key}) as early
              from d window o as (partition by {key} order by position
                                  rows between unbounded preceding and unbounded following))
        select position, same from w where early order by position""").to_arrow_table()
    dropped = np.asarray(found.column("position").to_numpy(), np.int64)
    repeated = int(np.count_nonzero(np.asarray(found.column("same").to_numpy(), bool)))
    records = 0
    with pq.ParquetWriter(out, schema) as writer:
        for part in parts:
            with pq.ParquetFile(part, pre_buffer=False) as file:
                for batch in file.iter_batches(50_000):
                    positions = batch.column("position").to_numpy()
                    if not len(positions):
                        continue
                    lo, hi = np.searchsorted(dropped, [positions[0], positions[-1] + 1])
                    kept = batch.filter(pa.array(~np.isin(positions, dropped[lo:hi])))
                    records += kept.num_rows
                    writer.write_batch(kept)
                    pa.default_memory_pool().release_unused()
    return United(records, repeated, len(dropped) - repeated)
