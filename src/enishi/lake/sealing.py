"""Sealing: raw orders in, customer buckets out, each counted order carrying what every figure needs.

Documents go to the bucket of their customer. A bucket is derived from whole customers, so sealing changes of a few
customers rewrites only their buckets. Memory stays flat: one bucket is in memory at a time.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from enishi.kernel.ids import new_id
from enishi.lake.changes import (
    count_documents,
    file_list,
    raw_name,
    register_changes,
    register_side_tables,
    scalar,
)
from enishi.lake.contracts import RAW_ORDERS, Manifest
from enishi.lake.engine import connect, literal
from enishi.lake.manifest import read_manifest, write_manifest
from enishi.lake.rules import RAW_COLUMNS, contracts, derive

ORDERS_PER_BUCKET = 250_000
BUCKETS_MAX = 256
WRITE = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880)"

Progress = Callable[[int, int], None]  # buckets done, buckets in all


def _silent(_done: int, _total: int) -> None:
    return


@dataclass(frozen=True)
class _Settings:
    time_zone: str
    currency: str
    has_amounts: bool


def seal_anew(
    lake_dir: Path,
    *,
    orders: Iterable[pa.RecordBatch] | pa.Table,
    departures: pa.Table,
    contracts: pa.Table,
    position: int,
    time_zone: str,
    currency: str,
    now: datetime,
    has_amounts: bool = True,
    progress: Progress = _silent,
) -> Manifest:
    """Seal a whole lake from the state of every order, replacing the one in `lake_dir` if any.

    `orders` has the schema RAW_ORDERS (batches of any size, in any order), `departures` RAW_DEPARTURES and `contracts`
    RAW_CONTRACTS. `position` is that of the last fact the tables know.
    """
    lake_dir.mkdir(parents=True, exist_ok=True)
    version = f"{new_id():x}"
    work = lake_dir / f"work-{version}"
    work.mkdir()
    try:
        with connect(work / "spill") as con:
            reader = _reader(orders)
            con.register("incoming", reader)
            con.execute(f"COPY (SELECT {RAW_COLUMNS} FROM incoming) TO {literal(work / 'raw.parquet')} {WRITE}")
            con.unregister("incoming")
            total = scalar(con, f"SELECT count(*) FROM {literal(work / 'raw.parquet')}")
            buckets = bucket_count(total)
            raw_files = _split(con, work, buckets)
            register_side_tables(con, departures, contracts)
            names = []
            for bucket, raw in enumerate(raw_files):
                names.append(_seal_bucket(con, lake_dir, literal(raw), bucket, version, time_zone))
                progress(bucket + 1, buckets)
            settings = _Settings(time_zone, currency, has_amounts)
            return _finish(con, lake_dir, names, version, position, settings, now)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def seal_changes(
    lake_dir: Path,
    *,
    orders: pa.Table,
    departures: pa.Table,
    contracts: pa.Table,
    position: int,
    now: datetime,
    progress: Progress = _silent,
) -> Manifest:
    """Seal what changed since the lake's position: rows replace those with the same id, and only touched buckets move.

    `departures` are added (the same one twice changes nothing). Raises LakeMissing where there is no lake yet.
    """
    old = read_manifest(lake_dir)
    version = f"{new_id():x}"
    work = lake_dir / f"work-{version}"
    work.mkdir()
    try:
        with connect(work / "spill") as con:
            register_changes(con, lake_dir, old, orders=orders, departures=departures, contracts=contracts)
            names = list(old.order_files)
            touched = _touched(con, lake_dir, old)
            for done, bucket in enumerate(touched, start=1):
                con.execute(f"""CREATE OR REPLACE TEMP TABLE bucket AS
                    SELECT {RAW_COLUMNS} FROM {literal(lake_dir / names[bucket])} AS old
                        ANTI JOIN incoming USING ("order")
                    UNION ALL BY NAME
                    SELECT {RAW_COLUMNS} FROM incoming WHERE {_bucket_of(old.buckets)} = {bucket}""")
                names[bucket] = _seal_bucket(con, lake_dir, "bucket", bucket, version, old.time_zone)
                progress(done, len(touched))
            has_amounts = old.has_amounts or scalar(con, "SELECT count(*) FROM incoming WHERE amount <> 0") > 0
            settings = _Settings(old.time_zone, old.currency, has_amounts)
            return _finish(con, lake_dir, names, version, position, settings, now)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def bucket_count(orders: int) -> int:
    """How many buckets a lake of this many documents has: a power of two, up to BUCKETS_MAX."""
    count = 1
    while count < BUCKETS_MAX and orders > count * ORDERS_PER_BUCKET:
        count *= 2
    return count


def _bucket_of(buckets: int) -> str:
    # Our own arithmetic and not an engine's hash, which may change with its version.
    return f'(abs(coalesce(customer, "order") % 65521) * 40503 % 65521 % {buckets})'


def _split(con: duckdb.DuckDBPyConnection, work: Path, buckets: int) -> list[Path]:
    """Write one raw file per bucket."""
    raw = work / "raw.parquet"
    if buckets == 1:
        return [raw]
    split, empty = work / "split", work / "empty.parquet"
    con.execute(f"""COPY (SELECT {RAW_COLUMNS}, {_bucket_of(buckets)} AS bucket FROM {literal(raw)})
        TO {literal(split)} (FORMAT parquet, COMPRESSION lz4, PARTITION_BY (bucket), FILE_EXTENSION 'parquet')""")
    con.execute(f"COPY (SELECT {RAW_COLUMNS} FROM {literal(raw)} LIMIT 0) TO {literal(empty)} {WRITE}")
    raw.unlink()
    folders = [split / f"bucket={bucket}" for bucket in range(buckets)]
    return [folder / "*.parquet" if folder.exists() else empty for folder in folders]


def _seal_bucket(
    con: duckdb.DuckDBPyConnection, lake_dir: Path, raw: str, bucket: int, version: str, time_zone: str
) -> str:
    name = f"orders-{bucket:03d}-{version}.parquet"
    departures = "departures" if scalar(con, "SELECT count(*) FROM departures") else None
    has_regular = scalar(con, f"SELECT count(contract) FROM {raw}") > 0
    sealed = derive(raw, departures, time_zone, has_regular=has_regular)
    con.execute(f"COPY ({sealed}) TO {literal(lake_dir / name)} {WRITE}")
    return name


def _touched(con: duckdb.DuckDBPyConnection, lake_dir: Path, old: Manifest) -> list[int]:
    """Buckets that hold a changed document, before or after the change, or a customer who left."""
    files = file_list(lake_dir, old.order_files)
    rows = con.execute(f"""
        SELECT {_bucket_of(old.buckets)} AS bucket FROM incoming
        UNION SELECT {_bucket_of(old.buckets)} FROM {files} SEMI JOIN incoming USING ("order")
        UNION SELECT {_bucket_of(old.buckets)} FROM (SELECT customer, NULL::BIGINT AS "order" FROM newly_departed)
        ORDER BY bucket""").fetchall()
    return [row[0] for row in rows]


def _finish(
    con: duckdb.DuckDBPyConnection,
    lake_dir: Path,
    names: list[str],
    version: str,
    position: int,
    settings: _Settings,
    now: datetime,
) -> Manifest:
    """Write what is derived over all buckets, then publish the manifest."""
    files = file_list(lake_dir, names)
    contracts_file = f"contracts-{version}.parquet"
    departures_file = f"departures-{version}.parquet"
    con.execute(
        f"COPY ({contracts(files, 'raw_contracts', settings.time_zone)}) "
        f"TO {literal(lake_dir / contracts_file)} {WRITE}"
    )
    con.execute(f"COPY raw_contracts TO {literal(lake_dir / raw_name(contracts_file))} {WRITE}")
    con.execute(f"COPY departures TO {literal(lake_dir / departures_file)} {WRITE}")
    manifest = Manifest(
        version=version,
        sealed_at=now,
        position=position,
        time_zone=settings.time_zone,
        currency=settings.currency,
        has_amounts=settings.has_amounts,
        order_files=tuple(names),
        contracts_file=contracts_file,
        departures_file=departures_file,
        contracts=scalar(con, f"SELECT count(*) FROM {literal(lake_dir / contracts_file)}"),
        **count_documents(con, files),
    )
    write_manifest(lake_dir, manifest)
    return manifest


def _reader(orders: Iterable[pa.RecordBatch] | pa.Table) -> pa.RecordBatchReader:
    if isinstance(orders, pa.Table):
        table: pa.Table = orders
        return table.cast(RAW_ORDERS).to_reader()
    if isinstance(orders, pa.RecordBatchReader):
        return orders
    return pa.RecordBatchReader.from_batches(RAW_ORDERS, _conforming(orders))


def _conforming(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield batch if batch.schema.equals(RAW_ORDERS) else batch.cast(RAW_ORDERS)
