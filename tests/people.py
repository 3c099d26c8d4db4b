"""People with a story, as rows of canonical files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]

AIKO = {
    "customer_id": "M-1", "email": "aiko@example.com", "family_name": "相川", "given_name": "愛子",
    "family_name_kana": "アイカワ", "given_name_kana": "アイコ", "postal_code": "150-0001", "prefecture": "東京都",
    "address": "渋谷区神宮前1-2-3",
}  # fmt: skip
KEN = {"customer_id": "M-2", "email": "ken@example.com", "phone": "090-1234-5678"}
GUEST = {"email": "guest@example.com"}
CALLER = {"phone": "03-1111-2222"}


def order(number: int, at: str, who: Row, **more: Any) -> dict[str, Any]:
    """A paid order of one serum."""
    return {
        "order_id": f"S-{number}", "ordered_at": at, "status": "placed", "channel": "online", "amount": 5400,
        "product_code": "SERUM", "product_name": "美容液", "quantity": 1, "unit_price": 5400,
    } | dict(who) | more  # fmt: skip


def shop() -> list[dict[str, Any]]:
    """Aiko buys three times; Ken cancels one and has one partly refunded; a guest and a caller buy once."""
    return [
        order(1, "2025-01-05 10:00", AIKO, paid_at="2025-01-05 10:01", shipped_at="2025-01-06 09:00"),
        order(2, "2025-01-07 11:00", KEN, status="cancelled", cancelled_at="2025-01-08 00:00"),
        order(3, "2025-02-10 12:00", AIKO),
        order(4, "2025-02-11 12:00", GUEST),
        order(5, "2025-03-01 12:00", KEN, refunded=400, refunded_at="2025-03-05 12:00"),
        order(6, "2025-03-02 12:00", CALLER),
        order(7, "2025-04-20 12:00", AIKO, contract_id="T-1", delivery_no=1),
        order(8, "2025-05-20 12:00", AIKO, contract_id="T-1", delivery_no=2),
    ]


def changed(rows: list[dict[str, Any]], number: int, **more: Any) -> list[dict[str, Any]]:
    """The same rows with one order told otherwise."""
    return [row | more if row["order_id"] == f"S-{number}" else row for row in rows]
