"""Text to rows: CSV with any of three delimiters, any line ends, and one bad line never harming the next."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from enishi.sources.chunks import BadRow, Chunk
from enishi.sources.encodings import Encoding, Tick, best_guess, original_bytes, text_blocks

MAX_FIELD = 32_768  # characters
MAX_RECORD = 1 << 20  # characters a quoted record may span before its opening quote is taken for a stray one
CHUNK_ROWS = 50_000
DELIMITERS = ",\t;"
SHOWN_CELL = 1_000  # characters of an oversize cell that the rejects file keeps


@dataclass
class CsvChunk:
    """Rows of equal width as lists of cells."""

    table: list[list[str]]
    line_nos: np.ndarray

    def column(self, index: int) -> pa.Array:
        return pa.array([row[index] for row in self.table], pa.string())

    def cells(self, row: int) -> list[str]:
        return self.table[row]


@dataclass
class _Parsed:
    rows: list[list[str]] = field(default_factory=list)
    line_nos: list[int] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


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
        self._read_header()

    def _read_header(self) -> None:
        for text in text_blocks(self.path, self._encoding):
            lines = _lines(text)
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

    def chunks(self) -> Iterator[Chunk]:
        line_no, skip = 1, self._header_lines
        carry: list[str] = []
        for text in text_blocks(self.path, self._encoding, self._tick):
            lines = _lines(text)
            if skip:
                dropped = min(skip, len(lines))
                lines, skip, line_no = lines[dropped:], skip - dropped, line_no + dropped
            lines = carry + lines
            parsed, used = self._parse(lines, line_no, final=False)
            carry, line_no = lines[used:], line_no + used
            yield from self._chunked(parsed, text)
        if carry:
            parsed, _ = self._parse(carry, line_no, final=True)
            yield from self._chunked(parsed, "".join(carry))

    def _parse(self, lines: list[str], line_no: int, *, final: bool) -> tuple[_Parsed, int]:
        """Split lines into records; return them with the number of lines used up."""
        try:
            rows = list(csv.reader(lines, delimiter=self.delimiter, strict=True))
        except csv.Error:
            return self._parse_carefully(lines, line_no, final=final)
        if len(rows) != len(lines):
            return self._parse_carefully(lines, line_no, final=final)
        return _Parsed(rows, list(range(line_no, line_no + len(rows)))), len(lines)

    def _parse_carefully(self, lines: list[str], line_no: int, *, final: bool) -> tuple[_Parsed, int]:
        """Record by record: a record that cannot be right costs its first line only."""
        done, at = _Parsed(), 0
        while at < len(lines):
            reader = csv.reader(lines[at:], delimiter=self.delimiter, strict=True)
            begun = 0
            try:
                for row in reader:
                    span = reader.line_num - begun
                    if span > 1 and len(row) not in (len(self.header), len(self.header) + 1):
                        break
                    done.rows.append(row)
                    done.line_nos.append(line_no + at + begun)
                    begun = reader.line_num
                else:
                    return done, len(lines)
            except csv.Error:
                rest = lines[at + begun : at + reader.line_num]
                if self._is_open(rest) and at + reader.line_num >= len(lines) and not final:
                    if sum(map(len, rest)) <= MAX_RECORD:
                        return done, at + begun
            self._take_one(lines[at + begun], line_no + at + begun, done)
            at += begun + 1
        return done, len(lines)

    def _is_open(self, lines: list[str]) -> bool:
        try:
            for _ in csv.reader(lines, delimiter=self.delimiter, strict=True):
                pass
        except csv.Error as error:
            return "unexpected end" in str(error)
        return False

    def _take_one(self, line: str, line_no: int, done: _Parsed) -> None:
        """One physical line on its own: leniently, unless a quote that is never closed begins in it."""
        cells = _lenient(line, self.delimiter)
        if self._is_open([line]):
            detail = 'A quotation mark is opened here and not closed. Close it, or write "" for one inside a cell.'
            done.bad.append(BadRow(line_no, self._readable(cells), "", "quote", detail))
            return
        done.rows.append(cells)
        done.line_nos.append(line_no)

    def _chunked(self, parsed: _Parsed, text: str) -> Iterator[Chunk]:
        rows, line_nos, bad = self._checked(parsed, suspicious="\0" in text or not _is_clean(text))
        if not rows:
            if bad:
                yield Chunk(CsvChunk([], np.empty(0, np.int64)), bad)
            return
        numbers = np.asarray(line_nos, np.int64)
        for start in range(0, len(rows), CHUNK_ROWS):
            end = start + CHUNK_ROWS
            yield Chunk(CsvChunk(rows[start:end], numbers[start:end]), bad if start == 0 else [])

    def _checked(self, parsed: _Parsed, *, suspicious: bool) -> tuple[list[list[str]], list[int], list[BadRow]]:
        """Leave out blank lines and refuse rows of another width, with NUL, oversize cells or foreign bytes."""
        width = len(self.header)
        rows = parsed.rows
        longest = max((len(cell) for row in rows for cell in row), default=0) if suspicious else 0
        if not suspicious and set(map(len, rows)) <= {width} and width > 1:
            oversize = [row for row in rows if any(len(cell) > MAX_FIELD for cell in row)] if self._wide(rows) else []
            if not oversize:
                return rows, parsed.line_nos, parsed.bad
        del longest
        good: list[list[str]] = []
        numbers: list[int] = []
        bad = list(parsed.bad)
        for row, line_no in zip(rows, parsed.line_nos, strict=True):
            if not any(cell.strip() for cell in row):
                continue
            cells = row[:width] if len(row) > width and not any(row[width:]) else row
            problem = self._problem(cells)
            if problem is None:
                good.append(cells)
                numbers.append(line_no)
            else:
                column, reason, detail = problem
                bad.append(BadRow(line_no, self._readable(cells), column, reason, detail))
        return good, numbers, bad

    @staticmethod
    def _wide(rows: list[list[str]]) -> bool:
        return any(len(cell) > MAX_FIELD for row in rows for cell in row)

    def _problem(self, cells: list[str]) -> tuple[str, str, str] | None:
        width = len(self.header)
        for at, cell in enumerate(cells):
            column = self.header[at] if at < width else ""
            if len(cell) > MAX_FIELD:
                return column, "too_long", f"The cell has {len(cell):,} characters; at most {MAX_FIELD:,} are read."
            if "\0" in cell:
                return column, "nul", "The cell holds a NUL byte, which no text has. Export the file again."
            if not _is_clean(cell):
                return column, "encoding", f"The text is not in the file's encoding ({self.encoding})."
        if len(cells) < width:
            return "", "columns", f"The row has {len(cells)} cells, the header has {width}."
        if len(cells) > width:
            return (
                "",
                "columns",
                f"The row has {len(cells)} cells, the header has {width}; the last ones are joined here.",
            )
        return None

    def _readable(self, cells: list[str]) -> list[str]:
        """Cells for the rejects file: in a guessed encoding, cut, and as many as the header has."""
        texts = [_shortened(self._redecoded(cell)) for cell in cells]
        width = len(self.header)
        if len(texts) > width:
            texts[width - 1 :] = [self.delimiter.join(texts[width - 1 :])]
        return texts + [""] * (width - len(texts))

    def _redecoded(self, cell: str) -> str:
        return cell if _is_clean(cell) else best_guess(original_bytes(cell, self.encoding))


def _lines(text: str) -> list[str]:
    """Physical lines with their ends: CRLF, LF or a lone CR, and nothing else that Python takes for a line end."""
    return io.StringIO(text, newline="").readlines()


def _delimiter(line: str) -> str:
    return max(DELIMITERS, key=lambda delimiter: len(_lenient(line, delimiter)))


def _lenient(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a field beyond the module's own limit
        return line.split(delimiter)


def _is_clean(text: str) -> bool:
    """True unless the text holds bytes that could not be decoded."""
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _printable(cell: str) -> str:
    return cell.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _shortened(cell: str) -> str:
    text = cell.replace("\0", "")
    return text if len(cell) <= MAX_FIELD else text[:SHOWN_CELL] + "…"
