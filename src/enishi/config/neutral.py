"""From staged records to what identity and commerce take in, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import repeat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from enishi.commerce.contracts import ContractIn, OrderIn, OrderLineIn, ProductIn
from enishi.identity.contracts import Sighting

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CONTACT = (
    "family_name", "given_name", "family_kana", "given_kana", "postal_code", "prefecture", "address",
)  # fmt: skip
_ORDER = (
    "key", "order_id", "position", "ordered_at", "amount", "tax", "shipping", "discount", "refunded", "refunded_at",
    "status", "cancelled_at", "payment_method", "paid_at", "shipped_at", "delivered_at", "tracking_no", "channel",
    "contract_id", "delivery_no", "quantity",
)  # fmt: skip
_LINE = ("code", "name", "quantity", "unit_price", "amount")


def batches(path: Path, *, start: int, size: int) -> Iterator[pa.RecordBatch]:
    """The staged records from number `start` on, in the order of the file, `size` at a time but for the last.

    Wherever one starts, batches end at the same records: a resumed import writes what an uninterrupted one would.
    """
    with pq.ParquetFile(path) as file:
        skipped, first = 0, 0
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            if skipped + rows > start:
                break
            skipped += rows
            first = group + 1
        waiting: list[pa.RecordBatch] = []
        drop = start - skipped
        for batch in file.iter_batches(batch_size=size, row_groups=range(first, file.num_row_groups)):
            waiting.append(batch.slice(drop) if drop else batch)
            drop = max(0, drop - batch.num_rows)
            while sum(part.num_rows for part in waiting) >= size:
                whole = pa.Table.from_batches(waiting).combine_chunks().to_batches()[0]
                yield whole.slice(0, size)
                waiting = [whole.slice(size)]
        rest = pa.Table.from_batches(waiting, file.schema_arrow).combine_chunks().to_batches() if waiting else []
        yield from (part for part in rest if part.num_rows)


def sightings_of_orders(batch: pa.RecordBatch) -> list[Sighting]:
    """The person named on each order, at the time of the order."""
    return _sightings(batch, batch.column("ordered_at"))


def sightings_of_contracts(batch: pa.RecordBatch) -> list[Sighting]:
    """The person each contract belongs to, at the time it started."""
    names = ("member_id", "mail", "phone")
    return [Sighting(*row) for row in zip(_list(batch.column("started_at")), *_lists(batch, names), strict=True)]


def sightings_of_customers(batch: pa.RecordBatch, now: datetime) -> list[Sighting]:
    """People as a list of customers shows them today."""
    names = ("member_id", "mail", "phone", *_CONTACT, "birthday", "registered_at", "withdrawn_at")
    return [Sighting(now, *row) for row in zip(*_lists(batch, names), strict=True)]


def orders(batch: pa.RecordBatch) -> list[OrderIn]:
    return [OrderIn(*row) for row in zip(*_lists(batch, _ORDER), _lines(batch.column("lines")), strict=True)]


def contracts(batch: pa.RecordBatch) -> list[ContractIn]:
    return [ContractIn(*row) for row in zip(*_lists(batch, ContractIn.__struct_fields__), strict=True)]


def products(batch: pa.RecordBatch) -> list[ProductIn]:
    return [ProductIn(*row) for row in zip(*_lists(batch, ProductIn.__struct_fields__), strict=True)]


def _sightings(batch: pa.RecordBatch, seen_at: pa.Array) -> list[Sighting]:
    columns = _lists(batch, ("member_id", "mail", "phone", *_CONTACT))
    return [Sighting(*row) for row in zip(_list(seen_at), *columns, strict=True)]


def _lines(column: pa.Array) -> list[tuple[OrderLineIn, ...]]:
    flat = column.flatten()
    values = [_list(flat.field(flat.type.get_field_index(name))) for name in _LINE]
    lines = [OrderLineIn(*row) for row in zip(*values, strict=True)]
    counts = column.value_lengths().to_pylist()
    found, end = [], 0
    for count in counts:
        found.append(tuple(lines[end : end + (count or 0)]))
        end += count or 0
    return found


def _lists(batch: pa.RecordBatch, names: Sequence[str]) -> list[list[Any]]:
    return [_list(batch.column(name)) for name in names]


def _list(column: pa.Array) -> list[Any]:
    if column.null_count == len(column):
        return list(repeat(None, len(column)))
    if pa.types.is_timestamp(column.type):
        return [
            None if us is None else _EPOCH + timedelta(microseconds=us) for us in column.cast(pa.int64()).to_pylist()
        ]
    return column.to_pylist()
