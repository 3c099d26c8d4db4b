"""The lake is the log folded: at once, in steps, on any engine, to the same figures."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi import insight
from enishi.config import folding, sealing
from enishi.config.folding import CustomerMap, Sides, order_rows
from enishi.facts import actions as facts_actions
from enishi.facts.contracts import (
    ORDER_STATE,
    Fact,
    OrderCancelled,
    OrderCorrected,
    OrderPlaced,
    OrderSnapshot,
    RefundIssued,
)
from enishi.insight.contracts import Overview
from tests.houses import NOW, House
from tests.people import AIKO, KEN, changed, order, shop

GONE = {"customer_id": "M-2", "email": "ken@example.com", "registered_at": "2025-01-01", "withdrawn_at": "2025-05-01"}
CONTRACT = {
    "contract_id": "T-1", "customer_id": "M-1", "started_at": "2025-04-20", "status": "cancelled",
    "cadence_unit": "month", "cadence_every": 1, "product_code": "SERUM", "quantity": 1,
    "cancelled_at": "2025-06-01", "cancel_reason": "too_many_left",
}  # fmt: skip


def overview(house: House) -> Overview:
    lake = house.lake()
    return insight.overview(lake, insight.view(lake))


def everything_in(house: House, *, seal_each: bool) -> None:
    for rows in (shop(), [GONE], [CONTRACT], changed(shop(), 3, amount=9900), changed(shop(), 1, status="cancelled")):
        house.bring_in(rows)
        if seal_each:
            house.seal()
    house.seal()


def test_sealed_in_steps_or_anew_the_figures_are_the_same(house: House) -> None:
    everything_in(house, seal_each=True)
    in_steps = overview(house)
    version = house.lake().manifest.version
    assert house.seal(anew=True).version != version
    assert overview(house) == in_steps
    assert sum(month.revenue for month in in_steps.base) == 5 * 5400 + 5000


def test_every_engine_gives_the_same_figures(house: House) -> None:
    everything_in(house, seal_each=False)
    figures = overview(house)
    with house.another("sqlite") as other:
        everything_in(other, seal_each=True)
        assert overview(other) == figures


def test_nothing_new_nothing_sealed(house: House) -> None:
    house.bring_in(shop())
    first = house.seal()
    assert not sealing.is_behind()
    assert house.seal().version == first.version


def test_a_lost_lake_is_made_again(sqlite_house: House) -> None:
    everything_in(sqlite_house, seal_each=True)
    figures = overview(sqlite_house)
    for file in sqlite_house.environment.lake_dir.iterdir():
        file.unlink()
    assert sealing.is_behind()
    sqlite_house.seal()
    assert overview(sqlite_house) == figures


def test_a_lake_that_fell_far_behind_is_sealed_anew(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite_house.bring_in(shop()[:1])
    sqlite_house.seal()
    sqlite_house.bring_in(shop())
    monkeypatch.setattr(sealing, "CHANGES_MAX", 2)
    sqlite_house.seal()
    assert sqlite_house.lake().manifest.orders == 7


def test_two_cannot_seal_at_once(house: House) -> None:
    house.bring_in(shop())
    facts_actions.claim_cursor(sealing.READER, holder="another", now=datetime.now(UTC), lease_s=60)
    with pytest.raises(sealing.SealingElsewhere):
        house.seal()


def test_orders_without_amounts_say_so(sqlite_house: House) -> None:
    bare = [{"order_id": "1", "ordered_at": "2025-01-01", "customer_id": "M-1"}]
    sqlite_house.bring_in(bare)
    assert not sqlite_house.seal().has_amounts
    sqlite_house.bring_in([order(2, "2025-01-02", KEN)])
    assert sqlite_house.seal().has_amounts
    assert sqlite_house.seal(anew=True).has_amounts


def test_a_withdrawn_person_who_buys_again_is_back(house: House) -> None:
    house.bring_in(shop())
    house.bring_in([GONE])
    house.seal()
    assert overview(house).base[-1].left == 1
    house.bring_in([order(30, "2025-05-10", KEN)])
    house.seal()
    assert overview(house).base[-1].left == 0
    assert AIKO["customer_id"] != KEN["customer_id"]


BODIES = (OrderPlaced, OrderCorrected, OrderCancelled, RefundIssued)
told = st.tuples(st.integers(1, 6), st.integers(0, 3), st.integers(0, 9_000), st.one_of(st.none(), st.integers(1, 4)))


def log_of(tellings: list[tuple[int, int, int, int | None]]) -> list[Fact]:
    """A log in which every order is placed before it is told otherwise."""
    placed: set[int] = set()
    facts = []
    for position, (subject, kind, amount, profile) in enumerate(tellings, 1):
        body = BODIES[kind] if subject in placed else OrderPlaced
        if subject in placed and body is OrderPlaced:
            body = OrderCorrected
        placed.add(subject)
        snapshot = body(1_700_000_000_000_000, None, position, amount, 0, "placed", None, None, None, None)
        facts.append(Fact(position, snapshot, subject, profile, NOW))
    return facts


@given(st.lists(told, max_size=30), st.integers(1, 7))
def test_the_last_word_on_an_order_wins_in_one_walk(
    tellings: list[tuple[int, int, int, int | None]], batch: int
) -> None:
    facts = log_of(tellings)
    customers = CustomerMap(np.array([1, 2, 3]), np.array([11, 12, 13]))
    sides = Sides()
    sides.add(fact for fact in facts if fact.body.kind in folding.SIDE_KINDS)

    def is_last(fact: Fact) -> bool:
        return sides.last_states.get(fact.subject, fact.position) == fact.position

    walked = [order_rows(facts[at : at + batch], customers, is_last) for at in range(0, len(facts), batch)]
    rows = pa.Table.from_batches(walked).to_pylist() if walked else []
    expected = {
        fact.subject: (fact.body.amount, {1: 11, 2: 12, 3: 13}.get(fact.profile or 0))
        for fact in facts
        if isinstance(fact.body, OrderSnapshot)
    }
    assert {row["order"]: (row["amount"], row["customer"]) for row in rows} == expected
    assert len(rows) == len(expected)
    assert {fact.body.kind for fact in facts} <= set(ORDER_STATE)
