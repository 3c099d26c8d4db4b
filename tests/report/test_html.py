"""The report as one page: complete in itself, in both languages, with the numbers of the figures."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from enishi import demo
from enishi.kernel.money import currency
from enishi.report.contracts import Report, ReportOptions
from enishi.report.html import render_html
from enishi.report.run import build_report


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("report")
    demo.generate(folder / "files", customers=150, seed=5, today=date(2026, 11, 22))
    files = [folder / "files" / f"{name}.csv" for name in ("orders-shop", "customers", "contracts")]
    options = ReportOptions(
        currency=currency("JPY"), zone=ZoneInfo("Asia/Tokyo"), now=datetime(2026, 11, 22, tzinfo=UTC)
    )
    return build_report(files, options=options, work_dir=folder / "work", progress=lambda _: None)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_nothing_is_fetched(report: Report, lang: str) -> None:
    page = render_html(report, lang)
    assert f'<html lang="{lang}">' in page
    assert not re.findall(r"<(?:script|link|img|iframe)\b|\bsrc=|url\(|@import|https?://(?!www\.w3\.org)", page)
    assert not re.findall(r'href="(?!#)', page), "a file has nowhere to lead"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ja", ["稼働顧客は", "F2転換率は", "残存", "定期回数別の継続率", "単品"]),
        ("en", ["active customers", "of first-time customers", "Remaining", "delivery by delivery", "One-off"]),
    ],
)
def test_everything_is_said(report: Report, lang: str, words: list[str]) -> None:
    page = render_html(report, lang)
    assert [word for word in words if word not in page] == []
    assert f"{report.overview.base[-1].active_end:,}" in page
    assert f"{report.inputs.orders:,}" in page
    assert page.count('class="chart wide"') >= 3 * 3, "three charts for each of 全体, 定期, 単品"


def test_ids_stand_once(report: Report) -> None:
    ids = re.findall(r'\sid="([^"]+)"', render_html(report, "ja"))
    assert len(ids) == len(set(ids))


def test_the_page_can_be_kept(report: Report, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(render_html(report, "ja"), encoding="utf-8")
    assert file.stat().st_size < 1_000_000
