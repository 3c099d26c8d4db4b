# ruff: noqa: S608 - names and paths in these queries are the program's own
"""Rows with the same key in one or several files are one, and the later one knows better."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from enishi.sources.buckets import Buckets, HashFile, among


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
    dropped, repeated = _early(engine, parts, out.parent, schema, keys)
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


def _early(
    engine: duckdb.DuckDBPyConnection, parts: Sequence[Path], folder: Path, schema: pa.Schema, keys: Sequence[str]
) -> tuple[np.ndarray, int]:
    """The sorted positions of rows whose key stands again further on, and how many have the content of the last."""
    key = ", ".join(keys)
    told = ", ".join(f'"{name}"' for name in schema.names if name not in ("position", "line_no"))
    every = HashFile(folder / "hashes.bin")
    for _, found in _hashed(engine, parts, keys):
        every.add(found)
    ordered = every.sorted()
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    expected = 2 * len(twice)
    del ordered
    kept = pa.schema([*(schema.field(name) for name in keys), schema.field("position"), pa.field("same", pa.string())])
    buckets = Buckets(folder, "twice", expected, kept)
    for read, found in _hashed(engine, parts, keys):
        if (mask := among(found, twice)).any():
            engine.register("rows", read().filter(pa.array(mask)))
            sql = f"select {key}, position, md5(row({told})::varchar) as same from rows"
            buckets.add(engine.execute(sql).to_arrow_table(), found[mask])
            engine.unregister("rows")
            pa.default_memory_pool().release_unused()
    dropped, repeated = [np.empty(0, np.int64)], 0
    for bucket in buckets:
        engine.register("bucket", bucket)
        sql = f"""with w as (select position, same = last_value(same) over o as same,
                      row_number() over o < count(*) over (partition by {key}) as early
                  from bucket window o as (partition by {key} order by position
                                           rows between unbounded preceding and unbounded following))
            select position, same from w where early"""
        early = engine.execute(sql).to_arrow_table()
        engine.unregister("bucket")
        dropped.append(np.array(early.column("position").to_numpy(), np.int64))
        repeated += int(np.count_nonzero(np.asarray(early.column("same").to_numpy(), bool)))
    positions = np.concatenate(dropped)
    dropped.clear()
    positions.sort()
    return positions, repeated


def _hashed(
    engine: duckdb.DuckDBPyConnection, parts: Sequence[Path], keys: Sequence[str]
) -> Iterator[tuple[Callable[[], pa.Table], np.ndarray]]:
    """Row group by row group: how to read it whole, and the hashes of its rows' keys."""
    for part in parts:
        with pq.ParquetFile(part, pre_buffer=False) as file:
            for number in range(file.num_row_groups):
                engine.register("named", file.read_row_group(number, columns=list(keys)))
                found = engine.execute(f"select hash({', '.join(keys)}) as h from named").to_arrow_table()
                engine.unregister("named")
                hashes = np.array(found.column("h").to_numpy(), np.uint64)
                yield partial(file.read_row_group, number), hashes
