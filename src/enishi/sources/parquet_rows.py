"""Parquet to rows: columns keep their types, rows are numbered from 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from enishi.kernel.errors import EnishiError
from enishi.sources.chunks import Chunk
from enishi.sources.columns import as_text
from enishi.sources.encodings import Tick

CHUNK_ROWS = 50_000


@dataclass
class ParquetChunk:
    """A batch of a Parquet file."""

    batch: pa.RecordBatch
    line_nos: np.ndarray

    def column(self, index: int) -> pa.Array:
        return _plain(self.batch.column(index))

    def cells(self, row: int) -> list[str]:
        return ["" if value is None else str(value) for value in self._texts(row)]

    def _texts(self, row: int) -> list[str | None]:
        one = self.batch.slice(row, 1)
        return [as_text(_plain(column))[0].as_py() for column in one.columns]


class ParquetReader:
    """A Parquet file read by batches. `tick` hears of bytes, estimated from rows."""

    encoding = "parquet"

    def __init__(self, path: Path, tick: Tick = lambda _: None) -> None:
        self.path = path
        self._tick = tick
        try:
            with pq.ParquetFile(path, pre_buffer=False) as file:
                self.header: list[str] = list(file.schema_arrow.names)
                self._rows = file.metadata.num_rows
        except pa.ArrowInvalid as error:
            raise EnishiError(
                f"{path.name} begins like a Parquet file but cannot be read: {error}",
                hint="It may have been cut off on its way. Please export or copy it again.",
                code="broken_file",
            ) from None
        self._size = path.stat().st_size

    def chunks(self) -> Iterator[Chunk]:
        done = 0
        with pq.ParquetFile(self.path, pre_buffer=False) as file:
            for batch in file.iter_batches(CHUNK_ROWS):
                yield Chunk(ParquetChunk(batch, np.arange(done + 1, done + 1 + batch.num_rows, dtype=np.int64)))
                done += batch.num_rows
                self._tick(self._size * done // max(self._rows, 1))


def _plain(column: pa.Array) -> pa.Array:
    """Without dictionary and with strings of one type; bytes and nested values cannot be cells."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(column.dictionary_decode())
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) or pa.types.is_null(kind):
        return column.cast(pa.string())
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())
    return column
