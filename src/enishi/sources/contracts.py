"""What crosses the wall of `sources`: the neutral order, the reject, and the result of staging files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import pyarrow as pa


class OrderStatus(StrEnum):
    """Today's knowledge of an order. `void`: never became a purchase. `refunded`: all of it was given back."""

    PLACED = "placed"
    CANCELLED = "cancelled"
    VOID = "void"
    REFUNDED = "refunded"


# By which a source tells who somebody is.
PERSON = (
    pa.field("member_id", pa.string()),
    pa.field("mail", pa.string()),  # normalised
    pa.field("phone", pa.string()),  # E.164
)

# What else it tells of him.
DETAILS = (
    pa.field("family_name", pa.string()),
    pa.field("given_name", pa.string()),
    pa.field("family_kana", pa.string()),
    pa.field("given_kana", pa.string()),
    pa.field("postal_code", pa.string()),
    pa.field("prefecture", pa.string()),
    pa.field("address", pa.string()),
)

LINE = pa.struct(
    [
        pa.field("code", pa.string()),
        pa.field("name", pa.string()),
        pa.field("quantity", pa.int64()),
        pa.field("unit_price", pa.int64()),  # minor units, rounded half to even
        pa.field("amount", pa.int64()),  # minor units
    ]
)

# One row per order, in the order of the files. Money in minor units of the brand's currency; instants in UTC.
# Nothing is joined and nothing is guessed: empty cells are null.
NEUTRAL_ORDERS = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),  # which shop, store or file the order belongs to
        pa.field("key", pa.string(), nullable=False),  # unique within the source, see sources/rules/keys.py
        pa.field("order_id", pa.string()),  # as the file has it
        pa.field("position", pa.int64(), nullable=False),  # of its first data row over all files, from 0
        pa.field("line_no", pa.int64(), nullable=False),  # physical line of its first row in its file, from 1
        *PERSON,
        *DETAILS,
        pa.field("ordered_at", pa.timestamp("us", "UTC"), nullable=False),
        pa.field("amount", pa.int64()),  # order total with tax and shipping; null where the file has none
        pa.field("tax", pa.int64()),
        pa.field("shipping", pa.int64()),
        pa.field("discount", pa.int64()),
        pa.field("refunded", pa.int64(), nullable=False),  # linked refunds so far, 0 or more
        pa.field("refunded_at", pa.timestamp("us", "UTC")),
        pa.field("status", pa.string(), nullable=False),  # OrderStatus
        pa.field("cancelled_at", pa.timestamp("us", "UTC")),
        pa.field("payment_method", pa.string()),
        pa.field("paid_at", pa.timestamp("us", "UTC")),
        pa.field("shipped_at", pa.timestamp("us", "UTC")),
        pa.field("delivered_at", pa.timestamp("us", "UTC")),
        pa.field("tracking_no", pa.string()),
        pa.field("channel", pa.string()),  # online, store, mall, phone or the brand's own word
        pa.field("contract_id", pa.string()),  # regular delivery (定期) this order is a delivery of
        pa.field("delivery_no", pa.int32()),
        pa.field("quantity", pa.int64()),
        pa.field("lines", pa.list_(LINE), nullable=False),
    ]
)


NEUTRAL_CUSTOMERS = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("position", pa.int64(), nullable=False),
        pa.field("line_no", pa.int64(), nullable=False),
        *PERSON,
        *DETAILS,
        pa.field("birthday", pa.date32()),
        pa.field("registered_at", pa.timestamp("us", "UTC")),
        pa.field("withdrawn_at", pa.timestamp("us", "UTC")),
    ]
)

