"""What crosses the wall of `commerce`. Money in minor units of the brand's currency, instants with zone UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import msgspec


class OrderLineIn(msgspec.Struct, frozen=True):
    code: str | None
    name: str | None
    quantity: int | None
    unit_price: int | None
    amount: int | None


class OrderIn(msgspec.Struct, frozen=True):
    """An order as its source tells it today. `key` is unique within the source; None: the source does not say."""

    key: str
    order_no: str | None
    position: int
    ordered_at: datetime
    amount: int | None
    tax: int | None
    shipping: int | None
    discount: int | None
    refunded: int
    refunded_at: datetime | None
    status: str
    cancelled_at: datetime | None
    payment_method: str | None
    paid_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    tracking_no: str | None
    channel: str | None
    contract_id: str | None
    delivery_no: int | None
    quantity: int | None
    lines: tuple[OrderLineIn, ...]


class ContractIn(msgspec.Struct, frozen=True):
    """A regular delivery as its source tells it today."""

    contract_id: str
    started_at: datetime
    status: str
    cadence_unit: str
    cadence_every: int
    next_on: date | None
    product_code: str | None
    quantity: int | None
    paused_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str | None


class ProductIn(msgspec.Struct, frozen=True):
    code: str
    name: str
    category: str | None
    price: int | None
    cost: int | None
    supply_days: int | None


@dataclass(frozen=True)
class Written:
    """What taking in a set came to: rows added, rows changed, rows that said nothing new."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class OrderLineCard:
    code: str
    name: str
    quantity: int | None
    unit_price: int | None
    amount: int | None


@dataclass(frozen=True)
class OrderCard:
    """An order for screens. `status`: placed, cancelled, void, refunded."""

    order: int
    source: str
    order_no: str
    ordered_at: datetime
    status: str
    amount: int | None
    tax: int | None
    shipping: int | None
    discount: int | None
    refunded: int
    cancelled_at: datetime | None
    channel: str
    contract: int | None
    contract_id: str
    delivery_no: int | None
    payment_method: str
    paid_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    tracking_no: str
    lines: tuple[OrderLineCard, ...]


@dataclass(frozen=True)
class OrderPage:
    """Some orders, newest first. `next_after`: ask for the rest with it; None at the end."""

    orders: tuple[OrderCard, ...]
    next_after: tuple[datetime, int] | None


@dataclass(frozen=True)
class ContractCard:
    """A regular delivery for screens. `deliveries` counts its orders that were neither cancelled nor void."""

    contract: int
    source: str
    contract_id: str
    status: str
    state_known: bool
    started_at: datetime | None
    cadence_unit: str
    cadence_every: int | None
    next_on: date | None
    product_code: str
    product_name: str
    quantity: int | None
    paused_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    deliveries: int


@dataclass(frozen=True)
class Counts:
    orders: int
    contracts: int
    products: int
