"""Refused rows handed in again: mended ones are taken, padded and joined ones do not pass for the truth."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sources.conftest import Desk

HEADER = "order_id,ordered_at,customer_id,amount,address\n"
SHORT = "1,2026-01-01,A,100\n"
LONG = "1,2026-01-01,A,100,Kyoto,Sakyo\n"
OPEN = '1,2026-01-01,A,"100,Kyoto\n'
GOOD = "2,2026-01-02,B,200,Nara\n"


def again(desk: Desk, refused: str, mend: Callable[[dict[str, str]], None]) -> tuple[int, list[tuple[int, str]]]:
    first = desk.take(HEADER + GOOD + refused)
    assert [reason for _, reason in first.reasons] in (["columns"], ["quote"])
    path = first.staged.rejects_path
    assert path is not None
    _mend(path, mend)
    second = desk.stage(path, desk.write(HEADER + GOOD, "more.csv"))
    return len(second.rows) - 1, second.reasons


def _mend(path: Path, mend: Callable[[dict[str, str]], None]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    for row in rows:
        mend(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames or [])
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("refused", [SHORT, LONG, OPEN])
def test_an_unmended_row_of_another_width_is_refused_again(desk: Desk, refused: str) -> None:
    assert again(desk, refused, lambda row: None) == (0, [(2, "columns")])


@pytest.mark.parametrize("refused", [SHORT, LONG, OPEN])
def test_a_mended_row_is_taken(desk: Desk, refused: str) -> None:
    assert again(desk, refused, lambda row: row.update(amount="100", address="Kyoto Sakyo")) == (1, [])


@pytest.mark.parametrize("refused", [SHORT, LONG])
def test_whoever_empties_the_reason_knows_the_row_to_be_right(desk: Desk, refused: str) -> None:
    assert again(desk, refused, lambda row: row.update(_reason="")) == (1, [])
