"""Reading a sealed lake through Ibis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from enishi.lake.contracts import Manifest
from enishi.lake.engine import connect
from enishi.lake.manifest import read_manifest

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend


@dataclass(frozen=True)
class Lake:
    """A lake as it was sealed at one moment. `orders` and `contracts` are Ibis tables."""

    folder: Path
    manifest: Manifest

    @property
    def version(self) -> str:
        return self.manifest.version

    @cached_property
    def backend(self) -> Backend:
        import ibis  # noqa: PLC0415 - slow to import; commands that read no figures must start at once

        return ibis.duckdb.from_connection(connect())

    @cached_property
    def documents(self) -> ir.Table:
        """Every document, counted or not."""
        return self.backend.read_parquet([str(self.folder / name) for name in self.manifest.order_files])

    @cached_property
    def orders(self) -> ir.Table:
        """Counted orders, with their F-number, their neighbours in time and their customer's first order."""
        return self.documents.filter(self.documents.counted)

    @cached_property
    def contracts(self) -> ir.Table:
        return self.backend.read_parquet(str(self.folder / self.manifest.contracts_file))


def open_lake(lake_dir: Path | str) -> Lake:
    """Open the lake sealed in a folder. Raises LakeMissing."""
    folder = Path(lake_dir)
    return Lake(folder, read_manifest(folder))
