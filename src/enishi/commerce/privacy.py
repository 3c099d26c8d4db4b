"""Orders stay, as tax law asks of a shop; what would lead back to a person goes.

An order's `key` may be a hash over who ordered, and a parcel's number tells its carrier a name and an address.
"""

from __future__ import annotations

from enishi.kernel.privacy import Privacy, PrivacyTable

PRIVACY: PrivacyTable = {
    "Product": {
        "id": Privacy.KEPT,
        "code": Privacy.KEPT,
        "name": Privacy.KEPT,
        "category": Privacy.KEPT,
        "price": Privacy.KEPT,
        "cost": Privacy.KEPT,
        "supply_days": Privacy.KEPT,
        "content_hash": Privacy.KEPT,
        "revision": Privacy.KEPT,
    },
    "RegularContract": {
        "id": Privacy.KEPT,
        "source": Privacy.KEPT,
        "contract_id": Privacy.KEPT,
        "profile": Privacy.KEPT,
        "state_known": Privacy.KEPT,
        "status": Privacy.KEPT,
        "started_at": Privacy.KEPT,
        "cadence_unit": Privacy.KEPT,
        "cadence_every": Privacy.KEPT,
        "next_on": Privacy.KEPT,
        "product_code": Privacy.KEPT,
        "quantity": Privacy.KEPT,
        "paused_at": Privacy.KEPT,
        "cancelled_at": Privacy.KEPT,
        "cancel_reason": Privacy.KEPT,
        "content_hash": Privacy.KEPT,
        "revision": Privacy.KEPT,
    },
    "Order": {
        "id": Privacy.KEPT,
        "source": Privacy.KEPT,
        "key": Privacy.MASKED,
        "order_no": Privacy.KEPT,
        "profile": Privacy.KEPT,
        "position": Privacy.KEPT,
        "ordered_at": Privacy.KEPT,
        "amount": Privacy.KEPT,
        "tax": Privacy.KEPT,
        "shipping": Privacy.KEPT,
        "discount": Privacy.KEPT,
        "refunded": Privacy.KEPT,
        "status": Privacy.KEPT,
        "cancelled_at": Privacy.KEPT,
        "channel": Privacy.KEPT,
        "contract": Privacy.KEPT,
        "delivery_no": Privacy.KEPT,
        "quantity": Privacy.KEPT,
        "content_hash": Privacy.KEPT,
        "revision": Privacy.KEPT,
    },
    "OrderLine": {
        "order": Privacy.KEPT,
        "number": Privacy.KEPT,
        "code": Privacy.KEPT,
        "name": Privacy.KEPT,
        "quantity": Privacy.KEPT,
        "unit_price": Privacy.KEPT,
        "amount": Privacy.KEPT,
    },
    "Payment": {
        "order": Privacy.KEPT,
        "method": Privacy.KEPT,
        "amount": Privacy.KEPT,
        "paid_at": Privacy.KEPT,
    },
    "Shipment": {
        "order": Privacy.KEPT,
        "tracking_no": Privacy.ERASED,
        "shipped_at": Privacy.KEPT,
        "delivered_at": Privacy.KEPT,
    },
    "Refund": {
        "id": Privacy.KEPT,
        "order": Privacy.KEPT,
        "amount": Privacy.KEPT,
        "refunded_at": Privacy.KEPT,
        "recorded_at": Privacy.KEPT,
    },
}
