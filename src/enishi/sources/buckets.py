"""What does not fit into memory at once: spread over files by key, and put together again in the order of places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

BUCKET_ROWS = 40_000  # that a bucket should hold
BUCKETS_MAX = 256  # files open at once
RUN_ROWS = 200  # of each run that are held at once

_WRITING = pa.ipc.IpcWriteOptions(compression="lz4")


class Buckets:
    """Rows spread over files so that equal hashes come together; walked once, one whole bucket at a time."""

    def __init__(self, folder: Path, name: str, expected: int, schema: pa.Schema) -> None:
        self._schema = schema
        count = min(max(1, -(-expected // BUCKET_ROWS)), BUCKETS_MAX)
        self._paths = [folder / f"{name}-{number}.arrows" for number in range(count)]
        self._writers = [pa.ipc.new_stream(str(path), schema, options=_WRITING) for path in self._paths]

    def add(self, table: pa.Table, hashes: np.ndarray) -> None:
        """Add rows in the order of the file. `hashes`: uint64 of each row's key."""
        places = (hashes >> np.uint64(32)) % np.uint64(len(self._writers))
        order = np.argsort(places, kind="stable")
        ends = np.searchsorted(places[order], np.arange(len(self._writers) + 1, dtype=np.uint64))
        spread = table.cast(self._schema).take(pa.array(order))
        for writer, start, end in zip(self._writers, ends[:-1].tolist(), ends[1:].tolist(), strict=True):
            if end > start:
                writer.write_table(spread.slice(start, end - start))

    def __iter__(self) -> Iterator[pa.Table]:
        for writer in self._writers:
            writer.close()
        for path in self._paths:
            with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as reader:
                table = reader.read_all()
            path.unlink()
            if table.num_rows:
                yield table


class Runs:
    """Tables sorted by `position`, merged as far as is asked for."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self._folder = folder
        self._schema = schema
        self._runs: list[_Run] = []

    def add(self, table: pa.Table) -> None:
        path = self._folder / f"run-{len(self._runs)}.arrows"
        with pa.ipc.new_stream(str(path), self._schema, options=_WRITING) as writer:
            writer.write_table(table.sort_by("position"), max_chunksize=RUN_ROWS)
        self._runs.append(_Run(path))

    def upto(self, position: int) -> list[pa.Table]:
        """The rows at this position and before it that were not given yet, run by run."""
        return [table for run in self._runs for table in run.upto(position)]

    def close(self) -> None:
        for run in self._runs:
            run.close()


class _Run:
    """One sorted file, read a little at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = pa.OSFile(str(path))
        self._batches = iter(pa.ipc.open_stream(self._file))
        self._waiting: pa.Table | None = self._next()

    def upto(self, position: int) -> Iterator[pa.Table]:
        while self._waiting is not None:
            end = int(np.searchsorted(self._waiting.column("position").to_numpy(), position, side="right"))
            if end:
                yield self._waiting.slice(0, end)
            if end < self._waiting.num_rows:
                self._waiting = self._waiting.slice(end)
                return
            self._waiting = self._next()

    def close(self) -> None:
        self._file.close()
        self._path.unlink()

    def _next(self) -> pa.Table | None:
        batch = next(self._batches, None)
        return None if batch is None else pa.Table.from_batches([batch])


def among(hashes: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """For each hash whether it is one of `wanted`, which is sorted."""
    if not len(wanted):
        return np.zeros(len(hashes), bool)
    places = np.minimum(np.searchsorted(wanted, hashes), len(wanted) - 1)
    return np.asarray(wanted[places] == hashes, bool)


class HashFile:
    """Hashes kept on disk until all of them are there."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, hashes: np.ndarray) -> None:
        with self._path.open("ab") as file:
            file.write(hashes.astype(np.uint64, copy=False).tobytes())

    def sorted(self) -> np.ndarray:
        """All hashes, sorted; the file is gone afterwards."""
        if not self._path.exists():
            return np.empty(0, np.uint64)
        every = np.fromfile(self._path, np.uint64)
        self._path.unlink()
        every.sort()
        return every
