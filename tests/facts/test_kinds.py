"""Every kind of fact survives being written down, and older shapes are lifted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from enishi.facts import contracts, rules
from enishi.facts.contracts import KINDS, Body, from_us, to_us
from enishi.kernel.errors import EnishiError

ORDER = {
    "at_us": 1_700_000_000_000_000, "order_no": "S-1001", "position": 3, "amount": 5400, "refunded": 0,
    "status": "placed", "channel": "online", "product": "SERUM", "contract": 77, "delivery_no": 2,
}  # fmt: skip
CONTRACT = {
    "state_known": True, "status": "paused", "started_at_us": 1_700_000_000_000_000, "cadence_unit": "month",
    "cadence_every": 1, "next_on": "2026-05-01", "product": "SERUM", "quantity": 1,
    "paused_at_us": 1_700_000_000_000_001, "cancelled_at_us": None, "cancel_reason": None,
}  # fmt: skip
PRODUCT = {"code": "SERUM", "price": 5400, "cost": 1200, "supply_days": 30}
EXAMPLES: dict[str, dict[str, Any]] = {
    "profile_added": {"customer": 12, "source": "shop"},
    "profile_withdrawn": {"at_us": 1_700_000_000_000_000},
    "order_placed": ORDER,
    "order_corrected": ORDER | {"amount": None, "order_no": None},
    "order_cancelled": ORDER | {"status": "cancelled"},
    "refund_issued": ORDER | {"refunded": 5400, "status": "refunded"},
    "payment_received": {"at_us": 1_700_000_000_000_000, "amount": 5400},
    "order_shipped": {"at_us": 1_700_000_000_000_000},
    "contract_started": CONTRACT,
    "contract_changed": CONTRACT | {"next_on": "2026-06-01"},
    "contract_cancelled": CONTRACT | {"status": "cancelled", "cancel_reason": "too_many_left"},
    "product_added": PRODUCT,
    "product_changed": PRODUCT | {"cost": 1300},
}
TEXTS_ALLOWED = {
    "source", "order_no", "status", "channel", "product", "code", "cadence_unit", "next_on", "cancel_reason",
}  # fmt: skip


def test_every_kind_has_an_example() -> None:
    assert set(EXAMPLES) == set(KINDS)
    assert all(kind == body.kind for kind, body in KINDS.items())


@pytest.mark.parametrize("kind", KINDS)
def test_a_fact_reads_as_it_was_written(kind: str) -> None:
    body = msgspec.convert(EXAMPLES[kind], KINDS[kind])
    assert rules.decode(kind, body.version, rules.encode(body)) == body


@pytest.mark.parametrize("kind", KINDS)
def test_facts_hold_ids_codes_and_numbers_only(kind: str) -> None:
    texts = {field.name for field in msgspec.structs.fields(KINDS[kind]) if "str" in str(field.type)}
    assert texts <= TEXTS_ALLOWED


def test_an_older_shape_is_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    class Newer(Body, frozen=True):
        kind = "order_shipped"
        version = 3
        at_us: int
        parcels: int

    monkeypatch.setitem(contracts.KINDS, "order_shipped", Newer)  # type: ignore[misc]
    monkeypatch.setitem(contracts.UPCASTS, ("order_shipped", 1), lambda old: {"at_us": old["at"]})
    monkeypatch.setitem(contracts.UPCASTS, ("order_shipped", 2), lambda old: old | {"parcels": 1})
    assert rules.decode("order_shipped", 1, '{"at": 5}') == Newer(5, 1)
    assert rules.decode("order_shipped", 2, '{"at_us": 5}') == Newer(5, 1)


@pytest.mark.parametrize(("kind", "version"), [("order_eaten", 1), ("order_placed", 2)])
def test_a_fact_of_the_future_is_refused(kind: str, version: int) -> None:
    with pytest.raises(EnishiError, match="does not know"):
        rules.decode(kind, version, "{}")


@pytest.mark.parametrize("instant", [datetime(1950, 7, 1, 3, 4, 5, 678901, UTC), datetime(2999, 1, 1, tzinfo=UTC)])
def test_microseconds_are_exact(instant: datetime) -> None:
    assert from_us(to_us(instant)) == instant
