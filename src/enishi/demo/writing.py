"""Canonical files of Enishi, written block by block: UTF-8, comma, line feed, times in the brand's local time.

No value of the demo brand holds a comma, a quote or a line break, so that no cell needs quoting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from enishi.demo.baskets import CHANNEL_CODES, DAY_S, Baskets
from enishi.demo.calendar import Days, Window
from enishi.demo.contracts import FileTruth
from enishi.demo.documents import CANCELLED, COUNTED, CREDIT_NOTE, GUEST, PAYMENT_CODES, RETURNED, VOID, Documents
from enishi.demo.journey import NEVER, Block
from enishi.demo.products import PRODUCTS

PERSON_COLUMNS = (
    "customer_id", "email", "phone", "family_name", "given_name", "family_name_kana", "given_name_kana",
    "postal_code", "prefecture", "address",
)  # fmt: skip
ORDER_COLUMNS = (
    "order_id", "ordered_at", "status", "channel", *PERSON_COLUMNS, "amount", "tax", "shipping", "discount", "refunded",
    "refunded_at", "cancelled_at", "payment_method", "paid_at", "shipped_at", "delivered_at", "tracking_no",
    "contract_id", "delivery_no", "product_code", "product_name", "quantity", "unit_price",
)  # fmt: skip
CUSTOMER_COLUMNS = (*PERSON_COLUMNS, "birthday", "registered_at", "withdrawn_at")
PRODUCT_COLUMNS = ("product_code", "product_name", "category", "price", "cost", "supply_days")
CONTRACT_COLUMNS = (
    "contract_id", "customer_id", "email", "phone", "started_at", "status", "cadence_unit", "cadence_every", "next_on",
    "product_code", "quantity", "paused_at", "cancelled_at", "cancel_reason",
)  # fmt: skip
ACQUISITION_COLUMNS = ("month", "channel", "cost", "new_customers")

STATUS_OF_KIND = ("placed", "cancelled", "void", "refunded", "placed", "placed")
_LINE_COLUMNS = 4
_NOBODY = "," * (len(PERSON_COLUMNS) - 1)
_REST_BLANK = "," * (len(ORDER_COLUMNS) - _LINE_COLUMNS - 1)
_QUANTITIES = range(-1, 4)
_LINE_CELLS: NDArray[np.object_] = np.array(
    [[f"{product.code},{product.name},{quantity},{product.price}" for quantity in _QUANTITIES] for product in PRODUCTS],
    dtype=object,
)


class CsvFile:
    """A file that is written row by row, its header first. To be used in a `with` block."""

    def __init__(self, path: Path, columns: Iterable[str]) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._file.write(",".join(columns) + "\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, rows: list[str]) -> None:
        if rows:
            self._file.write("\n".join(rows) + "\n")


def instants(window: Window, seconds: Days) -> list[str]:
    """Write seconds since the window's start as `2026-04-01 12:34:56`; NEVER as nothing."""
    known = np.flatnonzero(seconds != NEVER)
    written = [""] * len(seconds)
    times = np.datetime64(window.first_day, "s") + seconds[known].astype("timedelta64[s]")
    for row, text in zip(known.tolist(), np.datetime_as_string(times).tolist(), strict=True):
        written[row] = text.replace("T", " ")
    return written


def days(window: Window, numbers: Days) -> list[str]:
    return np.where(numbers == NEVER, "", np.datetime_as_string(window.dates(numbers), unit="D")).tolist()


def contract_ids(rows: Days, first_contract: int) -> list[str]:
    return ["" if row == NEVER else f"T{first_contract + row + 1:08d}" for row in rows.tolist()]


