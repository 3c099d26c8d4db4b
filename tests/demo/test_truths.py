"""The truths are found again by an independent look at the files, within intervals that know how many they are."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from enishi.demo import generate
from tests.demo import estimates
from tests.demo.tables import Tables, read

SEEDS = (1, 2, 3)
CUSTOMERS = 10_000
FEWEST = 80  # at risk, below which the normal interval says little


def _deviations(brand: Tables) -> list[tuple[str, float]]:
    """By figure: how many standard errors the estimate lies from the truth."""
    truths, chosen = brand.files.truths, brand.chosen
    found: list[tuple[str, float]] = []
    for step in truths.one_off:
        for days, true in step.within.items():
            share, error, count = estimates.conversion_within(brand, chosen, step.f, days)
            if count >= FEWEST:
                found.append((f"F{step.f} within {days} days: {share:.4f}, true {true:.4f}", (share - true) / error))
    for step in truths.deliveries[1:]:
        share, error, count = estimates.reaching_delivery(brand, step.delivery)
        if count >= FEWEST:
            found.append(
                (f"delivery {step.delivery}: {share:.4f}, true {step.reached:.4f}", (share - step.reached) / error)
            )
    for name, happened, true in _ways(brand):
        share, count = estimates.share(happened)
        found.append((f"{name}: {share:.4f}, true {true:.4f}", (share - true) / np.sqrt(true * (1 - true) / count)))
    return found


def _ways(brand: Tables) -> list[tuple[str, pd.Series, float]]:
    """Crossing over, coming back, starting with a regular delivery: by customers whose time to do so is over."""
    truths, counted = brand.files.truths, brand.counted
    first = counted.drop_duplicates("who").set_index("who")
    regular_first = first.contract_id.notna()
    expected = sum(channel.customers * channel.starts_regular for channel in truths.channels) / truths.customers
    ways = [("starts regular", regular_first, expected)]

    one_off = set(first.index[~regular_first & (first.source == "shop")])
    chosen = brand.chosen
    most = chosen.groupby("who").f.max()
    crossed = set(counted[counted.contract_id.notna()].who) & one_off
    for f, true in truths.crossover.items():
        reached = chosen[
            (chosen.f == f) & chosen.who.isin(one_off) & (chosen.day < brand.as_of - pd.Timedelta(days=700))
        ]
        crosses = reached.who.isin(crossed) & (reached.who.map(most) == f)
        ways.append((f"crosses over after F{f}", crosses, true))

    ended = brand.contracts[brand.contracts.status == "cancelled"]
    who = "shop:" + ended.customer_id
    day = pd.to_datetime(ended.cancelled_at)
    over = who[(day < brand.as_of - pd.Timedelta(days=900)) & who.isin(set(first.index[regular_first]))]
    ways.append(("comes back", over.isin(set(chosen.who)), truths.comes_back))
    return ways


def _check(brands: list[Tables]) -> None:
    found = [deviation for brand in brands for deviation in _deviations(brand)]
    bound = estimates.limit(len(found))
    assert not [(name, round(off, 2)) for name, off in found if abs(off) > bound]
    # Errors in one direction would show in the mean long before a single figure leaves its interval.
    assert abs(np.mean([off for _, off in found])) < 1.0


def test_truths_are_found_again(tmp_path: Path) -> None:
    _check(
        [
            read(generate(tmp_path / str(seed), customers=CUSTOMERS, seed=seed, today=date(2026, 11, 22)))
            for seed in SEEDS
        ]
    )


def test_the_ladder_rises_to_a_plateau_where_it_is_said_to_settle(brand: Tables) -> None:
    truths = brand.files.truths
    conversions = [step.conversion for step in truths.one_off]
    settled = truths.settles_at_f - 1
    assert all(early < late for early, late in pairwise(conversions[: settled + 1]))
    assert set(conversions[settled:]) == {conversions[settled]}


def test_the_brand_is_alive(brand: Tables) -> None:
    """Growth over the years, and the mall's push shows in the new customers of that month."""
    new = brand.counted.groupby("who").day.min().dt.to_period("M").value_counts().sort_index()
    assert new["2025-12":"2026-05"].mean() > 1.5 * new["2022-01":"2022-06"].mean()
    assert new["2026-06"] > 1.2 * new["2025-06"]
    active = brand.counted[brand.counted.day >= brand.as_of - pd.Timedelta(days=365)].who.nunique()
    assert 0.4 < active / 6_000 < 0.6


@pytest.mark.soak
def test_truths_are_found_again_in_a_thousand_brands(tmp_path: Path) -> None:
    within, all_found = 0, 0
    means: list[float] = []
    for seed in range(1, 1_001):
        brand = read(generate(tmp_path / "brand", customers=2_000, seed=seed, today=date(2026, 11, 22)))
        found = _deviations(brand)
        within += sum(abs(off) < 1.96 for _, off in found)
        all_found += len(found)
        means.append(float(np.mean([off for _, off in found])))
    assert 0.93 < within / all_found < 0.965
    assert abs(np.mean(means)) < 0.1
