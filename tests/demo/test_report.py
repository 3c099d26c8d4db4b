"""Enishi's own report on the demo files finds every count exactly, and the truths within its own intervals."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from enishi.insight.contracts import Estimate, Scope
from enishi.kernel.money import currency
from enishi.report.contracts import Report, ReportOptions
from enishi.report.run import build_report
from tests.demo import estimates
from tests.demo.tables import Tables

FEWEST = 80  # at risk, below which the normal approximation of an interval says little


@pytest.fixture(scope="module")
def report(brand: Tables, tmp_path_factory: pytest.TempPathFactory) -> Report:
    files = brand.files
    return build_report(
        [files.orders_shop, files.orders_mall, files.customers, files.contracts, files.products],
        options=ReportOptions(
            currency=currency("JPY"), zone=ZoneInfo("Asia/Tokyo"), now=datetime(2026, 11, 22, tzinfo=UTC)
        ),
        work_dir=tmp_path_factory.mktemp("report"),
        progress=lambda _progress: None,
    )


def _deviation(estimate: Estimate, truth: float) -> float:
    """Standard errors between the two, the error read off the 95 % interval on the truth's side."""
    assert estimate.share is not None
    assert estimate.low is not None
    assert estimate.high is not None
    side = estimate.high if truth > estimate.share else estimate.low
    return abs(truth - estimate.share) / (abs(side - estimate.share) / 1.96)


def test_counts_are_exact(brand: Tables, report: Report) -> None:
    shop, mall = brand.files.truths.files.values()
    inputs = report.inputs
    assert inputs.rejected == 0
    assert inputs.rows == shop.rows + mall.rows
    assert inputs.orders == shop.counted + mall.counted
    assert inputs.customers == shop.customers + mall.customers == 6_000
    assert inputs.credit_notes == shop.credit_notes + mall.credit_notes
    assert inputs.without_customer == shop.without_customer + mall.without_customer
    assert (inputs.first_day, inputs.last_day) == (brand.counted.day.min().date(), brand.counted.day.max().date())
    assert sum(month.revenue for month in report.overview.base) == shop.revenue + mall.revenue
    started = sum(cohort.started for cohort in report.overview.contracts.cohorts)
    assert started == brand.files.truths.contracts
    assert report.overview.contracts.started_before == 0


def test_new_customers_are_those_that_were_paid_for(brand: Tables, report: Report) -> None:
    bought = brand.acquisition.assign(new=brand.acquisition.new_customers.astype(int)).groupby("month").new.sum()
    base = {f"{month.month:%Y-%m}": month.new for month in report.overview.base}
    assert base == bought[bought.index >= min(base)].to_dict()


def test_truths_lie_within_the_intervals(brand: Tables, report: Report) -> None:
    truths = brand.files.truths
    found: list[tuple[str, float]] = []
    for step, seen in zip(truths.one_off, report.overviews[Scope.ONE_OFF].ladder, strict=False):
        if seen.reached >= FEWEST:
            found += [
                (f"F{step.f} within {days}: {seen.within[days]}, true {true:.4f}", _deviation(seen.within[days], true))
                for days, true in step.within.items()
            ]
    for delivery, estimate in zip(
        truths.deliveries[1:], report.overviews[Scope.REGULAR].contracts.deliveries[1:], strict=False
    ):
        if estimate.at_risk >= FEWEST:
            found.append(
                (
                    f"delivery {estimate.delivery}: {estimate.reached}, true {delivery.reached:.4f}",
                    _deviation(estimate.reached, delivery.reached),
                )
            )
    assert len(found) > 50
    bound = estimates.limit(len(found))
    assert not [(name, round(off, 2)) for name, off in found if off > bound]
    assert sum(off < 1.96 for _, off in found) > 0.8 * len(found)
