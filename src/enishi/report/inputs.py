"""From staged files to the raw tables of a lake, without a database: text keys become numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from enishi.identity.keys import customer_keys
from enishi.lake import RAW_CONTRACTS, RAW_DEPARTURES, RAW_ORDERS

KEY_COLUMNS = ["source", "member_id", "mail", "phone", "contract_id"]


class Numbers:
    """Numbers distinct texts from 1 in the order of their appearance; the null text has no number."""

    def __init__(self, texts: pa.ChunkedArray) -> None:
        self._distinct = pc.drop_null(texts.unique())

    def __len__(self) -> int:
        return len(self._distinct)

    def of(self, texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
        """int64, null for a text that was never numbered."""
        found = pc.index_in(texts, value_set=self._distinct, skip_nulls=True)
        return pc.add(found.cast(pa.int64()), 1)


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
    known_contracts = None if contracts is None else pq.read_table(contracts)
    contract_keys = [_of_source(keys, keys["contract_id"])]
    if known_contracts is not None:
        contract_keys.append(_of_source(known_contracts, known_contracts["contract_id"]))
    people = Numbers(_of_source(keys, customer_keys(keys)))
    numbered = Numbers(pa.chunked_array([chunk for column in contract_keys for chunk in column.chunks], pa.string()))
    return RawTables(
        orders=_orders(orders, people, numbered),
        departures=_departures(customers, people),
        contracts=_contracts(known_contracts, people, numbered),
    )


def _of_source(table: pa.Table, texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(table["source"], texts, "\x1f")


def _orders(path: Path, people: Numbers, contracts: Numbers) -> Iterator[pa.RecordBatch]:
    number = 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=100_000):
            t = pa.Table.from_batches([batch])
            rows = t.num_rows
            table = pa.table(
                {
                    "order": pa.array(range(number, number + rows), pa.int64()),
                    "customer": people.of(_of_source(t, customer_keys(t))),
                    "ordered_at": t["ordered_at"],
                    "order_no": t["order_id"],
                    "position": t["position"],
                    "amount": pc.fill_null(t["amount"], 0),
                    "refunded": t["refunded"],
                    "status": t["status"],
                    "channel": t["channel"],
                    "product": _first_codes(t["lines"]),
                    "contract": contracts.of(_of_source(t, t["contract_id"])),
                    "delivery_no": t["delivery_no"],
                },
                schema=RAW_ORDERS,
            )
            number += rows
            yield from table.to_batches()


def _first_codes(lines: pa.ChunkedArray) -> pa.ChunkedArray:
    """The product code of each order's first line; null where an order has none."""
    first = pc.list_slice(lines, 0, 1, return_fixed_size_list=True)
    return pa.chunked_array([pc.struct_field(chunk.values, "code") for chunk in first.chunks], pa.string())


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
            "cadence_days": pc.if_else(by_month, pc.multiply(every, 30), every),
        }
    ).cast(RAW_CONTRACTS)
