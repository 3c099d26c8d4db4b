"""Intervals and survival against worked examples and their defining properties."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.insight.statistics import survival, weighted_median, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_newcombes_examples(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("values", "counts", "median"),
    [([], [], None), ([7], [1], 7), ([3, 9], [1, 1], 6), ([9, 3], [1, 2], 3), ([1, 2, 3], [2, 1, 1], 1.5)],
)
def test_median_is_the_mean_of_the_middle_two(values: list[int], counts: list[int], median: float | None) -> None:
    assert weighted_median(np.array(values, dtype=np.int64), np.array(counts, dtype=np.int64)) == median


# Freireich (1963) as in Kalbfleisch and Prentice: remission of 21 leukaemia patients on 6-MP, weeks.
REMISSION = [(6, 1)] * 3 + [(6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1), (17, 0), (19, 0)] + [
    (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0)
]  # fmt: skip


def remission() -> list[tuple[int, bool, int]]:
    return [(weeks, bool(happened), 1) for weeks, happened in REMISSION]


@pytest.mark.parametrize(
    ("week", "share", "standard_error"),
    [(6, 0.8571, 0.0764), (7, 0.8067, 0.0869), (10, 0.7529, 0.0963), (13, 0.6902, 0.1068), (23, 0.4482, 0.1346)],
)
def test_kaplan_meier_and_greenwood_give_freireichs_table(week: int, share: float, standard_error: float) -> None:
    curve = survival(*zip(*remission(), strict=True))
    estimate = curve.surviving(week)
    assert estimate.share == pytest.approx(share, abs=5e-5)
    theta = 1.959964 * standard_error / (share * math.log(share))
    assert estimate.low == pytest.approx(share ** math.exp(-theta), abs=2e-4)
    assert estimate.high == pytest.approx(share ** math.exp(theta), abs=2e-4)


def test_nobody_at_risk_gives_no_share() -> None:
    curve = survival([5, 9], [True, False], [1, 1])
    assert curve.surviving(9).share == 0.5
    assert curve.surviving(10).share is None
    assert curve.happened(10).low is None


def test_events_come_before_censoring_on_the_same_day() -> None:
    curve = survival([10, 10], [True, False], [1, 1])
    assert curve.surviving(10).share == 0.5


lives = st.lists(st.tuples(st.integers(0, 40), st.booleans(), st.integers(1, 5)), min_size=1, max_size=20)


@given(lives, st.integers(0, 45))
def test_an_interval_holds_its_share_and_stays_a_share(rows: list[tuple[int, bool, int]], time: int) -> None:
    curve = survival(*zip(*rows, strict=True))
    for estimate in (curve.surviving(time), curve.happened(time)):
        if estimate.share is None:
            assert not any(days >= time for days, _happened, _count in rows)
        else:
            assert estimate.low is not None
            assert estimate.high is not None
            assert 0 <= estimate.low <= estimate.share + 1e-12
            assert estimate.share - 1e-12 <= estimate.high <= 1
