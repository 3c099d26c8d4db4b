"""The vocabulary of facts: past tense, versioned; ids, codes and numbers only, never a name, an address or free text.

Money in minor units of the brand's currency; `_us` counts microseconds since 1970 UTC. A kind whose shape changes gets
a new `version` and an entry in `UPCASTS` that lifts the older shape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import msgspec

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_us(instant: datetime) -> int:
    """Microseconds since 1970 UTC, exact."""
    return (instant - _EPOCH) // _MICROSECOND


def from_us(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


class Body(msgspec.Struct, frozen=True):
    """What a fact says; its subject and its profile stand beside it."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1


class ProfileAdded(Body, frozen=True):
    """A person was seen in a source for the first time. `customer`: the one this profile was mapped to then."""

    kind = "profile_added"
    customer: int
    source: str


class ProfileWithdrawn(Body, frozen=True):
    """A person gave up membership at `at_us`."""

    kind = "profile_withdrawn"
    at_us: int


class OrderSnapshot(Body, frozen=True):
    """An order as it stood when the fact was recorded: whoever reads the last one knows its state."""

    at_us: int
    order_no: str | None
    position: int
    amount: int | None
    refunded: int
    status: str
    channel: str | None
    product: str | None
    contract: int | None
    delivery_no: int | None


class OrderPlaced(OrderSnapshot, frozen=True):
    kind = "order_placed"


class OrderCorrected(OrderSnapshot, frozen=True):
    """The source says something else about the order than before, apart from cancellation and refund."""

    kind = "order_corrected"


class OrderCancelled(OrderSnapshot, frozen=True):
    kind = "order_cancelled"


class RefundIssued(OrderSnapshot, frozen=True):
    """`refunded` is the total given back so far; the fact came about because that total rose."""

    kind = "refund_issued"


class PaymentReceived(Body, frozen=True):
    kind = "payment_received"
    at_us: int
    amount: int | None


class OrderShipped(Body, frozen=True):
    kind = "order_shipped"
    at_us: int


class ContractSnapshot(Body, frozen=True):
    """A regular delivery (定期) as it stood. Dates are ISO days. `state_known`: its source reports pauses and ends."""

    state_known: bool
    status: str
    started_at_us: int | None
    cadence_unit: str | None
    cadence_every: int | None
    next_on: str | None
    product: str | None
    quantity: int | None
    paused_at_us: int | None
    cancelled_at_us: int | None
    cancel_reason: str | None


class ContractStarted(ContractSnapshot, frozen=True):
    kind = "contract_started"


class ContractChanged(ContractSnapshot, frozen=True):
    """Next date, cadence, pause, resumption or content changed."""

    kind = "contract_changed"


class ContractCancelled(ContractSnapshot, frozen=True):
    kind = "contract_cancelled"


class ProductSnapshot(Body, frozen=True):
    code: str
    price: int | None
    cost: int | None
    supply_days: int | None


class ProductAdded(ProductSnapshot, frozen=True):
    kind = "product_added"


class ProductChanged(ProductSnapshot, frozen=True):
    kind = "product_changed"


KINDS: Mapping[str, type[Body]] = {
    body.kind: body
    for body in (
        ProfileAdded, ProfileWithdrawn,
        OrderPlaced, OrderCorrected, OrderCancelled, RefundIssued, PaymentReceived, OrderShipped,
        ContractStarted, ContractChanged, ContractCancelled,
        ProductAdded, ProductChanged,
    )
}  # fmt: skip

# An order's state: the last of these wins. All but the first replace what an earlier one said.
ORDER_STATE = (OrderPlaced.kind, OrderCorrected.kind, OrderCancelled.kind, RefundIssued.kind)
CONTRACT_STATE = (ContractStarted.kind, ContractChanged.kind, ContractCancelled.kind)

# (kind, version found) -> the payload lifted to the next version.
UPCASTS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}


class NewFact(msgspec.Struct, frozen=True):
    """A fact about to be recorded. `reference` is unique for ever: recording it again changes nothing."""

    body: Body
    reference: str
    occurred_at: datetime
    subject: int
    profile: int | None = None


class Fact(msgspec.Struct, frozen=True):
    """A fact as read: `position` is its place in the log."""

    position: int
    body: Body
    subject: int
    profile: int | None
    occurred_at: datetime


class ReaderCursor(msgspec.Struct, frozen=True):
    """How far a reader has read, and who holds it now."""

    reader: str
    position: int
    holder: str
