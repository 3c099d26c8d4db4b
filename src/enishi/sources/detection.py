"""What a file is, told by its first bytes and its header, never by its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from enishi.kernel.errors import EnishiError
from enishi.sources.chunks import Reader
from enishi.sources.contracts import FileKind
from enishi.sources.csv_rows import CsvReader
from enishi.sources.encodings import Tick
from enishi.sources.encodings import detect as detect_encoding
from enishi.sources.formats import KNOWN
from enishi.sources.formats.base import Format, Header, plain
from enishi.sources.formats.canonical import ORDER_FIELDS, PERSON
from enishi.sources.formats.mapped import mapped
from enishi.sources.parquet_rows import ParquetReader

# Words of other exports that give a field away, for the guesses of an error message.
_GUESSES: dict[str, tuple[str, ...]] = {
    "customer_id": ("customer_id", "customerid", "customer", "member", "会員", "顧客", "お客様",
                    "user", "client", "buyer"),
    "email": ("mail", "メール"),
    "phone": ("phone", "tel", "電話"),
    "ordered_at": ("ordered", "order_date", "orderdate", "invoicedate", "注文日", "受注日", "購入日", "date",
                   "日時", "日付"),
    "order_id": ("order_id", "orderid", "order_no", "invoiceno", "invoice", "注文番号", "受注番号", "注文id", "受注"),
    "amount": ("amount", "total", "合計", "金額", "sales", "revenue"),
    "quantity": ("quantity", "qty", "数量", "個数"),
    "unit_price": ("unit_price", "unitprice", "単価", "price", "価格"),
}  # fmt: skip


def open_reader(path: Path, *, scan: Tick = lambda _: None, read: Tick = lambda _: None) -> Reader:
    """Open a file for reading. Raises EnishiError: `missing_file`, `empty_file`, `archive`, `broken_file`."""
    if not path.is_file():
        raise EnishiError(f"There is no file {path}.", hint="Please check its name.", code="missing_file")
    with path.open("rb") as file:
        head = file.read(512)
    _refuse_containers(path, head)
    if head.startswith(b"PAR1"):
        return ParquetReader(path, read)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise _empty(path)
    reader = CsvReader(path, detect_encoding(path, scan), read)
    if not reader.header:
        raise _empty(path)
    return reader


def detect(path: Path, mapping: Mapping[str, str] | None = None) -> tuple[FileKind, str]:
    """The kind and the format's name of a file. Raises EnishiError as `open_reader` and `recognise` do."""
    found = recognise(open_reader(path), mapping or {})
    return found.kind, found.name


def recognise(reader: Reader, mapping: Mapping[str, str]) -> Format:
    """The format of an opened file. A mapping is for files with its columns; others of the call may be known ones.

    Raises EnishiError: `unknown_header`, or as `mapped` does.
    """
    header = Header(reader.header)
    known = next((one for one in KNOWN if not one.missing(header)), None)
    if mapping:
        if known and known.kind is not FileKind.ORDERS and not all(map(header.has, mapping.values())):
            return known
        return mapped(mapping, header)
    if known:
        return known
    raise _unknown_header(reader.path, header)


def _refuse_containers(path: Path, head: bytes) -> None:
    if head.startswith(b"PK\x03\x04") and (b"[Content_Types].xml" in head or b"xl/" in head or b"_rels/" in head):
        raise _workbook(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _workbook(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")):
        raise EnishiError(
            f"{path.name} is a compressed archive, which is not opened here.",
            hint="Please unpack it and hand over the CSV or Parquet files in it.",
            code="archive",
        )


def _workbook(path: Path) -> EnishiError:
    return EnishiError(
        f"{path.name} is a spreadsheet workbook.",
        hint="Please hand over the CSV file as the shop exported it. If there is only the workbook, save it as "
        "“CSV UTF-8” and check that ids, phone numbers and postal codes have kept their leading zeros.",
        code="workbook",
    )


def _empty(path: Path) -> EnishiError:
    return EnishiError(f"{path.name} is empty.", hint="Please export it again.", code="empty_file")


def _unknown_header(path: Path, header: Header) -> EnishiError:
    nearest = min(KNOWN, key=lambda one: len(one.missing(header)) / (len(one.signature) + bool(one.any_of)))
    missing = nearest.missing(header)
    share = len(missing) / (len(nearest.signature) + bool(nearest.any_of))
    near = f" Nearest is {nearest.name} ({nearest.kind}), but it lacks: {', '.join(missing)}." if share < 1 else ""
    return EnishiError(
        f"The columns of {path.name} are not those of a known export.{near}\n"
        f"Its columns are: {', '.join(header.names)}.",
        hint=f"Say which column is which, for example:\n  {map_line(header)}",
        code="unknown_header",
    )


def map_line(header: Header) -> str:
    """A line of --map options with guesses from the column names, COLUMN where there is none."""
    guessed = guess(header)
    if not any(name in guessed for name in PERSON):
        guessed["customer_id"] = "COLUMN"
    guessed.setdefault("ordered_at", "COLUMN")
    ordered = sorted(guessed, key=lambda name: (name not in PERSON, ORDER_FIELDS.index(name)))
    return " ".join(f"--map {_quoted(f'{name}={guessed[name]}')}" for name in ordered)


def guess(header: Header) -> dict[str, str]:
    """Field → column for the columns whose names tell; each column is used once."""
    result: dict[str, str] = {}
    for name, words in _GUESSES.items():
        for word in words:
            free = [column for column in header.names if column not in result.values()]
            exact = [column for column in free if plain(column) == word]
            close = [column for column in free if word in plain(column)]
            if exact or close:
                result[name] = (exact or close)[0]
                break
    return result


def _quoted(option: str) -> str:
    return option if option.isascii() and option.replace("=", "").replace("_", "").isalnum() else f"'{option}'"
