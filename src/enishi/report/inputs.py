"""From staged files to the raw tables of a lake, without a database: text keys become numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from enishi.identity.keys import customer_keys
from enishi.kernel.calendar import DAYS_PER_MONTH
from enishi.lake import RAW_CONTRACTS, RAW_DEPARTURES, RAW_ORDERS

ORDER_COLUMNS = [
    "ordered_at", "order_id", "position", "amount", "refunded", "status", "channel", "lines", "delivery_no",
]  # fmt: skip
KEY_COLUMNS = ["source", "member_id", "mail", "phone", "contract_id"]


class Numbers:
    """Numbers distinct texts from 1 in the order of their appearance; the null text has no number."""

    def __init__(self, texts: pa.ChunkedArray) -> None:
        encoded = texts.combine_chunks().dictionary_encode()
        self._distinct = encoded.dictionary
        self.own = pc.add(encoded.indices.cast(pa.int64()), 1)  # of the texts given, row by row

    def of(self, texts: pa.ChunkedArray) -> pa.ChunkedArray:
        """int64, null for a text that was never numbered."""
        return pc.add(pc.index_in(texts, value_set=self._distinct, skip_nulls=True).cast(pa.int64()), 1)


@dataclass(frozen=True)
class RawTables:
    """What `lake.seal_anew` takes; `orders` can be walked once."""

    orders: Iterator[pa.RecordBatch]
    departures: pa.Table
    contracts: pa.Table


def raw_tables(orders: Path, customers: Path | None = None, contracts: Path | None = None) -> RawTables:
    """Read staged orders, and where they were given staged customers (who left) and contracts (how they stand).

    The paths are Parquet files of NEUTRAL_ORDERS, NEUTRAL_CUSTOMERS and NEUTRAL_CONTRACTS.
    """
    keys = pq.read_table(orders, columns=KEY_COLUMNS)
    told = None if contracts is None else pq.read_table(contracts)
    contract_keys = _of_source(keys, keys["contract_id"])
    if told is not None:
        more = _of_source(told, told["contract_id"])
        contract_keys = pa.chunked_array([*contract_keys.chunks, *more.chunks], pa.string())
    people = Numbers(_of_source(keys, customer_keys(keys)))
    numbered = Numbers(contract_keys)
    return RawTables(
        orders=_orders(orders, people.own, numbered.own),
        departures=_departures(customers, people),
        contracts=_contracts(told, people, numbered),
    )


def _of_source(table: pa.Table, texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(table["source"], texts, "\x1f")


def _orders(path: Path, customers: pa.Array, contracts: pa.Array) -> Iterator[pa.RecordBatch]:
    """The orders of a staged file; `customers` and `contracts` are their numbers, row by row."""
    number = 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=100_000, columns=ORDER_COLUMNS):
            rows = batch.num_rows
            yield pa.RecordBatch.from_pydict(
                {
                    "order": pa.array(range(number, number + rows), pa.int64()),
                    "customer": customers.slice(number, rows),
                    "ordered_at": batch["ordered_at"],
                    "order_no": batch["order_id"],
                    "position": batch["position"],
                    "amount": pc.fill_null(batch["amount"], 0),
                    "refunded": batch["refunded"],
                    "status": batch["status"],
                    "channel": batch["channel"],
                    "product": _first_codes(batch["lines"]),
                    "contract": contracts.slice(number, rows),
                    "delivery_no": batch["delivery_no"],
                },
                schema=RAW_ORDERS,
            )
            number += rows


def _first_codes(lines: pa.ListArray) -> pa.Array:
    """The product code of each order's first line; null where an order has none."""
    first = pc.list_slice(lines, 0, 1, return_fixed_size_list=True)
    return pc.struct_field(first.values, "code")


def _departures(path: Path | None, people: Numbers) -> pa.Table:
    if path is None:
        return RAW_DEPARTURES.empty_table()
    t = pq.read_table(path, columns=["source", "member_id", "mail", "phone", "withdrawn_at"])
    table = pa.table({"customer": people.of(_of_source(t, customer_keys(t))), "gone_at": t["withdrawn_at"]})
    return table.filter(pc.and_(pc.is_valid(table["customer"]), pc.is_valid(table["gone_at"]))).cast(RAW_DEPARTURES)


def _contracts(t: pa.Table | None, people: Numbers, contracts: Numbers) -> pa.Table:
    if t is None:
        return RAW_CONTRACTS.empty_table()
    every, by_month = t["cadence_every"], pc.equal(t["cadence_unit"], "month")
    return pa.table(
        {
            "contract": contracts.of(_of_source(t, t["contract_id"])),
            "customer": people.of(_of_source(t, customer_keys(t))),
            "started_at": t["started_at"],
            "cancelled_at": t["cancelled_at"],
            "state_known": pa.array([True] * t.num_rows, pa.bool_()),
            "cadence_days": pc.if_else(by_month, pc.multiply(every, DAYS_PER_MONTH), every),
        }
    ).cast(RAW_CONTRACTS)
