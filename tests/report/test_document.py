"""The JSON says what its description says, key by key."""

from __future__ import annotations

import re
from pathlib import Path

from tests.report.test_against_pandas import report

DESCRIPTION = Path(__file__).resolve().parents[2] / "docs" / "insight.md"
ORDERS = (
    "order_id,ordered_at,customer_id,amount,contract_id,delivery_no\n"
    "1,2025-01-10,A,100,K1,1\n2,2025-02-10,A,100,K1,2\n3,2025-01-12,B,100,,\n"
)


def test_every_key_is_described(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, "utf-8")
    said = report([path], tmp_path / "work")
    described = set(re.findall(r"`\"?(\w+)\"?`", DESCRIPTION.read_text("utf-8").split("## The report as JSON")[1]))
    keys = set(said) | set(said["input"]) | set(said["currency"])
    for name in ("base", "ladder", "cohorts", "contracts", "deliveries"):
        assert said[name], name
        keys |= set(said[name][0])
    keys |= set(said["ladder"][0]["within"]) | set(said["ladder"][0]["within"]["30"])
    assert keys - described == set()
