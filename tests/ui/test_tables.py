"""A CSV says what its table says, and no spreadsheet runs it."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.ui.tables import BOM, Column, Table, TableCell, safe, table_csv, to_csv


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+81 90", "'+81 90"),
        ("-foo", "'-foo"),
        ("\tx", "'\tx"),
        ("\r=1", "'\r=1"),
        ("-12.5", "-12.5"),
        ("+3", "+3"),
        ("山田", "山田"),
        (-12, -12),
        (0.5, 0.5),
        (None, None),
    ],
)
def test_formulas_are_disarmed(value: str | float | None, written: object) -> None:
    assert safe(value) == written


@given(st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=40))
def test_what_is_written_never_starts_like_a_formula(text: str) -> None:
    written = str(safe(text))
    assert written.removeprefix("'") == text.removeprefix("'") or written == f"'{text}"
    if written[:1] in {"=", "@", "\t", "\r"}:
        pytest.fail(f"{written!r} would run")


def test_a_table_becomes_a_csv_with_a_mark_for_excel() -> None:
    table = Table(
        "t", "caption",
        (Column("月", numeric=False), Column("転換率", csv=("割合", "下限", "上限"))),
        ((TableCell("2026年1月", ("2026-01",)), TableCell("50%", (0.5, None, 0.6), note="(40–60)")),),
    )  # fmt: skip
    text = "".join(table_csv(table))
    assert text.startswith(BOM)
    assert text.encode("utf-8")[:3] == b"\xef\xbb\xbf"
    assert list(csv.reader(io.StringIO(text.removeprefix(BOM)))) == [
        ["月", "割合", "下限", "上限"],
        ["2026-01", "0.5", "", "0.6"],
    ]
    assert "\r\n" in text


def test_headings_are_disarmed_too() -> None:
    assert "".join(to_csv(["=x", "+1"], [])) == f"{BOM}'=x,+1\r\n"
