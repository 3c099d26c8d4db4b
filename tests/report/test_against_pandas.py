"""The report of a file against a few lines of pandas over the same file, to the customer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from enishi.kernel.errors import EnishiError
from enishi.kernel.money import currency
from enishi.report.contracts import ReportOptions
from enishi.report.document import document
from enishi.report.run import build_report
from tests.report import peer
from tests.report.compare import assert_same


def report(
    paths: list[Path], work_dir: Path, code: str = "JPY", as_of: date | None = None, **mapping: str
) -> dict[str, Any]:
    options = ReportOptions(
        currency=currency(code),
        zone=ZoneInfo("Asia/Tokyo"),
        now=datetime(2026, 11, 22, tzinfo=UTC),
        mapping=mapping,
        as_of=as_of,
    )
    return document(build_report(paths, options=options, work_dir=work_dir, progress=lambda _progress: None))


def purchases(seed: int, customers: int = 150, days: int = 540) -> pd.DataFrame:
    """One row per purchase without an order id, as music shops keep them; true duplicates among them."""
    dice = np.random.default_rng(seed)
    rows = [
        {
            "customer": f"{customer:05}",
            "at": pd.Timestamp("2025-01-01") + pd.Timedelta(days=int(day)),
            "quantity": int(dice.integers(1, 4)),
            "amount": int(dice.integers(0, 90)) * 100,
        }
        for customer in range(customers)
        for day in dice.integers(0, days, dice.geometric(0.35))
    ]
    table = pd.DataFrame(rows)
    return pd.concat([table, table.sample(9, random_state=seed)], ignore_index=True)


def test_purchases_without_order_ids(tmp_path: Path) -> None:
    rows = purchases(seed=1)
    path = tmp_path / "purchases.csv"
    rows.assign(bought=rows["at"].dt.strftime("%Y/%m/%d"), paid=rows.amount.map("￥{:,}".format)).to_csv(
        path, index=False, columns=["customer", "bought", "quantity", "paid"], encoding="cp932"
    )
    said = report([path], tmp_path / "work", customer_id="customer", ordered_at="bought", amount="paid")
    assert said["input"]["rows"] == len(rows)
    assert_same(said, rows[["customer", "at", "amount"]], minor=1)


def lines(seed: int) -> pd.DataFrame:
    """One row per line of a wholesale gift shop: guests, credit notes, orders whose lines differ by a minute."""
    dice = np.random.default_rng(seed)
    rows = []
    for invoice in range(400):
        customer = None if dice.random() < 0.2 else float(17000 + dice.integers(0, 60))
        credit = dice.random() < 0.1
        at = pd.Timestamp("2025-12-01 08:00") + pd.Timedelta(minutes=int(dice.integers(0, 300 * 24 * 60)))
        for line in range(dice.integers(1, 6)):
            rows.append(
                {
                    "order_id": f"{'C' if credit else ''}{536000 + invoice}",
                    "customer": customer,
                    "at": at + pd.Timedelta(minutes=int(line == 3)),
                    "quantity": int(dice.integers(1, 20)) * (-1 if credit else 1),
                    "price": float(dice.integers(0, 900)) / 100,
                }
            )
    return pd.DataFrame(rows)


def test_lines_with_guests_and_credit_notes_in_parquet(tmp_path: Path) -> None:
    rows = lines(seed=2)
    path = tmp_path / "lines.parquet"
    rows.to_parquet(path)
    said = report(
        [path], tmp_path / "work", "GBP",
        order_id="order_id", customer_id="customer", ordered_at="at", quantity="quantity", unit_price="price",
    )  # fmt: skip
    assert said["input"]["rows"] == len(rows)
    assert_same(said, peer.orders_of_rows(rows), minor=100)


def test_as_of_cuts_what_goes_in_as_it_cuts_the_figures(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "order_id,ordered_at,customer_id,amount\n1,2025-01-05,A,100\n2,2025-02-05,A,100\n3,2025-02-06,B,100\n"
        "4,2025-01-07,,100\n5,2025-02-07,,100\n6,2025-02-08,A,-100\n",
        "utf-8",
    )
    said = report([path], tmp_path / "work", as_of=date(2025, 2, 6))
    assert {name: said["input"][name] for name in ("rows", "orders", "customers", "last_day")} == {
        "rows": 6, "orders": 2, "customers": 1, "last_day": "2025-02-05",
    }  # fmt: skip
    assert (said["input"]["credit_notes"], said["input"]["without_customer"]) == (1, 2)
    assert sum(month["orders"] for month in said["base"]) == said["input"]["orders"]
    assert sum(month["new"] for month in said["base"]) == said["input"]["customers"]


def test_a_file_in_which_nothing_counts_says_why(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order_id,ordered_at,customer_id,amount\n1,2025-04-31,A,100\n2,2999-01-01,A,100\n", "utf-8")
    with pytest.raises(EnishiError, match="none of them counts") as caught:
        report([path], tmp_path / "work")
    assert "line 2" in caught.value.hint


def test_contracts_and_withdrawals_come_from_files_beside_the_orders(tmp_path: Path) -> None:
    orders, contracts, customers = (tmp_path / f"{name}.csv" for name in ("orders", "contracts", "customers"))
    orders.write_text(
        "order_id,ordered_at,customer_id,amount,contract_id,delivery_no\n"
        "1,2025-01-10,A,100,K1,1\n2,2025-02-10,A,100,K1,2\n3,2025-01-12,B,100,,\n4,2025-03-31,C,100,,\n",
        "utf-8",
    )
    contracts.write_text(
        "contract_id,customer_id,started_at,status,cadence_unit,cadence_every,cancelled_at\n"
        "K1,A,2025-01-08,cancelled,month,1,2025-02-20\n",
        "utf-8",
    )
    customers.write_text("customer_id,registered_at,withdrawn_at\nB,2025-01-12,2025-02-03\n", "utf-8")
    said = report([orders, contracts, customers], tmp_path / "work")
    assert said["contracts"] == [{"cohort": "2025-01", "started": 1, "running": [1, 0, 0], "reached": [1, 1]}]
    assert [month["left"] for month in said["base"]] == [0, 1, 0]
