"""What was left empty or is worth knowing without a row being refused, counted by file, column and kind."""

from __future__ import annotations

from dataclasses import replace

from enishi.sources.contracts import Note


class Notebook:
    """Counts notes, keeping the first of each kind as an example."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, str, str], Note] = {}

    def add(self, file: str, column: str, code: str, detail: str, line_no: int) -> None:
        known = self._notes.get((file, column, code))
        new = replace(known, count=known.count + 1) if known else Note(file, column, code, 1, line_no, detail)
        self._notes[(file, column, code)] = new

    def all(self) -> tuple[Note, ...]:
        return tuple(self._notes.values())
