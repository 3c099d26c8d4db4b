"""Physical lines to CSV records, so that a stray quotation mark costs one line and not the rest of the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_RECORD = 1 << 20  # characters a quoted record may span before its opening quote is taken for a stray one


@dataclass(frozen=True)
class Unclosed:
    """A line in which a quotation mark is opened that nothing closes."""

    line_no: int
    cells: list[str]


@dataclass
class Records:
    """Rows of cells with the physical line each begins on. `careful`: not every record was one plain line."""

    rows: list[list[str]] = field(default_factory=list)
    line_nos: list[int] = field(default_factory=list)
    unclosed: list[Unclosed] = field(default_factory=list)
    careful: bool = False


def split(lines: list[str], line_no: int, delimiter: str, width: int, *, final: bool) -> tuple[Records, int]:
    """Split lines, the first of which is the file's `line_no`-th, into records; return them and how many lines
    they used up. Lines of a record that is still open are left for the next call unless this is the `final` one."""
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return _split_carefully(lines, line_no, delimiter, width, final=final)
    if len(rows) != len(lines):
        return _split_carefully(lines, line_no, delimiter, width, final=final)
    return Records(rows, list(range(line_no, line_no + len(rows)))), len(lines)


def _split_carefully(lines: list[str], line_no: int, delimiter: str, width: int, *, final: bool) -> tuple[Records, int]:
    """Record by record: one that cannot be right costs its first line only."""
    done, at = Records(careful=True), 0
    while at < len(lines):
        reader = csv.reader(_from(lines, at), delimiter=delimiter, strict=True)
        begun = 0
        try:
            for row in reader:
                if reader.line_num - begun > 1 and not _fits(row, width):
                    break
                done.rows.append(row)
                done.line_nos.append(line_no + at + begun)
                begun = reader.line_num
            else:
                return done, len(lines)
        except csv.Error as error:
            open_still = "unexpected end" in str(error) and not final
            if open_still and sum(map(len, lines[at + begun :])) <= MAX_RECORD:
                return done, at + begun
        _take_line(lines[at + begun], line_no + at + begun, delimiter, done)
        at += begun + 1
    return done, len(lines)


def _from(lines: list[str], start: int) -> Iterator[str]:
    for at in range(start, len(lines)):
        yield lines[at]


def _fits(row: list[str], width: int) -> bool:
    return len(row) == width or (len(row) == width + 1 and not row[-1])


def _take_line(line: str, line_no: int, delimiter: str, done: Records) -> None:
    """One physical line on its own: leniently, unless a quote that is never closed begins in it."""
    cells = lenient(line, delimiter)
    if _is_open(line, delimiter):
        done.unclosed.append(Unclosed(line_no, cells))
    else:
        done.rows.append(cells)
        done.line_nos.append(line_no)


def _is_open(line: str, delimiter: str) -> bool:
    try:
        for _ in csv.reader([line], delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def lenient(line: str, delimiter: str) -> list[str]:
    """The cells of one line, whatever its quotes look like."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a field beyond the module's own limit
        return line.rstrip("\r\n").split(delimiter)


def physical_lines(text: str) -> list[str]:
    """Lines with their ends: CRLF, LF or a lone CR, and nothing else that Python takes for a line end."""
    return io.StringIO(text, newline="").readlines()


def is_clean(text: str) -> bool:
    """True unless the text holds bytes that could not be decoded."""
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
