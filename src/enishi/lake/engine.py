"""A DuckDB connection as the lake wants it: bounded memory, spilling beside the lake, no extension downloads."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

MEMORY_LIMIT = "1200MB"


def connect(spill_dir: Path | None = None, *, memory_limit: str = MEMORY_LIMIT) -> duckdb.DuckDBPyConnection:
    """Open an in-memory DuckDB that may spill into `spill_dir`."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "threads": os.cpu_count() or 1,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if spill_dir is not None:
        config["temp_directory"] = str(spill_dir)
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def literal(path: Path) -> str:
    """A path as an SQL string, whatever signs its folders have."""
    return "'" + str(path).replace("'", "''") + "'"
