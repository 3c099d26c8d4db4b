"""A brand small enough to write down: orders as rows, sealed into a real lake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from enishi.lake import RAW_CONTRACTS, RAW_DEPARTURES, RAW_ORDERS, Lake, open_lake, seal_anew

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Order:
    customer: int | None
    at: datetime  # naive: the brand's local time
    amount: int = 1000
    refunded: int = 0
    status: str = "placed"
    order_no: str | None = None
    contract: int | None = None
    delivery_no: int | None = None

    @property
    def counts(self) -> bool:
        fully_refunded = self.refunded > 0 and self.refunded >= self.amount
        return self.customer is not None and self.status == "placed" and self.amount >= 0 and not fully_refunded


@dataclass(frozen=True)
class Departure:
    customer: int
    at: datetime


def raw_orders(orders: list[Order], first_id: int = 0) -> pa.Table:
    return pa.table(
        {
            "order": list(range(first_id, first_id + len(orders))),
            "customer": [o.customer for o in orders],
            "ordered_at": [instant(o.at) for o in orders],
            "order_no": [o.order_no for o in orders],
            "position": list(range(first_id, first_id + len(orders))),
            "amount": [o.amount for o in orders],
            "refunded": [o.refunded for o in orders],
            "status": [o.status for o in orders],
            "channel": ["online"] * len(orders),
            "product": ["lotion"] * len(orders),
            "contract": [o.contract for o in orders],
            "delivery_no": [o.delivery_no for o in orders],
        },
        schema=RAW_ORDERS,
    )


def raw_departures(departures: list[Departure]) -> pa.Table:
    return pa.table(
        {"customer": [d.customer for d in departures], "gone_at": [instant(d.at) for d in departures]},
        schema=RAW_DEPARTURES,
    )


def instant(local: datetime) -> datetime:
    return local.replace(tzinfo=TOKYO).astimezone(UTC)


def seal(
    folder: Path,
    orders: list[Order],
    departures: list[Departure] | None = None,
    contracts: pa.Table | None = None,
    time_zone: str = "Asia/Tokyo",
) -> Lake:
    seal_anew(
        folder,
        orders=raw_orders(orders),
        departures=raw_departures(departures or []),
        contracts=RAW_CONTRACTS.empty_table() if contracts is None else contracts,
        position=0,
        time_zone=time_zone,
        currency="JPY",
        now=NOW,
    )
    return open_lake(folder)
