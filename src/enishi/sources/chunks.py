"""What readers of files hand on: data rows as columns, a chunk at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa


@dataclass(frozen=True)
class BadRow:
    """A row refused: where it stands, its cells as text, and why."""

    line_no: int
    cells: list[str]
    column: str
    reason: str
    detail: str


class Rows(Protocol):
    """Data rows that can be told apart by a number and shown as text."""

    line_nos: np.ndarray  # int64: physical line in a CSV file, number of the row in a Parquet file; both from 1

    def column(self, index: int) -> pa.Array:
        """A column of all rows, in a type of its own (Parquet) or as string (CSV)."""
        ...

    def cells(self, row: int) -> list[str]: ...


@dataclass(frozen=True)
class Chunk:
    """Some consecutive data rows of a file: those that could be split into cells, and those that could not."""

    rows: Rows
    bad: list[BadRow] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.rows.line_nos) + len(self.bad)


class Reader(Protocol):
    """A file opened for reading. `chunks` may be called again and then gives the same."""

    path: Path
    header: list[str]
    encoding: str

    def chunks(self) -> Iterator[Chunk]: ...
