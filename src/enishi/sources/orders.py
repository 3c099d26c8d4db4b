"""Data rows to rows of orders: every cell judged, nothing grouped yet."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enishi.kernel.errors import EnishiError
from enishi.kernel.money import Currency
from enishi.sources.chunks import BadRow, Chunk, Rows
from enishi.sources.columns import Flaw, Judged, as_text
from enishi.sources.contracts import LINE, NEUTRAL_ORDERS, OrderStatus
from enishi.sources.fields import PRICES, Judge
from enishi.sources.fields import status as judge_status
from enishi.sources.layout import Layout
from enishi.sources.rules import numbers
from enishi.sources.rules.contact import ZERO_LOST
from enishi.sources.rules.text import fold

# Names of our files → names of the neutral order, where they differ.
NEUTRAL_NAMES = {
    "customer_id": "member_id",
    "email": "mail",
    "family_name_kana": "family_kana",
    "given_name_kana": "given_kana",
}
DECIMALS_SHARE = 0.01

_NULLABLE = pa.schema([item.with_nullable(True) for item in NEUTRAL_ORDERS])
# What grouping needs to know besides: every physical row, the exact sum of the lines, lines without a price.
ROWS = (
    _NULLABLE.append(pa.field("_rows", pa.list_(pa.int64())))
    .append(pa.field("_micro", pa.int64()))
    .append(pa.field("_unpriced", pa.int64()))
)


@dataclass
class Built:
    """The good rows of a chunk, the bad ones, the notes, and the order ids that bad rows belonged to."""

    table: pa.Table
    bad: list[BadRow]
    notes: list[tuple[str, Flaw, int]] = field(default_factory=list)  # column, flaw, line_no
    broken: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class OrderBuilder:
    """Builds rows of orders from the chunks of one file."""

    layout: Layout
    judge: Judge
    source: str
    file: str

    def check_decimals(self, chunk: Chunk) -> None:
        """Raise EnishiError `decimals` if more than 1 % of the amounts seen first have decimals the currency lacks."""
        if self.judge.currency.exponent:
            return
        for name in PRICES & self.layout.places.keys():
            text = as_text(self.layout.raw(chunk.rows, name)).drop_null()
            counted = text.value_counts().to_pylist()
            odd = sum(item["counts"] for item in counted if numbers.has_fraction(item["values"]))
            if odd > DECIMALS_SHARE * len(text):
                raise decimals_error(self.file, self.layout.label(name), self.judge.currency)

    def build(self, chunk: Chunk, position: int) -> Built:
        rows, layout = chunk.rows, self.layout
        count = len(rows.line_nos)
        problems: dict[int, tuple[str, Flaw]] = {}
        notes: list[tuple[str, Flaw, int]] = []
        values: dict[str, pa.Array] = {}
        for name in layout.places:
            judged = self.judge.field(name, layout.raw(rows, name))
            values[NEUTRAL_NAMES.get(name, name)] = judged.values
            self._collect(judged, layout.label(name), rows, problems, notes)
            if name == "phone":
                phone_lost = [flaw for flaw in judged.dropped if flaw.code == ZERO_LOST]
                self._refuse_unidentified(phone_lost, values, problems)
        values["status"] = self._status(rows, count, problems, notes)
        self._check_currency(rows, problems)
        self._check_present(rows, values, problems)
        table = self._table(rows, values, position, problems)
        bad = list(chunk.bad)
        broken: list[str] = []
        ids = values.get("order_id")
        for row in sorted(problems):
            column, flaw = problems[row]
            bad.append(BadRow(int(rows.line_nos[row]), rows.cells(row), column, flaw.code, flaw.detail))
            if layout.grouped and ids is not None and (key := ids[row].as_py()):
                broken.append(key)
        if problems:
            keep = np.ones(count, bool)
            keep[list(problems)] = False
            table = table.filter(pa.array(keep))
            notes = [note for note in notes if note[1].row not in problems]
        if layout.grouped:
            broken += [key for row in chunk.bad if (key := self._key_of(row.cells))]
        return Built(table, bad, notes, broken)

    def _key_of(self, cells: list[str]) -> str | None:
        """The order id of a row that could not be split properly, as far as it can be read."""
        place = self.layout.places["order_id"][0]
        return (fold(cells[place]) or None) if place < len(cells) else None

    @staticmethod
    def _collect(
        judged: Judged, label: str, rows: Rows, problems: dict[int, tuple[str, Flaw]],
        notes: list[tuple[str, Flaw, int]],
    ) -> None:  # fmt: skip
        for flaw in judged.refused:
            problems.setdefault(flaw.row, (label, flaw))
        notes.extend((label, flaw, int(rows.line_nos[flaw.row])) for flaw in judged.dropped)

    def _refuse_unidentified(
        self, lost: list[Flaw], values: dict[str, pa.Array], problems: dict[int, tuple[str, Flaw]]
    ) -> None:
        """A damaged phone number is refused where nothing else says who the customer is: asking beats guessing."""
        others = [values[name] for name in ("member_id", "mail") if name in values]
        for flaw in lost:
            if not any(other[flaw.row].is_valid for other in others):
                detail = flaw.detail + " Nothing else names the customer, so please enter it in full."
                problems.setdefault(flaw.row, (self.layout.label("phone"), Flaw(flaw.row, ZERO_LOST, detail)))

    def _status(
        self, rows: Rows, count: int, problems: dict[int, tuple[str, Flaw]], notes: list[tuple[str, Flaw, int]]
    ) -> pa.Array:
        result = pa.nulls(count, pa.string())
        for cells, rule in self.layout.form.statuses:
            raw = self.layout.raw_of(rows, cells)
            if raw is None:
                continue
            judged = judge_status(raw, rule)
            self._collect(judged, cells.columns[0][0], rows, problems, notes)
            open_still = pc.or_(pc.is_null(result), pc.equal(result, OrderStatus.PLACED).fill_null(False))
            better = pc.and_(open_still, pc.is_valid(judged.values))
            result = pc.if_else(better, judged.values, result)
        return result

    def _check_currency(self, rows: Rows, problems: dict[int, tuple[str, Flaw]]) -> None:
        cells = self.layout.form.currency
        raw = self.layout.raw_of(rows, cells) if cells else None
        if raw is None or cells is None:
            return
        words = pc.utf8_upper(as_text(raw))
        wanted = self.judge.currency.code
        for row in pc.indices_nonzero(pc.not_equal(words, wanted).fill_null(False)).to_pylist():
            detail = f"The row is in {words[row].as_py()}, the figures are kept in {wanted}. " + (
                f"If the whole shop sells in {words[row].as_py()}, name it: --currency {words[row].as_py()}."
            )
            problems.setdefault(row, (cells.columns[0][0], Flaw(row, "currency", detail)))

    def _check_present(self, rows: Rows, values: dict[str, pa.Array], problems: dict[int, tuple[str, Flaw]]) -> None:
        required = ["order_id"] if self.layout.with_ids else []
        required += [] if self.layout.grouped else ["ordered_at"]
        if self.layout.summed:
            required += [name for name in ("quantity", "unit_price") if name in values]
        for name in required:
            for row in pc.indices_nonzero(pc.is_null(values[name])).to_pylist():
                label = self.layout.label(name)
                problems.setdefault(row, (label, Flaw(row, "missing", f"{label} is empty, but an order needs it.")))

    def _table(
        self, rows: Rows, values: dict[str, pa.Array], position: int, problems: dict[int, tuple[str, Flaw]]
    ) -> pa.Table:
        count = len(rows.line_nos)
        line_nos = pa.array(rows.line_nos)
        columns = dict(values)
        columns["source"] = pa.repeat(pa.scalar(self.source), count)
        columns["position"] = pa.array(np.arange(position, position + count, dtype=np.int64))
        columns["line_no"] = line_nos
        if self.layout.with_ids:
            columns["key"] = values["order_id"]
        columns["_rows"] = pa.ListArray.from_arrays(pa.array(np.arange(count + 1, dtype=np.int32)), line_nos)
        self._add_lines(rows, values, columns, problems)
        return pa.table(
            [columns[item.name] if item.name in columns else pa.nulls(count, item.type) for item in ROWS], schema=ROWS
        )

    def _add_lines(
        self, rows: Rows, values: dict[str, pa.Array], columns: dict[str, pa.Array],
        problems: dict[int, tuple[str, Flaw]],
    ) -> None:  # fmt: skip
        count = len(rows.line_nos)
        if not self.layout.with_lines:
            columns["lines"] = pa.ListArray.from_arrays(pa.array(np.zeros(count + 1, np.int32)), pa.nulls(0, LINE))
            return
        quantity = values.get("quantity", pa.nulls(count, pa.int64()))
        price = values.get("unit_price", pa.nulls(count, pa.int64()))
        too_large = np.abs(_floats(quantity) * _floats(price)) > numbers.MAX_MINOR * numbers.MICRO
        for row in np.flatnonzero(too_large).tolist():
            problems.setdefault(
                row, (self.layout.label("unit_price"), Flaw(row, "too_large", "Quantity × price is too large."))
            )
        price = pc.if_else(pa.array(too_large), None, price)
        is_line = self._is_line(rows, values, count)
        micro = pc.if_else(pa.array(is_line), pc.multiply(quantity, price), None)
        columns["_micro"] = micro
        unpriced = is_line & np.asarray(pc.is_null(micro).to_numpy(zero_copy_only=False), bool)
        columns["_unpriced"] = pa.array(unpriced.astype(np.int64))
        columns["quantity"] = pc.if_else(pa.array(is_line), quantity, None)
        lines = pa.StructArray.from_arrays(
            [
                values.get("product_code", pa.nulls(count, pa.string())),
                values.get("product_name", pa.nulls(count, pa.string())),
                quantity,
                to_minor(price),
                to_minor(micro),
            ],
            fields=list(LINE),
        )
        offsets = np.concatenate([[0], np.cumsum(is_line)]).astype(np.int32)
        columns["lines"] = pa.ListArray.from_arrays(pa.array(offsets), lines.filter(pa.array(is_line)))

    def _is_line(self, rows: Rows, values: dict[str, pa.Array], count: int) -> np.ndarray:
        when = self.layout.form.line_when
        raw = self.layout.raw_of(rows, when[0]) if when else None
        if raw is not None and when is not None:
            told = pc.is_in(as_text(raw), pa.array(sorted(when[1]))).to_numpy(zero_copy_only=False)
            return np.asarray(told, bool)
        filled = np.zeros(count, bool)
        for name in ("product_code", "product_name", "unit_price", "quantity"):
            if name in values:
                filled |= np.asarray(pc.is_valid(values[name]).to_numpy(zero_copy_only=False), bool)
        return filled


def to_minor(micro: pa.Array) -> pa.Array:
    """Millionths of the minor unit to minor units, rounded half to even."""
    valid = np.asarray(pc.is_valid(micro).to_numpy(zero_copy_only=False), bool)
    amounts = np.asarray(micro.fill_null(0).to_numpy(zero_copy_only=False), np.int64)
    whole, rest = np.divmod(amounts, numbers.MICRO)
    up = (rest * 2 > numbers.MICRO) | ((rest * 2 == numbers.MICRO) & (whole % 2 == 1))
    return pa.array(whole + up, pa.int64(), mask=~valid)


def finished(table: pa.Table) -> pa.Table:
    """Rows of orders (ROWS) to NEUTRAL_ORDERS: the total, the status and what was given back are settled here."""
    table = table.combine_chunks()

    def column(name: str) -> pa.Array:
        found = table.column(name)
        return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found

    priced = pc.equal(column("_unpriced"), 0).fill_null(False)
    summed = pc.if_else(priced, to_minor(column("_micro")), None)
    status = column("status").fill_null(OrderStatus.PLACED)
    cancelled = pc.and_(pc.is_valid(column("cancelled_at")), pc.equal(status, OrderStatus.PLACED))
    changed = {
        "amount": pc.coalesce(column("amount"), summed),
        "status": pc.if_else(cancelled, OrderStatus.CANCELLED, status),
        "refunded": pc.abs(column("refunded").fill_null(0)),
    }
    return pa.table([changed.get(item.name, table.column(item.name)) for item in NEUTRAL_ORDERS], schema=NEUTRAL_ORDERS)


def decimals_error(file: str, column: str, currency: Currency) -> EnishiError:
    return EnishiError(
        f"{file}: the amounts in {column} have decimals, but {currency.code} has no minor unit.",
        hint="Name the currency of the file, for example: --currency USD",
        code="decimals",
    )


def _floats(values: pa.Array) -> np.ndarray:
    return np.asarray(values.fill_null(0).to_numpy(zero_copy_only=False), np.float64)
