"""Which rule each field of our files obeys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from enishi.kernel.money import Currency
from enishi.sources.columns import Flaw, Judged, all_match, as_text, judge
from enishi.sources.rules import contact, ids, numbers, times
from enishi.sources.rules.refusals import Dropped, Refused, shown
from enishi.sources.rules.text import NO_VALUE, UNMAPPED, fold

INSTANT = pa.timestamp("us", "UTC")
MONEY = frozenset({"amount", "tax", "shipping", "discount", "refunded", "price", "cost"})
PRICES = frozenset({"amount", "unit_price", "price"})  # decimals in these show that a file is in another currency

_IDENTIFIERS = frozenset({"order_id", "customer_id", "contract_id"})
_CODES = frozenset({"product_code", "tracking_no"})
_INSTANTS = frozenset({"ordered_at", "cancelled_at", "refunded_at", "registered_at", "withdrawn_at", "started_at",
                       "paused_at"})  # fmt: skip
_SIDE_INSTANTS = frozenset({"paid_at", "shipped_at", "delivered_at"})  # no figure hangs on them
_WHOLE = {
    "quantity": (numbers.whole, pa.int64()),
    "delivery_no": (numbers.delivery, pa.int32()),
    "supply_days": (numbers.natural, pa.int32()),
    "cadence_every": (numbers.natural, pa.int32()),
}

# Forms that Arrow reads by itself; all others go through the rules, one distinct text after another.
_FAST_DAY = r"^[12]\d{3}[-/](?:0[1-9]|1[0-2])[-/](?:0[1-9]|[12]\d|3[01])$"
_FAST_TIME = r"^[12]\d{3}[-/](?:0[1-9]|1[0-2])[-/](?:0[1-9]|[12]\d|3[01])[ T](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$"
_FAST_WHOLE = r"^-?\d{1,11}$"
_AHEAD_PLANNED = timedelta(days=366 * 5)


@dataclass(frozen=True)
class Judge:
    """Turns a raw column into a field's final type. One per staging run."""

    currency: Currency
    zone: ZoneInfo
    now: datetime

    def field(self, name: str, column: pa.Array) -> Judged:
        """Judge the column of a field of our canonical files. Raw Parquet types are welcome."""
        if name in _INSTANTS:
            return self._instant(column)
        if name in _SIDE_INSTANTS:
            return self._instant(column, drop=True)
        if name in ("birthday", "next_on"):
            return judge(_without_zone(column), self._day_rule(name), pa.date32())
        text = as_text(column)
        if name in _IDENTIFIERS:
            return _identifier(text)
        if name in MONEY:
            return self._minor(text)
        if name in _WHOLE:
            return judge(text, *_WHOLE[name])
        rule = self._rules().get(name)
        return judge(text, rule[0], rule[1]) if rule else _free_text(text)

    def _rules(self) -> dict[str, tuple[Callable[[str], Any], pa.DataType]]:
        return {
            "email": (contact.mail, pa.string()),
            "phone": (contact.phone, pa.string()),
            "postal_code": (contact.postal_code, pa.string()),
            "unit_price": (partial(numbers.micro, currency=self.currency), pa.int64()),
            "cadence_unit": (_cadence_unit, pa.string()),
            **{name: (ids.code, pa.string()) for name in _CODES},
        }

    def _minor(self, text: pa.Array) -> Judged:
        if all_match(text, _FAST_WHOLE):
            return Judged(pc.multiply(text.cast(pa.int64()), pa.scalar(self.currency.minor_per_major, pa.int64())))
        return judge(text, partial(numbers.minor, currency=self.currency), pa.int64())

    def _instant(self, column: pa.Array, *, drop: bool = False) -> Judged:
        fast = self._fast_instant(column)
        if fast is not None:
            return Judged(fast)

        def rule(text: str) -> datetime | None:
            if drop and (fold(text).lower() in NO_VALUE or text.startswith("0000")):
                return None
            try:
                return times.instant(text, self.zone, self.now)
            except Refused as refused:
                if drop:
                    raise Dropped(refused.reason, refused.detail) from None
                raise

        return judge(as_text(_without_zone(column)), rule, INSTANT)

    def _fast_instant(self, column: pa.Array) -> pa.Array | None:
        """The whole column at once if every cell has a plain form and lies in range; None sends it to the rules."""
        if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
            local = column
        else:
            text = as_text(column)
            if not (all_match(text, _FAST_DAY) or all_match(text, _FAST_TIME)):
                return None
            local = pc.replace_substring(text, "/", "-")
        try:
            if pa.types.is_timestamp(local.type) and local.type.tz is not None:
                result = local.cast(INSTANT, safe=False)
            else:
                naive = local.cast(pa.timestamp("us"), safe=pa.types.is_string(local.type))
                result = pc.assume_timezone(naive, self.zone.key, ambiguous="earliest", nonexistent="raise")
                result = result.cast(INSTANT)
        except pa.ArrowInvalid:
            return None
        bounds = pc.min_max(result).as_py()
        if bounds["min"] is not None and not times.EARLIEST <= bounds["min"] <= bounds["max"] <= self.now + times.AHEAD:
            return None
        return result

    def _day_rule(self, name: str) -> Callable[[Any], date | None]:
        today = self.now.astimezone(self.zone).date()
        latest = today + _AHEAD_PLANNED if name == "next_on" else today

        def rule(text: str) -> date | None:
            if fold(text).lower() in NO_VALUE or text.startswith("0000"):
                return None
            try:
                return times.day(text, latest=latest)
            except Refused as refused:
                raise Dropped(refused.reason, refused.detail) from None

        return rule


def status(column: pa.Array, rule: Callable[[str], str]) -> Judged:
    return judge(as_text(column), rule, pa.string())


def _without_zone(column: pa.Array) -> pa.Array:
    """Dates and times of Parquet as ISO text in UTC, for the rules; text as it is."""
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        return pc.strftime(column.cast(pa.timestamp("us", "UTC"), safe=False), "%Y-%m-%dT%H:%M:%SZ")
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return as_text(column.cast(pa.timestamp("s"), safe=False))
    return as_text(column)


def _identifier(text: pa.Array) -> Judged:
    if all_match(text, ids.PLAIN) and not _any_no_value(text):
        return Judged(text)
    return judge(text, ids.identifier, pa.string())


def _any_no_value(text: pa.Array) -> bool:
    pattern = "(?i)^(?:nan|null|none|n/a|nat)$"
    return pc.any(pc.match_substring_regex(text, pattern), skip_nulls=True, min_count=0).as_py() is True


def _free_text(text: pa.Array) -> Judged:
    """Names and addresses are kept as written; characters that only one company's fonts know are noted."""
    odd = pc.match_substring_regex(text, UNMAPPED).fill_null(False)
    flaws = [
        Flaw(row, "unmapped_characters", f"{shown(text[row].as_py())} holds characters of a company's own (外字).")
        for row in pc.indices_nonzero(odd).to_pylist()
    ]
    return Judged(text, dropped=flaws)


def _cadence_unit(text: str) -> str:
    word = fold(text).lower().removesuffix("s")
    known = {
        "day": "day",
        "month": "month",
        "日": "day",
        "ヶ月": "month",
        "か月": "month",
        "カ月": "month",
        "月": "month",
    }
    if word not in known:
        raise Refused("cadence", f"{shown(text)} is not a unit of delivery. Use day or month.")
    return known[word]
