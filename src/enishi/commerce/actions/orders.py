"""Take in orders as their source tells them today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from enishi.commerce.actions.contracts import ensure_contracts
from enishi.commerce.contracts import OrderIn, Written
from enishi.commerce.models import Order, OrderLine, Payment, Refund, Shipment
from enishi.commerce.rules import Before, content_hash, order_facts, told_before
from enishi.facts.contracts import NewFact
from enishi.kernel.ids import new_ids
from enishi.kernel.rows import Rows

_TOLD = (
    "order_no", "profile_id", "ordered_at", "amount", "tax", "shipping", "discount", "refunded", "status",
    "cancelled_at", "channel", "contract_id", "delivery_no", "quantity", "content_hash", "revision",
)  # fmt: skip
_LINE = ("order_id", "number", "code", "name", "quantity", "unit_price", "amount")
_PAYMENT = ("order_id", "method", "amount", "paid_at")
_SHIPMENT = ("order_id", "tracking_no", "shipped_at", "delivered_at")
_REFUND = ("order_id", "amount", "refunded_at", "recorded_at")


class _Known:
    """An order that is in the database already."""

    __slots__ = ("before", "content_hash", "order", "position", "revision")

    def __init__(self, order: int, content_hash: str, revision: int, position: int) -> None:
        self.order = order
        self.content_hash = content_hash
        self.revision = revision
        self.position = position
        self.before: Before | None = None


def take_in(
    orders: Sequence[OrderIn], *, profiles: Sequence[int | None], source: str, now: datetime
) -> tuple[Written, list[NewFact]]:
    """Add what is new, change what changed. `profiles` belong to the orders one by one. Keys are unique in a set."""
    owners = {order.key: profile for order, profile in zip(orders, profiles, strict=True)}
    hashes = {order.key: content_hash(order, owners[order.key]) for order in orders}
    with transaction.atomic(), connection.cursor() as cursor:
        rows = Rows(cursor, connection.vendor)
        rows.lock(f"commerce {source}")
        known = _find(rows, source, list(hashes))
        new = [order for order in orders if order.key not in known]
        changed = [
            order for order in orders if order.key in known and known[order.key].content_hash != hashes[order.key]
        ]
        wanted = {order.contract_id: owners[order.key] for order in (*new, *changed) if order.contract_id}
        contracts, facts = ensure_contracts(rows, wanted, source=source, now=now)
        ids = dict(zip((order.key for order in new), new_ids(len(new)), strict=True))
        writing = _Writing(rows, source, owners, hashes, contracts, now)
        facts += writing.add(new, ids)
        facts += writing.change(changed, known)
    return Written(len(new), len(changed), len(orders) - len(new) - len(changed)), facts


def _find(rows: Rows, source: str, keys: Sequence[str]) -> dict[str, _Known]:
    columns = ("key", "id", "content_hash", "revision", "position")
    found = rows.select(Order._meta.db_table, columns, keys, key="key", where="source = %s", given=(source,))
    return {key: _Known(*rest) for key, *rest in found}


class _Writing:
    """The statements of one set of orders."""

    def __init__(
        self,
        rows: Rows,
        source: str,
        owners: Mapping[str, int | None],
        hashes: Mapping[str, str],
        contracts: Mapping[str, int],
        now: datetime,
    ) -> None:
        self._rows = rows
        self._source = source
        self._owners = owners
        self._hashes = hashes
        self._contracts = contracts
        self._now = now

    def add(self, orders: Sequence[OrderIn], ids: Mapping[str, int]) -> list[NewFact]:
        source = self._source
        self._rows.insert(
            Order._meta.db_table,
            ("id", "source", "key", "position", *_TOLD),
            [(ids[order.key], source, order.key, order.position, *self._told(order, 1)) for order in orders],
        )
        self._write_parts(orders, ids)
        self._write_refunds([(ids[order.key], order, order.refunded) for order in orders if order.refunded])
        facts: list[NewFact] = []
        for order in orders:
            facts += self._facts(order, ids[order.key], None, order.position, 1)
        return facts

    def change(self, orders: Sequence[OrderIn], known: Mapping[str, _Known]) -> list[NewFact]:
        if not orders:
            return []
        ids = {order.key: known[order.key].order for order in orders}
        before = self._before(ids)
        self._rows.update(
            Order._meta.db_table,
            _TOLD,
            [(*self._told(order, known[order.key].revision + 1), ids[order.key]) for order in orders],
        )
        for part in (OrderLine, Payment, Shipment):
            self._rows.delete(part._meta.db_table, list(ids.values()), key="order_id")
        self._write_parts(orders, ids)
        self._write_refunds(
            [
                (ids[order.key], order, order.refunded - before[order.key].refunded)
                for order in orders
                if order.refunded != before[order.key].refunded
            ]
        )
        facts: list[NewFact] = []
        for order in orders:
            at = known[order.key]
            facts += self._facts(order, at.order, before[order.key], at.position, at.revision + 1)
        return facts

    def _before(self, ids: Mapping[str, int]) -> dict[str, Before]:
        orders, rows = list(ids.values()), self._rows
        columns = (
            "id", "key", "status", "refunded",
            "profile_id", "ordered_at", "order_no", "amount", "channel", "contract_id", "delivery_no",
        )  # fmt: skip
        paid = {
            order
            for order, at in rows.select(Payment._meta.db_table, ("order_id", "paid_at"), orders, key="order_id")
            if at
        }
        shipped = {
            order
            for order, at in rows.select(Shipment._meta.db_table, ("order_id", "shipped_at"), orders, key="order_id")
            if at
        }
        lines = rows.select(
            OrderLine._meta.db_table, ("order_id", "number", "code"), orders, key="order_id", where="code <> ''"
        )
        products = {order: code for order, _, code in sorted(lines, reverse=True)}
        return {
            key: Before(status, refunded, order in paid, order in shipped, told_before(*[*told, products.get(order)]))
            for order, key, status, refunded, *told in rows.select(Order._meta.db_table, columns, orders, key="id")
        }

    def _told(self, order: OrderIn, revision: int) -> tuple[Any, ...]:
        instant = self._rows.instant
        return (
            order.order_no or "",
            self._owners[order.key],
            instant(order.ordered_at),
            order.amount,
            order.tax,
            order.shipping,
            order.discount,
            order.refunded,
            order.status,
            instant(order.cancelled_at) if order.status != "placed" else None,
            order.channel or "",
            self._contracts[order.contract_id] if order.contract_id else None,
            order.delivery_no,
            order.quantity,
            self._hashes[order.key],
            revision,
        )

    def _write_parts(self, orders: Sequence[OrderIn], ids: Mapping[str, int]) -> None:
        instant = self._rows.instant
        self._rows.insert(
            OrderLine._meta.db_table,
            _LINE,
            [
                (ids[order.key], number, line.code or "", line.name or "", line.quantity, line.unit_price, line.amount)
                for order in orders
                for number, line in enumerate(order.lines, 1)
            ],
        )
        self._rows.insert(
            Payment._meta.db_table,
            _PAYMENT,
            [
                (ids[order.key], order.payment_method or "", order.amount, instant(order.paid_at))
                for order in orders
                if order.payment_method or order.paid_at
            ],
        )
        self._rows.insert(
            Shipment._meta.db_table,
            _SHIPMENT,
            [
                (ids[order.key], order.tracking_no or "", instant(order.shipped_at), instant(order.delivered_at))
                for order in orders
                if order.shipped_at or order.delivered_at or order.tracking_no
            ],
        )

    def _write_refunds(self, refunds: Sequence[tuple[int, OrderIn, int]]) -> None:
        instant = self._rows.instant
        recorded_at = instant(self._now)
        self._rows.insert(
            Refund._meta.db_table,
            _REFUND,
            [(order_id, amount, instant(order.refunded_at), recorded_at) for order_id, order, amount in refunds],
        )

    def _facts(
        self, order: OrderIn, order_id: int, before: Before | None, position: int, revision: int
    ) -> list[NewFact]:
        profile = self._owners[order.key]
        contract = self._contracts[order.contract_id] if order.contract_id else None
        return [
            NewFact(body, f"{body.kind}:{order_id}:{revision}", at or self._now, order_id, profile)
            for body, at in order_facts(before, order, profile=profile, contract=contract, position=position)
        ]
