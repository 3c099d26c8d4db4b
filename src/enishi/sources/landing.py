"""The folder of an import: the file as it came, what was staged of it, and what was refused."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec

from enishi.kernel.ids import new_id
from enishi.sources.contracts import Staged

NAME_BYTES_MAX = 200
OUTCOME_FILE = "staged.json"


class Landing:
    """`folder` is the import's own; nothing else lies in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._staged = folder / "staged"

    def file(self, name: str) -> Path:
        """Where the file lies that came under this name, already made safe by `safe_name`."""
        return self.folder / "received" / name

    def find_staged(self) -> Staged | None:
        """What an earlier turn staged completely; None where nothing did. The data directory may have moved since."""
        try:
            kept = (self._staged / OUTCOME_FILE).read_bytes()
        except FileNotFoundError:
            return None
        staged = msgspec.json.decode(kept, type=Staged, dec_hook=lambda kind, text: kind(text))
        return replace(
            staged,
            records_path=self._staged / staged.records_path.name,
            rejects_path=staged.rejects_path and self._staged / staged.rejects_path.name,
            other_rejects_paths=tuple(self._staged / path.name for path in staged.other_rejects_paths),
        )

    def stage(self, stage: Callable[[Path], Staged]) -> Staged:
        """Call `stage` with a folder of its own, and keep the outcome only once it is complete.

        Of two that stage at once the first to end is kept: staging is deterministic.
        """
        work = self.folder / f"staging-{new_id()}"
        try:
            staged = stage(work)
            (work / OUTCOME_FILE).write_bytes(msgspec.json.encode(staged, enc_hook=str))
            with suppress(OSError):
                work.rename(self._staged)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        kept = self.find_staged()
        assert kept is not None
        return kept

    def tidy(self) -> None:
        """All is written: the staged records, and what killed turns left behind, take no more room."""
        for left in self.folder.glob("staging-*"):
            shutil.rmtree(left, ignore_errors=True)
        for records in self._staged.glob("*.parquet"):
            records.unlink(missing_ok=True)


def safe_name(name: str) -> str:
    """The name of a file without folders, and fit for any file system."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in bare if unicodedata.category(letter)[0] != "C").strip(". ")
    suffix = Path(shown).suffix if len(Path(shown).suffix.encode()) <= 12 else ""
    stem = shown.removesuffix(suffix).encode()[: NAME_BYTES_MAX - len(suffix.encode())].decode(errors="ignore")
    return f"{stem}{suffix}" or "file"
