"""Order histories of any size from a fixed seed: the raw log as Parquet and as CSV, and the lake sealed from it.

python -m bench.orders .bench 50000 csv lake  # and print how many seconds sealing took; null: it was there
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench import ORDERS_PER_CUSTOMER, SEED
from enishi.lake import RAW_CONTRACTS, RAW_DEPARTURES, RAW_ORDERS, seal_anew

DAYS = 5 * 365
GAP_MEDIAN_DAYS = 45
GAP_SPREAD = 0.8
FIRST_DAY = np.datetime64("2021-01-01T00:00:00", "us")
TIME_ZONE = "Asia/Tokyo"
ZONE_HOURS = 9
BATCH = 1_000_000


def raw_orders(count: int) -> pa.Table:
    """`count` orders in the order of time: order, customer, ordered_at (UTC, microseconds), amount (yen)."""
    rng = np.random.default_rng(SEED)
    parts: list[tuple[np.ndarray, np.ndarray]] = []
    drawn, customers = 0, 0
    while drawn < count:
        people = max(1000, int((count - drawn) / ORDERS_PER_CUSTOMER * 1.1))
        each = rng.geometric(1 / (ORDERS_PER_CUSTOMER * 1.3), people)
        owner = np.repeat(np.arange(people), each)
        gaps = rng.lognormal(np.log(GAP_MEDIAN_DAYS), GAP_SPREAD, len(owner))
        start = np.cumsum(each) - each
        gaps[start] = 0
        days = np.repeat(rng.uniform(0, DAYS, people), each) + np.cumsum(gaps)
        days -= np.repeat((np.cumsum(gaps))[start], each)
        inside = days < DAYS
        parts.append((owner[inside] + customers, days[inside]))
        customers += people
        drawn += int(inside.sum())
    owner = np.concatenate([part[0] for part in parts])[:count]
    seconds = (np.concatenate([part[1] for part in parts])[:count] * 86_400).astype(np.int64)
    sequence = np.argsort(seconds, kind="stable")
    return pa.table(
        {
            "order": pa.array(np.arange(count, dtype=np.int64)),
            "customer": pa.array(owner[sequence].astype(np.int64)),
            "ordered_at": pa.array(FIRST_DAY + seconds[sequence].astype("timedelta64[s]"), pa.timestamp("us", "UTC")),
            "amount": pa.array(rng.integers(10, 150, count) * 100),
        }
    )


def raw_file(folder: Path, count: int) -> Path:
    """The raw log as Parquet; made once."""
    path = folder / f"raw-{count}.parquet"
    if not path.exists():
        pq.write_table(raw_orders(count), path, compression="zstd")
    return path


def csv_file(folder: Path, count: int) -> Path:
    """The same log as a canonical order file of Enishi; made once."""
    path = folder / f"orders-{count}.csv"
    if not path.exists():
        duckdb.execute(f"""
            COPY (SELECT 'N' || lpad("order"::VARCHAR, 9, '0') AS order_id,
                strftime(ordered_at::TIMESTAMP + INTERVAL {ZONE_HOURS} HOUR, '%Y-%m-%d %H:%M:%S') AS ordered_at,
                'online' AS channel, 'M' || customer AS customer_id, amount,
                'P' || ("order" % 12) AS product_code, 'Product ' || ("order" % 12) AS product_name,
                1 AS quantity, amount AS unit_price
            FROM read_parquet('{raw_file(folder, count)}') ORDER BY "order") TO '{path}' (HEADER)""")
    return path


def sealed_lake(folder: Path, count: int) -> tuple[Path, float | None]:
    """The lake sealed from the log, and how many seconds that took; None where it was there already."""
    lake_dir = folder / f"lake-{count}"
    if (lake_dir / "manifest.json").exists():
        return lake_dir, None
    started = datetime.now(UTC)
    seal_anew(
        lake_dir,
        orders=(_raw_batch(batch) for batch in pq.ParquetFile(raw_file(folder, count)).iter_batches(BATCH)),
        departures=RAW_DEPARTURES.empty_table(),
        contracts=RAW_CONTRACTS.empty_table(),
        position=0,
        time_zone=TIME_ZONE,
        currency="JPY",
        now=started,
    )
    return lake_dir, (datetime.now(UTC) - started).total_seconds()


def _raw_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    rows = batch.num_rows
    given = dict(zip(batch.schema.names, batch.columns, strict=True))
    given |= {
        "position": given["order"],
        "refunded": pa.array(np.zeros(rows, dtype=np.int64)),
        "status": pa.array(["placed"] * rows),
    }
    empty = {field.name: pa.nulls(rows, field.type) for field in RAW_ORDERS if field.name not in given}
    return pa.record_batch([(given | empty)[name] for name in RAW_ORDERS.names], schema=RAW_ORDERS)


def main(folder: str, count: str, *more: str) -> None:
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    raw_file(place, int(count))
    if "csv" in more:
        csv_file(place, int(count))
    print(json.dumps(sealed_lake(place, int(count))[1] if "lake" in more else None))


if __name__ == "__main__":
    main(*sys.argv[1:])
