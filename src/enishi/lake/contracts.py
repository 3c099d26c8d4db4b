"""What crosses the wall of `lake`: the raw tables that are sealed, and the manifest that names what was sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa

from enishi.kernel.errors import EnishiError


class LakeMissing(EnishiError):
    """There is no sealed lake in the folder yet."""

    code = "lake_missing"


# The state of every order, as known today. One row per order; `customer` is null where the document names none.
RAW_ORDERS = pa.schema(
    [
        pa.field("order", pa.int64(), nullable=False),
        pa.field("customer", pa.int64()),
        pa.field("ordered_at", pa.timestamp("us", "UTC"), nullable=False),
        pa.field("order_no", pa.string()),  # breaks ties in time; a code, never a person's
        pa.field("position", pa.int64(), nullable=False),  # breaks what ties remain
        pa.field("amount", pa.int64(), nullable=False),  # minor units; 0 where the source gives none
        pa.field("refunded", pa.int64(), nullable=False),
        pa.field("status", pa.string(), nullable=False),  # placed, cancelled, void, refunded
        pa.field("channel", pa.string()),
        pa.field("product", pa.string()),  # code of its first line
        pa.field("contract", pa.int64()),  # null: a chosen purchase (単品); else a regular delivery (定期)
        pa.field("delivery_no", pa.int32()),
    ]
)

# Withdrawals and erasures: from then on the customer is gone, until the next counted order.
RAW_DEPARTURES = pa.schema(
    [
        pa.field("customer", pa.int64(), nullable=False),
        pa.field("gone_at", pa.timestamp("us", "UTC"), nullable=False),
    ]
)

# What is known of regular-delivery contracts beyond their deliveries.
RAW_CONTRACTS = pa.schema(
    [
        pa.field("contract", pa.int64(), nullable=False),
        pa.field("customer", pa.int64()),
        pa.field("started_at", pa.timestamp("us", "UTC")),
        pa.field("cancelled_at", pa.timestamp("us", "UTC")),
        # True: the source reports cancellations, so no `cancelled_at` means running. False: only deliveries are seen.
        pa.field("state_known", pa.bool_(), nullable=False),
        pa.field("cadence_days", pa.int32()),
    ]
)


@dataclass(frozen=True)
class Manifest:
    """What a sealed lake holds. `version` changes with every seal; `position` is that of the last fact in it.

    `orders`, `customers` and the days are of counted orders; `credit_notes` and `without_customer` count documents and
    may overlap. The files are named here and nowhere else: a reader sees the lake before a seal or after it.
    """

    version: str
    sealed_at: datetime
    position: int
    time_zone: str
    currency: str
    has_amounts: bool
    order_files: tuple[str, ...]  # one per bucket, in bucket order
    contracts_file: str
    departures_file: str
    orders: int
    customers: int
    credit_notes: int
    without_customer: int
    contracts: int
    first_day: date | None
    last_day: date | None

    @property
    def buckets(self) -> int:
        return len(self.order_files)