NEUTRAL_PRODUCTS = pa.schema(
    [
        pa.field("position", pa.int64(), nullable=False),
        pa.field("line_no", pa.int64(), nullable=False),
        pa.field("code", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("category", pa.string()),
        pa.field("price", pa.int64()),  # minor units
        pa.field("cost", pa.int64()),  # minor units
        pa.field("supply_days", pa.int32()),  # how long one piece lasts
    ]
)

NEUTRAL_CONTRACTS = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("position", pa.int64(), nullable=False),
        pa.field("line_no", pa.int64(), nullable=False),
        pa.field("contract_id", pa.string(), nullable=False),
        *PERSON,
        pa.field("started_at", pa.timestamp("us", "UTC"), nullable=False),
        pa.field("status", pa.string(), nullable=False),  # ContractStatus
        pa.field("cadence_unit", pa.string(), nullable=False),  # day or month
        pa.field("cadence_every", pa.int32(), nullable=False),
        pa.field("next_on", pa.date32()),
        pa.field("product_code", pa.string()),
        pa.field("quantity", pa.int64()),
        pa.field("paused_at", pa.timestamp("us", "UTC")),
        pa.field("cancelled_at", pa.timestamp("us", "UTC")),
        pa.field("cancel_reason", pa.string()),  # a code of the brand's vocabulary
    ]
)


class FileKind(StrEnum):
    """What a file is about; its header tells."""

    ORDERS = "orders"
    CUSTOMERS = "customers"
    PRODUCTS = "products"
    CONTRACTS = "contracts"


class ContractStatus(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Reject:
    """A row that was refused: where it stands, which column, why, and what to do."""

    file: str
    line_no: int
    column: str
    reason: str  # a code of sources/rules, for screens to translate
    detail: str  # in plain English, with the offending text


@dataclass(frozen=True)
class Note:
    """Cells that were left empty, or something else to know, without a row being refused: how often, and the first."""

    file: str
    column: str
    code: str  # of sources/rules, for screens to translate
    count: int
    line_no: int
    detail: str  # in plain English, with the offending text


@dataclass(frozen=True)
class StagedFile:
    """How one file was read."""

    path: Path
    format: str  # shopify, eccube, futureshop, rakuten, canonical, mapped
    encoding: str
    rows: int
    rejected: int


@dataclass(frozen=True)
class Staged:
    """The outcome of staging: Parquet of the neutral records of one kind in file order, and what was refused.

    `records` counts the rows of that Parquet; `repeated` those that appeared again with the same content (kept once).
    """

    kind: FileKind
    records_path: Path
    rejects_path: Path | None  # CSV: the rows as they stood, plus where and why; can be mended and staged again
    files: tuple[StagedFile, ...]
    rows: int  # data rows in the files
    records: int
    rejected: int  # data rows refused
    repeated: int
    has_amounts: bool
    has_contracts: bool
    first_rejects: tuple[Reject, ...] = field(default=())  # the first twenty, to show
    notes: tuple[Note, ...] = field(default=())
    replaced: int = 0  # orders that a later file of the same call had with other content; the later one was kept
    other_rejects_paths: tuple[Path, ...] = field(default=())  # of files with another header than the first's


class ImportState(StrEnum):
    """Where an import stands. Waiting, staging and writing go on by themselves; the rest have ended."""

    WAITING = "waiting"
    STAGING = "staging"
    WRITING = "writing"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True)
class ImportCard:
    """An import as screens and commands show it. Counts are zero until they are known."""

    id: int
    source: str
    name: str
    size: int  # bytes
    mapping: dict[str, str]
    state: ImportState
    kind: FileKind | None
    format: str
    encoding: str
    rows: int  # data rows in the file
    records: int  # one for each order, customer, product or contract to write
    repeated: int
    written: int  # added or changed
    unchanged: int
    rejected: int  # data rows
    cursor: int  # records gone through so far
    message_code: str
    message: str
    asked_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    file_path: Path
    rejects_path: Path | None

    @property
    def share(self) -> float:
        """How much of the writing is done, from 0 to 1."""
        return 1.0 if self.state is ImportState.DONE else self.cursor / self.records if self.records else 0.0


@dataclass(frozen=True)
class FileColumns:
    """The header of a file, and the guess which of its columns is which of our fields (field → column)."""

    names: tuple[str, ...]
    guessed: dict[str, str]