class OrderFile(CsvFile):
    """An order file of one source: numbers its orders, and counts what it wrote."""

    def __init__(self, path: Path, letter: str) -> None:
        super().__init__(path, ORDER_COLUMNS)
        self._letter = letter
        self._tally: Counter[str] = Counter()

    def truth(self, customers: int) -> FileTruth:
        tally = self._tally
        return FileTruth(
            rows=tally["rows"],
            orders=tally["orders"],
            counted=tally["counted"],
            customers=customers,
            cancelled=tally["cancelled"],
            void=tally["void"],
            refunded=tally["refunded"],
            partly_refunded=tally["partly_refunded"],
            credit_notes=tally["credit_notes"],
            without_customer=tally["without_customer"],
            revenue=tally["revenue"],
        )

    def _count(self, kind: Days, amount: Days, refunded: Days) -> None:
        counted = kind == COUNTED
        self._tally.update(
            {
                "orders": len(kind),
                "counted": int(counted.sum()),
                "cancelled": int((kind == CANCELLED).sum()),
                "void": int((kind == VOID).sum()),
                "refunded": int((kind == RETURNED).sum()),
                "partly_refunded": int((counted & (refunded > 0)).sum()),
                "credit_notes": int((kind == CREDIT_NOTE).sum()),
                "without_customer": int((kind == GUEST).sum()),
                "revenue": int((amount - refunded)[counted].sum()),
            }
        )

    def write_block(
        self,
        window: Window,
        block: Block,
        baskets: Baskets,
        documents: Documents,
        chosen: NDArray[np.bool_],
        people: NDArray[np.object_],
        first_contract: int,
    ) -> None:
        """Write the `chosen` documents; `people` holds the cells of each customer of the block."""
        rows = np.flatnonzero(chosen)
        of, kind = documents.of[rows], documents.kind[rows]
        amount, refunded = documents.amount[rows], documents.refunded[rows]
        serial = self._tally["orders"] + 1
        self._count(kind, amount, refunded)

        ordered = instants(window, documents.at[rows])
        letter = self._letter
        ids = [
            f"{letter}{text[2:4]}{text[5:7]}{text[8:10]}-{number:08d}"
            for number, text in enumerate(ordered, start=serial)
        ]
        shipped = instants(window, documents.shipped_at[rows])
        contract = np.where(kind == COUNTED, block.contract[of], NEVER)
        delivery = ["" if number == NEVER else str(number) for number in block.delivery[of].tolist()]
        columns = (
            ids,
            ordered,
            [STATUS_OF_KIND[code] for code in kind.tolist()],
            [CHANNEL_CODES[code] for code in baskets.channel[of].tolist()],
            np.append(people, _NOBODY)[documents.customer[rows]].tolist(),
            map(str, amount.tolist()),
            map(str, documents.tax[rows].tolist()),
            map(str, documents.shipping[rows].tolist()),
            map(str, documents.discount[rows].tolist()),
            map(str, refunded.tolist()),
            instants(window, documents.refunded_at[rows]),
            instants(window, documents.cancelled_at[rows]),
            [PAYMENT_CODES[code] for code in documents.payment[rows].tolist()],
            instants(window, documents.paid_at[rows]),
            shipped,
            instants(window, documents.delivered_at[rows]),
            [f"0000{number:08d}" if sent else "" for number, sent in enumerate(shipped, start=serial)],
            contract_ids(contract, first_contract),
            delivery,
        )
        heads: NDArray[np.object_] = np.empty(2 * len(rows), dtype=object)
        heads[: len(rows)] = list(map(",".join, zip(*columns, strict=True)))
        heads[len(rows) :] = [number + _REST_BLANK for number in ids]
        lines = self._lines(baskets, of, kind)
        head = np.where(lines[1], lines[0], lines[0] + len(rows))
        self.write([f"{order},{line}" for order, line in zip(heads[head].tolist(), lines[2].tolist(), strict=True)])
        self._tally["rows"] += len(head)

    @staticmethod
    def _lines(baskets: Baskets, of: Days, kind: Days) -> tuple[Days, NDArray[np.bool_], NDArray[np.object_]]:
        """Lines of the documents: document, whether its first, and the cells. A credit note takes back one piece."""
        first_line = np.searchsorted(baskets.of, of, side="left")
        count = np.searchsorted(baskets.of, of, side="right") - first_line
        note = kind == CREDIT_NOTE
        count = np.where(note, 1, count)
        document = np.repeat(np.arange(len(of)), count)
        rank = np.arange(len(document)) - np.repeat(np.cumsum(count) - count, count)
        line = first_line[document] + rank
        quantity = np.where(note[document], -1, baskets.quantity[line])
        cells = _LINE_CELLS[baskets.product[line], quantity - _QUANTITIES.start]
        return document, rank == 0, cells


def instant_of_day(day: Days, second: Days) -> Days:
    return np.where(day == NEVER, NEVER, day * DAY_S + second)
