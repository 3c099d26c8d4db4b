"""Shopify's orders export: one row per line item, later rows of an order blank in the order's own columns."""

from __future__ import annotations

from enishi.sources.contracts import FileKind, OrderStatus
from enishi.sources.formats.base import Format, by_code, first_of, joined

_FINANCIAL = {"voided": OrderStatus.VOID, "expired": OrderStatus.VOID, "refunded": OrderStatus.REFUNDED}

SHOPIFY = Format(
    name="shopify",
    kind=FileKind.ORDERS,
    signature=frozenset({"Name", "Email", "Financial Status", "Created at", "Total", "Lineitem quantity"}),
    fields={
        "order_id": first_of("Name"),
        "ordered_at": first_of("Created at"),
        "email": first_of("Email"),
        "phone": first_of("Phone", "Billing Phone", "Shipping Phone"),
        "family_name": first_of("Billing Name", "Shipping Name"),
        "postal_code": first_of("Billing Zip", "Shipping Zip"),
        "prefecture": first_of("Billing Province Name", "Billing Province", "Shipping Province Name"),
        "address": joined("Billing City", "Billing Address1", "Billing Address2", by=" "),
        "amount": first_of("Total"),
        "tax": first_of("Taxes"),
        "shipping": first_of("Shipping"),
        "discount": first_of("Discount Amount"),
        "refunded": first_of("Refunded Amount"),
        "cancelled_at": first_of("Cancelled at"),
        "payment_method": first_of("Payment Method"),
        "paid_at": first_of("Paid at"),
        "shipped_at": first_of("Fulfilled at"),
        "channel": first_of("Source"),
        "product_code": first_of("Lineitem sku"),
        "product_name": first_of("Lineitem name"),
        "quantity": first_of("Lineitem quantity"),
        "unit_price": first_of("Lineitem price"),
    },
    statuses=((first_of("Financial Status"), by_code(_FINANCIAL, OrderStatus.PLACED)),),
    currency=first_of("Currency"),
    source="shopify",
)
