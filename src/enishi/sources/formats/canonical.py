"""Enishi's own files: column names are field names. See docs/files.md."""

from __future__ import annotations

from enishi.sources.contracts import FileKind
from enishi.sources.formats.base import Format, first_of
from enishi.sources.rules import statuses

SOURCE = "shop"

PERSON = ("customer_id", "email", "phone")
WHO = (
    *PERSON,
    "family_name",
    "given_name",
    "family_name_kana",
    "given_name_kana",
    "postal_code",
    "prefecture",
    "address",
)  # fmt: skip
ORDER_FIELDS = (
    "order_id", "ordered_at", "status", "channel", *WHO, "amount", "tax", "shipping", "discount", "refunded",
    "refunded_at", "cancelled_at", "payment_method", "paid_at", "shipped_at", "delivered_at", "tracking_no",
    "contract_id", "delivery_no", "product_code", "product_name", "quantity", "unit_price",
)  # fmt: skip
CUSTOMER_FIELDS = (*WHO, "birthday", "registered_at", "withdrawn_at")
PRODUCT_FIELDS = ("product_code", "product_name", "category", "price", "cost", "supply_days")
CONTRACT_FIELDS = (
    "contract_id", *PERSON, "started_at", "status", "cadence_unit", "cadence_every", "next_on", "product_code",
    "quantity", "paused_at", "cancelled_at", "cancel_reason",
)  # fmt: skip


def _named(kind: FileKind, fields: tuple[str, ...], signature: set[str], any_of: tuple[str, ...] = ()) -> Format:
    rule = statuses.canonical if kind is FileKind.ORDERS else statuses.contract
    return Format(
        name="canonical",
        kind=kind,
        signature=frozenset(signature),
        any_of=frozenset(any_of),
        fields={name: first_of(name) for name in fields if name != "status"},
        statuses=((first_of("status"), rule),) if "status" in fields else (),
        source=SOURCE,
    )


CONTRACTS = _named(
    FileKind.CONTRACTS,
    CONTRACT_FIELDS,
    {"contract_id", "started_at", "status", "cadence_unit", "cadence_every"},
    PERSON,
)
ORDERS = _named(FileKind.ORDERS, ORDER_FIELDS, {"order_id", "ordered_at"}, PERSON)
PRODUCTS = _named(FileKind.PRODUCTS, PRODUCT_FIELDS, {"product_code", "product_name"}, ("price", "cost", "supply_days"))
CUSTOMERS = _named(FileKind.CUSTOMERS, CUSTOMER_FIELDS, {"registered_at"}, PERSON)
