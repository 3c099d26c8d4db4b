"""DuckDB for what does not fit into memory: told to stay small and to spill beside its work."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

# One thread and little memory: more of either only makes the whole process larger while files are parsed.
MEMORY_LIMIT = "240MB"


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection of its own that spills under `folder`, gives times in UTC and keeps the order of files."""
    engine = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(folder / "spill"),
            "threads": "1",
            "preserve_insertion_order": "true",
            "autoinstall_known_extensions": "false",
            "enable_external_file_cache": "false",
        },
    )
    engine.execute("set TimeZone = 'UTC'")
    return engine


def hashes(engine: duckdb.DuckDBPyConnection, keys: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """64-bit hashes of texts, good within one run of the program; the same that `hash()` gives in queries."""
    chunk = pa.table({"key": keys})
    engine.register("chunk_of_keys", chunk)
    found = engine.execute("select hash(key) as h from chunk_of_keys").to_arrow_table()
    engine.unregister("chunk_of_keys")
    return np.array(found.column("h").to_numpy(), np.uint64)  # a copy: a view would keep the keys alive


def literal(path: Path) -> str:
    """A path as an SQL text."""
    return "'" + str(path).replace("'", "''") + "'"
