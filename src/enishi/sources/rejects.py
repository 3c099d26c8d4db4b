"""The file of refused rows: as they stood, with where and why; to be mended and staged again."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TextIO

from enishi.sources.chunks import BadRow
from enishi.sources.contracts import Reject

# Ignored when the file is staged again.
META = ("_file", "_line", "_column", "_reason", "_detail")
SHOWN = 20
DELIMITERS = ",\t;"  # of the CSV files that are read

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER_LIKE = re.compile(r"[-+]?[\d,.\s()-]+")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula: `'` before it, unless it is a number or telephone number."""
    risky = cell.startswith((*_FORMULA, "'")) and not _NUMBER_LIKE.fullmatch(cell)
    return "'" + cell if risky else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell


def is_rejects_header(header: list[str]) -> bool:
    return tuple(header[-len(META) :]) == META


def unmended(row: list[str]) -> str | None:
    """Why a row of a rejects file, given with its META cells, cannot be what was meant; None if it may be.

    Only of rows that had too few or too many cells: those were padded or joined to be shown, which must not pass for
    the truth. Whoever knows that a row is right so empties its `_reason`.
    """
    cells, reason = row[: -len(META)], row[META.index("_reason") - len(META)].strip()
    if reason not in ("columns", "quote"):
        return None
    ask = "Put the cells in their columns, or empty the cell _reason if the row is right as it stands."
    if not cells[-1].strip():
        return f"The row lacked cells, and its last one is still empty. {ask}"
    if reason == "columns" and any(delimiter in cells[-1] for delimiter in DELIMITERS):
        return f"The row had too many cells, and its last one still holds several. {ask}"
    return None


class RejectsFile:
    """Writes refused rows under `folder`; files with another header get a file of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[tuple[str, ...], TextIO] = {}
        self.paths: list[Path] = []
        self.count = 0
        self.first: list[Reject] = []

    def add(self, file: str, header: list[str], row: BadRow) -> None:
        if len(self.first) < SHOWN:
            self.first.append(Reject(file, row.line_no, row.column, row.reason, row.detail))
        self.count += 1
        meta = [file, str(row.line_no), row.column, row.reason, row.detail]
        cells = [guarded(cell) for cell in [*row.cells, *meta]]
        csv.writer(self._file(header)).writerow(cells)

    def _file(self, header: list[str]) -> TextIO:
        known = self._open.get(tuple(header))
        if known:
            return known
        path = self._folder / (f"rejects-{len(self.paths) + 1}.csv" if self.paths else "rejects.csv")
        file = path.open("w", encoding="utf-8-sig", newline="", errors="replace")
        self.paths.append(path)
        self._open[tuple(header)] = file
        csv.writer(file).writerow([*header, *META])
        return file

    def close(self) -> None:
        for file in self._open.values():
            file.close()
