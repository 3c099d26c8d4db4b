"""The manifest on disk: one small JSON file, replaced as a whole, so that a seal happens entirely or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from enishi.lake.contracts import LakeMissing, Manifest

MANIFEST_FILE = "manifest.json"


def read_manifest(lake_dir: Path) -> Manifest:
    """Raises LakeMissing where nothing was sealed yet, or what is there cannot be read: it is derived anew."""
    try:
        return msgspec.json.decode((lake_dir / MANIFEST_FILE).read_bytes(), type=Manifest)
    except FileNotFoundError as error:
        raise LakeMissing(
            "There is no sealed lake here yet.", hint="Import an order file, or run `enishi rebuild`."
        ) from error
    except msgspec.DecodeError as error:
        raise LakeMissing(
            f"{lake_dir / MANIFEST_FILE} is damaged: {error}.", hint="Run `enishi rebuild`: it is made anew."
        ) from error


def write_manifest(lake_dir: Path, manifest: Manifest) -> None:
    """Replace the manifest durably, then drop files that neither it nor its predecessor names."""
    try:
        keep = _files(read_manifest(lake_dir))
    except LakeMissing:
        keep = set()
    path = lake_dir / MANIFEST_FILE
    draft = path.with_suffix(".draft")
    with draft.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=2))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    keep |= _files(manifest)
    for parquet in lake_dir.glob("*.parquet"):
        if parquet.name not in keep:
            parquet.unlink(missing_ok=True)


def _files(manifest: Manifest) -> set[str]:
    raw_contracts = f"raw-{manifest.contracts_file}"
    return {*manifest.order_files, manifest.contracts_file, raw_contracts, manifest.departures_file}
