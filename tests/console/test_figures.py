"""A number, the list behind it and its CSV say the same."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest

from enishi.ui.tables import BOM
from tests.console.conftest import Brand

ADDRESSES = [
    "/?months=24",
    "/?months=24&as_of=2026-06-15&active_days=90",
    "/?scope=regular",
    "/ladder?scope=one_off",
    "/ladder",
    "/retention?unit=count&months=12",
    "/retention?unit=count&measure=residual",
]
CELL = re.compile(r'<a href="(/customers\?[^"]*figure=(\w+)[^"]*)">[+−]?([\d,]+)</a>')
COUNT = re.compile(r'<span class="n gain">([\d,]+)</span>')


def rows_of(page: str, name: str) -> list[list[str]]:
    """The texts of a table of a page, heading first."""
    table = re.search(rf'<table id="{name}".*?</table>', page, re.DOTALL)
    assert table, name
    rows = re.findall(r"<tr>(.*?)</tr>", table.group(0), re.DOTALL)
    return [[_text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


def _text(cell: str) -> str:
    return html.unescape(re.sub(r"<small>.*?</small>|<[^>]+>", "", cell)).strip()


def download(brand: Brand, address: str) -> list[list[str]]:
    response = brand.client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(body.decode().removeprefix(BOM))))


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_cell_opens_as_many_customers_as_it_says(brand: Brand, address: str) -> None:
    cells = CELL.findall(brand.page(address))
    # Orders and contracts are counted one by one; their lists are of customers.
    cells = [cell for cell in cells if not cell[1].startswith("contract_") and cell[1] != "ordered"]
    assert len(cells) > 10
    for link, _figure, number in cells[:: max(1, len(cells) // 12)]:
        listed = brand.page(html.unescape(link))
        assert COUNT.search(listed).group(1) == number, link  # type: ignore[union-attr]


@pytest.mark.parametrize("address", ["/?scope=regular", "/?as_of=2025-12-31&active_days=60"])
def test_the_chart_leads_where_the_table_leads(brand: Brand, address: str) -> None:
    page = brand.page(address)
    in_chart = set(re.findall(r'<a href="([^"]+)" aria-label', page))
    in_table = set(re.findall(r'<a href="([^"]+)">[+−]?[\d,]+</a>', page))
    assert in_chart
    assert in_chart <= in_table


def test_the_list_holds_those_customers(brand: Brand) -> None:
    page = brand.page("/customers?figure=active_end&month=2026-11")
    number = int(COUNT.search(page).group(1).replace(",", ""))  # type: ignore[union-attr]
    rows = download(brand, "/customers.csv?figure=active_end&month=2026-11")
    assert len(rows) - 1 == number
    assert len({row[0] for row in rows[1:]}) == number
    assert all(re.fullmatch(r"\d+", row[-1]) for row in rows[1:]), "yen are whole"


def test_base_as_csv(brand: Brand) -> None:
    shown = rows_of(brand.page("/?months=24"), "base")
    written = download(brand, "/base.csv?months=24")
    assert written[0] == shown[0]
    assert len(written) == len(shown) == 25
    for text, value in zip(shown[1:], written[1:], strict=True):
        assert [int(re.sub(r"[^\d]", "", cell)) for cell in text[1:]] == [abs(int(cell)) for cell in value[1:]]
        start, new, returned, lapsed, left, end = map(int, value[1:7])
        assert start + new + returned - lapsed - left == end
        assert int(value[7]) == end - start


def test_ladder_as_csv(brand: Brand) -> None:
    shown = rows_of(brand.page("/ladder"), "ladder")
    written = download(brand, "/ladder.csv")
    assert len(written) == len(shown)
    for text, value in zip(shown[1:], written[1:], strict=True):
        assert text[0] == value[0]
        assert text[4] == f"{float(value[4]) * 100 + 1e-9:.1f}%"
        assert float(value[5]) <= float(value[4]) <= float(value[6]) + 1e-9


@pytest.mark.parametrize("unit", ["share", "count"])
@pytest.mark.parametrize("measure", ["ordered", "residual", "revenue"])
@pytest.mark.parametrize("name", ["cohorts", "contracts"])
def test_triangles_as_csv(brand: Brand, name: str, measure: str, unit: str) -> None:
    query = f"measure={measure}&unit={unit}"
    shown = rows_of(brand.page(f"/retention?{query}"), name)
    written = download(brand, f"/retention/{name}.csv?{query}")
    assert len(written) == len(shown)
    assert [[bool(cell) for cell in row] for row in written] == [[bool(cell) for cell in row] for row in shown]


def test_deliveries_as_csv(brand: Brand) -> None:
    shown = rows_of(brand.page("/retention"), "deliveries")
    written = download(brand, "/retention/deliveries.csv")
    assert [row[0] for row in written[1:]] == [row[0].removesuffix("回目") for row in shown[1:]]


def test_one_off_purchases_hold_no_contracts(brand: Brand) -> None:
    assert 'id="deliveries"' not in brand.page("/retention?scope=one_off")
    assert 'id="deliveries"' in brand.page("/retention?scope=regular")


def test_revenue_has_no_customers_behind_it(brand: Brand) -> None:
    assert brand.client.get("/retention?measure=profit").status_code == 404
    cohorts = brand.page("/retention?measure=revenue")
    assert "万円" in cohorts or "円" in cohorts
