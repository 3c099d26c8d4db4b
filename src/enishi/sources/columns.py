"""Whole columns through the rules: each distinct text of a chunk is judged once."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enishi.sources.rules.refusals import Dropped, Refused


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a cell: `code` is a reason of refusal or the code of a note."""

    row: int  # within the chunk
    code: str
    detail: str


@dataclass
class Judged:
    """A column in its final type, the rows to refuse, and the cells that were left empty."""

    values: pa.Array
    refused: list[Flaw] = field(default_factory=list)
    dropped: list[Flaw] = field(default_factory=list)


def as_text(column: pa.Array) -> pa.Array:
    """Any column as string, trimmed, empty cells null. Whole floats lose their `.0`: 17850.0 is the id 17850."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.dictionary_decode())
    if pa.types.is_floating(kind):
        return judge(column, _float_text, pa.string()).values
    if pa.types.is_decimal(kind):
        return judge(column, lambda value: format(value, "f"), pa.string()).values
    if not pa.types.is_string(kind):
        column = column.cast(pa.string())
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _float_text(value: float) -> str | None:
    if math.isnan(value):  # how pandas writes an empty cell
        return None
    if math.isinf(value):
        return str(value)
    return format(Decimal(repr(value)), "f").removesuffix(".0")


def judge(column: pa.Array, rule: Callable[[Any], Any], kind: pa.DataType) -> Judged:
    """Apply a rule to the distinct values of a column; nulls stay null."""
    encoded = column.dictionary_encode()
    values: list[Any] = []
    refused: dict[int, Refused] = {}
    dropped: dict[int, Dropped] = {}
    for place, value in enumerate(encoded.dictionary.to_pylist()):
        try:
            values.append(rule(value))
        except Refused as verdict:
            refused[place] = verdict
            values.append(None)
        except Dropped as verdict:
            dropped[place] = verdict
            values.append(None)
    result = Judged(pa.array(values, kind).take(encoded.indices))
    if refused or dropped:
        places = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        result.refused = [
            Flaw(row, refused[at].reason, refused[at].detail) for row, at in _rows_with(places, list(refused))
        ]
        result.dropped = [
            Flaw(row, dropped[at].code, dropped[at].detail) for row, at in _rows_with(places, list(dropped))
        ]
    return result


def _rows_with(places: np.ndarray, wanted: list[int]) -> list[tuple[int, int]]:
    rows = np.flatnonzero(np.isin(places, wanted))
    return list(zip(rows.tolist(), places[rows].tolist(), strict=True))


def all_match(column: pa.Array, pattern: str) -> bool:
    """True when every cell that is not null matches an RE2 pattern."""
    return pc.all(pc.match_substring_regex(column, pattern), skip_nulls=True, min_count=0).as_py() is not False
