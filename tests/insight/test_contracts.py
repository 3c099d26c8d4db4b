"""Regular deliveries (定期): what runs, what has ended, what was there before the data."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from enishi import insight
from enishi.insight import Cell, Figure, Scope
from enishi.insight.contracts import ContractCohort, Contracts
from enishi.lake import RAW_CONTRACTS
from tests.insight.brand import Order, instant, seal


def monthly(contract: int, months: list[int], day: int = 10, first_delivery: int = 1) -> list[Order]:
    return [
        Order(contract, datetime(2025, month, day, 9), contract=contract, delivery_no=first_delivery + step)
        for step, month in enumerate(months)
    ]


def agreed(rows: list[tuple[int, datetime | None, datetime | None]]) -> pa.Table:
    return pa.table(
        {
            "contract": [contract for contract, _start, _end in rows],
            "customer": [contract for contract, _start, _end in rows],
            "started_at": [start and instant(start) for _contract, start, _end in rows],
            "cancelled_at": [end and instant(end) for _contract, _start, end in rows],
            "state_known": [True] * len(rows),
            "cadence_days": pa.array([30] * len(rows), pa.int32()),
        },
        schema=RAW_CONTRACTS,
    )


def contracts(folder: Path, orders: list[Order], known: pa.Table | None, as_of: date) -> Contracts:
    lake = seal(folder, orders, contracts=known)
    return insight.overview(lake, insight.view(lake, as_of, 60, 60)).contracts


def test_a_cancelled_contract_runs_until_the_month_of_its_cancellation(tmp_path: Path) -> None:
    orders = monthly(1, [1, 2, 3]) + monthly(2, [1, 2, 3, 4])
    known = agreed([(1, datetime(2025, 1, 8), datetime(2025, 3, 20)), (2, datetime(2025, 1, 9), None)])
    seen = contracts(tmp_path, orders, known, date(2025, 5, 1))
    assert seen.cohorts == (ContractCohort(date(2025, 1, 1), 2, running=(2, 2, 1, 1), reached=(2, 2, 2, 1)),)


def test_where_only_deliveries_are_seen_a_missed_one_ends_the_contract_on_the_day_it_was_due(tmp_path: Path) -> None:
    orders = monthly(1, [1, 2, 3]) + monthly(2, [1, 2, 3, 4, 5, 6])
    seen = contracts(tmp_path, orders, None, date(2025, 7, 1))
    # Contract 1 was due again on 8 April and is missed since 23 April; contract 2 may still deliver.
    assert seen.cohorts == (ContractCohort(date(2025, 1, 1), 2, (2, 2, 2, 1, 1, 1), (2, 2, 2, 1, 1, 1)),)


def test_a_delivery_that_may_still_come_does_not_end_a_contract(tmp_path: Path) -> None:
    orders = monthly(1, [1, 2, 3]) + monthly(2, [1, 2, 3, 4])
    seen = contracts(tmp_path, orders, None, date(2025, 4, 20))
    assert seen.cohorts[0].running == (2, 2, 2, 2)


def test_contracts_that_began_before_the_data_are_counted_apart(tmp_path: Path) -> None:
    orders = monthly(1, [1, 2]) + monthly(2, [1, 2], first_delivery=7)
    seen = contracts(tmp_path, orders, None, date(2025, 3, 1))
    assert seen.started_before == 1
    assert [cohort.started for cohort in seen.cohorts] == [1]


def test_as_of_hides_what_comes_later(tmp_path: Path) -> None:
    orders = monthly(1, [1, 2, 3, 4])
    known = agreed([(1, datetime(2025, 1, 8), datetime(2025, 4, 20)), (2, datetime(2025, 3, 15), None)])
    seen = contracts(tmp_path, orders, known, date(2025, 3, 1))
    assert seen.cohorts == (ContractCohort(date(2025, 1, 1), 1, (1, 1), (1, 1)),)


def test_delivery_numbers_are_counted_where_the_file_has_none(tmp_path: Path) -> None:
    orders = [Order(1, datetime(2025, month, 5), contract=9) for month in (1, 2, 3)]
    seen = contracts(tmp_path, orders, None, date(2025, 3, 10))
    assert seen.cohorts[0].reached == (1, 1, 1)


def test_the_share_reaching_a_delivery_leaves_running_contracts_undecided(tmp_path: Path) -> None:
    orders = monthly(1, [1]) + monthly(2, [1, 2]) + monthly(3, [1, 2]) + monthly(4, [1, 2, 3])
    known = agreed(
        [
            (1, datetime(2025, 1, 1), datetime(2025, 1, 20)),
            (2, datetime(2025, 1, 1), datetime(2025, 2, 20)),
            (3, datetime(2025, 1, 1), None),
            (4, datetime(2025, 1, 1), None),
        ]
    )
    steps = contracts(tmp_path, orders, known, date(2025, 4, 1)).deliveries
    # Delivery 2: 3 of 4 went on. Delivery 3: of the 3 at their second, one ended and one is undecided.
    assert [step.reached.share for step in steps] == pytest.approx([1.0, 3 / 4, 3 / 4 * 2 / 3])
    assert [step.at_risk for step in steps] == [4, 3, 1]


def test_contract_cells_open_the_customers_behind_them(tmp_path: Path) -> None:
    orders = monthly(1, [1, 2, 3]) + monthly(2, [1, 2, 3, 4])
    known = agreed([(1, datetime(2025, 1, 8), datetime(2025, 3, 20)), (2, datetime(2025, 1, 9), None)])
    lake = seal(tmp_path, orders, contracts=known)
    view = insight.view(lake, date(2025, 5, 1), 60, 60, Scope.REGULAR)
    january = date(2025, 1, 1)
    cells = {
        Cell(Figure.CONTRACT_STARTED, cohort=january): {1, 2},
        Cell(Figure.CONTRACT_RUNNING, cohort=january, m=2): {2},
        Cell(Figure.CONTRACT_REACHED, cohort=january, delivery=4): {2},
    }
    for cell, customers in cells.items():
        assert {member.customer for member in insight.members(lake, view, cell)} == customers
