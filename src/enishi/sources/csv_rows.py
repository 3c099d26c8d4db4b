"""Text to rows: CSV with any of three delimiters, any line ends, and one bad line never harming the next."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from enishi.sources.chunks import BadRow, Chunk
from enishi.sources.csv_records import Records, is_clean, lenient, physical_lines, split
from enishi.sources.encodings import Encoding, Tick, best_guess, original_bytes, text_blocks
from enishi.sources.rejects import DELIMITERS, META, is_rejects_header, unguarded, unmended

MAX_FIELD = 32_768  # characters
CHUNK_ROWS = 50_000
SHOWN_CELL = 1_000  # characters of an oversize cell that the rejects file keeps
UNCLOSED = 'A quotation mark is opened here and not closed. Close it, or write "" for one inside a cell.'


@dataclass
class CsvChunk:
    """Rows of equal width as lists of cells."""

    table: list[list[str]]
    line_nos: np.ndarray

    def column(self, index: int) -> pa.Array:
        return pa.array([row[index] for row in self.table], pa.string())

    def cells(self, row: int) -> list[str]:
        return self.table[row]


class CsvReader:
    """A CSV file: its header, then its data rows in chunks. `tick` hears of bytes read."""

    def __init__(self, path: Path, encoding: Encoding, tick: Tick = lambda _: None) -> None:
        self.path = path
        self.encoding = encoding.name
        self._encoding = encoding
        self._tick = tick
        self.header: list[str] = []
        self.delimiter = ","
        self._header_lines = 0
        self._width = 0  # of the rows; more than the header when the file is one of our rejects files
        self._guarded = False
        self._read_header()

    def _read_header(self) -> None:
        for text in text_blocks(self.path, self._encoding):
            lines = physical_lines(text)
            start = next((at for at, line in enumerate(lines) if line.strip(" \t\r\n\ufeff")), None)
            if start is None:
                self._header_lines += len(lines)
                continue
            if lines[start].lower().startswith("sep=") and len(lines[start].strip()) == 5:
                start += 1
            if start < len(lines):
                self.delimiter = _delimiter(lines[start])
                reader = csv.reader(lines[start:], delimiter=self.delimiter)
                self.header = [_printable(cell).strip(" \ufeff") for cell in next(reader)]
                self._header_lines += start + reader.line_num
            break
        while self.header and not self.header[-1]:
            self.header.pop()
        self._width = len(self.header)
        self._guarded = is_rejects_header(self.header)
        if self._guarded:
            self.header = self.header[: -len(META)]

    def chunks(self) -> Iterator[Chunk]:
        line_no, skip = 1, self._header_lines
        carry: list[str] = []
        for text in text_blocks(self.path, self._encoding, self._tick):
            lines = physical_lines(text)
            if skip:
                dropped = min(skip, len(lines))
                lines, skip, line_no = lines[dropped:], skip - dropped, line_no + dropped
            long = max(map(len, lines), default=0) > MAX_FIELD
            suspicious = bool(carry) or long or "\0" in text or not is_clean(text)
            parsed, used = split(carry + lines, line_no, self.delimiter, self._width, final=False)
            yield from self._chunked(parsed, suspicious=suspicious or parsed.careful)
            carry, line_no = (carry + lines)[used:], line_no + used
        if carry:
            parsed, _ = split(carry, line_no, self.delimiter, self._width, final=True)
            yield from self._chunked(parsed, suspicious=True)

    def _chunked(self, parsed: Records, *, suspicious: bool) -> Iterator[Chunk]:
        bad = [BadRow(one.line_no, self._readable(one.cells), "", "quote", UNCLOSED) for one in parsed.unclosed]
        rows, line_nos = parsed.rows, parsed.line_nos
        if suspicious or not set(map(len, rows)) <= {self._width} or any(not row[0] and not any(row) for row in rows):
            rows, line_nos = self._checked(parsed, bad)
        if self._guarded:
            rows, line_nos = self._handed_in_again(rows, line_nos, bad)
        numbers = np.asarray(line_nos, np.int64)
        for start in range(0, max(len(rows), 1), CHUNK_ROWS):
            end = start + CHUNK_ROWS
            yield Chunk(CsvChunk(rows[start:end], numbers[start:end]), bad if start == 0 else [])

    def _handed_in_again(
        self, rows: list[list[str]], line_nos: list[int], bad: list[BadRow]
    ) -> tuple[list[list[str]], list[int]]:
        """The rows of a rejects file as they were; what is not mended is refused again."""
        good: list[list[str]] = []
        numbers: list[int] = []
        for row, line_no in zip(rows, line_nos, strict=True):
            cells = [unguarded(cell) for cell in row[: len(self.header)]]
            if problem := unmended(row):
                bad.append(BadRow(line_no, cells, self.header[-1], "columns", problem))
            else:
                good.append(cells)
                numbers.append(line_no)
        return good, numbers

    def _checked(self, parsed: Records, bad: list[BadRow]) -> tuple[list[list[str]], list[int]]:
        """Leave out blank lines and refuse rows of another width, with NUL, oversize cells or foreign bytes."""
        good: list[list[str]] = []
        numbers: list[int] = []
        for row, line_no in zip(parsed.rows, parsed.line_nos, strict=True):
            if not any(cell.strip() for cell in row):
                continue
            cells = row[: self._width] if not any(row[self._width :]) else row
            problem = self._problem(cells)
            if problem is None:
                good.append(cells)
                numbers.append(line_no)
            else:
                column, reason, detail = problem
                bad.append(BadRow(line_no, self._readable(cells), column, reason, detail))
        return good, numbers

    def _problem(self, cells: list[str]) -> tuple[str, str, str] | None:
        for at, cell in enumerate(cells):
            column = self.header[at] if at < len(self.header) else ""
            if len(cell) > MAX_FIELD:
                return column, "too_long", f"The cell has {len(cell):,} characters; at most {MAX_FIELD:,} are read."
            if "\0" in cell:
                return column, "nul", "The cell holds a NUL byte, which no text has. It is left out here."
            if not is_clean(cell):
                return (
                    column,
                    "encoding",
                    f"The text is not in the file's encoding ({self.encoding}); it is guessed here.",
                )
        if len(cells) == self._width:
            return None
        joined = "; the last ones are joined here" if len(cells) > self._width else ""
        return "", "columns", f"The row has {len(cells)} cells, the header has {self._width}{joined}."

    def _readable(self, cells: list[str]) -> list[str]:
        """Cells for the rejects file: in a guessed encoding, cut, and as many as the header has."""
        texts = [_shortened(self._redecoded(cell)) for cell in cells]
        if self._guarded:
            texts = [unguarded(text) for text in texts]
        width = len(self.header)
        if len(texts) > width and not self._guarded:
            texts[width - 1 :] = [self.delimiter.join(texts[width - 1 :])]
        return texts[:width] + [""] * (width - len(texts))

    def _redecoded(self, cell: str) -> str:
        return cell if is_clean(cell) else best_guess(original_bytes(cell, self.encoding))


def _delimiter(line: str) -> str:
    return max(DELIMITERS, key=lambda delimiter: len(lenient(line, delimiter)))


def _printable(cell: str) -> str:
    return cell.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _shortened(cell: str) -> str:
    text = cell.replace("\0", "")
    return text if len(cell) <= MAX_FIELD else text[:SHOWN_CELL] + "…"
