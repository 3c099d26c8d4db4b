"""Neighbouring rows of one order become one: vectorised, in the order of the file."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enishi.sources.orders import ROWS

_LISTS = ("lines", "_rows")
_SUMS = ("quantity", "_micro", "_unpriced")
_EARLIEST = "ordered_at"
# A change of one of these within an order id means that another order took the same id.
TELLING = ("member_id", "mail", "phone", "amount")


def starts_of(table: pa.Table, telling: tuple[str, ...] = TELLING) -> np.ndarray:
    """Indices of the rows at which an order begins: another key than the row before, or another of `telling`."""
    count = table.num_rows
    changed = np.zeros(count, bool)
    changed[:1] = True
    changed[1:] |= _differs(table.column("key").combine_chunks())
    for name in telling:
        column = table.column(name).combine_chunks()
        if 0 < column.null_count < count:
            column = pc.fill_null_forward(column)
        if column.null_count < count:
            changed[1:] |= _differs(column)
    return np.flatnonzero(changed)


def _differs(column: pa.Array) -> np.ndarray:
    """For each row but the first whether it differs from the one before; null differs from nothing."""
    return np.asarray(
        pc.fill_null(pc.not_equal(column.slice(1), column.slice(0, len(column) - 1)), False).to_numpy(
            zero_copy_only=False
        ),
        bool,
    )


def grouped(table: pa.Table, starts: np.ndarray) -> pa.Table:
    """One row for each group of neighbouring rows. Cells are the first that is not empty; lines are put together."""
    if len(starts) == table.num_rows:
        return table
    return pa.table([_column(table, item, starts) for item in ROWS], schema=ROWS)


def _column(table: pa.Table, item: pa.Field, starts: np.ndarray) -> pa.Array:
    column = table.column(item.name).combine_chunks()
    if item.name in _LISTS:
        offsets = np.append(column.offsets.to_numpy()[:-1][starts], column.offsets.to_numpy()[-1]).astype(np.int32)
        return pa.ListArray.from_arrays(pa.array(offsets - offsets[0]), column.flatten())
    if item.name in _SUMS:
        return _sums(column, starts)
    if item.name == _EARLIEST:
        return _earliest(column, starts)
    return _first(column, starts)


def _first(column: pa.Array, starts: np.ndarray) -> pa.Array:
    heads = column.take(pa.array(starts))
    if heads.null_count == 0 or column.null_count == len(column):
        return heads
    valid = np.asarray(pc.is_valid(column).to_numpy(zero_copy_only=False), bool)
    count = len(column)
    next_valid = np.where(valid, np.arange(count), count)
    next_valid = np.minimum.accumulate(next_valid[::-1])[::-1][starts]
    ends = np.append(starts[1:], count)
    return column.take(pa.array(next_valid, mask=next_valid >= ends))


def _sums(column: pa.Array, starts: np.ndarray) -> pa.Array:
    valid = np.asarray(pc.is_valid(column).to_numpy(zero_copy_only=False), bool)
    numbers = np.asarray(column.fill_null(0).to_numpy(zero_copy_only=False), np.int64)
    return pa.array(np.add.reduceat(numbers, starts), mask=~np.logical_or.reduceat(valid, starts))


def _earliest(column: pa.Array, starts: np.ndarray) -> pa.Array:
    latest = np.iinfo(np.int64).max
    instants = np.asarray(column.cast(pa.int64()).fill_null(latest).to_numpy(zero_copy_only=False), np.int64)
    least = np.minimum.reduceat(instants, starts)
    return pa.array(least, mask=least == latest).cast(pa.timestamp("us")).cast(column.type)
