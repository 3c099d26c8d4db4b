"""What changed, and which facts say so. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import msgspec

from enishi.commerce.contracts import ContractIn, OrderIn, ProductIn
from enishi.facts.contracts import (
    Body,
    ContractCancelled,
    ContractChanged,
    ContractSnapshot,
    ContractStarted,
    OrderCancelled,
    OrderCorrected,
    OrderPlaced,
    OrderShipped,
    PaymentReceived,
    RefundIssued,
    to_us,
)

_CODE = re.compile(r"[0-9A-Za-z_.\-]{1,40}")
_encode = msgspec.msgpack.Encoder().encode


class Before(msgspec.Struct, frozen=True):
    """What is known of an order before it is told anew."""

    status: str
    refunded: int
    paid: bool
    shipped: bool
    told: tuple[object, ...]  # values of `told_numbers`


def content_hash(what: OrderIn | ContractIn | ProductIn, *owner: int | None) -> str:
    """A digest of all that is told, and of whose it is; where a row stands in its file is no content."""
    if isinstance(what, OrderIn):
        what = msgspec.structs.replace(what, position=0)
    return blake2b(_encode((what, owner)), digest_size=16).hexdigest()


def first_product(order: OrderIn) -> str | None:
    return next((line.code for line in order.lines if line.code), None)


def told_numbers(order: OrderIn, profile: int | None, contract: int | None) -> tuple[object, ...]:
    """The numbers and codes of an order whose change is a correction, apart from status and refund."""
    return (
        profile, to_us(order.ordered_at), order.order_no, order.amount, order.channel,
        contract, order.delivery_no, first_product(order),
    )  # fmt: skip


def told_before(
    profile: int | None,
    ordered_at: datetime,
    order_no: str,
    amount: int | None,
    channel: str,
    contract: int | None,
    delivery_no: int | None,
    product: str | None,
) -> tuple[object, ...]:
    """`told_numbers` of an order as the database keeps it: times without zone in UTC, open text empty."""
    at = ordered_at if ordered_at.tzinfo else ordered_at.replace(tzinfo=UTC)
    return (profile, to_us(at), order_no or None, amount, channel or None, contract, delivery_no, product)


def order_facts(
    before: Before | None, order: OrderIn, *, profile: int | None, contract: int | None, position: int
) -> list[tuple[Body, datetime | None]]:
    """The facts that lead from what was known to what is told, each with its instant (None: not told, so now)."""
    snapshot = (
        to_us(order.ordered_at), order.order_no, position, order.amount, order.refunded, order.status,
        order.channel, first_product(order), contract, order.delivery_no,
    )  # fmt: skip
    facts: list[tuple[Body, datetime | None]] = []
    cancelled = order.status == "cancelled" and (before is None or before.status != "cancelled")
    refund = order.refunded > (before.refunded if before else 0) or (
        order.status == "refunded" and (before is None or before.status != "refunded")
    )
    if before is None:
        facts.append((OrderPlaced(*snapshot), order.ordered_at))
    elif before.told != told_numbers(order, profile, contract) or _otherwise_changed(before, order, cancelled, refund):
        facts.append((OrderCorrected(*snapshot), None))
    if order.paid_at is not None and not (before and before.paid):
        facts.append((PaymentReceived(to_us(order.paid_at), order.amount), order.paid_at))
    if order.shipped_at is not None and not (before and before.shipped):
        facts.append((OrderShipped(to_us(order.shipped_at)), order.shipped_at))
    if cancelled:
        facts.append((OrderCancelled(*snapshot), order.cancelled_at))
    if refund:
        facts.append((RefundIssued(*snapshot), order.refunded_at))
    return facts


def _otherwise_changed(before: Before, order: OrderIn, cancelled: bool, refund: bool) -> bool:
    """Status or refund moved in a way that neither a cancellation nor a refund tells, such as being taken back."""
    return (order.status != before.status and not cancelled and not refund) or order.refunded < before.refunded


def contract_fact(before: ContractSnapshot | None, after: ContractSnapshot) -> Body | None:
    """The fact that leads from the contract as it was to the contract as it is; None where nothing is said to change.

    A contract that was seen through its deliveries only, and is now told by its source, starts with what is told.
    """
    values = msgspec.structs.astuple(after)
    if before is None:
        return ContractStarted(*values)
    if msgspec.structs.astuple(before) == values:
        return None
    if after.status == "cancelled" and before.status != "cancelled":
        return ContractCancelled(*values)
    return ContractChanged(*values)


def contract_snapshot(contract: ContractIn | None) -> ContractSnapshot:
    """A contract as facts tell it; None: only its deliveries are known."""
    if contract is None:
        return ContractSnapshot(False, "running", None, None, None, None, None, None, None, None, None)
    return ContractSnapshot(
        state_known=True,
        status=contract.status,
        started_at_us=to_us(contract.started_at),
        cadence_unit=contract.cadence_unit,
        cadence_every=contract.cadence_every,
        next_on=contract.next_on.isoformat() if contract.next_on else None,
        product=contract.product_code,
        quantity=contract.quantity,
        paused_at_us=to_us(contract.paused_at) if contract.paused_at else None,
        cancelled_at_us=to_us(contract.cancelled_at) if contract.cancelled_at else None,
        cancel_reason=code_only(contract.cancel_reason),
    )


def snapshot_before(kept: Mapping[str, Any]) -> ContractSnapshot:
    """A contract as facts told it, from the columns that keep it."""
    return ContractSnapshot(
        state_known=bool(kept["state_known"]),
        status=kept["status"],
        started_at_us=_kept_us(kept["started_at"]),
        cadence_unit=kept["cadence_unit"] or None,
        cadence_every=kept["cadence_every"],
        next_on=str(kept["next_on"]) if kept["next_on"] else None,
        product=kept["product_code"] or None,
        quantity=kept["quantity"],
        paused_at_us=_kept_us(kept["paused_at"]),
        cancelled_at_us=_kept_us(kept["cancelled_at"]),
        cancel_reason=code_only(kept["cancel_reason"]),
    )


def settled(contract: ContractIn, now: datetime) -> ContractIn:
    """The contract with exactly the instants its status calls for; one that its source leaves open is when we learn."""
    return msgspec.structs.replace(
        contract,
        paused_at=(contract.paused_at or now) if contract.status == "paused" else None,
        cancelled_at=(contract.cancelled_at or now) if contract.status == "cancelled" else None,
    )


def _kept_us(moment: datetime | None) -> int | None:
    return None if moment is None else to_us(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def code_only(text: str | None) -> str | None:
    """A reason as facts may carry it: a code of the brand's vocabulary, or "other" where a person wrote free text."""
    if not text:
        return None
    return text if _CODE.fullmatch(text) else "other"
